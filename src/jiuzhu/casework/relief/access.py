"""Who may see or do what with an emergency and with the reserve fund."""

from __future__ import annotations

from jiuzhu.casework.cases.access import case_to_change, case_to_see
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.relief.models import UrgentRelief
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict


def relief_to_see(*, number: str, actor: Actor) -> UrgentRelief:
    """Return the emergency of a case of the actor's area.

    Raises: NotVisible, same answer for absent and hidden; Conflict `urgent.other_case`.
    """
    case = case_to_see(number=number, actor=actor)
    return _of_case(case)


def relief_to_change(*, number: str, actor: Actor) -> tuple[UrgentRelief, Case]:
    """Return an emergency and its case, the case locked first.

    Raises: NotVisible, Conflict `urgent.other_case`.
    """
    case = case_to_change(number=number, actor=actor)
    return _of_case(case), case


def _of_case(case: Case) -> UrgentRelief:
    found = (
        UrgentRelief.objects.select_related("given_by", "facts_by", "answered_by")
        .filter(case=case)
        .first()
    )
    if found is None or case.scheme != Scheme.TEMPORARY:
        raise Conflict(
            "urgent.other_case", "这件不是急难救助，没有这一步。请打开案件，按它自己的流程办理。"
        )
    found.case = case
    return found
