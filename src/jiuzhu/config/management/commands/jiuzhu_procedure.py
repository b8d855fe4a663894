"""Show, enter or put in force the procedure of a county unit: two officers by staff number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from typing_extensions import override

from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.procedures import load_procedure, procedure_codes
from jiuzhu.registers.accounts.queries import actor_of_officer
from jiuzhu.registers.law.models import ProcedureInForce, ProcedureSwitch
from jiuzhu.registers.law.queries import place_in_force
from jiuzhu.registers.law.services.switch_procedure import (
    SwitchGiven,
    activate_switch,
    propose_switch,
)
from jiuzhu.registers.organs.models import Officer


class Command(BaseCommand):
    """`list`, `propose` and `activate`; the conflict with higher law is said before anything."""

    help = "查看、登记、启用各县的办理流程（登记和启用须两人）"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="各县现行流程、待启用登记、可选版本")
        entered = actions.add_parser("propose", help="登记：哪个县、哪个版本、从哪天起、依据")
        entered.add_argument("--organ", required=True, help="县级机关代码，如 370911")
        entered.add_argument("--procedure", required=True, help="版本，如 N-2022")
        entered.add_argument(
            "--from", dest="begins", type=date.fromisoformat, required=True, help="从哪天起"
        )
        entered.add_argument("--document", required=True, help="依据的文件和文号")
        entered.add_argument("--by", required=True, help="登记人工号")
        done = actions.add_parser("activate", help="启用：由另一人核对后启用")
        done.add_argument("code", help="登记编号")
        done.add_argument("--by", required=True, help="启用人工号")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                getattr(self, f"_{options['action']}")(options)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal

    def _list(self, options: dict[str, Any]) -> None:
        del options
        for row in ProcedureInForce.objects.select_related("organ").order_by(
            "organ__code", "effective_from"
        ):
            until = f"至 {row.effective_to}（不含）" if row.effective_to else "现行"
            organ = f"{row.organ.code} {row.organ.name}"
            self.stdout.write(f"{organ}  {row.procedure}  自 {row.effective_from} {until}")
        for switch in ProcedureSwitch.objects.filter(activated_at__isnull=True):
            self.stdout.write(
                f"待启用 {switch.code}：{switch.organ.name} {switch.procedure} "
                f"自 {switch.effective_from}，{switch.document}"
            )
        for code in procedure_codes(place_in_force()):
            table = load_procedure(code, place_in_force())
            kind = "可启用" if table.runs else "只供查看"
            self.stdout.write(f"版本 {code}  {table.title}（{kind}）")

    def _propose(self, options: dict[str, Any]) -> None:
        switch = propose_switch(
            given=SwitchGiven(
                organ_code=options["organ"],
                procedure=options["procedure"],
                effective_from=options["begins"],
                document=options["document"],
            ),
            actor=self._actor(options["by"]),
            at=clock.now(),
        )
        self._warn(switch.procedure)
        self.stdout.write(f"已登记，编号 {switch.code}。由另一位政策管理员核对后启用。")

    def _activate(self, options: dict[str, Any]) -> None:
        row = activate_switch(
            code=options["code"], actor=self._actor(options["by"]), at=clock.now()
        )
        self.stdout.write(
            f"{row.organ.name}自 {row.effective_from} 起按 {row.procedure} 办理；在办案件流程不变。"
        )

    def _warn(self, code: str) -> None:
        table = load_procedure(code, place_in_force())
        for one in table.conflicts:
            self.stdout.write(f"注意：与{one.document}{one.article}不一致。{one.text}")
        if not table.verified:
            self.stdout.write("注意：这个流程的依据未经核实，请先取得并核对正式文件。")

    def _actor(self, staff_number: str) -> Actor:
        officer = Officer.objects.filter(staff_number=staff_number).first()
        actor = (
            None
            if officer is None
            else actor_of_officer(officer=officer, on=legal_day(clock.now()))
        )
        if actor is None:
            raise Refused("switch.officer", f"没有在岗的工作人员 {staff_number}。请核对工号。")
        apply_scope(actor)
        return actor
