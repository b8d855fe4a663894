"""Who may change the law: the city prepares and activates, for all its units at once."""

from __future__ import annotations

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.law.models import LawChange


def city_of(actor: Actor, capability: str) -> int:
    """Return the city's organ of somebody who may act on its law; a post of the city alone may.

    Raises: Forbidden `actor.capability`.
    """
    actor.require(capability)
    if actor.organ_id is None:
        raise Forbidden("actor.no_officer", "这一步须由在岗工作人员办理。请以工作人员账户登录。")
    return actor.organ_id


def change_to_write(*, code: str, actor: Actor, capability: str = "law.prepare") -> LawChange:
    """Return a change, locked, to somebody who may work on it.

    Raises: Forbidden, NotVisible `law.not_visible`.
    """
    city_of(actor, capability)
    found = LawChange.objects.select_for_update().filter(code=code).order_by("pk").first()
    if found is None:
        raise not_visible()
    return found


def require_state(change: LawChange, *states: ChangeState) -> None:
    """Refuse an act on a change that has moved on meanwhile.

    Raises: Conflict `law.state`.
    """
    if change.state not in states:
        raise Conflict(
            "law.state",
            "这项政策变更现在是“%(state)s”，不能再这样办理。请刷新页面看最新情况。",
            values={"state": ChangeState(change.state).label},
        )


def not_visible() -> NotVisible:
    """Say that there is no such change."""
    return NotVisible("law.not_visible", "没有找到这项政策变更。请从政策变更列表进入。")
