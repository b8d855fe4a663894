"""Telephones and accounts: one written form, wrong digits caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.contact import (
    PhoneKind,
    luhn_digit,
    mask_account,
    mask_phone,
    parse_bank_account,
    parse_phone,
    passes_luhn,
)
from jiuzhu.kernel.errors import Refused

digits = st.text(alphabet="0123456789", min_size=15, max_size=18)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(mobiles, st.sampled_from(["", "+86", "+86 ", "0086-", "86"]))
def test_every_writing_of_a_mobile_comes_out_the_same(number, prefix):
    written = f"{prefix}{number[:3]} {number[3:7]}-{number[7:]}"
    phone = parse_phone(written)
    assert (phone.number, phone.kind) == (number, PhoneKind.MOBILE)
    assert phone.changes


@given(mobiles)
def test_a_plain_mobile_is_not_changed(number):
    assert parse_phone(number).changes == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0538-8234567", "0538-8234567"),
        ("(0538)8234567", "0538-8234567"),
        ("010-12345678", "010-12345678"),
        ("02112345678", "021-12345678"),
        ("+86 538 8234567", "0538-8234567"),
        ("+86 10 12345678", "010-12345678"),
    ],
)
def test_landlines_keep_their_area_code(text, number):
    phone = parse_phone(text)
    assert (phone.number, phone.kind) == (number, PhoneKind.LANDLINE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "phone.empty"),
        ("电话", "phone.characters"),
        ("0538-8234567转8", "phone.characters"),
        ("12345", "phone.length"),
        ("12345678901", "phone.format"),
        ("8234567", "phone.format"),
        ("0538-123", "phone.format"),
        ("+44 20 7946 0000", "phone.abroad"),
    ],
)
def test_refused_telephones_name_their_reason(text, code):
    with pytest.raises(Refused) as refusal:
        parse_phone(text)
    assert refusal.value.code == code


@given(digits)
def test_luhn_digit_makes_an_account_that_is_read(body):
    account = body + luhn_digit(body)
    assert parse_bank_account(account) == account
    assert parse_bank_account(f"{account[:4]} {account[4:8]}-{account[8:]}") == account


@given(digits, st.data())
def test_every_single_wrong_digit_of_an_account_is_caught(body, data):
    account = body + luhn_digit(body)
    place = data.draw(st.integers(0, len(account) - 1))
    wrong = account[:place] + str((int(account[place]) + data.draw(st.integers(1, 9))) % 10)
    with pytest.raises(Refused) as refusal:
        parse_bank_account(wrong + account[place + 1 :])
    assert refusal.value.code == "account.check_digit"


def test_luhn_knows_the_example_of_the_standard():
    assert passes_luhn("79927398713")
    assert not passes_luhn("79927398710")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ", "account.empty"),
        ("6.2E+18", "account.characters"),
        ("620000000000000", "account.length"),
        ("62000000000000000000", "account.length"),
    ],
)
def test_refused_accounts_name_their_reason(text, code):
    with pytest.raises(Refused) as refusal:
        parse_bank_account(text)
    assert refusal.value.code == code


def test_masks_show_little():
    assert mask_phone("19900001234") == "199****1234"
    assert mask_phone("0538-8234567") == "0538-***4567"
    assert mask_account("6200000000000000018") == "***************0018"
