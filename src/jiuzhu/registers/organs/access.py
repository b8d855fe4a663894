"""Who may move powers: officers of the county unit that gives them."""

from __future__ import annotations

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, NotVisible
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import DelegationDraft, DelegationOrder, Organ


def county_acting(actor: Actor, capability: str) -> Organ:
    """Return the county unit of somebody who may act on its powers.

    Raises: Forbidden `actor.capability`, NotVisible `delegation.county`.
    """
    actor.require(capability)
    county = Organ.objects.filter(pk=actor.organ_id or 0, kind=OrganKind.COUNTY).first()
    if county is None:
        raise NotVisible("delegation.county", "审批权下放由县级民政部门登记。请换用县级岗位。")
    return county


def township_of(*, code: str, county: Organ) -> Organ:
    """Return a township of a county unit.

    Raises: NotVisible `delegation.organ`.
    """
    found = Organ.objects.filter(code=code, kind=OrganKind.TOWNSHIP, parent=county).first()
    if found is None:
        raise NotVisible("delegation.organ", "本县（市、区）没有这个乡镇（街道）。请从列表中选择。")
    return found


def draft_to_write(*, code: str, actor: Actor, capability: str) -> DelegationDraft:
    """Return an order on its way of the own county, locked.

    Raises: Forbidden, NotVisible `delegation.not_visible`, Conflict `delegation.settled`.
    """
    county = county_acting(actor, capability)
    draft = (
        DelegationDraft.objects.select_for_update(of=("self",))
        .select_related("from_organ", "to_organ", "file", "prepared_by")
        .filter(code=code, from_organ=county)
        .first()
    )
    if draft is None:
        raise not_visible()
    if draft.dropped_at is not None or DelegationOrder.objects.filter(draft=draft).exists():
        raise Conflict("delegation.settled", "这项下放已经启用或放弃。请刷新页面看最新情况。")
    return draft


def order_to_write(*, code: str, actor: Actor, capability: str) -> DelegationOrder:
    """Return an order of the own county, locked: decisions that rest on it wait.

    Raises: Forbidden, NotVisible `delegation.not_visible`.
    """
    county = county_acting(actor, capability)
    order = (
        DelegationOrder.objects.select_for_update(of=("self",))
        .select_related("from_organ", "to_organ")
        .filter(code=code, from_organ=county)
        .first()
    )
    if order is None:
        raise not_visible()
    return order


def not_visible() -> NotVisible:
    """Say that there is no such order."""
    return NotVisible("delegation.not_visible", "没有找到这项下放。请从“权力下放”列表进入。")
