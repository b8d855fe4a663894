"""End a relief otherwise: its facts were false and it is recovered, or more help is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import note_part
from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.relief.access import relief_to_change
from jiuzhu.casework.relief.models import UrgentRelief
from jiuzhu.casework.relief.services.complete_relief import decider_facts
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialGiven:
    """What was found to be false, and on what it rests."""

    facts: str
    basis: str


@transaction.atomic
def deny_relief(*, number: str, given: DenialGiven, actor: Actor, at: datetime) -> UrgentRelief:
    """Find that the facts were false; what is to be recovered is kept with the case.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `guard.reasons_bound`,
    `guard.decider_…`.
    """
    relief, case = relief_to_change(number=number, actor=actor)
    facts = clean_text(given.facts, max_length=400, multiline=True)
    basis = clean_text(given.basis, max_length=120)
    advance(
        case=case,
        action="deny_relief",
        actor=actor,
        at=at,
        facts={
            "reasons_bound": bool(facts and basis),
            **decider_facts(relief, case, actor, at),
        },
        summary="情况不实，应追缴",
        detail={"facts": facts, "basis": basis, "recover_fen": relief.amount_fen},
    )
    relief.recover_fen = relief.amount_fen
    relief.denied_for = facts
    relief.save(update_fields=["recover_fen", "denied_for"])
    note_part(case=case, actor=actor, part=Involvement.DECIDED, at=at)
    write_message(
        topic="urgent.recovery",
        reference=number,
        content={"case": number, "amount_fen": relief.amount_fen},
        at=at,
    )
    return relief


@transaction.atomic
def escalate_relief(*, number: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Go on as expense-based aid or with a meeting where relief was not enough.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `urgent.reason`.
    """
    _, case = relief_to_change(number=number, actor=actor)
    why = clean_text(reason, max_length=200)
    if not why:
        raise Refused("urgent.reason", "请写明为什么还不够，转哪一种办理。", field="reason")
    advance(
        case=case,
        action="escalate_relief",
        actor=actor,
        at=at,
        facts={"reason_given": True},
        summary=f"转支出型或一事一议：{why}"[:200],
    )
    return case
