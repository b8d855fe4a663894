"""What is published carries no number of a person, and clean notices pass."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.contact import luhn_digit
from jiuzhu.kernel.disclosure import FindingKind, find_personal_data
from jiuzhu.kernel.identity import make_identity_number

REGIONS = ("370902", "370911", "370921", "370923", "370982", "370983")
WIDE = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")
MARKS = (" ", "-", "\u3000", "—", "－", "\u00a0", "\u2009")


def any_day(rng: Random) -> date:
    return date(1940, 1, 1) + timedelta(days=rng.randrange(21_900))


def identity(rng: Random) -> str:
    return make_identity_number(rng.choice(REGIONS), any_day(rng), rng.randrange(1, 995))


def legacy(rng: Random) -> str:
    number = identity(rng)
    return number[:6] + number[8:17]


def mobile(rng: Random) -> str:
    return f"1{rng.randrange(3, 10)}{rng.randrange(10**9):09d}"


def account(rng: Random) -> str:
    body = "62" + "".join(str(rng.randrange(10)) for _ in range(rng.randrange(13, 17)))
    return body + luhn_digit(body)


KINDS: dict[FindingKind, Callable[[Random], str]] = {
    FindingKind.IDENTITY_NUMBER: identity,
    FindingKind.LEGACY_IDENTITY_NUMBER: legacy,
    FindingKind.MOBILE_PHONE: mobile,
    FindingKind.BANK_ACCOUNT: account,
}


def as_it_is(number: str, rng: Random) -> str:
    return number


def full_width(number: str, rng: Random) -> str:
    return number.translate(WIDE)


def in_groups(number: str, rng: Random) -> str:
    """Divide in groups of three to six by one mark, as people write numbers down."""
    size, mark = rng.randrange(3, 7), rng.choice(MARKS)
    return mark.join(number[at : at + size] for at in range(0, len(number), size))


def digit_by_digit(number: str, rng: Random) -> str:
    return rng.choice(MARKS).join(number)


def at_random(number: str, rng: Random) -> str:
    """Put one mark at one to four places."""
    mark, places = rng.choice(MARKS), sorted(rng.sample(range(1, len(number)), rng.randrange(1, 5)))
    parts = [number[a:b] for a, b in zip([0, *places], [*places, len(number)], strict=True)]
    return mark.join(parts)


def lower_case(number: str, rng: Random) -> str:
    return number.lower()


def wide_and_divided(number: str, rng: Random) -> str:
    return full_width(in_groups(number, rng), rng)


DISGUISES = (
    as_it_is,
    full_width,
    in_groups,
    digit_by_digit,
    at_random,
    lower_case,
    wide_and_divided,
)


def landline(rng: Random) -> str:
    return f"0538{rng.choice('- ')}{rng.randrange(2_000_000, 9_000_000)}"


def period(rng: Random, day: date, end: date) -> str:
    shapes = (
        f"{day}至{end}",
        f"{day} {end}",
        f"{day.year}年{day.month}月{day.day}日至{end.month}月{end.day}日",
        f"{day:%Y/%m/%d}-{end:%Y/%m/%d}",
        f"{day:%Y.%m.%d}—{end:%Y.%m.%d}",
        f"{day} 09:30:00",
        f"{day:%Y%m%d} {end:%Y%m%d}",
        f"{day:%Y%m%d}-{end:%Y%m%d}",
    )
    return rng.choice(shapes)


def clean_notice(rng: Random) -> str:
    """Write a notice as townships do: number, dates, amounts, headcount, hotline, places."""
    day = date(2019, 1, 1) + timedelta(days=rng.randrange(2_500))
    end = day + timedelta(days=7)
    dates = period(rng, day, end)
    amount = f"{rng.randrange(1, 9_000)}.{rng.randrange(100):02d}"
    row = f"{rng.randrange(1, 40)} 王* {rng.randrange(1, 9)} {amount} {day}"
    place = f"{rng.choice(REGIONS)}{rng.randrange(1, 400):03d}{rng.randrange(1, 400):03d}"
    numbers = [landline(rng), landline(rng)]
    hotline = rng.choice(["12345", numbers[0], f"{numbers[0]}-8", " ".join(numbers)])
    case = f"DB-{rng.choice(REGIONS)}-{rng.randrange(2019, 2027)}-{rng.randrange(1, 99_999):05d}"
    return (
        f"公示\n泰民救〔{day.year}〕{rng.randrange(1, 400)}号 案号{case}\n公示期：{dates}\n{row}\n"
        f"{rng.randrange(1, 40)} 李*明 {rng.randrange(1, 9)} {amount}\n行政区划 {place}\n"
        f"标准：{rng.randrange(400, 900)}元/月 {rng.randrange(400, 900) * 12}元/年\n"
        f"监督电话：{hotline}\n邮编271000 {end}"
    )


def test_ten_thousand_clean_notices_raise_no_alarm():
    rng = Random(20200901)
    alarms = []
    for _ in range(10_000):
        notice = clean_notice(rng)
        alarms += [(finding, notice) for finding in find_personal_data(notice)]
    assert alarms == []


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_seeded_leak_is_caught(kind, disguise):
    rng = Random(f"{kind}{disguise.__name__}")
    missed = []
    for _ in range(300):
        leak = disguise(KINDS[kind](rng), rng)
        lines = clean_notice(rng).split("\n")
        at = rng.randrange(len(lines))
        lines[at] = f"{lines[at]}，联系{leak}（本人）"
        found = find_personal_data("\n".join(lines))
        if not any(leak in finding.text for finding in found):
            missed.append(leak)
    assert missed == []


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_finding_says_what_and_where(kind):
    leak = KINDS[kind](Random(7))
    (finding,) = find_personal_data(f"申请人{leak}已登记")
    assert (finding.kind, finding.text, finding.start) == (kind, leak, 3)
    assert finding.end == 3 + len(leak)


def test_several_leaks_are_told_apart():
    rng = Random(3)
    leaks = [identity(rng), mobile(rng), account(rng), legacy(rng)]
    found = find_personal_data("；".join(leaks))
    assert [finding.text for finding in found] == leaks


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话8613800138000", FindingKind.MOBILE_PHONE),
        ("电话+86 138-0013-8000", FindingKind.MOBILE_PHONE),
        ("电话013800138000", FindingKind.MOBILE_PHONE),
        ("日期2020-09-01 13800138000", FindingKind.MOBILE_PHONE),
        ("残疾人证37090219520229001741", FindingKind.IDENTITY_NUMBER),
        ("校验错的370902195202290018", FindingKind.IDENTITY_NUMBER),
        ("末位37090219520229001x，", FindingKind.IDENTITY_NUMBER),
        ("号码٣٧٠٩٠٢١٩٥٢٠٢٢٩٠٠١٧", FindingKind.IDENTITY_NUMBER),
        ("号码370902\u200b19520229\u200b0017", FindingKind.IDENTITY_NUMBER),
        ("号码370902 19520229\n0017", FindingKind.IDENTITY_NUMBER),
        ("账号1234567890123456", FindingKind.BANK_ACCOUNT),
    ],
)
def test_hard_leaks_are_caught(text, kind):
    assert [finding.kind for finding in find_personal_data(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-09-01 2020-10-01 2020-11-01",
        "张* 189 2020-09-01",
        "189.00 2020-09-01",
        "13 800 138 000.00",
        "0538-1234567",
        "0538-1234567 0538-7654321",
        "370902001001",
        "泰民字〔2019〕14号",
        "630.00 475.00 1890.00",
        "统一社会信用代码 11370900MB28A1234X",
        "2019 2020 2021 2022",
    ],
)
def test_ordinary_numbers_are_no_leak(text):
    assert find_personal_data(text) == ()


@given(st.text(alphabet="0123456789-X 年月.〔〕\n", max_size=60))
def test_findings_lie_in_the_text_in_order(text):
    end = 0
    for finding in find_personal_data(text):
        assert end <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text
        end = finding.end
