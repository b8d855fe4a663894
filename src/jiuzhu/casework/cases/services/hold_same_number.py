"""Hold the cases of two people who stand under one identity number, until the police answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from jiuzhu.infra.actor import Actor
from jiuzhu.registers.households.models import IdentityDocument, Person
from jiuzhu.registers.households.queries import HELD_TWICE

REASON = "同一证件号码登记在两人名下，请发函请公安机关核对；核对结果登记前暂缓审批。"


def hold_same_number(*, people: Iterable[Person], actor: Actor, at: datetime) -> None:
    """Bar both cases from a decision where one of these people was registered second.

    The other case may lie in another county; the database bars it without telling anything of it.
    """
    second = tuple(
        IdentityDocument.objects.filter(
            person__in=list(people),
            held_twice=True,
            warnings__contains=[HELD_TWICE],
            effective_to__isnull=True,
        ).values_list("person_id", flat=True)
    )
    if not second:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT jiuzhu_hold_same_number(%s, %s, %s, %s)",
            [list(second), REASON, at, actor.officer_id],
        )
