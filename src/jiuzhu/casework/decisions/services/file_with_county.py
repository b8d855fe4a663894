"""File a granted one-off aid with the county (备案): a township decided, the county notes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Forbidden

# The sheet of the opinions, the proof of publicity, the notice to the family.
FILED_PAPERS = frozenset({"W40", "W27", "W24"})


@transaction.atomic
def file_with_county(*, number: str, actor: Actor, at: datetime, note: str = "") -> Case:
    """Take a decision of a township into the county's records; the amount is paid after it.

    Raises: NotVisible, Forbidden `filing.other_county`, Refused `guard.filing_complete`,
    Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "file_with_county")
    actor.require("relief.file", action="file_with_county")
    if actor.organ_id != case.county_id:
        raise Forbidden("filing.other_county", "支出型救助由所属县（市、区）民政部门备案。")
    advance(
        case=case,
        action="file_with_county",
        actor=actor,
        at=at,
        facts={"filing_complete": not missing_to_file(case)},
        summary="县级备案" + (f"：{note}" if note else ""),
    )
    write_message(topic="relief.filed", reference=case.number, content={"case": case.number}, at=at)
    return case


def missing_to_file(case: Case) -> frozenset[str]:
    """Return the kinds of papers that the county would look for in vain."""
    found = Document.objects.filter(case=case, kind__in=FILED_PAPERS).values_list("kind", flat=True)
    return FILED_PAPERS - set(found)


def waiting_to_be_filed(among: QuerySet[Case]) -> QuerySet[Case]:
    """Return the granted aid that no county has filed yet, the most urgent first."""
    return among.filter(state="DECIDED_YES", scheme="temporary").order_by("next_due_on", "pk")
