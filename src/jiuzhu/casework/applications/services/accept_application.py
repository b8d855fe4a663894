"""Accept an application (D11): the day on which the papers are complete starts the 20 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.applications.models import Application, RelatedPartyFiling
from jiuzhu.casework.applications.queries import (
    AcceptanceDay,
    acceptance_day,
    materials_of,
    missing_papers,
)
from jiuzhu.casework.applications.relief import is_listed
from jiuzhu.casework.cases.access import case_to_change, note_part
from jiuzhu.casework.cases.enums import ClockKind, HoldKind, Involvement, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import due_of, limit_of, people_of
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.intents.models import Declaration
from jiuzhu.casework.verification.queries import report_in_force
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.kinship.queries import RelatedOfficer, related_officers
from jiuzhu.registers.organs.models import Officer, Post
from jiuzhu.registers.organs.queries import centre_of, in_force

FROM_VAULT = "工作人员申报比对"
FROM_FAMILY = "家庭申明"


@dataclass(frozen=True, slots=True, kw_only=True)
class KinNamed:
    """An official whom the family named as a relative in its statement."""

    officer_id: int
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceGiven:
    """What the window saw in the original (codes of the list), and whom the statement names."""

    seen: frozenset[str] = frozenset()
    kin_named: tuple[KinNamed, ...] = ()


@transaction.atomic
def accept_application(
    *, number: str, actor: Actor, at: datetime, given: AcceptanceGiven | None = None
) -> Application:
    """Accept; the day is computed, not the click, and the clock of the decision runs from it.

    泰民〔2019〕14号 二(三); domain 0.2, 2. A family related to an official is filed apart and waits
    for the county's visit (57号 art. 11). The system may accept where nobody did in time.

    Raises: Refused `guard.papers_complete`, `guard.kin_declared`, `guard.report_valid`,
    `acceptance.officer`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "accept_application")
    actor.require("application.accept")
    added = given or AcceptanceGiven()
    application = Application.objects.select_for_update(of=("self",)).get(case=case)
    on = legal_day(at)
    missing = missing_papers(case, seen=added.seen, on=on)
    day = acceptance_day(case, application, complete=not missing, on=on)
    _move(case, day, on, actor, at)
    if day is None:
        raise LookupError("the guard papers_complete held without a day")
    application.complete_on = day.on
    if actor.officer_id is not None:
        application.accepted_at = at
        application.accepted_by_id = actor.officer_id
    application.save(update_fields=["complete_on", "accepted_at", "accepted_by"])
    _file_kin(case, added, actor, at)
    note_part(case=case, actor=actor, part=Involvement.RECEIVED, at=at)
    _issue_notice(case, application, day, {item.code for item in missing}, actor, at)
    write_message(
        topic="application.accepted", reference=case.number, content={"case": case.number}, at=at
    )
    return application


def _move(case: Case, day: AcceptanceDay | None, on: date, actor: Actor, at: datetime) -> None:
    counted_on = on if day is None else day.on
    declaration = Declaration.objects.filter(case=case).first()
    due = due_of(case, ClockKind.ACCEPTANCE_DECISION, counted_on)
    advance(
        case=case,
        action="accept_application",
        actor=actor,
        at=at,
        facts={
            "papers_complete": day is not None,
            "kin_declared": declaration is not None and declaration.kin_declared,
            "report_valid": report_in_force(case, counted_on) is not None,
            "outlays_listed": is_listed(case),
        },
        summary=f"受理，受理日期{counted_on}，{due.on}前办结",
        detail={"accepted_on": counted_on, "deemed": day is not None and day.deemed},
        fields={
            "accepted_on": counted_on,
            "due_on": due.on,
            "due_provisional": due.provisional,
        },
        clock_from=counted_on,
    )


def _file_kin(case: Case, given: AcceptanceGiven, actor: Actor, at: datetime) -> None:
    """File every relation with an official of the case's own organs; the case then waits."""
    on = legal_day(at)
    found = [
        (each.officer_id, each.relation, FROM_VAULT)
        for each in _officials(case, related_officers(person_ids=people_of(case), on=on), on)
    ]
    found += [(each.officer_id, each.relation, FROM_FAMILY) for each in given.kin_named]
    for officer_id, relation, source in found:
        if not Officer.objects.filter(pk=officer_id).exists():
            raise Refused(
                "acceptance.officer",
                "申明中的工作人员没有登记。请从人员名单中选择。",
                field="kin_named",
            )
        RelatedPartyFiling.objects.get_or_create(
            case=case,
            officer_id=officer_id,
            defaults={
                "relation": clean_text(relation, max_length=30),
                "source": source,
                "filed_at": at,
            },
        )
    if found:
        open_hold(
            case=case,
            kind=HoldKind.RELATED_PARTY,
            reason="家庭成员是经办人员或村（居）干部的近亲属，已单独备案，须由县级入户。",
            actor=actor,
            at=at,
        )


def _officials(
    case: Case, related: tuple[RelatedOfficer, ...], on: date
) -> tuple[RelatedOfficer, ...]:
    """Return those who are in office where this case is handled (220号 art. 14)."""
    organs = (case.organ_id, case.county_id, case.village_id, centre_of(case.county).pk)
    in_office = set(
        Post.objects.filter(
            in_force(on),
            organ_id__in=organs,
            officer_id__in=[each.officer_id for each in related],
        ).values_list("officer_id", flat=True)
    )
    return tuple(each for each in related if each.officer_id in in_office)


def _issue_notice(
    case: Case,
    application: Application,
    day: AcceptanceDay,
    missing: set[str],
    actor: Actor,
    at: datetime,
) -> None:
    limit = limit_of(case, ClockKind.ACCEPTANCE_DECISION, day.on)
    issue_document(
        kind="W12",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.AcceptanceNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            recipient=party_of(case.applicant),
            intent_on=legal_day(case.opened_at),
            applied_on=legal_day(application.submitted_at),
            accepted_on=day.on,
            due_on=case.due_on or day.on,
            due_provisional=case.due_provisional,
            limit_text=limit.text,
            limit_article=limit.article,
            materials=tuple(
                papers.ReceivedMaterial(name=item.name, obtained=item.note)
                for item in materials_of(case)
                if item.code not in missing
            ),
            officer=officer_of(actor),
            contact=contact_of(case.organ),
            deemed=day.deemed,
        ),
    )
