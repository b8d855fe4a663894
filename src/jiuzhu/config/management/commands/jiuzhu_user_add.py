"""Appoint an officer and open the account: ./jiuzhu user add."""

from __future__ import annotations

import getpass
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from typing_extensions import override

from jiuzhu.infra import clock
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.roles import role
from jiuzhu.registers.accounts.services.open_account import open_account
from jiuzhu.registers.organs.enums import Employment
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.services.appoint_officer import Appointment, appoint_officer


class Command(BaseCommand):
    """One officer, one account; the password is typed or read from standard input."""

    help = "任命工作人员并开设账号（密码从提示输入，或用管道传入）"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="账号")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--organ", required=True, help="机关代码，如 370911101")
        parser.add_argument("--role", action="append", required=True, help="岗位代码，可重复")
        parser.add_argument("--agreement", default="", help="保密协议编号")
        parser.add_argument("--agreement-until", default="", help="保密协议到期日 2027-12-31")
        parser.add_argument("--purchased", action="store_true", help="购买服务人员")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        organ = Organ.objects.filter(code=options["organ"]).first()
        if organ is None:
            raise CommandError(f"没有代码为 {options['organ']} 的机关。")
        password = (
            getpass.getpass("密码（至少12位）：")
            if sys.stdin.isatty()
            else sys.stdin.readline().strip()
        )
        try:
            self._add(organ, password, options)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal

    @transaction.atomic
    def _add(self, organ: Organ, password: str, options: dict[str, Any]) -> None:
        until = options["agreement_until"]
        officer = appoint_officer(
            given=Appointment(
                staff_number=options["username"][:20],
                name=options["name"],
                organ=organ,
                roles=tuple(role(code).code for code in options["role"]),
                employment=Employment.PURCHASED if options["purchased"] else Employment.ESTABLISHED,
                agreement_number=options["agreement"],
                agreement_until=date.fromisoformat(until) if until else None,
            ),
            on=clock.legal_day(clock.now()),
        )
        open_account(officer=officer, username=options["username"], password=password)
        self.stdout.write(
            f"已为 {options['name']} 开设账号 {options['username']}，首次登录须设置动态口令。"
        )
