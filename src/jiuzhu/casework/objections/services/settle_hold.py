"""End the hold of a case when none of its objections is open any more."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.keep_holds import end_hold
from jiuzhu.infra.actor import Actor


def settle_hold(*, case: Case, actor: Actor, at: datetime) -> bool:
    """End the hold; objections that this officer may not see count as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT jiuzhu_open_objections(%s)", [case.pk])
        (still_open,) = cursor.fetchone()
    if still_open:
        return False
    return end_hold(case=case, kind=HoldKind.OPEN_OBJECTION, actor=actor, at=at)
