"""Speak HTTP: questions under `/<source>/questions`, faults under `/control`, life under `/health`.

The control paths want the token of `DIR/control.token`: a web page open on the same machine must
not be able to order faults.
"""

import hmac
import json
import os
import socket
import struct
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from typing_extensions import override

from jiuzhu.casework.verification.ports import SOURCES
from jiuzhu.gateways.departments.simulator.desk import Desk, NotTaken, die
from jiuzhu.gateways.departments.simulator.faults import ASK_FAULTS, FAULTS
from jiuzhu.gateways.departments.simulator.store import Fault, Store
from jiuzhu.gateways.departments.simulator.truth import Truth
from jiuzhu.gateways.departments.strict_json import NotJson, read_object

TOKEN_HEADER = "X-Control-Token"  # noqa: S105 - the name of a header
MAX_BYTES = 1024 * 1024
_LOGIN_PAGE = "<!DOCTYPE html><html><body><form>请先登录</form></body></html>".encode()
_LOGIN = ("text/html", _LOGIN_PAGE)
_LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class Office:
    """Hold what the handlers of one process share."""

    desk: Desk
    store: Store
    truth: Truth
    control_token: str


class Server(ThreadingHTTPServer):
    """Serve requests in threads that end with the process."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], office: Office) -> None:
        self.office = office
        super().__init__(address, Handler)

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet where the caller went away, which is its right; report anything else."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answer one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout: ClassVar[float] = 30.0

    def do_POST(self) -> None:
        """Take a question or an order."""
        body = self._body()
        if body is None:
            return
        source, _, rest = self.path.strip("/").partition("/")
        if source in SOURCES and rest == "questions":
            self._question(source, body)
        elif self.path == "/control/faults":
            self._order(body)
        else:
            self._send(HTTPStatus.NOT_FOUND, b"{}")

    def do_GET(self) -> None:
        """Show life, faults or questions."""
        office = self.server.office
        if self.path == "/health":
            facts = {"status": "ok", "pid": os.getpid(), "people": office.truth.count()}
            self._json(facts)
        elif self.path == "/control/faults" and self._may_control():
            self._json(office.store.ordered())
        elif self.path == "/control/questions" and self._may_control():
            self._json(office.store.questions())
        else:
            self._send(HTTPStatus.NOT_FOUND, b"{}")

    def do_DELETE(self) -> None:
        """Clear the ordered faults."""
        if self.path == "/control/faults" and self._may_control():
            self.server.office.desk.clear_faults()
            self._send(HTTPStatus.NO_CONTENT, b"")
        else:
            self._send(HTTPStatus.NOT_FOUND, b"{}")

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Write no request line: nothing about a person belongs in a log."""

    def _question(self, source: str, body: bytes) -> None:
        office = self.server.office
        for fault in office.store.take(source, ASK_FAULTS):
            if self._strike(fault):
                return
        try:
            taken = office.desk.take_http(source, dict(self.headers.items()), body)
        except NotTaken as error:
            self._send(error.status, json.dumps({"reason": error.reason}).encode())
            return
        self._send(HTTPStatus.ACCEPTED, taken.body())
        if taken.deaths:
            self.wfile.flush()
            die()

    def _strike(self, fault: Fault) -> bool:
        """Let a fault of asking strike; tell whether the exchange is over with it."""
        if fault.kind in {"latency", "timeout"}:
            time.sleep(fault.seconds)
        if fault.kind == "latency":
            return False
        if fault.kind in {"timeout", "reset"}:
            self._cut(hard=fault.kind == "reset")
        elif fault.kind == "slow_drip":
            self._drip(fault.seconds)
        else:
            self._misanswer(fault.kind)
        return True

    def _misanswer(self, kind: str) -> None:
        if kind == "error_500":
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, b"oops", retry_after="7")
        elif kind == "garbage":
            self._send(HTTPStatus.ACCEPTED, os.urandom(2000))
        elif kind == "other_receipt":
            self._send(HTTPStatus.ACCEPTED, b'{"QQBH": "another", "SLBH": "x-1"}')
        elif kind == "html_login":
            self._send(HTTPStatus.OK, _LOGIN[1], content_type=_LOGIN[0])
        elif kind == "redirect":
            self._send(HTTPStatus.FOUND, b"", location="/elsewhere")
        else:
            self._send(HTTPStatus.ACCEPTED, b" " * (4 * MAX_BYTES))

    def _cut(self, *, hard: bool) -> None:
        if hard:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True

    def _drip(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.wfile.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100000\r\n\r\n")
        while time.monotonic() < end:
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)
        self.close_connection = True

    def _order(self, body: bytes) -> None:
        if not self._may_control():
            self._send(HTTPStatus.NOT_FOUND, b"{}")
            return
        fault = _read_order(body)
        if fault is None:
            self._send(HTTPStatus.UNPROCESSABLE_ENTITY, b"{}")
            return
        self.server.office.store.order(fault)
        self._send(HTTPStatus.CREATED, b"{}")

    def _may_control(self) -> bool:
        given = self.headers.get(TOKEN_HEADER, "")
        return hmac.compare_digest(given.encode(), self.server.office.control_token.encode())

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > MAX_BYTES:
            self.close_connection = True
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"{}")
            return None
        return self.rfile.read(int(length))

    def _json(self, value: object) -> None:
        self._send(HTTPStatus.OK, json.dumps(value, ensure_ascii=False).encode())

    def _send(
        self,
        status: HTTPStatus,
        body: bytes,
        *,
        content_type: str = "application/json",
        retry_after: str = "",
        location: str = "",
    ) -> None:
        self.send_response(status)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)


def _read_order(body: bytes) -> Fault | None:
    try:
        order = read_object(body)
    except NotJson:
        return None
    source, kind = order.get("source", "*"), order.get("kind")
    times, seconds = order.get("times", 1), order.get("seconds", 0)
    if source != "*" and source not in SOURCES:
        return None
    if not isinstance(kind, str) or kind not in FAULTS:
        return None
    if times is not None and (type(times) is not int or times < 1):
        return None
    if type(seconds) is not int or not 0 <= seconds <= _LONGEST:
        return None
    return Fault(str(source), kind, times, float(seconds))
