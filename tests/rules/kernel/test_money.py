"""Money is read strictly, written in two ways and split without losing a fen."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import (
    MAX_FEN,
    Rounding,
    ceil_to_yuan,
    format_yuan,
    mul_rate,
    parse_yuan,
    split_evenly,
    yuan_in_words,
)

amounts = st.integers(0, MAX_FEN - 1)


@given(amounts)
def test_what_is_written_is_read_back(fen):
    assert parse_yuan(format_yuan(fen)) == fen


@given(amounts)
def test_thousands_are_read_like_plain_digits(fen):
    assert parse_yuan(f"{Decimal(fen) / 100:,.2f}") == fen


@given(st.text(max_size=12))
def test_any_text_is_read_exactly_or_refused(text):
    try:
        fen = parse_yuan(text)
    except Refused:
        return
    assert Decimal(text.strip(" \t\u3000").replace(",", "")) * 100 == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [("0", 0), ("0.5", 50), ("630", 63000), (" 475.00\u3000", 47500), ("1.07", 107)],
)
def test_ordinary_amounts(text, fen):
    assert parse_yuan(text) == fen


def test_no_amount_is_named_as_missing():
    with pytest.raises(Refused) as refusal:
        parse_yuan("  ")
    assert refusal.value.code == "money.empty"


def test_the_limit_itself_is_refused_and_one_fen_less_is_read():
    assert parse_yuan(format_yuan(MAX_FEN - 1)) == MAX_FEN - 1
    with pytest.raises(Refused) as refusal:
        parse_yuan(format_yuan(MAX_FEN))
    assert refusal.value.code == "money.too_large"


@pytest.mark.parametrize(
    ("fen", "text"), [(63000, "630.00"), (5, "0.05"), (-5, "-0.05"), (0, "0.00")]
)
def test_amounts_are_written_with_two_decimals(fen, text):
    assert format_yuan(fen) == text


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (63_000, "陆佰叁拾元整"),
        (140_950, "壹仟肆佰零玖元伍角"),
        (600_714, "陆仟零柒元壹角肆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (1_000_000_000, "壹仟万元整"),
        (100_000_100, "壹佰万零壹元整"),
        (1_001_000_000, "壹仟零壹万元整"),
        (1_000_000_010_000, "壹佰亿零壹佰元整"),
        (100_000_001_000_000, "壹万亿零壹万元整"),
        (-63_000, "负陆佰叁拾元整"),
    ],
)
def test_amounts_in_capital_characters(fen, words):
    assert yuan_in_words(fen) == words


def read_words(words: str) -> int:
    """A second implementation in the other direction: from characters back to fen."""
    digits = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = fen = 0
    for character in words.rstrip("整"):
        if character in digits:
            digit = digits[character]
        elif character in places:
            section, digit = section + digit * places[character], 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif character == "元":
            fen, total, section, digit = (total + section + digit) * 100, 0, 0, 0
        else:
            fen, digit = fen + digit * (10 if character == "角" else 1), 0
    return fen


@given(st.integers(0, 10**14))
def test_capital_characters_say_the_amount(fen):
    assert read_words(yuan_in_words(fen)) == fen


@given(st.integers(0, 10**14))
def test_capital_characters_never_stutter(fen):
    words = yuan_in_words(fen)
    assert "零零" not in words
    assert words.endswith("整") == (fen % 100 == 0)


def test_amounts_beyond_words_are_a_mistake_of_ours():
    with pytest.raises(ValueError, match="beyond words"):
        yuan_in_words(10**18)


@given(st.integers(-(10**9), 10**9))
def test_ceiling_is_the_next_full_yuan(fen):
    raised = ceil_to_yuan(fen)
    assert raised % 100 == 0
    assert fen <= raised < fen + 100


MODES = {
    Rounding.DOWN: ROUND_FLOOR,
    Rounding.UP: ROUND_CEILING,
    Rounding.HALF_UP: ROUND_HALF_UP,
}


@given(amounts, st.integers(0, 30_000), st.sampled_from(list(Rounding)))
def test_rates_agree_with_decimal_arithmetic(fen, rate, rounding):
    expected = (Decimal(fen) * rate / 10_000).quantize(Decimal(1), rounding=MODES[rounding])
    assert mul_rate(fen, rate, rounding) == int(expected)


def test_an_exact_half_goes_up_only_when_told():
    assert mul_rate(1, 5_000, Rounding.HALF_UP) == 1
    assert mul_rate(1, 5_000, Rounding.DOWN) == 0
    assert mul_rate(1, 1, Rounding.UP) == 1


@given(st.integers(-(10**9), 10**9), st.integers(1, 60))
def test_shares_add_up_and_differ_by_one_fen_at_most(total, n):
    shares = split_evenly(total, n)
    assert len(shares) == n
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1
    assert list(shares) == sorted(shares, reverse=True)


def test_nothing_is_split_among_nobody():
    with pytest.raises(ValueError, match="among 0"):
        split_evenly(100, 0)
