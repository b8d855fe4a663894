"""Named reads of cases."""

from __future__ import annotations

from datetime import date

from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseMember
from jiuzhu.infra.actor import Actor
from jiuzhu.registers.kinship.queries import related_officers


def members_of(case: Case) -> tuple[CaseMember, ...]:
    """Return the counted members, applicant first."""
    rows = CaseMember.objects.filter(case=case, part=MemberPart.MEMBER).select_related("person")
    return tuple(sorted(rows, key=lambda member: (member.relation != "SELF", member.pk)))


def obligors_of(case: Case) -> tuple[CaseMember, ...]:
    """Return the legally obliged people outside the household."""
    return tuple(
        CaseMember.objects.filter(case=case, part=MemberPart.OBLIGOR)
        .select_related("person")
        .order_by("pk")
    )


def has_applied(case: Case) -> bool:
    """Tell whether the family applied formally, as the events have it."""
    return CaseEvent.objects.filter(case=case, to_state="APPLIED").exists()


def people_of(case: Case) -> tuple[int, ...]:
    """Return the ids of all people of a case."""
    return tuple(CaseMember.objects.filter(case=case).values_list("person_id", flat=True))


def is_related(*, case: Case, officer_id: int | None, on: date) -> bool:
    """Tell whether an officer is a declared relative of anybody in the case, or is in it."""
    return officer_id is not None and officer_id in relatives_among(case=case, on=on)


def relatives_among(*, case: Case, on: date) -> frozenset[int]:
    """Return the officers who declared somebody of the case as a relative, or are in it."""
    found = related_officers(person_ids=people_of(case), on=on)
    return frozenset(related.officer_id for related in found)


def is_unrelated(*, case: Case, actor: Actor, on: date) -> bool:
    """Tell whether the actor may act here as far as kinship goes."""
    return not is_related(case=case, officer_id=actor.officer_id, on=on)
