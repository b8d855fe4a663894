"""Who may bring an application: an officer of the area, or the applicant for the own case."""

from __future__ import annotations

from dataclasses import replace

from jiuzhu.casework.cases.access import ABSENT, case_to_change
from jiuzhu.casework.cases.models import Case
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import NotVisible


def application_case(*, number: str, actor: Actor) -> Case:
    """Return the case of an application, locked; a citizen reaches the own case only.

    For a citizen the transaction then sees what the case's organ sees: the papers of the case name
    the whole family, and the organ issues them, not the citizen.

    Raises: NotVisible, same answer for absent and not one's own.
    """
    if actor.person_id is None:
        return case_to_change(number=number, actor=actor)
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("organ", "county", "village", "applicant")
        .filter(number=number, applicant_id=actor.person_id)
        .first()
    )
    if case is None:
        raise NotVisible("case.not_visible", ABSENT)
    apply_scope(replace(actor, organs=(case.organ_id,)))
    return case
