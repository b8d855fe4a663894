"""Read the shared keys of the departments from a file that nobody else can read.

The file is JSON: `{"vehicles": [{"id": "...", "secret": "<64 hex digits>"}, ...], ...}`. The first
key of a source signs; all of them are accepted, so that a key is changed without a gap.
"""

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiuzhu.casework.verification.ports import SOURCES, SourceCode

SECRET_BYTES = 32


class KeysError(Exception):
    """Say why the key file cannot be used, with a stable code; it never shows a key."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class DepartmentKey:
    """Hold one shared secret and its public name."""

    key_id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DepartmentKeys:
    """Hold the keys of every connected source, the signing one first."""

    by_source: Mapping[SourceCode, tuple[DepartmentKey, ...]] = field(repr=False)

    def signing(self, source: SourceCode) -> DepartmentKey:
        """Return the key that signs for a source.

        Raises KeysError where the source has none.
        """
        keys = self.by_source.get(source, ())
        if not keys:
            raise KeysError("keys.source", f"密钥文件中没有来源 {source} 的密钥，请补齐后重试。")
        return keys[0]

    def find(self, source: SourceCode, key_id: str) -> DepartmentKey | None:
        """Return the key of that name, if the source has it."""
        for key in self.by_source.get(source, ()):
            if key.key_id == key_id:
                return key
        return None


def load_keys(path: Path) -> DepartmentKeys:
    """Read the key file, refusing one that others may read.

    Raises KeysError with codes keys.missing, keys.exposed, keys.malformed.
    """
    try:
        keys = _read_sources(json.loads(_read_private(path)))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeysError("keys.malformed", "部门密钥文件格式不对，请重新生成。") from error
    return DepartmentKeys(keys)


def _read_private(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise KeysError(
            "keys.missing", "读不到部门密钥文件，请检查 JIUZHU_DEPARTMENT_KEYS。"
        ) from error
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode) or mode & 0o077:
            raise KeysError("keys.exposed", "部门密钥文件他人可读，请执行 chmod 600 后重试。")
        return file.read(65536)


def _read_sources(content: object) -> dict[SourceCode, tuple[DepartmentKey, ...]]:
    if not isinstance(content, dict):
        raise TypeError("not an object")
    return {source: _read_source(content[source]) for source in SOURCES if source in content}


def _read_source(entries: list[dict[str, Any]]) -> tuple[DepartmentKey, ...]:
    keys = tuple(
        DepartmentKey(key_id=str(entry["id"]), secret=bytes.fromhex(entry["secret"]))
        for entry in entries
    )
    if not keys or any(len(key.secret) < SECRET_BYTES for key in keys):
        raise ValueError("a secret is too short")
    return keys
