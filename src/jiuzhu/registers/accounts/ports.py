"""Say what accounts ask of a text-message provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class SmsState(StrEnum):
    """Name how far a message came; only the provider can say SENT, DELIVERED or FAILED."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class SmsAcceptance(StrEnum):
    """Tell whether the provider took the message at all."""

    ACCEPTED = "ACCEPTED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """Carry the provider's own identifier; a FAILED receipt has a code that says why."""

    state: SmsAcceptance
    provider_id: str
    failure_code: str = ""


@dataclass(frozen=True, slots=True)
class SmsDelivery:
    """Tell the last known state of a message, and the provider's reason where it failed."""

    state: SmsState
    failure_code: str = ""


class SmsSender(Protocol):
    """Send short messages by template; the text of a template never carries an identity number."""

    def send(
        self, phone: str, template_code: str, values: Mapping[str, str], reference: str
    ) -> SmsReceipt:
        """Hand one message over; the same `reference` twice is one message.

        Raises Refused with codes sms.template, sms.values, sms.personal_data, sms.phone,
        sms.reference.
        """
        ...

    def delivery(self, provider_id: str) -> SmsDelivery | None:
        """Tell how far the message came, or None where the provider does not know it."""
        ...
