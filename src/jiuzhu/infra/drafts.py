"""Files of refused forms: encrypted, for their owner alone, gone after a working day; no trace."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from jiuzhu.infra import keys
from jiuzhu.infra.models import UploadDraft
from jiuzhu.infra.storage import cleaned_name
from jiuzhu.kernel.errors import Refused

KEPT_FOR = timedelta(hours=8)
GONE = "先前保留的文件找不到了，请重新选择文件。"
EXPIRED = "先前保留的文件已过期（只保留8小时），请重新选择文件。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One kept file."""

    name: str
    content: bytes


def keep_draft(*, content: bytes, shown_name: str, owner: int, at: datetime) -> str:
    """Keep a file for an account and return the token with which its form asks for it."""
    token = secrets.token_urlsafe(32)
    UploadDraft.objects.create(
        token_digest=_digest(token),
        owner=owner,
        shown_name=cleaned_name(shown_name),
        content=keys.encrypt_bytes(content),
        kept_at=at,
        expires_at=at + KEPT_FOR,
    )
    return token


def kept_draft(token: str, *, at: datetime) -> Draft:
    """Return a kept file to the account whose scope is set; nobody else finds it.

    It is read, not taken: the same form may arrive twice.

    Raises: Refused `file.kept_gone`, `file.kept_expired`.
    """
    row = UploadDraft.objects.filter(token_digest=_digest(token)).first()
    if row is None:
        raise Refused("file.kept_gone", GONE)
    if row.expires_at <= at:
        raise Refused("file.kept_expired", EXPIRED)
    return Draft(name=str(row.shown_name), content=keys.decrypt_bytes(bytes(row.content)))


def forget_draft(token: str) -> None:
    """Delete a draft of the account whose scope is set; somebody else's is not found."""
    UploadDraft.objects.filter(token_digest=_digest(token)).delete()


def forget_expired(*, at: datetime) -> int:
    """Delete the drafts whose time is over and return how many there were."""
    count, _ = UploadDraft.objects.filter(expires_at__lte=at).delete()
    return count


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
