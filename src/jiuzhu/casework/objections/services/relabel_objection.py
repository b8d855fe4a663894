"""Say that an objection is not about the published result; a second person agrees."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.objections.access import objection_to_change
from jiuzhu.casework.objections.enums import ObjectionAbout
from jiuzhu.casework.objections.models import Objection
from jiuzhu.casework.objections.services.settle_hold import settle_hold
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text


@transaction.atomic
def ask_relabel(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Propose to answer an objection as a complaint; nothing changes until a second person agrees.

    Raises: NotVisible, Forbidden, Conflict `objection.settled`, Refused `objection.reason`.
    """
    objection, case = objection_to_change(number=number, actor=actor)
    _check_open(objection)
    words = clean_text(reason, max_length=200)
    if not words:
        raise Refused("objection.reason", "请写明为什么与公示结果无关。", field="reason")
    objection.relabel_reason = words
    objection.relabel_asked_by_id = actor.officer()
    objection.save(update_fields=["relabel_reason", "relabel_asked_by"])
    record_act(
        case=case,
        action="relabel_objection",
        actor=actor,
        at=at,
        summary="提出改按投诉办理，待第二人同意",
        detail={"objection": number},
    )


@transaction.atomic
def confirm_relabel(*, number: str, actor: Actor, at: datetime) -> None:
    """Agree as the second person: from now on it is a complaint, and holds nothing.

    Raises: NotVisible, Forbidden, Conflict `objection.settled`, Refused `objection.not_asked`,
    `objection.same_person`.
    """
    objection, case = objection_to_change(number=number, actor=actor)
    _check_open(objection)
    if objection.relabel_asked_by_id is None:
        raise Refused("objection.not_asked", "还没有人提出改按投诉办理。请先写明理由提出。")
    if objection.relabel_asked_by_id == actor.officer():
        raise Refused("objection.same_person", "提出改办的人不能自己同意。请由另一名同事核对。")
    objection.relabelled_by_id = actor.officer()
    objection.about = ObjectionAbout.COMPLAINT
    objection.save(update_fields=["relabelled_by", "about"])
    record_act(
        case=case,
        action="relabel_objection",
        actor=actor,
        at=at,
        summary="与公示结果无关，改按投诉办理",
        detail={"objection": number},
    )
    settle_hold(case=case, actor=actor, at=at)


def _check_open(objection: Objection) -> None:
    if (
        objection.about == ObjectionAbout.COMPLAINT
        or objection.closed_at is not None
        or objection.appraisal_id is not None
    ):
        raise Conflict(
            "objection.settled", "这件异议已经改办、已通知评议或已办结。请刷新页面查看。"
        )
