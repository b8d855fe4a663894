"""Check what claims to be a department's answer, as pure functions; storing is the service's work.

Signature, then time, then content: nothing of an unsigned body is read. The nonce is handed on in
the answer: whoever stores it keeps it UNIQUE, and meets a repeated one with the first result
(reliability T-17).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeGuard

from typing_extensions import override

from jiuzhu.casework.verification.ports import (
    SOURCES,
    AnswerMeaning,
    DepartmentCallbacks,
    SourceAnswer,
    SourceCode,
)
from jiuzhu.gateways.departments.keys import DepartmentKeys, KeysError, load_keys
from jiuzhu.gateways.departments.mapping import MAX_ROWS, Rows, read_rows
from jiuzhu.gateways.departments.signing import Envelope, is_fresh, is_genuine, read_envelope
from jiuzhu.gateways.departments.strict_json import NotJson, read_object
from jiuzhu.kernel.errors import Refused

MAX_BYTES = 1024 * 1024
TOLERANCE = timedelta(minutes=5)

_MEANINGS = {
    "1": AnswerMeaning.FOUND,
    "0": AnswerMeaning.NOT_FOUND,
    "2": AnswerMeaning.MISMATCH,
}
_QUERY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class SignedCallbacks(DepartmentCallbacks):
    """Read callbacks with the keys of a file, which is read anew each time: keys may change."""

    def __init__(self, keys_path: Path) -> None:
        self._keys_path = keys_path

    @override
    def read(
        self, headers: Mapping[str, str], body: bytes, *, received_at: datetime
    ) -> SourceAnswer:
        """Check a callback and return the answer in it.

        Raises Refused with code callback.not_ready and those of `read_callback`.
        """
        try:
            keys = load_keys(self._keys_path)
        except KeysError as error:
            raise Refused(
                "callback.not_ready", "暂不能接收反馈：%(why)s", values={"why": error.message}
            ) from error
        return read_callback(headers, body, keys=keys, received_at=received_at)


def read_callback(
    headers: Mapping[str, str], body: bytes, *, keys: DepartmentKeys, received_at: datetime
) -> SourceAnswer:
    """Check a callback and return the answer in it.

    `received_at` is the machine clock without a demo offset: it is compared with the sender's.

    Raises Refused with codes callback.too_large, callback.unsigned, callback.unknown_key,
    callback.signature, callback.stale, callback.malformed, callback.row_count,
    callback.too_many_rows.
    """
    if len(body) > MAX_BYTES:
        raise Refused("callback.too_large", "反馈内容超过 1 MiB，未接收；请部门分批发送。")
    envelope = read_envelope(headers)
    if envelope is None:
        raise Refused("callback.unsigned", "反馈缺少签名信息，未接收；请部门按接口约定签名后重发。")
    check_envelope(envelope, body, keys=keys, received_at=received_at, tolerance=TOLERANCE)
    return read_answer(body, envelope)


def check_envelope(
    envelope: Envelope,
    body: bytes,
    *,
    keys: DepartmentKeys,
    received_at: datetime,
    tolerance: timedelta,
) -> None:
    """Check signature and time of an answer.

    Raises Refused with codes callback.unknown_key, callback.signature, callback.stale.
    """
    source = envelope.source
    key = keys.find(source, envelope.key_id) if _is_source(source) else None
    if key is None:
        raise Refused("callback.unknown_key", "反馈使用的密钥未登记，未接收；请核对密钥编号。")
    if not is_genuine("answer", envelope, body, key):
        raise Refused("callback.signature", "反馈签名不符，未接收；请部门核对密钥后重发。")
    if not is_fresh(envelope, received_at=received_at, tolerance=tolerance):
        raise Refused(
            "callback.stale", "反馈时间与本机相差过大，未接收；请校准时钟后重新签名发送。"
        )


def read_answer(body: bytes, envelope: Envelope) -> SourceAnswer:
    """Read the content of an answer whose envelope was checked.

    Raises Refused with codes callback.malformed, callback.row_count, callback.too_many_rows.
    """
    try:
        content = read_object(body)
    except NotJson as error:
        raise _malformed("整体") from error
    source = envelope.source
    if not _is_source(source) or content.get("LY") != source:
        raise _malformed("LY")
    number = _text(content, "ZJHM", _NUMBER)
    as_of = _day(content)
    meaning = _meaning(content)
    rows = _read_rows(content, source, meaning, number, as_of)
    return SourceAnswer(
        query_id=_text(content, "QQBH", _QUERY_ID),
        source=source,
        meaning=meaning,
        person_number=number,
        records=rows.records,
        as_of=as_of,
        nonce=envelope.nonce,
        sent_at=envelope.sent_at,
        quarantined=rows.quarantined,
        dropped_fields=rows.dropped_fields,
        duplicate_rows=rows.duplicate_rows,
    )


def _read_rows(
    content: Mapping[str, Any],
    source: SourceCode,
    meaning: AnswerMeaning,
    number: str,
    as_of: date,
) -> Rows:
    rows = content.get("SJ")
    if not isinstance(rows, list):
        raise _malformed("SJ")
    count = content.get("SJTS")
    if type(count) is not int or count != len(rows):
        raise Refused("callback.row_count", "反馈条数与所报条数不一致，整份未采用；请部门重发。")
    if count > MAX_ROWS:
        raise Refused("callback.too_many_rows", "反馈条数异常过多，整份未采用；请部门核对后重发。")
    if bool(rows) is not (meaning is AnswerMeaning.FOUND):
        raise _malformed("JG")
    return read_rows(source, rows, number=number, as_of=as_of)


def _meaning(content: Mapping[str, Any]) -> AnswerMeaning:
    code = content.get("JG")
    if not isinstance(code, str) or code not in _MEANINGS:
        raise _malformed("JG")
    return _MEANINGS[code]


def _day(content: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(_text(content, "JZRQ", _DAY))
    except ValueError as error:
        raise _malformed("JZRQ") from error


def _text(content: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = content.get(name)
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise _malformed(name)
    return value


def _is_source(text: str) -> TypeGuard[SourceCode]:
    return text in SOURCES


def _malformed(field: str) -> Refused:
    return Refused(
        "callback.malformed",
        "反馈内容无法识别（%(field)s），未采用；请部门按接口约定重发。",
        values={"field": field},
    )
