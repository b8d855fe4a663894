"""Let an organ see a person for a case."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.households.models import PersonAccess
from jiuzhu.registers.organs.models import Organ


def give_access(
    *, person_id: int, organ: Organ, ground: AccessGround, case_number: str, at: datetime
) -> None:
    """Write the dated row through which an organ sees a person; once per case."""
    row = PersonAccess(
        person_id=person_id,
        organ=organ,
        ground=ground,
        case_number=case_number,
        effective_from=legal_day(at),
    )
    insert_unseen([row], once=True)
