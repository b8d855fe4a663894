"""Everything that pages of the desk read, under one roof."""

from jiuzhu.casework.workspace.ahead import read_around_case, read_around_list
from jiuzhu.casework.workspace.case_rows import CaseRow
from jiuzhu.casework.workspace.changes import Change, changes_of
from jiuzhu.casework.workspace.counts import TabCounts, tab_counts
from jiuzhu.casework.workspace.gallery import Picture, picture_to_open, pictures_of
from jiuzhu.casework.workspace.lists import (
    CaseList,
    TaskList,
    case_list,
    case_numbers,
    my_tasks,
    rows_of,
    waiting_numbers,
)
from jiuzhu.casework.workspace.money import CaseMoney, money_of
from jiuzhu.casework.workspace.narrowing import Narrowing
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
from jiuzhu.casework.workspace.verified import RequestLine, report_of, requests_of

__all__ = [
    "CaseList",
    "CaseMoney",
    "CaseRow",
    "CaseSummary",
    "Change",
    "KnownCase",
    "MemberLine",
    "Narrowing",
    "NextSteps",
    "Offer",
    "PaperLine",
    "Picture",
    "Queue",
    "ReportView",
    "RequestLine",
    "RequestProgress",
    "TabCounts",
    "TaskList",
    "UnfitView",
    "case_list",
    "case_numbers",
    "case_summary",
    "case_timeline",
    "chain_problem",
    "changes_of",
    "has_report",
    "known_cases",
    "looks_at",
    "money_of",
    "my_tasks",
    "next_steps",
    "paper_to_open",
    "papers_of",
    "phone_of",
    "picture_to_open",
    "pictures_of",
    "places_to_choose",
    "read_around_case",
    "read_around_list",
    "recent_looks",
    "report_of",
    "report_preview",
    "report_view",
    "request_progress",
    "requests_of",
    "rows_of",
    "tab_counts",
    "unfit_view",
    "verification_queue",
    "villages_for",
    "waiting_numbers",
    "way_back",
]
