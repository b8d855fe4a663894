"""Cure what an older system left out, so that a case taken over can be decided again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.cases.services.keep_holds import end_hold
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text

SHORTEST = 4


@transaction.atomic
def cure_gaps(*, number: str, how: str, actor: Actor, at: datetime) -> Case:
    """Record how the gaps of a taken-over case were filled; the hold 存量资料不全 ends.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `gaps.none`, `gaps.how`.
    """
    case = case_to_change(number=number, actor=actor)
    told = clean_text(how, max_length=200)
    if len(told) < SHORTEST:
        raise Refused("gaps.how", "请写明每一项缺失资料是怎样补齐的。", field="how")
    record_act(
        case=case,
        action="cure_gaps",
        actor=actor,
        at=at,
        summary="补齐存量资料",
        detail={"how": told},
    )
    if not end_hold(case=case, kind=HoldKind.LEGACY_GAPS, actor=actor, at=at):
        raise Refused("gaps.none", "本案没有存量资料缺口，不用补齐。")
    return case
