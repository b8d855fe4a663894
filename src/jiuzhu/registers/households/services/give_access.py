"""Let organs see a person for a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.households.models import PersonAccess
from jiuzhu.registers.organs.models import Organ


def give_access(
    *,
    person_id: int,
    organs: Iterable[Organ],
    ground: AccessGround,
    case_number: str,
    at: datetime,
) -> None:
    """Write the dated rows through which organs see a person; once per organ and case."""
    rows = [
        PersonAccess(
            person_id=person_id,
            organ=organ,
            ground=ground,
            case_number=case_number,
            effective_from=legal_day(at),
        )
        for organ in organs
    ]
    insert_unseen(rows, once=True)
