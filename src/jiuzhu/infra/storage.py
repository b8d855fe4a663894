"""Files beside the database: named by the digest of their bytes, written once, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings

from jiuzhu.infra.insert import insert_new
from jiuzhu.infra.models import StoredFile
from jiuzhu.kernel.errors import Refused

LARGEST = 20 * 1024 * 1024
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
ACTIVE_PDF = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/OpenAction")
UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def store_bytes(content: bytes, *, media_type: str, shown_name: str, at: datetime) -> StoredFile:
    """Store our own bytes (a rendered document); the same bytes are stored once."""
    digest = hashlib.sha256(content).digest()
    if not path_of(digest).exists():
        _write(path_of(digest), content)
    row = StoredFile(
        digest=digest,
        media_type=media_type,
        size=len(content),
        shown_name=cleaned_name(shown_name),
        stored_at=at,
    )
    key = insert_new(row)
    if key is None:
        return StoredFile.objects.get(digest=digest)
    row.pk = key
    return row


def store_upload(content: bytes, *, shown_name: str, at: datetime) -> StoredFile:
    """Store what a person uploaded: judged by content, not by name.

    Raises: Refused `file.empty`, `file.too_large`, `file.kind`, `file.active`.
    """
    if not content:
        raise Refused("file.empty", "文件是空的。请重新拍照或扫描后再上传。", field="file")
    if len(content) > LARGEST:
        raise Refused("file.too_large", "文件超过 20 MB。请降低分辨率后再上传。", field="file")
    media_type = kind_of(content)
    if media_type == "application/pdf" and any(mark in content for mark in ACTIVE_PDF):
        raise Refused(
            "file.active",
            "这个 PDF 含有脚本或嵌入文件，不能接收。请重新扫描或打印为 PDF。",
            field="file",
        )
    return store_bytes(content, media_type=media_type, shown_name=shown_name, at=at)


def kind_of(content: bytes) -> str:
    """Return the media type by the first bytes.

    Raises: Refused `file.kind`.
    """
    for signature, media_type in SIGNATURES:
        if content.startswith(signature):
            return media_type
    raise Refused("file.kind", "只接收 PDF、JPG、PNG。请换一种格式再上传。", field="file")


def read_bytes(digest: bytes) -> bytes:
    """Return the bytes and check them against their name.

    Raises: Refused `file.missing`, `file.changed`.
    """
    path = path_of(bytes(digest))
    if not path.exists():
        raise Refused("file.missing", "文件不在存储中。请联系管理员从备份恢复。")
    content = path.read_bytes()
    if hashlib.sha256(content).digest() != bytes(digest):
        raise Refused("file.changed", "文件内容与登记的摘要不一致，可能被改动。请联系管理员。")
    return content


def path_of(digest: bytes) -> Path:
    """Return where the bytes of this digest lie."""
    name = digest.hex()
    return Path(settings.JIUZHU_FILES_DIR) / name[:2] / name


def cleaned_name(name: str) -> str:
    """Return a harmless name to show; it is never used as a path."""
    kept = UNSAFE_NAME.sub("", name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]).strip(" .")
    return kept[:100] or "文件"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with temporary.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
