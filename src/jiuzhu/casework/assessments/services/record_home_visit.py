"""Record the survey at home by two unrelated officers (D12; 57号 art. 16, 18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.services.insist_on_application import is_explained
from jiuzhu.casework.assessments.access import second_surveyor
from jiuzhu.casework.assessments.findings import VisitFindings
from jiuzhu.casework.assessments.models import HomeVisit
from jiuzhu.casework.assessments.queries import gathered_facts, means_known
from jiuzhu.casework.assessments.services.issue_survey import issue_survey
from jiuzhu.casework.cases.access import case_to_change, note_parts
from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import relatives_among
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.digests import canonical_json
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.records import to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisitGiven:
    """Who went with the recording officer, whom they met, what they found.

    `second_surveyor_id` is None where nobody went along, which is refused.
    """

    visited_at: datetime
    second_surveyor_id: int | None
    met: str
    findings: VisitFindings
    photo: bytes = b""
    photo_name: str = "入户照片"


@transaction.atomic
def record_home_visit(
    *, number: str, given: HomeVisitGiven, actor: Actor, at: datetime
) -> HomeVisit:
    """Record a visit; both surveyors hold the post that day and neither is a relative.

    Findings are tried on the facts of the household at once, so that a wrong person or ground is
    refused at the desk and not later at the computation. Document W14.

    Raises: Refused `guard.two_surveyors`, `guard.surveyors_unrelated`, `visit.future`,
    `visit.before_acceptance`, `finding.*`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    visited_on = legal_day(given.visited_at)
    second = second_surveyor(case=case, officer_id=given.second_surveyor_id, on=visited_on)
    advance(
        case=case,
        action="record_home_visit",
        actor=actor,
        at=at,
        facts={
            "two_surveyors": actor.officer_id is not None
            and second is not None
            and second.pk != actor.officer_id,
            "surveyors_unrelated": relatives_among(case=case, on=visited_on).isdisjoint(
                (actor.officer_id, None if second is None else second.pk)
            ),
            "means_known": case.state != "ACCEPTED" or means_known(case, on=legal_day(at)),
            "unfit_explained": case.state != "VERIFIED_NO" or is_explained(case),
        },
        summary=f"{visited_on:%Y-%m-%d}入户调查",
        detail={"visited_at": given.visited_at, "photo": bool(given.photo)},
    )
    if second is None or actor.officer_id is None:
        raise LookupError("the guard two_surveyors held without two surveyors")
    _check_moment(case, given, at)
    row = HomeVisit.objects.create(
        case=case,
        visited_at=given.visited_at,
        first_surveyor_id=actor.officer_id,
        second_surveyor=second,
        met=clean_text(given.met, max_length=120),
        findings=canonical_json(to_plain(given.findings)).decode(),
        photo=store_upload(given.photo, shown_name=given.photo_name, at=at)
        if given.photo
        else None,
        recorded_at=at,
    )
    gathered_facts(case, on=legal_day(at))
    surveyors = (actor.officer_id, second.pk)
    note_parts(case=case, officer_ids=surveyors, part=Involvement.VISITED, at=at)
    row.document = issue_survey(case=case, visit=row, actor=actor, at=at)
    row.save(update_fields=["document"])
    return row


def _check_moment(case: Case, given: HomeVisitGiven, at: datetime) -> None:
    if given.visited_at > at:
        raise Refused(
            "visit.future", "入户时间晚于现在。请核对实际入户的日期和时间。", field="visited_at"
        )
    if case.accepted_on is not None and legal_day(given.visited_at) < case.accepted_on:
        raise Refused(
            "visit.before_acceptance",
            "入户时间早于受理日期 %(accepted_on)s。请填写受理以后的入户时间。",
            values={"accepted_on": case.accepted_on},
            field="visited_at",
        )
