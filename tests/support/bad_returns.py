"""A seeded maker of return files as banks spoil them; what it was told is the truth stays so."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from jiuzhu.casework.payments.enums import FailureReason, ReturnStatus
from jiuzhu.casework.payments.layouts import Layout
from jiuzhu.gateways.banks.answers import AnswerLine, write_answer

PAID, FAILED, WAITING = ReturnStatus.SUCCEEDED, ReturnStatus.FAILED, ReturnStatus.PROCESSING
REASONS = [FailureReason.NAME_MISMATCH, FailureReason.CLOSED, FailureReason.LIMIT]
SPOILS = (
    *("none", "duplicated", "reordered", "part", "late", "truncated", "wrong_total"),
    *("wrong_count", "unknown_line", "other_month", "paid_and_returned", "other_amount"),
    *("cut_bytes", "other_account"),
)


@dataclass(frozen=True, slots=True)
class Spoiled:
    """One file, how it was spoilt, and the lines of which it tells the truth without a doubt."""

    content: bytes
    spoil: str
    told: frozenset[int]


def truth(chance: random.Random, amounts: dict[int, tuple[int, str]]) -> dict[int, AnswerLine]:
    """Decide what the bank did with every line."""
    found = {}
    for line, (amount, account) in amounts.items():
        paid = chance.random() < 0.7
        found[line] = AnswerLine(
            line=line,
            amount_fen=amount,
            status=PAID if paid else FAILED,
            reason="" if paid else chance.choice(REASONS).value,
            serial=f"S{line:06d}",
            value_on="2020-10-09",
            account=account,
        )
    return found


def spoil(  # noqa: PLR0911 -- one way of spoiling, one return
    chance: random.Random, layout: Layout, number: str, true: dict[int, AnswerLine]
) -> Spoiled:
    """Write a file from the truth and spoil it in one way."""
    kind = chance.choice(SPOILS)
    lines = [line for line in true.values() if chance.random() < 0.8] or list(true.values())
    honest = frozenset(line.line for line in lines)

    def written(rows: list[AnswerLine], told: frozenset[int], **head: int) -> Spoiled:
        return Spoiled(write_answer(layout, number=number, lines=rows, **head), kind, told)

    victim = chance.choice(lines)
    rest = honest - {victim.line}
    if kind == "duplicated":
        return written([*lines, *chance.sample(lines, k=chance.randint(1, len(lines)))], honest)
    if kind == "reordered":
        return written(chance.sample(lines, k=len(lines)), honest)
    if kind == "late":
        waiting = [replace(line, status=WAITING, reason="") for line in lines]
        return written(waiting, frozenset())
    if kind == "truncated":
        total = sum(line.amount_fen for line in lines)
        return written(lines[:-1], frozenset(), count=len(lines), total_fen=total)
    if kind == "wrong_total":
        return written(lines, frozenset(), total_fen=1 + sum(line.amount_fen for line in lines))
    if kind == "wrong_count":
        return written(lines, frozenset(), count=len(lines) + 1)
    if kind == "unknown_line":
        stranger = replace(victim, line=9_000 + chance.randint(1, 99), status=PAID, reason="")
        return written([*lines, stranger], honest)
    if kind == "other_month":
        other = number[:-6] + "202009"
        return Spoiled(write_answer(layout, number=other, lines=lines), kind, frozenset())
    if kind == "paid_and_returned":
        turned = replace(
            victim,
            status=FAILED if victim.status is PAID else PAID,
            reason=FailureReason.CLOSED.value if victim.status is PAID else "",
        )
        return written([*lines, turned], rest)
    if kind == "other_amount":
        wrong = replace(victim, amount_fen=victim.amount_fen + chance.choice([-1, 1, 100]))
        return written([wrong if line is victim else line for line in lines], rest)
    if kind == "cut_bytes":
        whole = write_answer(layout, number=number, lines=lines)
        return Spoiled(whole[: chance.randint(1, len(whole) - 3)], kind, frozenset())
    if kind == "other_account":
        named = any(place.field == "account" for place in layout.answer.line)
        wrong = replace(victim, account="6222020000000000000")
        return written(
            [wrong if line is victim else line for line in lines], rest if named else honest
        )
    return written(lines, honest)
