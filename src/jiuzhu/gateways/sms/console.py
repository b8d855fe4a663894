"""Send text messages to a stream, for one machine without a carrier: printed is sent."""

import threading
from collections.abc import Mapping
from typing import TextIO

from typing_extensions import override

from jiuzhu.gateways.sms.messages import Message, make_message, other_content
from jiuzhu.registers.accounts.ports import (
    SmsAcceptance,
    SmsDelivery,
    SmsReceipt,
    SmsSender,
    SmsState,
)


class ConsoleSms(SmsSender):
    """Print messages; what was printed is remembered as long as the process lives."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._printed: dict[str, Message] = {}
        self._lock = threading.Lock()

    @override
    def send(
        self, phone: str, template_code: str, values: Mapping[str, str], reference: str
    ) -> SmsReceipt:
        """Print one message, once per reference.

        Raises Refused, Conflict with code sms.reference.
        """
        message = make_message(phone, template_code, values, reference)
        with self._lock:
            known = self._printed.get(message.provider_id)
            if known is not None and known != message:
                raise other_content()
            if known is None:
                self._stream.write(f"短信 → {message.phone}  {message.text}\n")
                self._stream.flush()
                self._printed[message.provider_id] = message
        return SmsReceipt(SmsAcceptance.ACCEPTED, message.provider_id)

    @override
    def delivery(self, provider_id: str) -> SmsDelivery | None:
        """Tell that a message was printed, or None where it was not."""
        with self._lock:
            return SmsDelivery(SmsState.SENT) if provider_id in self._printed else None
