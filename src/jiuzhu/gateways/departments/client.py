"""Ask departments over HTTP: the question goes out signed, 202 says taken, the answer calls back.

Whatever goes wrong comes out as SourceUnavailable (try later) or SourceRefused (do not), each with
a stable code and a sentence that the waiting case can show.
"""

import secrets
import ssl
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from typing_extensions import override

from jiuzhu.casework.verification.ports import (
    DepartmentSources,
    SourceCode,
    SourceQuestion,
    SourceReceipt,
    SourceRefused,
    SourceUnavailable,
)
from jiuzhu.gateways.departments.circuit import Circuit
from jiuzhu.gateways.departments.connections import Connections
from jiuzhu.gateways.departments.egress import Resolver, choose_target
from jiuzhu.gateways.departments.keys import DepartmentKey, KeysError, load_keys
from jiuzhu.gateways.departments.mapping import encode_question
from jiuzhu.gateways.departments.signing import Envelope, seal
from jiuzhu.gateways.departments.strict_json import NotJson, read_object
from jiuzhu.gateways.departments.transport import Limits, Reply, post

_REFUSALS = {
    HTTPStatus.UNAUTHORIZED: ("source.key_refused", "部门不认可本机密钥，请系统管理员核对密钥。"),
    HTTPStatus.FORBIDDEN: ("source.key_refused", "部门不认可本机密钥，请系统管理员核对密钥。"),
    HTTPStatus.CONFLICT: ("source.other_content", "同一查询编号已提交过不同内容，请重新发起查询。"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "source.question_refused",
        "部门拒收该查询，请核对内容。",
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("source.question_refused", "部门拒收该查询，请核对内容。"),
    HTTPStatus.BAD_REQUEST: ("source.question_refused", "部门拒收该查询，请核对内容。"),
}
_MOST_WAIT = 3600
_RECEIPT_LENGTH = 64


class HttpDepartments(DepartmentSources):
    """Ask the connected departments over HTTP."""

    def __init__(
        self,
        connections: Connections,
        *,
        limits: Limits | None = None,
        circuit: Circuit | None = None,
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._connections = connections
        self._limits = limits or Limits()
        self._circuit = circuit or Circuit()
        self._resolve = resolve
        self._tls = tls or ssl.create_default_context()

    @override
    def sources(self) -> tuple[SourceCode, ...]:
        """List the sources that have an address."""
        return self._connections.sources()

    @override
    def ask(self, question: SourceQuestion, *, sent_at: datetime) -> SourceReceipt:
        """Hand one question over.

        Raises SourceUnavailable and SourceRefused.
        """
        base_url = self._connections.base_url(question.source)
        self._connections.require_callback(question.callback_url)
        key = _signing_key(self._connections.keys_path, question.source)
        body = encode_question(question)
        envelope = seal(
            "ask",
            body,
            source=question.source,
            key=key,
            sent_at=sent_at,
            nonce=secrets.token_hex(16),
        )
        url = f"{base_url}/questions"
        return self._guarded(
            question.source, lambda: _read_reply(self._post(url, envelope, body), question)
        )

    def _guarded(self, source: SourceCode, exchange: Callable[[], SourceReceipt]) -> SourceReceipt:
        wait = self._circuit.seconds_to_wait(source)
        if wait > 0:
            raise SourceUnavailable(
                "source.paused",
                "该部门接口连续故障，暂停访问，稍后自动重试；其他部门不受影响。",
                retry_after_seconds=int(wait) + 1,
            )
        try:
            receipt = exchange()
        except SourceUnavailable:
            self._circuit.failed(source)
            raise
        except SourceRefused:
            self._circuit.succeeded(source)
            raise
        self._circuit.succeeded(source)
        return receipt

    def _post(self, url: str, envelope: Envelope, body: bytes) -> Reply:
        target = choose_target(
            url,
            private_hosts=self._connections.private_hosts,
            seconds=self._limits.connect_seconds,
            resolve=self._resolve,
        )
        return post(
            target, headers=envelope.headers(), body=body, limits=self._limits, tls=self._tls
        )


def _signing_key(keys_path: Path, source: SourceCode) -> DepartmentKey:
    try:
        return load_keys(keys_path).signing(source)
    except KeysError as error:
        kind = SourceUnavailable if error.code == "keys.missing" else SourceRefused
        raise kind(error.code, error.message) from error


def _read_reply(reply: Reply, question: SourceQuestion) -> SourceReceipt:
    _require_taken(reply)
    try:
        content = read_object(reply.body)
    except NotJson as error:
        raise _unreadable() from error
    receipt = content.get("SLBH")
    if content.get("QQBH") != question.query_id or not _is_receipt(receipt):
        raise _unreadable()
    return SourceReceipt(question.query_id, str(receipt))


def _is_receipt(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _RECEIPT_LENGTH and value.isascii()


def _require_taken(reply: Reply) -> None:
    status = reply.status
    if status == HTTPStatus.ACCEPTED:
        return
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise SourceRefused(
            "source.redirect", "部门接口要求转向别处，已拒绝跟随；请系统管理员核实地址。"
        )
    if status in _REFUSALS:
        raise SourceRefused(*_REFUSALS[HTTPStatus(status)])
    if status < HTTPStatus.MULTIPLE_CHOICES:
        raise _unreadable()
    raise SourceUnavailable(
        "source.failing",
        "部门接口故障，系统稍后自动重试，案件显示等待原因。",
        retry_after_seconds=_wait(reply.retry_after),
    )


def _unreadable() -> SourceUnavailable:
    return SourceUnavailable(
        "source.unreadable", "部门接口返回的不是约定内容（可能是登录页），系统稍后自动重试。"
    )


def _wait(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST_WAIT)):
        return min(int(text), _MOST_WAIT)
    return None
