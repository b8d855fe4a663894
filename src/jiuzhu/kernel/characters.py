"""Which characters may stand in a name or a text, and what the refused ones are called."""

import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZERO_WIDTH = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"
    "\u206a\u206b\u206c\u206d\u206e\u206f\u3164\uffa0\ufeff\ufff9\ufffa\ufffb"
)
_BY_CATEGORY = {
    "Cc": "control",
    "Zl": "control",
    "Zp": "control",
    "Cs": "surrogate",
    "Co": "private_use",
    "Cf": "zero_width",
    "So": "symbol",
    "Me": "symbol",
}
_EMOJI = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0xE0020, 0xE007F))
_HAN = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2FFFD),
    (0x30000, 0x3FFFD),
)
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_MONGOLIAN_SELECTORS = ((0x180B, 0x180D), (0x180F, 0x180F))
_MONGOLIAN = ((0x1800, 0x18AA),)
_EMOJI_STYLE = 0xFE0F

# GBK positions FE50–FEA0 that Windows kept at U+E815–U+E864 until Unicode had the characters;
# the sixteen that GB 18030-2000 itself left there follow GB 18030-2022, tables 1 and 2.
_LATER = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5,
    0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F,
    0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
_FIRST_PRIVATE = 0xE815
_GBK_ROW = 0xFE
_GBK_CELLS = (*range(0x50, 0x7F), *range(0x80, 0xA1))


def _old_to_real() -> dict[str, str]:
    table = {}
    for offset, cell in enumerate(_GBK_CELLS):
        private = _FIRST_PRIVATE + offset
        decoded = bytes((_GBK_ROW, cell)).decode("gb18030")
        table[chr(private)] = chr(_LATER[private]) if private in _LATER else decoded
    return table


PRIVATE_USE = _old_to_real()


def real_character(character: str) -> str | None:
    """Return the Unicode character that an old private-use code point stands for, if known."""
    return PRIVATE_USE.get(character)


def _within(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= ord(character) <= high for low, high in ranges)


def is_han(character: str) -> bool:
    """Tell whether the character is a Han ideograph, planes 2 and 3 and 〇 included."""
    return character == "〇" or _within(character, _HAN)


def is_variation_selector(character: str) -> bool:
    """Tell whether the character only selects the shape of the one before it."""
    return _within(character, _SELECTORS) or _within(character, _MONGOLIAN_SELECTORS)


def invisible_problem(character: str) -> str | None:
    """Name what makes a character unfit for any text: control, bidi, zero-width and such."""
    if character in _BIDI:
        return "bidi"
    if character in _ZERO_WIDTH:
        return "zero_width"
    category = unicodedata.category(character)
    if category == "Cn":
        return None if is_han(character) else "unassigned"
    problem = _BY_CATEGORY.get(category)
    return None if problem == "symbol" else problem


def character_problem(character: str, before: str) -> str | None:
    """Name what makes a character unfit for a name, or None; selectors need a fitting letter."""
    if is_variation_selector(character):
        return None if _fits(character, before) else "zero_width"
    if _within(character, _EMOJI) or character == "\u20e3":
        return "emoji"
    if _BY_CATEGORY.get(unicodedata.category(character)) == "symbol":
        return "symbol"
    return invisible_problem(character)


def _fits(selector: str, before: str) -> bool:
    if not before or ord(selector) == _EMOJI_STYLE:
        return False
    if _within(selector, _MONGOLIAN_SELECTORS):
        return _within(before, _MONGOLIAN)
    return is_han(before)
