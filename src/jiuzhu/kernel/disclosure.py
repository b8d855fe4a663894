"""Find numbers that point to a person in a text that is about to be published."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.contact import passes_luhn
from jiuzhu.kernel.identity import PROVINCES, check_character


class FindingKind(StrEnum):
    """Name what kind of number was found."""

    IDENTITY_NUMBER = "IDENTITY_NUMBER"
    LEGACY_IDENTITY_NUMBER = "LEGACY_IDENTITY_NUMBER"
    BANK_ACCOUNT = "BANK_ACCOUNT"
    MOBILE_PHONE = "MOBILE_PHONE"


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one leak: its kind, the words as they stand, and where they stand."""

    kind: FindingKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Hold one unbroken run of digits (with a final X) and what divides it from the next."""

    digits: str
    start: int
    end: int
    gap: str | None  # what stands before it when only fillers do, else None


_CHUNK = re.compile(r"[0-9]+(?:X(?![A-Za-z0-9]))?|(?<![A-Za-z0-9])X(?![A-Za-z0-9])", re.ASCII)
_GAP = re.compile(r"(?:[ \-]{1,3}|\n)?")
_FILLERS = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d_~")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
_AREA, _LOCAL = r"0(?:10|2[0-9]|[3-9][0-9]{2})", r"[2-9][0-9]{6,7}"
_LANDLINES = re.compile(
    rf"(?:(?:[0-9]{{1,3}} )?{_AREA} {_LOCAL}|{_LOCAL})(?: {_AREA} {_LOCAL})*(?: {_AREA})?"
    r"(?: [0-9]{1,4})?",
    re.ASCII,
)
_MOBILE = re.compile(r"(?:0|0{0,2}86)?(1[3-9][0-9]{9})", re.ASCII)
_SPLIT_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_CARD_START = "34569"
_LONGEST = 19
_FULL, _LEGACY, _SHORTEST_CARD = 18, 15, 16
_PERMITS = frozenset({"81", "82", "83"})


def find_personal_data(text: str) -> tuple[Finding, ...]:
    """Return the numbers of persons in a text, also full-width, or split by blanks or hyphens.

    Identity numbers of 18 and 15 places, account numbers of 16 to 19, mobile numbers of 11.
    Dates, document numbers, amounts, place codes and landlines are no personal data.
    """
    chunks = tuple(_chunks(_plain(text)))
    findings: list[Finding] = []
    index = 0
    while index < len(chunks):
        found = _leak_from(chunks, index)
        if found is None:
            index += 1
            continue
        kind, last = found
        start, end = chunks[index].start, chunks[last].end
        findings.append(Finding(kind, text[start:end], start, end))
        index = last + 1
    return tuple(findings)


def _plain(text: str) -> str:
    """Return the text, place by place, with digits, X, blanks and hyphens in one form."""
    return "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    if character in "xＸｘ":
        return "X"
    if character in _FILLERS:
        return "-"
    if character != "\n" and (character.isspace() or _INVISIBLE.match(character)):
        return " "
    return character


def _chunks(plain: str) -> Iterator[_Chunk]:
    end = 0
    for match in _CHUNK.finditer(plain):
        between = plain[end : match.start()]
        joined = end > 0 and _GAP.fullmatch(between) and not _is_fraction(plain, match)
        yield _Chunk(match[0], match.start(), match.end(), between if joined else None)
        end = match.end()


def _is_fraction(plain: str, match: re.Match[str]) -> bool:
    """Tell whether the run is the front part of an amount such as 1890.00."""
    return re.match(r"\.[0-9]{1,2}(?![0-9])", plain[match.end() : match.end() + 4]) is not None


def _leak_from(chunks: tuple[_Chunk, ...], first: int) -> tuple[FindingKind, int] | None:
    """Return the longest leak that begins with this chunk, and the chunk that ends it."""
    whole = _whole_leak(chunks[first].digits)
    best = (whole, first) if whole is not None else None
    digits = chunks[first].digits
    gaps: list[str] = []
    for last in range(first + 1, len(chunks)):
        gap = chunks[last].gap
        digits += chunks[last].digits
        if gap is None or len(digits) > _LONGEST:
            break
        gaps.append(gap)
        kind = _split_leak(digits, chunks[first : last + 1], gaps)
        if kind is not None:
            best = (kind, last)
    return best


def _whole_leak(digits: str) -> FindingKind | None:
    """Judge an unbroken run; a wrong check digit does not make it harmless."""
    if _is_identity(digits) or _holds_identity(digits):
        return FindingKind.IDENTITY_NUMBER
    if _is_legacy_identity(digits):
        return FindingKind.LEGACY_IDENTITY_NUMBER
    if _MOBILE.fullmatch(digits):
        return FindingKind.MOBILE_PHONE
    if _is_shaped(digits) and not _is_card(digits):
        return FindingKind.IDENTITY_NUMBER
    if _SHORTEST_CARD <= len(digits) <= _LONGEST and digits.isdigit():
        return FindingKind.BANK_ACCOUNT
    return None


def _split_leak(digits: str, parts: tuple[_Chunk, ...], gaps: list[str]) -> FindingKind | None:
    """Judge digits that only fillers divide.

    An identity number proves itself by its check digit. Other shapes are weak: they must be
    divided in one manner, and two landlines side by side are no account.
    """
    if _is_identity(digits):
        return FindingKind.IDENTITY_NUMBER
    if len(set(gaps)) > 1:
        return None
    if len(digits) == _LEGACY and _is_legacy_identity(digits):
        return FindingKind.LEGACY_IDENTITY_NUMBER
    if _SPLIT_MOBILE.fullmatch(digits):
        return FindingKind.MOBILE_PHONE
    if _is_card(digits) and not _are_landlines(parts):
        return FindingKind.BANK_ACCOUNT
    return None


def _are_landlines(parts: tuple[_Chunk, ...]) -> bool:
    return _LANDLINES.fullmatch(" ".join(part.digits for part in parts)) is not None


def _holds_identity(digits: str) -> bool:
    """Tell whether an identity number stands in a long run, as in a disability certificate."""
    return len(digits) > _LONGEST and any(
        _is_identity(digits[start : start + _FULL]) for start in range(len(digits) - _FULL + 1)
    )


def _is_identity(digits: str) -> bool:
    return _is_shaped(digits) and check_character(digits[:-1]) == digits[-1]


def _is_shaped(digits: str) -> bool:
    if len(digits) != _FULL or not digits[:-1].isdigit():
        return False
    region = digits[:2] in PROVINCES or digits[:2] in _PERMITS or digits[0] == "9"
    return region and _is_day(digits[6:14])


def _is_legacy_identity(digits: str) -> bool:
    shaped = len(digits) == _LEGACY and digits.isdigit() and digits[:2] in PROVINCES
    return shaped and _is_day("19" + digits[6:12])


def _is_day(eight: str) -> bool:
    try:
        date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return False
    return True


def _is_card(digits: str) -> bool:
    sized = _SHORTEST_CARD <= len(digits) <= _LONGEST and digits.isdigit()
    return sized and digits[0] in _CARD_START and passes_luhn(digits)
