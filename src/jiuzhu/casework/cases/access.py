"""Who may see or do what with a case; every case reaches a use case through here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.models import Case, CaseInvolvement
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.kernel.errors import NotVisible

ABSENT = "没有找到这个案件。请核对编号；如不在您的管辖范围，请联系所属乡镇。"


def case_to_change(*, number: str, actor: Actor) -> Case:
    """Return a case of the actor's area, locked for the rest of the transaction.

    The first act of every use case: two officers at once are served one after the other.

    Raises: NotVisible, same answer for absent and hidden.
    """
    actor.require("case.view")
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("organ", "county", "village", "applicant")
        .filter(number=number)
        .first()
    )
    if case is None:
        raise NotVisible("case.not_visible", ABSENT)
    return case


def case_to_see(*, number: str, actor: Actor) -> Case:
    """Return a case of the actor's area.

    Raises: NotVisible.
    """
    actor.require("case.view")
    case = case_read(number).first
    if case is None:
        raise NotVisible("case.not_visible", ABSENT)
    return case


def case_read(number: str) -> Read[Case]:
    """Return the read of a case by its number."""
    return page_read("case", _numbered, number)


def _numbered(number: str) -> QuerySet[Case]:
    whole = Case.objects.select_related("organ", "county", "village", "applicant")
    return whole.filter(number=number)[:1]


def note_part(*, case: Case, actor: Actor, part: Involvement, at: datetime) -> None:
    """Keep that this officer had this part in the case."""
    if actor.officer_id is not None:
        note_parts(case=case, officer_ids=(actor.officer_id,), part=part, at=at)


def note_parts(
    *, case: Case, officer_ids: tuple[int, ...], part: Involvement, at: datetime
) -> None:
    """Keep that these officers had this part in the case, since the first time."""
    insert_unseen(
        [
            CaseInvolvement(case=case, officer_id=officer_id, part=part, since=at)
            for officer_id in officer_ids
        ],
        once=True,
    )


def with_part(
    *, case: Case, officer_ids: tuple[int, ...], parts: tuple[Involvement, ...]
) -> frozenset[int]:
    """Return those of the officers who had one of these parts in the case."""
    return frozenset(
        CaseInvolvement.objects.filter(
            case=case, officer_id__in=officer_ids, part__in=parts
        ).values_list("officer_id", flat=True)
    )


def had_part(*, case: Case, officer_id: int | None, parts: tuple[Involvement, ...]) -> bool:
    """Tell whether an officer had one of these parts in the case."""
    return (
        officer_id is not None
        and CaseInvolvement.objects.filter(
            case=case, officer_id=officer_id, part__in=parts
        ).exists()
    )
