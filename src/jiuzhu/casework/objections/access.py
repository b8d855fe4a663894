"""Who may handle an objection; the row policy decides who may know of it at all."""

from __future__ import annotations

from jiuzhu.casework.cases.access import case_to_change, had_part
from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.objections.models import Objection
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Forbidden, NotVisible, Refused

ABSENT = "没有找到这件异议。请核对异议编号；涉及您本人或应由县级办理的，您看不到。"


def objection_to_see(*, number: str, actor: Actor) -> Objection:
    """Return an objection that this officer may know of.

    Raises: NotVisible, same answer for absent and hidden; Forbidden.
    """
    actor.require("objection.handle")
    found = (
        Objection.objects.select_related("case", "public_notice", "appraisal", "answer")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotVisible("objection.not_visible", ABSENT)
    return found


def objection_to_change(*, number: str, actor: Actor) -> tuple[Objection, Case]:
    """Return an objection and its case, the case locked first and the objection after it.

    Raises: NotVisible, Forbidden.
    """
    seen = objection_to_see(number=number, actor=actor)
    case = case_to_handle(number=seen.case.number, actor=actor)
    locked = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("public_notice__document", "appraisal", "answer")
        .get(pk=seen.pk)
    )
    return locked, case


def case_to_handle(*, number: str, actor: Actor) -> Case:
    """Lock a case for handling its objections: the township of the case or its county.

    Raises: NotVisible, Forbidden `objection.other_organ`.
    """
    actor.require("objection.handle")
    case = case_to_change(number=number, actor=actor)
    if actor.organ_id not in {case.organ_id, case.county_id}:
        raise Forbidden(
            "objection.other_organ", "异议由受理的乡镇（街道）或其县级民政部门办理。请转其办理。"
        )
    return case


def refuse_own_decision(*, case: Case, actor: Actor) -> None:
    """Refuse to let whoever decided a case close an objection to it (domain.md 3.1).

    Raises: Refused `objection.own_decision`.
    """
    if had_part(case=case, officer_id=actor.officer_id, parts=(Involvement.DECIDED,)):
        raise Refused(
            "objection.own_decision",
            "本案是您审批的，不能由您答复对它的异议。请转另一名同事答复办结。",
        )
