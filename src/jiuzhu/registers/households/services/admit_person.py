"""Let the organs of a case see a person: the one already known, or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from jiuzhu.infra import keys
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.names import match_key
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.organs.models import Organ


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who was opened: None where the number stands under another name; `is_second` if it does."""

    person_id: int | None
    is_new: bool
    is_second: bool


def admit_person(
    *,
    number: str,
    name: str,
    apart: bool,
    organs: Iterable[Organ],
    ground: AccessGround,
    case_number: str,
    at: datetime,
) -> Admitted:
    """Write the dated rows through which organs see a person.

    The database finds a known person by the digest of the identity number and the name, or takes a
    fresh id; the web role holds no other way to open a person. A number that stands under another
    name opens nobody, unless a second person is to be kept `apart` from the first: then all who
    hold it are marked. The rows stand only if the case names the person when the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT admitted, is_new, is_second"
            " FROM jiuzhu_admit_person(%s, %s, %s, %s, %s, %s, %s)",
            [
                keys.blind_index(number, kind="identity") if number else None,
                match_key(name),
                apart,
                [organ.pk for organ in organs],
                ground,
                case_number,
                legal_day(at),
            ],
        )
        return Admitted(*cursor.fetchone())
