"""Load a decree about working days from a file, after showing which open clocks it moves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from typing_extensions import override

from jiuzhu.casework.cases.enums import ClockKind
from jiuzhu.casework.cases.queries import clocks_moved_by
from jiuzhu.casework.cases.services.recompute_clocks import (
    cases_with_stale_clocks,
    recompute_clocks,
)
from jiuzhu.infra import clock
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.law.services.load_decree import DecreeGiven, calendar_after, load_decree


class Command(BaseCommand):
    """Without --load nothing is stored: the preview says what would move."""

    help = "载入年度放假安排：先预览哪些期限会变，加 --load 才载入并重算"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="文本或 CSV 文件，每天一行：2027-01-01 休 元旦")
        parser.add_argument("--year", type=int, required=True, help="放假安排的年份")
        parser.add_argument("--document", required=True, help="文号，如 国办发明电〔2026〕8号")
        parser.add_argument("--load", action="store_true", help="载入，并重算未结期限")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = Path(options["file"]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不了 {options['file']}，请核对路径，文件须为 UTF-8。") from error
        given = DecreeGiven(year=options["year"], document=options["document"], text=text)
        try:
            self._run(given, load=options["load"])
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal

    def _run(self, given: DecreeGiven, *, load: bool) -> None:
        actor = system_actor()
        with transaction.atomic():
            apply_scope(actor)
            after, _ = calendar_after(given)
            moves = clocks_moved_by(after)
            self.stdout.write(f"工作日历 {after.version}，已知到 {after.known_to}。")
            self.stdout.write(f"未结期限中有 {len(moves)} 个会变：")
            for kind, number in sorted(Counter(move.kind for move in moves).items()):
                self.stdout.write(f"  {ClockKind(kind).label} {number} 个")
            if not load:
                self.stdout.write("以上是预览，没有载入。加 --load 载入。")
                return
            load_decree(given=given, actor=actor, at=clock.now())
        self.stdout.write(f"已载入。重算并记入案件 {self._recompute()} 个期限。")

    def _recompute(self) -> int:
        """Recompute case by case, each in its own transaction."""
        moved, done = 0, set[int]()
        while True:
            with transaction.atomic():
                apply_scope(system_actor())
                cases = [one for one in cases_with_stale_clocks() if one[0] not in done]
            if not cases:
                return moved
            for case, organ in cases:
                done.add(case)
                with transaction.atomic():
                    actor = system_actor(organs=(organ,))
                    apply_scope(actor)
                    moved += recompute_clocks(case_id=case, actor=actor, at=clock.now())
