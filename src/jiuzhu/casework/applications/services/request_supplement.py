"""Ask once for everything that is missing (D9; 泰民〔2019〕14号 三, S25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.applications.models import Application, Supplement
from jiuzhu.casework.applications.queries import materials_of, missing_papers, notice_limit
from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import ClockKind, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.cases.services.keep_clocks import start_clock
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text, find_forbidden_proofs
from jiuzhu.policy.materials import Material
from jiuzhu.policy.pack_rows import ObtainedBy

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGiven:
    """One paper of the list of this case, why it is still needed and how to get it."""

    code: str
    why: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementGiven:
    """Everything that is missing, in one list."""

    gaps: tuple[GapGiven, ...]


@transaction.atomic
def request_supplement(
    *, number: str, given: SupplementGiven, actor: Actor, at: datetime
) -> Supplement:
    """Tell the family once what is missing; the limit of the supplement starts, nothing pauses.

    Only papers on the list of this case may be asked for, never one of the five abolished proofs.
    Later than two working days after receipt it is too late: the case counts as accepted.

    Raises: Refused `guard.no_earlier_supplement`, `guard.no_forbidden_proof`,
    `material.unlisted`, `supplement.empty`, `supplement.too_late`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "request_supplement")
    actor.require("application.accept")
    application = Application.objects.get(case=case)
    on = legal_day(at)
    is_first = not Supplement.objects.filter(case=case).exists()
    texts = [text for gap in given.gaps for text in (gap.code, gap.why, gap.how)]
    advance(
        case=case,
        action="request_supplement",
        actor=actor,
        at=at,
        facts={
            "no_earlier_supplement": is_first,
            "no_forbidden_proof": not any(find_forbidden_proofs(text) for text in texts),
        },
        summary=f"一次性告知补正{len(given.gaps)}项",
        detail={"codes": [gap.code for gap in given.gaps]},
    )
    asked = _asked(case, given)
    if on > notice_limit(application):
        raise Refused(
            "supplement.too_late",
            "收到申请已超过2个工作日，没有一次性告知的视为已受理，不能再要求补正。请直接受理。",
        )
    clock = start_clock(case=case, kind=ClockKind.SUPPLEMENT, on=on)
    row = Supplement.objects.create(
        case=case,
        items=[
            {"code": item.code, "name": item.name, "why": gap.why, "how": gap.how}
            for item, gap in asked
        ],
        requested_at=at,
        requested_by_id=actor.officer(),
        due_on=clock.due_on,
    )
    row.document = _issue_notice(case, row, asked, actor, at)
    row.save(update_fields=["document"])
    write_message(
        topic="supplement.requested", reference=case.number, content={"case": case.number}, at=at
    )
    return row


def _asked(case: Case, given: SupplementGiven) -> tuple[tuple[Material, GapGiven], ...]:
    """Return what is asked for, refusing what is not on the list of this case (S22)."""
    if not given.gaps:
        raise Refused("supplement.empty", "请列出需要补正的全部内容；没有缺项的，请直接受理。")
    listed = {item.code: item for item in materials_of(case)}
    beyond = [gap.code for gap in given.gaps if gap.code not in listed]
    if beyond:
        raise Refused(
            "material.unlisted",
            "“%(names)s”不在本案材料清单内，不能要求提供。请从清单中选择。",
            values={"names": "、".join(beyond)},
            field="gaps",
        )
    once = {gap.code: gap for gap in given.gaps}
    return tuple(
        (
            listed[code],
            GapGiven(
                code=code,
                why=clean_text(gap.why, max_length=LONGEST),
                how=clean_text(gap.how, max_length=LONGEST),
            ),
        )
        for code, gap in once.items()
    )


def _issue_notice(
    case: Case,
    row: Supplement,
    asked: tuple[tuple[Material, GapGiven], ...],
    actor: Actor,
    at: datetime,
) -> Document:
    codes = {item.code for item, _ in asked}
    missing = {item.code for item in missing_papers(case, on=legal_day(at))} | codes
    materials = materials_of(case)
    return issue_document(
        kind="W11",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        title=papers.NoticeStage.SUPPLEMENT.value,
        build=lambda head: papers.OneTimeNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            recipient=party_of(case.applicant),
            stage=papers.NoticeStage.SUPPLEMENT,
            received_on=legal_day(case.application.submitted_at),
            gaps=tuple(
                papers.Gap(name=item.name, why=gap.why, how=gap.how, basis=item.basis)
                for item, gap in asked
            ),
            deadline=row.due_on,
            already_held=tuple(item.name for item in materials if item.code not in missing),
            by_department=tuple(
                item.name for item in materials if item.obtained_by is ObtainedBy.SHARED
            ),
            officer=officer_of(actor),
            contact=contact_of(case.organ),
        ),
    )
