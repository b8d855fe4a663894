"""Show the present sign-in code of a demo account, for who has no phone at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from jiuzhu.demo.accounts import accounts_path


class Command(BaseCommand):
    """Only demo accounts, whose secrets stand in the list; never a real officer's."""

    help = "显示演示账号此刻的动态口令"

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="账号，例如 zyz101.shouli")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        path = accounts_path(Path(settings.STATE_DIR))
        rows = json.loads(path.read_text("utf-8")) if path.exists() else []
        secret = next((row["totp"] for row in rows if row["username"] == options["username"]), "")
        if not settings.JIUZHU_DEMO or not secret:
            raise CommandError("没有这个演示账号。账号列表见 ./jiuzhu status。")
        counter = next(iter(yield_hotp_counters_from_time()))
        self.stdout.write(format_hotp_value(hotp_value(secret, counter)))
