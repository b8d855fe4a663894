"""A bank in memory that keeps the promises of the port; it can lose its own word."""

from __future__ import annotations

from jiuzhu.casework.payments.enums import ReturnStatus
from jiuzhu.casework.payments.layouts import load_layout
from jiuzhu.casework.payments.layouts.read import read_orders
from jiuzhu.casework.payments.ports import BankMute, BankParcel, BankRefused, BankUnknown
from jiuzhu.gateways.banks.answers import AnswerLine, write_answer


class FakeBank:
    """`fails` is what the next calls do: lose (taken, no word), drop (not taken), refuse."""

    def __init__(self, *fails: str, is_mute: bool = False) -> None:
        self.fails = list(fails)
        self.is_mute = is_mute
        self.taken: dict[str, BankParcel] = {}
        self.submitted: list[str] = []

    def submit(self, parcel: BankParcel) -> str:
        self.submitted.append(parcel.reference)
        fate = self.fails.pop(0) if self.fails else ""
        if fate == "refuse":
            raise BankRefused(fate)
        if fate == "drop":
            raise BankUnknown(fate)
        known = self.taken.setdefault(parcel.reference, parcel)
        if known.digest != parcel.digest:
            raise BankRefused("other content")
        if fate == "lose":
            raise BankUnknown(fate)
        return f"BK{parcel.reference[:12]}"

    def ask(self, reference: str) -> str | None:
        if self.is_mute:
            raise BankMute(reference)
        return f"BK{reference[:12]}" if reference in self.taken else None

    def answers(self, reference: str) -> tuple[bytes, ...]:
        parcel = self.taken[reference]
        layout = load_layout(parcel.layout)
        lines = [
            AnswerLine(
                line=line,
                amount_fen=fen,
                status=ReturnStatus.FAILED if account.endswith("9") else ReturnStatus.SUCCEEDED,
                reason="CLOSED" if account.endswith("9") else "",
                account=account,
            )
            for line, fen, account in read_orders(layout, parcel.content)
        ]
        return (write_answer(layout, number=parcel.number, lines=lines),)
