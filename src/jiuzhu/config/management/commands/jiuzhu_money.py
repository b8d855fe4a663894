"""Audit the money of all payrolls."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from jiuzhu.casework.payments.audit import MoneyAudit, audit_money
from jiuzhu.infra import clock
from jiuzhu.kernel.money import format_yuan


class Command(BaseCommand):
    """`audit` prints every payroll and what is wrong; exits 0 when all adds up, else 1."""

    help = "核对资金：已决定 = 已发 + 待发 + 退票，一人一月只有一份，没有漏发"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["audit"], help="核对")
        parser.add_argument("--json", action="store_true", help="机器可读")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        found = audit_money(at=clock.now())
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), ensure_ascii=False))
        else:
            self._print(found)
        if found.findings:
            sys.exit(1)

    def _print(self, found: MoneyAudit) -> None:
        self.stdout.write("批次  已决定 = 已发 + 待发 + 退票（元）")
        for one in found.batches:
            sums = (one.decided_fen, one.paid_fen, one.pending_fen, one.returned_fen)
            decided, paid, wait, back = (format_yuan(fen) for fen in sums)
            sign = "✓" if one.adds_up else "✗"
            self.stdout.write(f"{sign} {one.name}  {decided} = {paid} + {wait} + {back}")
        for finding in found.findings:
            self.stdout.write(f"  ✗ {finding.check}：{finding.place}（{finding.what}）")
        told = f"有问题 {len(found.findings)} 处，见上。请停止发放并查清。"
        self.stdout.write(told if found.findings else "资金无误：没有重复，没有漏发。")
