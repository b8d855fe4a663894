"""Complete the papers of a relief: facts, person, signatures, seal; then a decider confirms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import had_part, note_part
from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import is_unrelated
from jiuzhu.casework.cases.services.advance import advance, record_act
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.relief.access import relief_to_change
from jiuzhu.casework.relief.models import UrgentRelief
from jiuzhu.casework.relief.queries import completion_clock, missing_of
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.urgent_relief import judge_relief, urgent_causes
from jiuzhu.registers.law.queries import pack_in_force

BARRING = (Involvement.PAID, Involvement.VISITED, Involvement.VERIFIED, Involvement.ASSESSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsGiven:
    """What was found; where nobody can find out who it is, why."""

    facts: str
    unknown_reason: str = ""


@transaction.atomic
def confirm_facts(*, number: str, given: FactsGiven, actor: Actor, at: datetime) -> UrgentRelief:
    """Record what was found on the spot and issue W39 to be signed and sealed.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `urgent.facts`,
    `urgent.facts_known`.
    """
    relief, case = relief_to_change(number=number, actor=actor)
    facts = clean_text(given.facts, max_length=400, multiline=True)
    if not facts:
        raise Refused("urgent.facts", "请写明看到什么、谁证明、和报告的是否一致。", field="facts")
    if relief.facts_at is not None:
        raise Refused("urgent.facts_known", "核实情况已经登记过。请打开案件查看，补齐其余各项。")
    record_act(
        case=case,
        action="confirm_facts",
        actor=actor,
        at=at,
        summary="登记急难核实情况",
        detail={"facts": facts},
    )
    relief.facts, relief.facts_at, relief.facts_by_id = facts, at, actor.officer()
    if relief.is_unknown:
        relief.unknown_reason = clean_text(given.unknown_reason, max_length=120)
    relief.save(update_fields=["facts", "facts_at", "facts_by", "unknown_reason"])
    note_part(case=case, actor=actor, part=Involvement.VISITED, at=at)
    _issue_paper(relief, case, actor, at)
    return relief


@transaction.atomic
def complete_relief(*, number: str, actor: Actor, at: datetime) -> Case:
    """Confirm as a person who neither paid nor checked that the papers are complete.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `guard.facts_confirmed` while
    something of the list is missing, Refused `guard.decider_…`.
    """
    relief, case = relief_to_change(number=number, actor=actor)
    advance(
        case=case,
        action="complete_relief",
        actor=actor,
        at=at,
        facts={
            "facts_confirmed": not missing_of(relief),
            **decider_facts(relief, case, actor, at),
        },
        detail={"amount_fen": relief.amount_fen},
    )
    note_part(case=case, actor=actor, part=Involvement.DECIDED, at=at)
    write_message(topic="urgent.completed", reference=number, content={"case": number}, at=at)
    return case


def decider_of(relief: UrgentRelief, case: Case, at: datetime) -> int:
    """Return the organ that confirms a relief: the township below its limit, the county else."""
    judged = judge_relief(
        amount_fen=relief.amount_fen or 0,
        cause=relief.cause,
        category=case.category,
        event=relief.event,
        past=(),
        pack=pack_in_force(),
        on=legal_day(relief.relieved_at or at),
    )
    return case.county_id if judged.needs_county else case.organ_id


def decider_facts(relief: UrgentRelief, case: Case, actor: Actor, at: datetime) -> dict[str, bool]:
    """Return the three guards about the person who confirms or denies a relief."""
    return {
        "decider_holds_power": actor.organ_id == decider_of(relief, case, at),
        "decider_not_involved": not had_part(case=case, officer_id=actor.officer_id, parts=BARRING),
        "decider_unrelated": is_unrelated(case=case, actor=actor, on=legal_day(at)),
    }


def _issue_paper(relief: UrgentRelief, case: Case, actor: Actor, at: datetime) -> None:
    clock = completion_clock(case)
    labels = dict(urgent_causes(pack_in_force(), legal_day(at)))
    amount, relieved_at = relief.amount_fen or 0, relief.relieved_at or at
    judged = judge_relief(
        amount_fen=amount,
        cause=relief.cause,
        category=case.category,
        event=relief.event,
        past=(),
        pack=pack_in_force(),
        on=legal_day(relieved_at),
    )
    issue_document(
        kind="W39",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.ReliefCompletion(
            head=head,
            person=party_of(case.applicant),
            unknown_reason=relief.unknown_reason,
            place=case.village.name,
            cause=labels.get(relief.cause, relief.cause),
            happened=relief.happened,
            facts=relief.facts,
            form=relief.get_form_display(),
            given_to=relief.given_to,
            amount_fen=amount,
            article=judged.article,
            relieved_at=relieved_at,
            complete_by=None if clock is None else clock.due_on,
            handler=officer_of(actor),
            giver="" if relief.given_by is None else relief.given_by.name,
            contact=contact_of(case.organ),
        ),
    )
