"""Identity numbers of GB 11643-1999 and the permits that share its shape."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.errors import Refused

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
_PROVINCE_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
PROVINCES = frozenset(
    str(code) for first, last in _PROVINCE_RANGES for code in range(first, last + 1)
)
PERMIT_REGIONS = frozenset({"810000", "820000", "830000"})
EARLIEST_BIRTH = date(1850, 1, 1)

WRONG_CHECK = "末位校验不符，按看过的证件原件登记"

_BODY = 17
_FULL = 18
_LEGACY = 15
_ALLOWED = re.compile(r"[0-9]+X?", re.ASCII)
_FILLERS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_CENTENARIANS = frozenset({"996", "997", "998", "999"})


class IdentityKind(StrEnum):
    """Name the kind of paper that carries a number of this shape."""

    RESIDENT_ID = "RESIDENT_ID"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"
    FOREIGN_PERMANENT = "FOREIGN_PERMANENT"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """Hold a valid 18-character number, what it says, and what was done to read it.

    `changes` are sentences about the writing (blanks, full-width forms), `warnings` are doubts
    that a person has to settle (unknown region, upgraded number); neither is a refusal.
    """

    number: str
    born_on: date
    sex: str
    region6: str
    kind: IdentityKind
    upgraded_from_15: bool = False
    check_holds: bool = True
    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def parse_identity_number(
    text: str, *, known_regions: Collection[str] | None = None, seen_on_paper: bool = False
) -> IdentityNumber:
    """Read an identity number; blanks, hyphens and full-width forms are removed and told.

    A 15-digit number is upgraded (GB 11643-1999). An unknown region code is a warning, since
    abolished codes stay lawful for life. A wrong check digit is refused, unless somebody has seen
    the paper and it really says so (`seen_on_paper`): then it is a warning. Raises Refused:
    identity.empty, identity.characters, identity.length, identity.date, identity.check_digit.
    """
    written = _FILLERS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not written:
        raise Refused("identity.empty", "没有填写证件号码；尚未办证的，请改选“暂无身份证”。")
    if not _ALLOWED.fullmatch(written):
        raise Refused(
            "identity.characters",
            "证件号码只能由数字组成，末位可为 X；从表格复制的，请先把该列设为文本格式。",
        )
    number = _to_full(written)
    born_on = _birth_date(number)
    check_holds = check_character(number[:_BODY]) == number[_BODY]
    if not check_holds and not seen_on_paper:
        raise Refused("identity.check_digit", "证件号码校验不符，请对照证件原件逐位核对。")
    legacy = len(written) == _LEGACY
    kind = _kind(number)
    return IdentityNumber(
        number=number,
        born_on=born_on,
        sex="MALE" if int(number[_BODY - 1]) % 2 else "FEMALE",
        region6=number[:6],
        kind=kind,
        upgraded_from_15=legacy,
        check_holds=check_holds,
        changes=_changes(text, written, number),
        warnings=(
            *(() if check_holds else (WRONG_CHECK,)),
            *_warnings(number, kind, known_regions, legacy=legacy),
        ),
    )


def _to_full(written: str) -> str:
    if len(written) == _FULL:
        return written
    if len(written) == _LEGACY and written.isdigit():
        century = "18" if written[12:] in _CENTENARIANS else "19"
        body = written[:6] + century + written[6:]
        return body + check_character(body)
    raise Refused(
        "identity.length",
        "证件号码应为 18 位（旧号码 15 位），现有 %(n)s 位，请对照证件更正。",
        values={"n": len(written)},
    )


def _birth_date(number: str) -> date:
    refusal = Refused("identity.date", "证件号码中的出生日期不存在，请对照证件逐位核对。")
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise refusal from None
    if born_on < EARLIEST_BIRTH:
        raise refusal
    return born_on


def _kind(number: str) -> IdentityKind:
    if number[:6] in PERMIT_REGIONS:
        return IdentityKind.RESIDENCE_PERMIT
    if number[0] == "9":
        return IdentityKind.FOREIGN_PERMANENT
    return IdentityKind.RESIDENT_ID


def _changes(text: str, written: str, number: str) -> tuple[str, ...]:
    changes = []
    if text != written:
        changes.append(
            f"证件号码已去除空格、连字符并统一为半角大写：{mask_identity_number(number)}"
        )
    if number != written:
        changes.append("15 位旧号码已按国家标准换算为 18 位。")
    return tuple(changes)


def _warnings(
    number: str, kind: IdentityKind, known: Collection[str] | None, *, legacy: bool
) -> tuple[str, ...]:
    warnings = []
    if legacy:
        warnings.append("15 位号码 2013 年起已停用，请与现行证件核对。")
    if kind is IdentityKind.RESIDENT_ID and not _is_known_region(number[:6], known):
        warnings.append("证件号码前六位的行政区划代码未收录（可能已撤并），请与证件核对。")
    return tuple(warnings)


def _is_known_region(region6: str, known: Collection[str] | None) -> bool:
    if known is None:
        return region6[:2] in PROVINCES
    return region6 in known


def check_character(body: str) -> str:
    """Return the check character of 17 digits (GB 11643-1999, MOD 11-2)."""
    if len(body) != _BODY or not (body.isascii() and body.isdigit()):
        raise ValueError("the body of an identity number is 17 digits")
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return CHECK_CHARACTERS[total % 11]


def make_identity_number(region6: str, born_on: date, serial: int) -> str:
    """Return a valid number for synthetic people; an odd serial is male, an even one female."""
    if not 0 <= serial <= 999:  # noqa: PLR2004 - three digits by the standard
        raise ValueError(f"serial {serial} is not three digits")
    body = f"{region6}{born_on:%Y%m%d}{serial:03d}"
    return body + check_character(body)


def mask_identity_number(number: str) -> str:
    """Return the number with region and last four places shown, the rest starred."""
    if len(number) < _LEGACY:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]
