"""Speak HTTP: files under `/files/<reference>`, faults under `/control/faults`, life, answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from typing_extensions import override

from jiuzhu.casework.payments.enums import ReturnStatus
from jiuzhu.casework.payments.layouts import load_layout
from jiuzhu.casework.payments.layouts.read import read_orders
from jiuzhu.gateways.banks.answers import AnswerLine, write_answer
from jiuzhu.gateways.banks.client import TOKEN_HEADER
from jiuzhu.gateways.banks.simulator.books import FAULTS, Books, OtherContent
from jiuzhu.kernel.errors import Refused

MAX_BYTES = 64 * 1024 * 1024
PATH = re.compile(r"/files/([A-Za-z0-9-]{8,60})(/answers)?")
DEAD = 9  # the last digit of an account that the bank has closed


class Server(ThreadingHTTPServer):
    """Serve requests in threads that end with the process."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], books: Books, token: str) -> None:
        self.books = books
        self.token = token
        super().__init__(address, Handler)


class Handler(BaseHTTPRequestHandler):
    """Answer one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout: ClassVar[float] = 30.0

    def do_POST(self) -> None:
        """Take a file or an order."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length <= MAX_BYTES else b""
        if not self._may():
            return
        named = PATH.fullmatch(self.path)
        if named and not named[2]:
            self._take(named[1], body)
        elif self.path == "/control/faults":
            wanted = json.loads(body)
            if wanted.get("kind") not in FAULTS:
                self._send(HTTPStatus.BAD_REQUEST, {"reason": "no such fault"})
                return
            self.server.books.order(wanted["kind"], int(wanted.get("times", 1)))
            self._send(HTTPStatus.ACCEPTED, {})
        else:
            self._send(HTTPStatus.NOT_FOUND, {})

    def do_GET(self) -> None:
        """Say whether a file is known, or hand out its answers."""
        if not self._may():
            return
        named = PATH.fullmatch(self.path)
        if named is None:
            self._send(HTTPStatus.NOT_FOUND, {})
            return
        found = self.server.books.found(named[1])
        if found is None:
            self._send(HTTPStatus.NOT_FOUND, {"never_seen": True})
        elif named[2]:
            self._send(HTTPStatus.OK, {"files": self._answers(named[1], found[1], found[2])})
        else:
            self._send(HTTPStatus.OK, {"receipt": found[0]})

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Write no request line: nothing about a person belongs in a log."""

    def _may(self) -> bool:
        if hmac.compare_digest(self.headers.get(TOKEN_HEADER) or "", self.server.token):
            return True
        self._send(HTTPStatus.FORBIDDEN, {})
        return False

    def _take(self, reference: str, body: bytes) -> None:
        books = self.server.books
        fault = books.strike({"take_and_die", "take_and_cut", "refuse", "fail"})
        if fault == "refuse":
            self._send(HTTPStatus.UNPROCESSABLE_ENTITY, {"reason": "closed today"})
            return
        if fault == "fail":
            self._send(HTTPStatus.BAD_GATEWAY, {})
            return
        number, layout = self.headers.get("X-Batch") or "", self.headers.get("X-Layout") or ""
        digest = hashlib.sha256(body).hexdigest()
        if digest != self.headers.get("X-Digest"):
            self._send(HTTPStatus.UNPROCESSABLE_ENTITY, {"reason": "digest"})
            return
        try:
            lines = read_orders(load_layout(layout), body)
            receipt = books.take(reference, (number, layout, digest), body, lines)
        except OtherContent:
            self._send(HTTPStatus.CONFLICT, {"reason": "known with other content"})
            return
        except (Refused, ValueError):
            self._send(HTTPStatus.UNPROCESSABLE_ENTITY, {"reason": "unreadable"})
            return
        if fault == "take_and_die":
            os._exit(9)
        if fault == "take_and_cut":
            self.close_connection = True
            self.connection.close()
            return
        self._send(HTTPStatus.ACCEPTED, {"receipt": receipt})

    def _answers(self, reference: str, number: str, code: str) -> list[str]:
        layout = load_layout(code)
        lines = [
            AnswerLine(
                line=line,
                amount_fen=fen,
                status=ReturnStatus.SUCCEEDED,
                serial=f"{reference[:8]}{line:06d}",
                account=account,
            )
            for line, fen, account in self.server.books.paid(reference)
        ]
        lines = [
            replace(one, status=ReturnStatus.FAILED, reason="CLOSED")
            if one.account.endswith(str(DEAD))
            else one
            for one in lines
        ]
        fault = self.server.books.strike({"late", "twice", "reordered", "partial"})
        if fault == "late":
            return []
        if fault == "reordered":
            lines.reverse()
        if fault == "partial":
            lines = lines[: max(1, len(lines) // 2)]
        content = write_answer(layout, number=number, lines=lines)
        files = [content, content] if fault == "twice" else [content]
        return [base64.b64encode(one).decode() for one in files]

    def _send(self, status: HTTPStatus, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
