"""Identity numbers: every single wrong digit is caught, every writing comes out the same."""

import contextlib
import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import (
    IdentityKind,
    check_character,
    make_identity_number,
    mask_identity_number,
    parse_identity_number,
)

REGIONS = ("370902", "370911", "370921", "370923", "370982", "370983", "110105", "650102")
numbers = st.builds(
    make_identity_number,
    st.sampled_from(REGIONS),
    st.dates(date(1900, 1, 1), date(2020, 9, 1)),
    st.integers(0, 999),
)
KNOWN = ["11010519491231002X", "440524188001010014", "370902195202290017", "370982201706150026"]


def is_refused(text: str) -> bool:
    try:
        parse_identity_number(text)
    except Refused:
        return True
    return False


@pytest.mark.parametrize("number", KNOWN)
def test_numbers_of_the_papers_are_valid(number):
    assert parse_identity_number(number).number == number
    assert check_character(number[:17]) == number[17]


@given(numbers)
def test_made_numbers_are_read_back(number):
    found = parse_identity_number(number)
    assert found.number == number
    assert found.kind is IdentityKind.RESIDENT_ID
    assert found.region6 == number[:6]
    assert f"{found.born_on:%Y%m%d}" == number[6:14]
    assert found.sex == ("MALE" if int(number[16]) % 2 else "FEMALE")
    assert (found.changes, found.warnings, found.upgraded_from_15) == ((), (), False)


@given(numbers)
def test_every_single_wrong_digit_is_caught(number):
    wrong = [
        number[:place] + digit + number[place + 1 :]
        for place in range(17)
        for digit in "0123456789"
        if digit != number[place]
    ]
    assert len(wrong) == 153
    assert all(map(is_refused, wrong))


@given(numbers)
def test_every_swap_of_neighbours_is_caught(number):
    for place in range(17):
        left, right = number[place], number[place + 1]
        if left != right:
            swapped = number[:place] + right + left + number[place + 2 :]
            assert is_refused(swapped)


@given(numbers, st.data())
def test_every_writing_comes_out_the_same(number, data):
    gaps = data.draw(
        st.lists(st.sampled_from(["", " ", "-", "\u3000", "—"]), min_size=18, max_size=18)
    )
    wide = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
    shapes = [str.lower, str, lambda text: text.translate(wide)]
    shape = data.draw(st.sampled_from(shapes))
    written = shape("".join(itertools.chain.from_iterable(zip(gaps, number, strict=True))))
    found = parse_identity_number(written)
    assert found.number == number
    assert bool(found.changes) == (written != number)


@given(st.text(alphabet="0123456789Xx -", max_size=22))
def test_any_text_is_a_valid_number_or_refused(text):
    with contextlib.suppress(Refused):
        found = parse_identity_number(text)
        assert check_character(found.number[:17]) == found.number[17]


def test_15_digits_are_upgraded_with_a_warning():
    found = parse_identity_number("110105491231002")
    assert found.number == "11010519491231002X"
    assert found.upgraded_from_15
    assert found.changes
    assert found.warnings


@given(numbers.filter(lambda number: number[6:8] == "19" and number[14:17] < "996"))
def test_every_15_digit_number_reaches_its_18_digit_form(number):
    assert parse_identity_number(number[:6] + number[8:17]).number == number


def test_serials_of_the_very_old_mean_the_century_before():
    assert parse_identity_number("370902950101997").born_on == date(1895, 1, 1)
    assert parse_identity_number("370902950101995").born_on == date(1995, 1, 1)


@pytest.mark.parametrize(
    ("region", "kind"),
    [
        ("810000", IdentityKind.RESIDENCE_PERMIT),
        ("820000", IdentityKind.RESIDENCE_PERMIT),
        ("830000", IdentityKind.RESIDENCE_PERMIT),
        ("937840", IdentityKind.FOREIGN_PERMANENT),
    ],
)
def test_permits_are_told_apart(region, kind):
    found = parse_identity_number(make_identity_number(region, date(1990, 1, 1), 1))
    assert found.kind is kind
    assert found.warnings == ()


def test_unknown_region_is_a_warning_not_a_refusal():
    abroad = make_identity_number("780101", date(1990, 1, 1), 1)
    old = make_identity_number("370922", date(1980, 1, 1), 1)
    assert parse_identity_number(abroad).warnings
    assert not parse_identity_number(old).warnings
    assert parse_identity_number(old, known_regions={"370983"}).warnings
    assert not parse_identity_number(old, known_regions={"370922"}).warnings


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "identity.empty"),
        ("  -", "identity.empty"),
        ("3.70902E+17", "identity.characters"),
        ("37090X195202290017", "identity.characters"),
        ("37090219520229001?", "identity.characters"),
        ("37090219520229001", "identity.length"),
        ("37090252022900X", "identity.length"),
        ("370902184912310014", "identity.date"),
    ],
)
def test_refusals_name_their_reason(text, code):
    with pytest.raises(Refused) as refusal:
        parse_identity_number(text)
    assert refusal.value.code == code


def test_masks_keep_region_and_last_four():
    assert mask_identity_number("370902195202290017") == "370902********0017"
    assert mask_identity_number("12345") == "*****"


@pytest.mark.parametrize("body", ["", "1234567890123456", "1234567890123456X", "１" * 17])
def test_check_character_wants_17_digits(body):
    with pytest.raises(ValueError, match="17 digits"):
        check_character(body)


def test_serial_has_three_digits():
    with pytest.raises(ValueError, match="serial"):
        make_identity_number("370902", date(1990, 1, 1), 1000)
