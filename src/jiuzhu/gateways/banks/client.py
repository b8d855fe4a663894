"""Speak to a bank over HTTP: short words, bounded time and size, nothing sent twice."""

from __future__ import annotations

import base64
import http.client
import json
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jiuzhu.casework.payments.ports import BankParcel, BankRefused, BankUnknown

TOKEN_HEADER = "X-Bank-Token"  # noqa: S105 -- the name of a header
LARGEST_ANSWER = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpBank:
    """One bank behind an address; `timeout` in seconds."""

    host: str
    port: int
    token: str
    timeout: float = 10.0

    def submit(self, parcel: BankParcel) -> str:
        """Hand a file over once; whatever is not a clear word is unknown.

        Raises BankUnknown, BankRefused.
        """
        headers = {
            "X-Batch": parcel.number,
            "X-Layout": parcel.layout,
            "X-Digest": parcel.digest,
        }
        status, body = self._call("POST", f"/files/{parcel.reference}", parcel.content, headers)
        if status == HTTPStatus.ACCEPTED:
            return _receipt(body)
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise BankRefused(str(status))
        raise BankUnknown(str(status))

    def ask(self, reference: str) -> str | None:
        """Return the receipt of a file; None where the bank says that it never saw it.

        Raises BankUnknown.
        """
        status, body = self._call("GET", f"/files/{reference}", None, {})
        if status == HTTPStatus.OK:
            return _receipt(body)
        # A 404 of the bank carries its own word; that of a gateway in between does not.
        if status == HTTPStatus.NOT_FOUND and _object(body).get("never_seen") is True:
            return None
        raise BankUnknown(str(status))

    def answers(self, reference: str) -> tuple[bytes, ...]:
        """Return the return files that lie ready.

        Raises BankUnknown.
        """
        status, body = self._call("GET", f"/files/{reference}/answers", None, {})
        files = _object(body).get("files")
        if status != HTTPStatus.OK or not isinstance(files, list):
            raise BankUnknown(str(status))
        try:
            return tuple(base64.b64decode(one, validate=True) for one in files)
        except (TypeError, ValueError) as error:
            raise BankUnknown("unreadable") from error

    def _call(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        try:
            connection.request(method, path, content, {**headers, TOKEN_HEADER: self.token})
            response = connection.getresponse()
            body = response.read(LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise BankUnknown(str(error)) from error
        finally:
            connection.close()
        if len(body) > LARGEST_ANSWER:
            raise BankUnknown("too large")
        return response.status, body


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOfFolder:
    """A bank whose address and token lie in a folder; read anew each time, as both may change."""

    folder: Path

    def submit(self, parcel: BankParcel) -> str:
        """Hand a file over. Raises BankUnknown, BankRefused."""
        return self._bank().submit(parcel)

    def ask(self, reference: str) -> str | None:
        """Return the receipt of a file. Raises BankUnknown."""
        return self._bank().ask(reference)

    def answers(self, reference: str) -> tuple[bytes, ...]:
        """Return the return files that lie ready. Raises BankUnknown."""
        return self._bank().answers(reference)

    def _bank(self) -> HttpBank:
        try:
            host, port = (self.folder / "address").read_text("ascii").split()
            token = (self.folder / "token").read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise BankUnknown(str(error)) from error
        return HttpBank(host=host, port=int(port), token=token)


def bank_of(folder: Path) -> BankOfFolder:
    """Return the bank whose address and token lie in a folder."""
    return BankOfFolder(folder=folder)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _receipt(body: bytes) -> str:
    receipt = _object(body).get("receipt")
    if not isinstance(receipt, str) or not receipt:
        raise BankUnknown("no receipt")
    return receipt[:60]
