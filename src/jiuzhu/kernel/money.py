"""Money is integer fen; the only place where amounts are read, written and rounded."""

import re
from enum import StrEnum

from jiuzhu.kernel.errors import Refused

MAX_FEN = 10_000_000_000  # 10^8 yuan: no amount of one household comes near it
RATE_BASE = 10_000

_PLAIN = re.compile(r"(0|[1-9][0-9]*)(?:\.([0-9]{1,2}))?", re.ASCII)
_GROUPED = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?", re.ASCII)
_TOO_FINE = re.compile(r"-?[0-9,]+\.[0-9]{3,}", re.ASCII)
_NEGATIVE = re.compile(r"[-−－]\s*[0-9][0-9,]*(?:\.[0-9]+)?", re.ASCII)

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000


class Rounding(StrEnum):
    """Name the one rounding that a rule prescribes."""

    DOWN = "DOWN"
    UP = "UP"
    HALF_UP = "HALF_UP"


def parse_yuan(text: str) -> int:
    """Return the fen of an amount typed in yuan; `1,000.00` is read, nothing is rounded.

    Raises Refused: money.empty, money.negative, money.decimals, money.format, money.too_large.
    """
    stripped = text.strip(" \t\u3000")
    if not stripped:
        raise Refused("money.empty", "没有填写金额，请填写以元为单位的数字，没有的填 0。")
    match = _PLAIN.fullmatch(stripped) or _GROUPED.fullmatch(stripped)
    if match is None:
        raise _format_refusal(stripped)
    digits = match[1].replace(",", "")
    if len(digits) > len(str(MAX_FEN)):
        raise _too_large()
    fen = int(digits) * 100 + int((match[2] or "").ljust(2, "0"))
    if fen >= MAX_FEN:
        raise _too_large()
    return fen


def _format_refusal(text: str) -> Refused:
    if _NEGATIVE.fullmatch(text):
        return Refused("money.negative", "金额不能是负数；退款、追缴请在各自的办理环节另行登记。")
    if _TOO_FINE.fullmatch(text):
        return Refused(
            "money.decimals", "金额最多两位小数（到分），请按原始凭证更正，系统不代为取舍。"
        )
    return Refused(
        "money.format", "金额只能填写半角数字，如 1234.50，不带“元”、汉字或其他符号，请更正。"
    )


def _too_large() -> Refused:
    return Refused("money.too_large", "金额过大，请核对单位是否为元、是否多填了数字。")


def format_yuan(fen: int) -> str:
    """Return fen as yuan with two decimals: 63000 becomes "630.00"."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan}.{rest:02d}"


def yuan_in_words(fen: int) -> str:
    """Return the amount in the capital characters of vouchers (支付结算办法附一)."""
    yuan, rest = divmod(abs(fen), 100)
    if yuan >= _GROUP ** len(_GROUPS):
        raise ValueError(f"amount beyond words: {fen}")
    jiao, cents = divmod(rest, 10)
    text = "负" if fen < 0 else ""
    if yuan or not rest:
        text += (_integer_in_words(yuan) or _DIGITS[0]) + "元"
    if not rest:
        return text + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif yuan:
        text += _DIGITS[0]
    return text + (_DIGITS[cents] + "分" if cents else "")


def _integer_in_words(number: int) -> str:
    words = ""
    for power in range(len(_GROUPS) - 1, -1, -1):
        group = number // _GROUP**power % _GROUP
        if not group:
            continue
        if words and (group < _GROUP // 10 or number // _GROUP ** (power + 1) % _GROUP == 0):
            words += _DIGITS[0]
        words += _group_in_words(group) + _GROUPS[power]
    return words


def _group_in_words(group: int) -> str:
    words, gap = "", False
    for power in range(len(_PLACES) - 1, -1, -1):
        digit = group // 10**power % 10
        if digit:
            words += (_DIGITS[0] if gap and words else "") + _DIGITS[digit] + _PLACES[power]
        gap = not digit
    return words


def ceil_to_yuan(fen: int) -> int:
    """Return fen raised to the next full yuan (见角进元); also exact on integer columns."""
    return -(-fen // 100) * 100


def mul_rate(fen: int, per_ten_thousand: int, rounding: Rounding) -> int:
    """Return fen × rate ÷ 10,000, rounded once to fen as the rule prescribes.

    Only `rounding` branches, never the amount, so integer columns pass through unchanged.
    HALF_UP rounds an exact half toward the larger number.
    """
    product = fen * per_ten_thousand
    if rounding is Rounding.DOWN:
        return product // RATE_BASE
    if rounding is Rounding.UP:
        return -(-product // RATE_BASE)
    return (2 * product + RATE_BASE) // (2 * RATE_BASE)


def divide(fen: int, parts: int, rounding: Rounding, *, step: int = 1) -> int:
    """Return fen ÷ parts, rounded once to a multiple of `step` fen as the rule prescribes.

    Only `rounding` branches, never the amount, so integer columns pass through unchanged.
    """
    whole = parts * step
    if rounding is Rounding.DOWN:
        return fen // whole * step
    if rounding is Rounding.UP:
        return -(-fen // whole) * step
    return (2 * fen + whole) // (2 * whole) * step


def split_evenly(total_fen: int, n: int) -> tuple[int, ...]:
    """Return n shares that differ by at most one fen and add up to the total exactly."""
    if n < 1:
        raise ValueError(f"cannot split among {n}")
    base, rest = divmod(total_fen, n)
    return tuple(base + 1 if index < rest else base for index in range(n))
