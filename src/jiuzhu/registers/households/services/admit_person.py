"""Let the organs of a case see a person: the one already known, or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from jiuzhu.infra import keys
from jiuzhu.infra.clock import legal_day
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.organs.models import Organ


def admit_person(
    *,
    number: str,
    organs: Iterable[Organ],
    ground: AccessGround,
    case_number: str,
    at: datetime,
) -> tuple[int, bool]:
    """Write the dated rows through which organs see a person; return the id and whether it is new.

    The database finds a known person by the digest of the identity number, or takes a fresh id; the
    web role holds no other way to open a person. The rows stand only if the case names the person
    when the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT admitted, is_new FROM jiuzhu_admit_person(%s, %s, %s, %s, %s)",
            [
                keys.blind_index(number, kind="identity") if number else None,
                [organ.pk for organ in organs],
                ground,
                case_number,
                legal_day(at),
            ],
        )
        person_id, is_new = cursor.fetchone()
    return int(person_id), bool(is_new)
