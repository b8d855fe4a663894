"""Ask departments by drop folder: a data file, then a signed manifest that counts and digests it.

`<root>/<source>/out` holds our questions, `<root>/<source>/in` the answers; what was taken over
moves to `done`, what was not to `refused`. The manifest is written last and by renaming, so that
nobody reads half a delivery; a delivery without a manifest is not there yet.
"""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from typing_extensions import override

from jiuzhu.casework.verification.ports import (
    DepartmentSources,
    SourceAnswer,
    SourceCode,
    SourceQuestion,
    SourceReceipt,
    SourceRefused,
    SourceUnavailable,
)
from jiuzhu.gateways.departments.inbound import MAX_BYTES, check_envelope, read_answer
from jiuzhu.gateways.departments.keys import DepartmentKeys, KeysError, load_keys
from jiuzhu.gateways.departments.mapping import encode_question
from jiuzhu.gateways.departments.signing import Direction, Envelope, make_envelope, seal
from jiuzhu.gateways.departments.strict_json import NotJson, read_object
from jiuzhu.kernel.errors import Refused

MANIFEST = ".manifest.json"
DATA = ".jsonl"
MAX_FILE_BYTES = 64 * MAX_BYTES
MAX_AGE = timedelta(days=30)
_FILE_ERRORS = (OSError, NotJson)


class OtherDelivery(ValueError):  # noqa: N818 - says what lies there
    """Say that the name of a delivery is taken by other content."""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold what one line of a delivery came to: an answer, or why there is none."""

    answer: SourceAnswer | None
    refusal: Refused | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Hold one delivery of a department; `refusal` speaks of the whole, then there are no lines."""

    manifest_path: Path
    lines: tuple[Line, ...]
    refusal: Refused | None


class FileDepartments(DepartmentSources):
    """Ask the departments that exchange files."""

    def __init__(self, root: Path, *, sources: tuple[SourceCode, ...], keys_path: Path) -> None:
        self._root = root
        self._sources = sources
        self._keys_path = keys_path

    @override
    def sources(self) -> tuple[SourceCode, ...]:
        """List the sources that have a folder."""
        return self._sources

    @override
    def ask(self, question: SourceQuestion, *, sent_at: datetime) -> SourceReceipt:
        """Lay one question into the source's folder; a question already there stays as it is.

        Raises SourceRefused (source.not_connected, keys.*), SourceUnavailable (source.folder).
        """
        if question.source not in self._sources:
            raise SourceRefused("source.not_connected", "该部门尚未接入，此项按“未查询”记录。")
        name = f"Q-{hashlib.sha256(question.query_id.encode()).hexdigest()[:32]}"
        data = encode_question(question) + b"\n"
        folder = self._root / question.source / "out"
        try:
            keys = load_keys(self._keys_path)
            write_delivery(folder, name, data, "ask", question.source, keys, sent_at)
        except KeysError as error:
            raise SourceRefused(error.code, error.message) from error
        except OtherDelivery as error:
            raise SourceRefused(
                "source.other_content", "同一查询编号已提交过不同内容，请重新发起查询。"
            ) from error
        except OSError as error:
            raise SourceUnavailable(
                "source.folder", "交换文件夹写不进去，系统稍后自动重试；请检查磁盘和权限。"
            ) from error
        return SourceReceipt(question.query_id, name)

    def collect(self, *, received_at: datetime) -> tuple[Delivery, ...]:
        """Read the deliveries that have arrived; each stays in place until it is settled.

        Raises KeysError.
        """
        keys = load_keys(self._keys_path)
        return tuple(
            read_delivery(path, source, keys, received_at=received_at)
            for source in self._sources
            for path in sorted((self._root / source / "in").glob(f"*{MANIFEST}"))
        )

    def settle(self, delivery: Delivery) -> None:
        """Move a delivery away once its answers are stored or its refusal is recorded."""
        kind = "done" if delivery.refusal is None else "refused"
        manifest = delivery.manifest_path
        folder = manifest.parent.parent / kind
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        data = _data_path(manifest)
        if data.exists():
            data.replace(folder / data.name)
        manifest.replace(folder / manifest.name)


