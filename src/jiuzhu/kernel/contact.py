"""Telephone numbers and bank accounts as people write them."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from jiuzhu.kernel.errors import Refused

_FILLERS = re.compile(r"[\s\-\u2010-\u2015\u2212()]+")
_PREFIX = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}\Z)|(?:\+|00)86(?=[1-9])", re.ASCII)
_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([1-9][0-9]{6,7})", re.ASCII)
_ABROAD = re.compile(r"\+|00")
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_MOBILE_LENGTH = 11
_SHORTEST_ACCOUNT, _LONGEST_ACCOUNT = 16, 19


class PhoneKind(StrEnum):
    """Tell a number that can receive a code from one that can only ring."""

    MOBILE = "MOBILE"
    LANDLINE = "LANDLINE"


@dataclass(frozen=True, slots=True)
class Phone:
    """Hold a number in its one written form and what was changed to reach it."""

    number: str
    kind: PhoneKind
    changes: tuple[str, ...] = ()


def parse_phone(text: str) -> Phone:
    """Read a mobile number or a landline with its area code; +86, blanks, hyphens are removed.

    Raises Refused: phone.empty, phone.characters, phone.abroad, phone.length, phone.format.
    """
    compact = _FILLERS.sub("", unicodedata.normalize("NFKC", text))
    if not compact:
        raise Refused("phone.empty", "没有填写电话号码，请填写 11 位手机号或带区号的座机号。")
    bare = _without_country(compact)
    if not _DIGITS.fullmatch(bare):
        if _ABROAD.match(bare) and _DIGITS.fullmatch(bare[1:]):
            raise Refused("phone.abroad", "暂不支持境外号码，请填写国内手机号或带区号的座机号。")
        raise Refused("phone.characters", "电话号码只能由数字组成，请去掉其他文字后再填。")
    if _MOBILE.fullmatch(bare):
        number, kind = bare, PhoneKind.MOBILE
    elif match := _LANDLINE.fullmatch(bare):
        number, kind = f"{match[1]}-{match[2]}", PhoneKind.LANDLINE
    else:
        raise _phone_refusal(bare)
    told = () if number == text else (f"电话号码已统一写成 {mask_phone(number)}，请核对。",)
    return Phone(number, kind, told)


def _without_country(compact: str) -> str:
    match = _PREFIX.match(compact)
    if match is None:
        return compact
    rest = compact[match.end() :]
    return rest if rest.startswith("1") and _MOBILE.fullmatch(rest) else "0" + rest


def _phone_refusal(digits: str) -> Refused:
    if not digits.startswith("1"):
        message = "座机请带区号填写，如 0538-1234567；手机请填写 11 位号码。"
        return Refused("phone.format", message)
    if len(digits) != _MOBILE_LENGTH:
        return Refused(
            "phone.length",
            "手机号应为 %(length)s 位，现有 %(n)s 位，请核对后更正。",
            values={"length": _MOBILE_LENGTH, "n": len(digits)},
        )
    return Refused("phone.format", "没有这样开头的手机号，请核对后更正。")


def parse_bank_account(text: str) -> str:
    """Return the digits of a card number after the Luhn check; blanks and hyphens are removed.

    Raises Refused: account.empty, account.characters, account.length, account.check_digit.
    """
    compact = _FILLERS.sub("", unicodedata.normalize("NFKC", text))
    if not compact:
        raise Refused("account.empty", "没有填写银行账号，请对照社会保障卡或银行卡填写。")
    if not _DIGITS.fullmatch(compact):
        raise Refused(
            "account.characters", "银行账号只能由数字组成；从表格复制的，请先把该列设为文本格式。"
        )
    if not _SHORTEST_ACCOUNT <= len(compact) <= _LONGEST_ACCOUNT:
        raise Refused(
            "account.length",
            "银行账号应为 16 至 19 位，现有 %(n)s 位，请对照卡面更正。",
            values={"n": len(compact)},
        )
    if not passes_luhn(compact):
        raise Refused("account.check_digit", "银行账号校验不符，请对照卡面逐位核对。")
    return compact


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit fits the others (ISO/IEC 7812-1, Luhn)."""
    total = 0
    for index, character in enumerate(reversed(digits)):
        value = int(character)
        if index % 2:
            value = value * 2 - 9 if value > 4 else value * 2  # noqa: PLR2004
        total += value
    return total % 10 == 0


def luhn_digit(body: str) -> str:
    """Return the check digit that makes body + digit pass."""
    return next(digit for digit in "0123456789" if passes_luhn(body + digit))


def mask_phone(number: str) -> str:
    """Return a mobile number as 199****0000, a landline with its last four digits shown."""
    if "-" in number:
        area, local = number.split("-", 1)
        return f"{area}-{'*' * (len(local) - 4)}{local[-4:]}"
    return number[:3] + "*" * max(len(number) - 7, 0) + number[-4:]


def mask_account(account: str) -> str:
    """Return an account with only its last four digits shown."""
    return "*" * max(len(account) - 4, 0) + account[-4:]
