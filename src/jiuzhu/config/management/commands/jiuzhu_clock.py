"""Show or move the demo clock; a production database refuses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from typing_extensions import override

from jiuzhu.infra import clock
from jiuzhu.kernel.errors import Refused


class Command(BaseCommand):
    """Forward only: what was done stays before what comes."""

    help = "查看或向前拨动演示时钟"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=0, help="向前拨几天")
        parser.add_argument("--hours", type=int, default=0, help="向前拨几小时")
        parser.add_argument("--to", default="", help="拨到某时刻，如 2020-10-08T09:00+08:00")

    @override
    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["to"]:
                clock.move_to(self._later(datetime.fromisoformat(options["to"])))
            elif options["days"] or options["hours"]:
                clock.advance_by(timedelta(days=options["days"], hours=options["hours"]))
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(clock.now().astimezone(clock.CHINA).isoformat(timespec="minutes"))

    def _later(self, moment: datetime) -> datetime:
        if moment < clock.now():
            raise Refused("clock.backward", "演示时钟只能向前拨，不能倒拨。")
        return moment
