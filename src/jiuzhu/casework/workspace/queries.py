"""Everything that pages of the desk read, under one roof."""

from jiuzhu.casework.workspace.lists import CaseList, CaseRow, TaskList, case_list, my_tasks
from jiuzhu.casework.workspace.papers import PaperLine, paper_to_open, papers_of
from jiuzhu.casework.workspace.people import (
    KnownCase,
    known_cases,
    phone_of,
    places_to_choose,
    villages_for,
)
from jiuzhu.casework.workspace.reports import (
    ReportView,
    UnfitView,
    has_report,
    report_preview,
    report_view,
    unfit_view,
)
from jiuzhu.casework.workspace.requests import (
    Queue,
    RequestProgress,
    request_progress,
    verification_queue,
)
from jiuzhu.casework.workspace.steps import NextSteps, Offer, next_steps
from jiuzhu.casework.workspace.summary import CaseSummary, MemberLine, case_summary
from jiuzhu.casework.workspace.timeline import (
    case_timeline,
    chain_problem,
    looks_at,
    recent_looks,
    way_back,
)

__all__ = [
    "CaseList",
    "CaseRow",
    "CaseSummary",
    "KnownCase",
    "MemberLine",
    "NextSteps",
    "Offer",
    "PaperLine",
    "Queue",
    "ReportView",
    "RequestProgress",
    "TaskList",
    "UnfitView",
    "case_list",
    "case_summary",
    "case_timeline",
    "chain_problem",
    "has_report",
    "known_cases",
    "looks_at",
    "my_tasks",
    "next_steps",
    "paper_to_open",
    "papers_of",
    "phone_of",
    "places_to_choose",
    "recent_looks",
    "report_preview",
    "report_view",
    "request_progress",
    "unfit_view",
    "verification_queue",
    "villages_for",
    "way_back",
]
