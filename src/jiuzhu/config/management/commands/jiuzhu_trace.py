"""Verify, seal or export the trace."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from typing_extensions import override

from jiuzhu.infra import clock
from jiuzhu.infra.trace.export import export_trace
from jiuzhu.infra.trace.seal import seal_trace
from jiuzhu.infra.trace.verify import verify_trace


class Command(BaseCommand):
    """`verify` exits 0 when intact, 1 with findings; `seal` signs; `export` writes JSON Lines."""

    help = "查验、封存或导出痕迹链"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["verify", "seal", "export"], help="查验、封存或导出")
        parser.add_argument("file", nargs="?", help="export 写入的文件")
        parser.add_argument("--json", action="store_true", help="机器可读")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        match options["act"]:
            case "seal":
                with transaction.atomic():
                    seal_trace(at=clock.now())
                self.stdout.write("已封存。")
            case "export":
                count = export_trace(Path(options["file"] or "trace.jsonl"))
                self.stdout.write(f"已导出 {count} 条。")
            case _:
                self._verify(as_json=options["json"])

    def _verify(self, *, as_json: bool) -> None:
        report = verify_trace(witness=Path(settings.JIUZHU_WITNESS_FILE))
        if as_json:
            self.stdout.write(json.dumps({**asdict(report), "intact": report.is_intact}))
        else:
            self.stdout.write(
                f"案件 {report.cases}，步骤 {report.case_events}，访问 {report.access_events}，"
                f"封存 {report.leaves}，检查点 {report.checkpoints}，外存 {report.witnessed}"
            )
            for finding in report.findings:
                self.stdout.write(f"  ✗ {finding}")
            self.stdout.write(
                "痕迹完整，未发现改动。" if report.is_intact else "痕迹有问题，见上。"
            )
        if not report.is_intact:
            sys.exit(1)
