"""Hand text messages to a carrier by folder: one file a message, and a file of delivery reports.

`<root>/out/<provider_id>.json` is written by renaming and never again; the carrier appends to
`<root>/deliveries.jsonl` lines such as `{"id": "...", "state": "DELIVERED", "code": ""}`. A line
that does not read is passed over; a state never goes back.
"""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typing_extensions import override

from jiuzhu.gateways.sms.messages import Message, make_message, other_content
from jiuzhu.registers.accounts.ports import (
    SmsAcceptance,
    SmsDelivery,
    SmsReceipt,
    SmsSender,
    SmsState,
)

_CODE_LENGTH = 40
_RANK = {
    SmsState.QUEUED: 0,
    SmsState.SENT: 1,
    SmsState.FAILED: 2,
    SmsState.DELIVERED: 3,
}


class FileSms(SmsSender):
    """Write messages for a carrier and read what became of them."""

    def __init__(self, root: Path) -> None:
        self._out = root / "out"
        self._reports = root / "deliveries.jsonl"

    @override
    def send(
        self, phone: str, template_code: str, values: Mapping[str, str], reference: str
    ) -> SmsReceipt:
        """Lay one message out, once per reference; a folder that cannot be written is FAILED.

        Raises Refused, Conflict with code sms.reference.
        """
        message = make_message(phone, template_code, values, reference)
        try:
            self._lay_out(message)
        except OSError:
            return SmsReceipt(SmsAcceptance.FAILED, message.provider_id, "folder")
        return SmsReceipt(SmsAcceptance.ACCEPTED, message.provider_id)

    @override
    def delivery(self, provider_id: str) -> SmsDelivery | None:
        """Tell how far a message came, or None where it was never laid out."""
        if not provider_id.isalnum() or not self._path(provider_id).exists():
            return None
        last = SmsDelivery(SmsState.QUEUED)
        for report in self._reported(provider_id):
            if _RANK[report.state] >= _RANK[last.state]:
                last = report
        return last

    def _lay_out(self, message: Message) -> None:
        self._out.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(message.provider_id)
        content = {"id": message.provider_id, "phone": message.phone, "text": message.text}
        body = json.dumps(content, ensure_ascii=False).encode("utf-8")
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            os.link(part, path)
        except FileExistsError as error:
            if path.read_bytes() != body:
                raise other_content() from error
        finally:
            part.unlink()

    def _reported(self, provider_id: str) -> list[SmsDelivery]:
        try:
            lines = self._reports.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []
        reports = [_read(line, provider_id) for line in lines]
        return [report for report in reports if report is not None]

    def _path(self, provider_id: str) -> Path:
        return self._out / f"{provider_id}.json"


def _read(line: bytes, provider_id: str) -> SmsDelivery | None:
    try:
        report: dict[str, Any] = json.loads(line)
        if report["id"] != provider_id:
            return None
        return SmsDelivery(SmsState(report["state"]), str(report.get("code", ""))[:_CODE_LENGTH])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
