"""Preparing never makes new keys beside old ciphertext."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from support.stream import to_intent
from support.world import World


def test_missing_keys_beside_old_ciphertext_are_refused(
    world: World, monkeypatch: Any, tmp_path: Path
) -> None:
    to_intent(world)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    monkeypatch.setenv("JIUZHU_KEY_FILE", str(tmp_path / "keys.json"))
    with pytest.raises(CommandError, match="密钥文件"):
        call_command("jiuzhu_prepare")
    assert not (tmp_path / "keys.json").exists()
