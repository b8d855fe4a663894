"""Add up what a family paid itself for what it could not avoid (必需支出)."""

from collections import Counter
from collections.abc import Iterable

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN, format_yuan
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import HitStatus
from jiuzhu.policy.scheme_arithmetic import self_paid
from jiuzhu.policy.scheme_facts import Outlay
from jiuzhu.policy.scheme_rows import AidCause
from jiuzhu.policy.worksheet import Worksheet, proof


def paid_by_family(outlays: Iterable[Outlay], pack: Pack, sheet: Worksheet) -> int:
    """Give the self-paid sum, with a line for each outlay.

    Raises: Refused('outlay.cause'), Refused('outlay.amount').
    """
    causes = {row.code: row for row in pack.rows(AidCause, sheet.on)}
    total = 0
    for number, one in enumerate(outlays, 1):
        _check(one, causes)
        cause = causes[one.cause]
        sheet.note(cause, f"aid.causes.{cause.code}", cause.label)
        own: int = self_paid(one.amount_fen, one.borne_by_others_fen)
        total += own
        sheet.line(
            code=f"outlay.{number}",
            label=f"支出{number} {cause.label}",
            formula_text=f"{format_yuan(one.amount_fen)} − 报销、减免和他人承担 "
            f"{format_yuan(one.borne_by_others_fen)}",
            value_fen=own,
            article=cause.citation,
            evidence=proof(one.grade, one.evidence),
        )
    return total


def _check(one: Outlay, causes: dict[str, AidCause]) -> None:
    """Refuse a cause no table knows and figures that cannot be."""
    if one.cause not in causes:
        raise Refused(
            "outlay.cause",
            "支出原因“%(cause)s”不在规定之内，请从列表中选择。",
            values={"cause": one.cause},
            field="outlays",
        )
    if not 0 <= one.borne_by_others_fen <= one.amount_fen < MAX_FEN:
        raise Refused(
            "outlay.amount",
            "支出金额不能为负或过大，报销和他人承担的部分不能超过支出，请核对。",
            field="outlays",
        )


def refuse_used_invoices(
    outlays: Iterable[Outlay], used: Iterable[str], article: str, sheet: Worksheet
) -> None:
    """Write a hit for an invoice that was used before or stands twice on the list (T3)."""
    invoices = Counter(one.invoice for one in outlays if one.invoice)
    before = set(used)
    for invoice, times in invoices.items():
        if times > 1 or invoice in before:
            text = f"票据{invoice}已经用于救助或重复填写"
            sheet.hit("aid.invoice", HitStatus.HIT, text, article)
