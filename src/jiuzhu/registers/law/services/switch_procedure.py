"""Switch the procedure of a unit from a day on: one officer enters it, another puts it in force."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.procedures import Procedure, load_procedure, procedure_codes
from jiuzhu.registers.law.models import ProcedureInForce, ProcedureSwitch
from jiuzhu.registers.law.queries import place_in_force
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ

CODE_BYTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchGiven:
    """Which county unit runs which version from which day, by which document."""

    organ_code: str
    procedure: str
    effective_from: date
    document: str


@transaction.atomic
def propose_switch(*, given: SwitchGiven, actor: Actor, at: datetime) -> ProcedureSwitch:
    """Enter a switch; nothing changes until a second officer puts it in force.

    Raises: Forbidden `actor.capability`, `switch.other_unit`, Refused `switch.…`, NotVisible
    `switch.organ`.
    """
    actor.require("law.switch")
    county = Organ.objects.filter(code=given.organ_code, kind=OrganKind.COUNTY).first()
    if county is None:
        raise NotVisible("switch.organ", "没有这个县级机关。请核对机关代码。")
    if actor.organ_kind != OrganKind.CITY and actor.organ_id != county.pk:
        raise Forbidden("switch.other_unit", "只能登记本县（市、区）的流程启用。")
    table = _version(given.procedure)
    document = clean_text(given.document, max_length=120)
    if not document:
        raise Refused("switch.document", "请填写启用所依据的文件和文号。", field="document")
    _check(county, table, given.effective_from, legal_day(at))
    return ProcedureSwitch.objects.create(
        code=secrets.token_hex(CODE_BYTES),
        organ=county,
        scheme=table.scheme,
        procedure=table.code,
        effective_from=given.effective_from,
        document=document,
        prepared_by_id=actor.officer(),
        prepared_at=at,
    )


@transaction.atomic
def activate_switch(*, code: str, actor: Actor, at: datetime) -> ProcedureInForce:
    """Put a switch in force: the version before ends on the day on which the new one begins.

    Cases in flight keep the version they began under; only new ones take the new one.

    Raises: NotVisible, Conflict `switch.done`, Forbidden `switch.same_officer`,
    `switch.other_unit`, Refused `switch.…`.
    """
    actor.require("law.switch")
    switch = (
        ProcedureSwitch.objects.select_for_update(of=("self",))
        .select_related("organ")
        .filter(code=code)
        .first()
    )
    if switch is None:
        raise NotVisible("switch.unknown", "没有这项流程启用登记。请核对编号。")
    if actor.organ_kind != OrganKind.CITY and actor.organ_id != switch.organ_id:
        raise Forbidden("switch.other_unit", "只能启用本县（市、区）的流程。")
    if switch.activated_at is not None:
        raise Conflict("switch.done", "这项登记已经启用。请刷新页面查看。")
    if switch.prepared_by_id == actor.officer():
        raise Forbidden(
            "switch.same_officer", "登记人不能启用自己登记的流程。请由另一位政策管理员核对后启用。"
        )
    _check(switch.organ, _version(switch.procedure), switch.effective_from, legal_day(at))
    running = ProcedureInForce.objects.select_for_update(of=("self",)).filter(
        organ=switch.organ, scheme=switch.scheme, effective_to__isnull=True
    )
    running.update(effective_to=switch.effective_from)
    switch.activated_by_id, switch.activated_at = actor.officer(), at
    switch.save(update_fields=["activated_by", "activated_at"])
    try:
        with transaction.atomic():
            return ProcedureInForce.objects.create(
                organ=switch.organ,
                scheme=switch.scheme,
                procedure=switch.procedure,
                effective_from=switch.effective_from,
                switch=switch,
            )
    except IntegrityError as error:
        raise _later() from error


def _version(code: str) -> Procedure:
    place = place_in_force()
    if code not in procedure_codes(place):
        raise Refused("switch.procedure", "没有这个流程版本。请从列表中选择。", field="procedure")
    table = load_procedure(code, place)
    if not table.runs:
        raise Refused(
            "switch.read_only",
            "“%(title)s”只用于查看过去的案卷，新案件不能按它办理。请选择可以启用的版本。",
            values={"title": table.title},
            field="procedure",
        )
    return table


def _check(county: Organ, table: Procedure, begins_on: date, today: date) -> None:
    """Refuse a day on which the version is not law, or that would change what has happened."""
    if begins_on < today:
        raise Refused("switch.past", "启用日期不能早于今天：已受理的案件不改流程。", field="from")
    if begins_on < table.effective_from or (
        table.effective_to is not None and begins_on >= table.effective_to
    ):
        raise Refused(
            "switch.not_law",
            "“%(title)s”自%(since)s起施行，启用日期须在其施行期间。",
            values={"title": table.title, "since": table.effective_from},
            field="from",
        )
    rows = ProcedureInForce.objects.filter(organ=county, scheme=table.scheme)
    last = rows.order_by("-effective_from").first()
    if last is None:
        return
    if last.effective_from >= begins_on:
        raise _later()
    if last.procedure == table.code:
        raise Refused("switch.same", "这个单位现在就按这个流程办理，不用切换。", field="procedure")


def _later() -> Conflict:
    return Conflict(
        "switch.later", "这个单位在该日期当天或之后已有启用的流程。请核对日期，不能重叠。"
    )
