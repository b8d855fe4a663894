"""Bring a migrated database to where the first page can be shown; repeatable."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from typing_extensions import override

from jiuzhu.infra import keys
from jiuzhu.infra.scope.grants import apply_grants
from jiuzhu.registers.households.models import IdentityDocument
from jiuzhu.registers.law.services.load_law import load_law
from jiuzhu.registers.organs.services.load_organs import load_organs
from jiuzhu.registers.regions.services.load_regions import load_regions


class Command(BaseCommand):
    """Keys, table rights, divisions, organs and law."""

    help = "准备密钥、权限、区划、机关和法规数据（可重复运行）"

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        _keys()
        apply_grants(connection)
        regions = load_regions()
        organs = load_organs()
        load_law()
        self.stdout.write(f"区划新增 {regions}，机关新增 {organs}，流程和日历已载入。")


def _keys() -> None:
    """Make keys for an empty database only: new keys would leave old ciphertext unreadable."""
    path = keys.key_file()
    if not path.exists() and IdentityDocument.objects.exists():
        raise CommandError(
            f"库里已有加密内容，但密钥文件 {path} 不在。请把备份的密钥文件放回原处后重试"
            "（权限 0600）；不要新建密钥，否则旧内容无法读取。"
        )
    keys.create_key_file(path)
