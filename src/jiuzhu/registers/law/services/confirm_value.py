"""Confirm an unverified value for a unit: one officer proposes with the basis, another confirms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from jiuzhu.policy.unverified import unverified_uses
from jiuzhu.registers.law.models import ConfirmedValue
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.enums import OrganKind


@transaction.atomic
def propose_value(*, ref: str, basis: str, actor: Actor, at: datetime) -> ConfirmedValue:
    """Say on what an unverified value rests in this unit; it carries nothing yet.

    Whoever proposed it may write the basis anew while nobody has confirmed it.

    Raises: Forbidden `actor.capability`, `law.county_only`, NotVisible `law.no_parameter`,
    Conflict `law.confirmed`, `law.proposed`.
    """
    county = _county(actor)
    on = legal_day(at)
    if ref not in {use.ref for use in unverified_uses(pack_in_force(), on)}:
        raise NotVisible("law.no_parameter", "没有这一项未经核实的参数，可能已经核实。请刷新页面。")
    held = ConfirmedValue.objects.select_for_update().filter(organ_id=county, key=ref)
    row = held.order_by("pk").first()
    if row is None:
        return ConfirmedValue.objects.create(
            organ_id=county,
            key=ref,
            effective_from=on,
            basis=basis,
            first_by_id=actor.officer(),
            proposed_at=at,
        )
    if row.second_by_id is not None:
        raise Conflict("law.confirmed", "这一项已经由两人确认。请刷新页面。")
    if row.first_by_id != actor.officer():
        raise Conflict("law.proposed", "这一项已有同事提出，请您核对后确认。")
    row.basis, row.proposed_at = basis, at
    row.save(update_fields=["basis", "proposed_at"])
    return row


@transaction.atomic
def confirm_value(*, ref: str, actor: Actor, at: datetime) -> ConfirmedValue:
    """Confirm as the second officer; from this day on the value carries decisions of the unit.

    Raises: Forbidden `actor.capability`, `law.county_only`, `law.same_officer`, NotVisible
    `law.not_proposed`, Conflict `law.confirmed`.
    """
    county = _county(actor)
    row = (
        ConfirmedValue.objects.select_for_update()
        .filter(organ_id=county, key=ref)
        .order_by("pk")
        .first()
    )
    if row is None:
        raise NotVisible("law.not_proposed", "还没有人提出确认这一项。请先填写依据提出。")
    if row.second_by_id is not None:
        raise Conflict("law.confirmed", "这一项已经由两人确认。请刷新页面。")
    if row.first_by_id == actor.officer():
        raise Forbidden("law.same_officer", "提出人不能自己确认。请由另一位同事核对依据后确认。")
    row.second_by_id = actor.officer()
    row.confirmed_at = at
    row.effective_from = legal_day(at)
    row.save(update_fields=["second_by", "confirmed_at", "effective_from"])
    return row


def _county(actor: Actor) -> int:
    actor.require("law.confirm")
    if actor.organ_kind != OrganKind.COUNTY or actor.organ_id is None:
        raise Forbidden(
            "law.county_only", "参数由县级民政部门的两名工作人员确认。请转给县（市、区）办理。"
        )
    return actor.organ_id
