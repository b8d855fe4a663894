"""Explain a case: every line of its newest computation with the article it rests on."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from typing_extensions import override

from jiuzhu.casework.assessments.queries import latest_computation, result_of
from jiuzhu.casework.cases.models import Case
from jiuzhu.infra import clock
from jiuzhu.infra.actor import Request, system_actor
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.scope import apply_scope
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.results import DibaoResult, Eligibility

WORDS = {
    Eligibility.ELIGIBLE: "符合",
    Eligibility.NOT_ELIGIBLE: "不符合",
    Eligibility.UNDECIDABLE: "尚有待查事项",
}


class Command(BaseCommand):
    """Print the lines; the look is written into the trace like one at the desk."""

    help = "逐行说明一个案件的核算结果和条款依据"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="案件编号")
        parser.add_argument("--json", action="store_true", help="机器可读")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            apply_scope(system_actor())
            case = Case.objects.filter(number=options["number"]).first()
            computation = None if case is None else latest_computation(case)
            if case is None:
                raise CommandError("没有这个编号的案件。请核对案件编号。")
            if computation is None:
                raise CommandError("这个案件还没有核算。审核人核算以后再看。")
            record_access(
                kind=AccessKind.VIEW,
                actor=system_actor(),
                at=clock.now(),
                request=Request(route="cli.explain"),
                case_number=case.number,
                anchor=case.trace_head,
                query="explain",
            )
            result, pack = result_of(computation), computation.pack_digest
        if options["json"]:
            self.stdout.write(json.dumps(result.to_record(), ensure_ascii=False))
            return
        self.stdout.write(f"案件 {options['number']}，{result.on} 核算，规则包 {pack[:12]}")
        for line in _lines(result):
            self.stdout.write(line)


def _lines(result: DibaoResult) -> list[str]:
    """Write a result as people read it."""
    found = [
        f"  {line.label}：{format_yuan(line.value_fen)} 元　{line.formula_text}　〔{line.article}〕"
        for line in result.lines
    ]
    found += [f"  {hit.text}（{hit.status.value}）　〔{hit.article}〕" for hit in result.hits]
    found += [
        f"  未核实样例值：{use.label}　〔{use.document}{use.article}〕"
        for use in result.uses_unverified
    ]
    amount = format_yuan(result.amount_fen)
    return [*found, f"结论：{WORDS[result.eligible]}，月保障金额 {amount} 元"]
