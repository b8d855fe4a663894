"""Accounts of the demo staff: random passwords and codes, written down for who tries it."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.db import transaction

from jiuzhu.demo.officials import DESKS, account_name
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.organs.enums import OrganKind, Role
from jiuzhu.registers.organs.models import Officer, Organ

NOTE = (
    "动态口令：./jiuzhu manage jiuzhu_code 账号（演示专用）；"
    "密钥也写在同一文件里，可加入手机验证器。"
)


def accounts_path(state_dir: Path) -> Path:
    """Return the file that `./jiuzhu up` reads to show the accounts."""
    return state_dir / "demo" / "accounts.json"


def open_demo_accounts(organs: Iterable[Organ], *, state_dir: Path) -> list[dict[str, Any]]:
    """Open an account with a second factor for every seat that has none; write the list."""
    path = accounts_path(state_dir)
    secret = _Password()
    known: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
    names = {row["username"] for row in known}
    with transaction.atomic():
        apply_scope(system_actor())
        for organ in organs:
            for seat in DESKS[OrganKind(organ.kind)]:
                username = account_name(organ, seat.word)
                if username not in names:
                    known.append(_open(organ, seat.word, seat.roles, username, secret))
    _write(path, known)
    return known


class _Password:
    """One random password for all accounts made in one go: hashed once, easy to try out."""

    def __init__(self) -> None:
        self.plain = secrets.token_urlsafe(9)
        self.encoded = make_password(self.plain)


def _open(
    organ: Organ, word: str, roles: tuple[str, ...], username: str, password: _Password
) -> dict[str, Any]:
    officer = Officer.objects.get(staff_number=f"T{organ.code}{word}"[:20])
    user, _ = User.objects.update_or_create(
        username=username, defaults={"officer": officer, "password": password.encoded}
    )
    Authenticator.objects.filter(user=user).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return {
        "role": "、".join(Role(role).label for role in roles),
        "organ": organ.short_name,
        "username": username,
        "password": password.plain,
        "totp": secret,
        "name": officer.name,
        "note": NOTE,
    }


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(rows, handle, ensure_ascii=False, indent=1)
    temporary.replace(path)
