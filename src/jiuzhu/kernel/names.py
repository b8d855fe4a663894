"""Names of people: kept as given, matched by a key, sorted by pinyin."""

import re
import unicodedata
from dataclasses import dataclass

from jiuzhu.kernel.characters import (
    character_problem,
    is_han,
    is_variation_selector,
    real_character,
)
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.surnames import given_readings, split_surname, surname_readings

MAX_LENGTH = 100
MIDDLE_DOT = "·"

_DOTS = str.maketrans(dict.fromkeys("•．‧・･∙⋅●‥᛫", MIDDLE_DOT))
_AROUND_DOT = re.compile(r"\s*·\s*")
_LAST_KEY = "~"
_WORDS = re.compile(r"[!-~]+|[^\s·]")


@dataclass(frozen=True, slots=True)
class CheckedName:
    """Hold a name as it will be stored, what was changed, and what a person should look at."""

    value: str
    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def clean_name(text: str) -> str:
    """Return the name as given, without outer blanks; markup and rare characters are just text.

    Raises Refused: name.empty, name.too_long, name.private_use, name.control, name.bidi,
    name.zero_width, name.emoji, name.symbol, name.surrogate, name.unassigned.
    """
    name = text.strip(" \u3000\u00a0")
    if not name:
        raise Refused("name.empty", "没有填写姓名，请按证件填写。")
    if len(name) > MAX_LENGTH:
        raise Refused(
            "name.too_long",
            "姓名超过 %(max_length)s 个字符，请核对是否误贴了其他内容。",
            values={"max_length": MAX_LENGTH},
        )
    for index, character in enumerate(name):
        problem = character_problem(character, name[index - 1] if index else "")
        if problem is not None:
            raise _refusal(problem, character)
    return name


def _refusal(problem: str, character: str) -> Refused:
    place = f"U+{ord(character):04X}"
    real = real_character(character)
    if real is not None:
        message = "姓名中的旧系统专用字（%(place)s）应为“%(real)s”，请改用后再提交。"
    elif problem == "private_use":
        message = "姓名中有旧系统自造字（%(place)s），请按证件用输入法重新录入该字。"
    elif problem in {"emoji", "symbol"}:
        message = "姓名中不能有符号“%(character)s”（%(place)s），请按证件填写。"
    else:
        message = "姓名中有看不见或无法识别的字符（%(place)s），请删去后重新录入。"
    values = {"place": place, "real": real, "character": character}
    return Refused(f"name.{problem}", message, values=values)


def check_name(text: str) -> CheckedName:
    """Return the cleaned name with changes and doubts; for imports and fields that ask back.

    Private-use characters of old systems are replaced where the real one is known, and told.
    Raises Refused as `clean_name` does.
    """
    mapped = "".join(real_character(character) or character for character in text)
    value = clean_name(mapped)
    changes = [
        f"旧系统专用字 U+{ord(character):04X} 已换成“{real_character(character)}”，请对照证件核对。"
        for character in text
        if real_character(character) is not None
    ]
    return CheckedName(value, tuple(changes), _warnings(text, value))


def _warnings(text: str, value: str) -> tuple[str, ...]:
    warnings = []
    if any(real_character(character) for character in text):
        warnings.append("姓名含旧系统专用字，请对照证件确认。")
    if len(value) == 1:
        warnings.append("姓名只有一个字，请核对是否漏录。")
    if any(is_variation_selector(character) for character in value):
        warnings.append("姓名带有字形选择符，比对时将忽略。")
    if value.translate(_DOTS) != value:
        warnings.append("间隔号不是“·”，保留原样，比对时按“·”处理。")
    return tuple(warnings)


def match_key(name: str) -> str:
    """Return the form in which two spellings of one name are equal; never shown, never printed.

    NFC (which replaces compatibility ideographs), one middle dot, no variation selectors,
    no blanks between Han characters, case folded.
    """
    plain = "".join(c for c in name if not is_variation_selector(c))
    dotted = unicodedata.normalize("NFC", plain).translate(_DOTS).casefold()
    words = _AROUND_DOT.sub(MIDDLE_DOT, dotted).split()
    return _join(words)


def _join(words: list[str]) -> str:
    key = ""
    for word in words:
        gap = " " if key and not (is_han(key[-1]) and is_han(word[0])) else ""
        key += gap + word
    return key


def sort_keys(name: str) -> tuple[str, ...]:
    """Return a pinyin key for every reading of the surname, the common reading first.

    Characters without a reading sort last, by code point. Order by (sort key, name).
    """
    surname, given = split_surname(match_key(name))
    rest = _syllables(given)
    readings = surname_readings(surname) or (" ".join(_syllables(surname)),)
    return tuple(" ".join(filter(None, (reading, *rest))) for reading in readings)


def _syllables(text: str) -> list[str]:
    """Return a syllable for each character; words in letters stay words."""
    return [syllable for part in _WORDS.findall(text) for syllable in _read(part)]


def _read(part: str) -> tuple[str, ...]:
    if part.isascii():
        return (part,)
    readings = given_readings(part)
    return readings[:1] or (f"{_LAST_KEY}{ord(part):06x}",)


def sort_key(name: str) -> str:
    """Return the pinyin key under the common reading of the surname: 单玉华 → "shan yu hua"."""
    return sort_keys(name)[0]


def initials(name: str) -> tuple[str, ...]:
    """Return the initial letters under every reading of the surname: 单玉华 → ("syh", "dyh")."""
    found = (
        "".join(syllable[0] for syllable in key.split() if syllable[0] != _LAST_KEY)
        for key in sort_keys(name)
    )
    return tuple(dict.fromkeys(letters for letters in found if letters))


def mask_name(name: str) -> str:
    """Return the name with its middle starred: 张三 → 张*, 张小三 → 张*三, 欧阳小三 → 欧**三."""
    visible = [c for c in name if not is_variation_selector(c)]
    if len(visible) <= 1:
        return "*" * len(visible)
    if len(visible) == 2:  # noqa: PLR2004
        return visible[0] + "*"
    middle = "".join(c if c == MIDDLE_DOT else "*" for c in visible[1:-1])
    return visible[0] + middle + visible[-1]
