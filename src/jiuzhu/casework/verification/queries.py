"""Named reads of verification."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.intents.queries import declared
from jiuzhu.casework.verification.enums import Meaning, QueryState, RequestState
from jiuzhu.casework.verification.models import (
    SourceQuery,
    SourceReply,
    UnfitExplanation,
    VerificationReport,
    VerificationRequest,
)
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.report_rules import FoundRecord, ReportJudgement, judge_report
from jiuzhu.policy.report_rules import Meaning as ReplyMeaning
from jiuzhu.policy.report_rules import SourceReply as ReplyFacts
from jiuzhu.policy.results import DibaoResult
from jiuzhu.policy.tekun_case import assess_tekun_case, plain_result, tekun_facts


def open_request(case: Case) -> VerificationRequest | None:
    """Return the request that is under way."""
    return open_request_read(case).first


def open_request_read(case: Case) -> Read[VerificationRequest]:
    """Return the read of the request that is under way."""
    return page_read("open_request", _under_way, case.pk)


def _under_way(case: int) -> QuerySet[VerificationRequest]:
    ended = [RequestState.RETURNED, RequestState.RELEASED]
    requests = VerificationRequest.objects.filter(case_id=case).exclude(state__in=ended)
    return requests.order_by("pk")[:1]


def latest_report(case: Case) -> VerificationReport | None:
    """Return the newest report of a case."""
    return latest_report_read(case).first


def latest_report_read(case: Case) -> Read[VerificationReport]:
    """Return the read of the newest report of a case."""
    return page_read("report", _newest_report, case.pk)


def _newest_report(case: int) -> QuerySet[VerificationReport]:
    reports = VerificationReport.objects.filter(case_id=case)
    return reports.order_by("-issued_at", "-pk")[:1]


def reports_before(report: VerificationReport) -> tuple[VerificationReport, ...]:
    """Return the reports of the same case that a renewed verification followed, newest first."""
    earlier = VerificationReport.objects.filter(case=report.case_id, pk__lt=report.pk)
    return tuple(earlier.select_related("document").order_by("-pk"))


def report_in_force(case: Case, on: date) -> VerificationReport | None:
    """Return the issued, unexpired report, whatever its conclusion (domain 0.2)."""
    report = latest_report(case)
    return report if report is not None and report.valid_until >= on else None


def report_carries_decision(case: Case, *, on: date) -> bool:
    """Tell whether the newest report is young enough for a decision on a day."""
    report = latest_report(case)
    return report is not None and on <= report.decision_until


def judgement_of(report: VerificationReport) -> ReportJudgement:
    """Return the stored judgement of a report."""
    return ReportJudgement.from_record(json.loads(report.content))


def judge_replies(
    case: Case, replies: tuple[ReplyFacts, ...], pack: Pack, on: date
) -> ReportJudgement:
    """Judge what was declared and what the sources said by the rules of the case's scheme.

    Whether the obligors of a tekun person are able is asked at the survey, not of the registers.
    """
    stated = declared(case)
    claim = None if stated.claim is None else replace(stated.claim, obligors=None)

    def assess(facts: HouseholdFacts, law: Pack, day: date) -> DibaoResult:
        if case.scheme != Scheme.TEKUN:
            return assess_dibao(facts, law, day)
        return plain_result(assess_tekun_case(tekun_facts(facts, claim), law, day))

    return judge_report(stated.facts, replies, pack, on, assess)


def is_settled(request: VerificationRequest) -> bool:
    """Tell whether every query was answered, given up or never allowed."""
    return not SourceQuery.objects.filter(
        request=request, state__in=[QueryState.WAITING, QueryState.ASKED]
    ).exists()


def reply_facts(request: VerificationRequest) -> tuple[ReplyFacts, ...]:
    """Return what each source said about each person, for the rules."""
    queries = SourceQuery.objects.filter(request=request).order_by("pk")
    latest: dict[int, SourceReply] = {}
    for reply in SourceReply.objects.filter(query__request=request).order_by("pk"):
        latest[reply.query_id] = reply
    return tuple(_facts(query, latest.get(query.pk)) for query in queries)


def _facts(query: SourceQuery, reply: SourceReply | None) -> ReplyFacts:
    if reply is None:
        meaning = (
            ReplyMeaning.NOT_ASKED
            if query.meaning == Meaning.NOT_ASKED
            else ReplyMeaning.NOT_ANSWERED
        )
        return ReplyFacts(person_key=str(query.person_id), source=query.source, meaning=meaning)
    stored = json.loads(reply.records)
    return ReplyFacts(
        person_key=str(query.person_id),
        source=query.source,
        meaning=ReplyMeaning(reply.meaning),
        records=tuple(from_plain(FoundRecord, each) for each in stored["records"]),
        as_of=reply.as_of,
        complete=stored["complete"],
    )


def replies_of(case: Case) -> tuple[ReplyFacts, ...]:
    """Return the replies behind the newest report of a case."""
    report = latest_report(case)
    return () if report is None else reply_facts(report.request)


def explanation_of(case: Case) -> UnfitExplanation | None:
    """Return the explanation of the newest report; the one of an expired report says nothing."""
    report = latest_report(case)
    if report is None:
        return None
    return page_read("explanation", _explaining, case.pk, report.pk).first


def _explaining(case: int, report: int) -> QuerySet[UnfitExplanation]:
    return UnfitExplanation.objects.filter(case_id=case, report_id=report).order_by("pk")[:1]