def write_delivery(
    folder: Path,
    name: str,
    data: bytes,
    direction: Direction,
    source: SourceCode,
    keys: DepartmentKeys,
    sent_at: datetime,
) -> None:
    """Write data and signed manifest; a delivery of that name and content is left alone.

    Raises OtherDelivery where the name is taken by other content, and OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    data_path, manifest_path = folder / f"{name}{DATA}", folder / f"{name}{MANIFEST}"
    if manifest_path.exists() and data_path.exists():
        if data_path.read_bytes() != data:
            raise OtherDelivery(name)
        return
    envelope = seal(
        direction,
        data,
        source=source,
        key=keys.signing(source),
        sent_at=sent_at,
        nonce=secrets.token_hex(16),
    )
    _write(data_path, data)
    _write(manifest_path, json.dumps(_manifest(envelope, data)).encode("ascii"))


def read_delivery(
    manifest_path: Path, source: SourceCode, keys: DepartmentKeys, *, received_at: datetime
) -> Delivery:
    """Check one delivery as a whole, then read it line by line; a bad line spoils no other."""
    try:
        envelope, data = _checked(manifest_path, source, keys, received_at)
    except Refused as refusal:
        return Delivery(manifest_path, (), refusal)
    lines = data.split(b"\n")[:-1]
    return Delivery(
        manifest_path,
        tuple(_line(line, envelope, place) for place, line in enumerate(lines, start=1)),
        None,
    )


def _checked(
    manifest_path: Path, source: SourceCode, keys: DepartmentKeys, received_at: datetime
) -> tuple[Envelope, bytes]:
    try:
        manifest = read_object(_read(manifest_path, MAX_BYTES))
        data = _read(_data_path(manifest_path), MAX_FILE_BYTES)
    except _FILE_ERRORS as error:
        raise _refused("manifest", "清单或数据文件读不出") from error
    if manifest.get("sha256") != hashlib.sha256(data).hexdigest():
        raise _refused("digest", "数据文件与清单摘要不符")
    if manifest.get("rows") != data.count(b"\n") or not data.endswith(b"\n"):
        raise _refused("row_count", "数据行数与清单不符")
    envelope = _envelope(manifest)
    if envelope is None or envelope.source != source:
        raise _refused("unsigned", "清单缺少签名信息或来源不符")
    check_envelope(envelope, data, keys=keys, received_at=received_at, tolerance=MAX_AGE)
    return envelope, data


def _line(line: bytes, envelope: Envelope, place: int) -> Line:
    numbered = Envelope(
        source=envelope.source,
        key_id=envelope.key_id,
        time_ms=envelope.time_ms,
        nonce=f"{envelope.nonce}-{place}",
        signature=envelope.signature,
    )
    try:
        return Line(read_answer(line, numbered), None)
    except Refused as refusal:
        return Line(None, refusal)


def _manifest(envelope: Envelope, data: bytes) -> dict[str, str | int]:
    return {
        "source": envelope.source,
        "rows": data.count(b"\n"),
        "sha256": hashlib.sha256(data).hexdigest(),
        "key_id": envelope.key_id,
        "time_ms": str(envelope.time_ms),
        "nonce": envelope.nonce,
        "signature": envelope.signature,
    }


def _envelope(manifest: dict[str, Any]) -> Envelope | None:
    parts = [manifest.get(name) for name in ("source", "key_id", "time_ms", "nonce", "signature")]
    texts = [part for part in parts if isinstance(part, str)]
    return make_envelope(*texts) if len(texts) == len(parts) else None


def _refused(code: str, reason: str) -> Refused:
    return Refused(
        f"delivery.{code}",
        "%(reason)s，整批未采用；请部门核对后重新投递。",
        values={"reason": reason},
    )


def _data_path(manifest_path: Path) -> Path:
    return manifest_path.with_name(manifest_path.name.removesuffix(MANIFEST) + DATA)


def _read(path: Path, most: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise NotJson("too large")
    return content


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
