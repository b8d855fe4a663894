"""What payments ask of a bank: take this file once, say whether you have it, give the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class BankUnknown(Exception):  # noqa: N818 -- says what is the matter
    """Say that nobody knows whether the bank took the file; it is asked, never sent again."""


class BankRefused(Exception):  # noqa: N818 -- says what is the matter
    """Say that the bank did not take the file, for sure."""


class BankMute(Exception):  # noqa: N818 -- says what is the matter
    """Say that this bank cannot be asked; a person finds out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankParcel:
    """One file on its way; the reference is ours, written before anything leaves."""

    reference: str
    number: str
    layout: str
    digest: str
    content: bytes


class BankCounter(Protocol):
    """A bank that takes payment files."""

    def submit(self, parcel: BankParcel) -> str:
        """Hand a file over and return the bank's receipt; the same reference again is the same.

        Raises BankUnknown, BankRefused.
        """

    def ask(self, reference: str) -> str | None:
        """Return the receipt of a file that the bank has; None where it never saw it.

        Raises BankUnknown, BankMute.
        """

    def answers(self, reference: str) -> tuple[bytes, ...]:
        """Return the return files that lie ready; the same ones again until the bank clears them.

        Raises BankUnknown.
        """
