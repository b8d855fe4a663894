"""Progress without an account: two fields, one tap, five tries, no full name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from jiuzhu.casework.cases.models import Case, ProgressTry
from jiuzhu.infra import clock
from jiuzhu.interfaces.web.parts.pace import MOST_AN_HOUR
from support.browser import as_owner
from support.pages import gone_to, looks, shown
from support.stream import to_invited, to_published, to_refused
from support.world import World

ASKS = "/c/progress/"
SHOWS = "/c/progress/case/"


class Anybody(Client):
    """A phone of nobody in particular, at the moment of the world's clock."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def request(self, **request: Any) -> Any:
        with as_owner():
            clock.move_to(self.world.at)
        return super().request(**request)


@pytest.fixture(autouse=True)
def _fresh_pace() -> None:
    cache.clear()


def digits(case: Case) -> str:
    with as_owner():
        return str(case.applicant.identitydocument_set.get().last_four)


def slip(case: Case, **changes: str) -> dict[str, str]:
    return {"code": case.progress_code, "last_four": digits(case), **changes}


def wrong_digits(case: Case) -> str:
    return "0000" if digits(case) != "0000" else "1111"


def test_code_and_digits_show_the_stage_and_no_name(world: World) -> None:
    case = to_invited(world)
    before = looks()
    phone = Anybody(world)
    assert gone_to(phone.post(ASKS, slip(case))) == SHOWS
    page = shown(phone.get(SHOWS))
    assert "核对符合，可以正式申请了" in page
    assert case.progress_code in page
    assert case.organ.name in page
    assert "测*甲" in page
    for secret in ("测试甲", "测试乙", case.number, digits(case), "19900000000"):
        assert secret not in page
    assert looks() == before + 1


def test_neither_amount_nor_reason_is_told(world: World) -> None:
    granted = to_published(world).case
    phone = Anybody(world)
    phone.post(ASKS, slip(granted))
    page = shown(phone.get(SHOWS))
    assert "已经批准" in page
    assert not re.search(r"\d+\.\d\d", page)
    assert "元" not in re.sub(r"<[^>]*>", "", page)


def test_refusal_is_told_without_its_reason(world: World) -> None:
    case = to_refused(world)
    phone = Anybody(world)
    phone.post(ASKS, slip(case))
    page = shown(phone.get(SHOWS))
    assert "没有批准" in page
    assert "复议" in page
    for reason in ("人均收入", "低保标准", "车辆"):
        assert reason not in page


@pytest.mark.parametrize(
    "written",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code[:4]} — {code[5:]} ",
        lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
        lambda code: code.replace("-", "\u3000"),
    ],
)
def test_code_is_read_however_it_is_typed(world: World, written: Any) -> None:
    case = to_invited(world)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in digits(case).lower())
    answer = Anybody(world).post(ASKS, slip(case, code=written(case.progress_code), last_four=wide))
    assert gone_to(answer) == SHOWS


@pytest.mark.parametrize("sign", ["0", "O", "o", "1", "I", "i", "０"])
def test_look_alike_signs_are_named_and_not_counted(world: World, sign: str) -> None:
    case = to_invited(world)
    page = shown(Anybody(world).post(ASKS, slip(case, code=f"7K3M-92Q{sign}")), 422)
    assert "没有数字0、1，也没有字母O、I" in page
    with as_owner():
        assert not ProgressTry.objects.exists()


@pytest.mark.parametrize(
    "code",
    [
        "",
        "7K3M",
        "7K3M-92QD-7K3M",
        "' OR 1=1 --",
        "<script>alert(2)</script>",
        "查询码查询码查询",
        "\u202e7K3M92QD",
        "7" * 5000,
    ],
)
def test_nonsense_is_named_at_its_field(world: World, code: str) -> None:
    case = to_invited(world)
    page = shown(Anybody(world).post(ASKS, slip(case, code=code)), 422)
    assert 'id="id_code-error"' in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "end", ["", "12", "12345", "370902195202290017", "X123", "<b>1", "一二三四"]
)
def test_wrong_ends_are_named_at_their_field(world: World, end: str) -> None:
    case = to_invited(world)
    page = shown(Anybody(world).post(ASKS, slip(case, last_four=end)), 422)
    assert 'id="id_last_four-error"' in page
    with as_owner():
        assert not ProgressTry.objects.exists()


def bare(page: str) -> str:
    """Return a page without what was typed and without the marks against forgery."""
    return re.sub(r'value="[^"]*"', "", page)


def test_wrong_code_and_wrong_digits_answer_alike(world: World) -> None:
    case = to_invited(world)
    unknown = "ZZZZ-ZZZZ" if case.progress_code != "ZZZZ-ZZZZ" else "YYYY-YYYY"
    first = Anybody(world).post(ASKS, slip(case, last_four=wrong_digits(case)))
    second = Anybody(world).post(ASKS, slip(case, code=unknown))
    assert bare(shown(first, 422)) == bare(shown(second, 422))
    with as_owner():
        assert sorted(ProgressTry.objects.values_list("wrong", flat=True)) == [1, 1]


def test_another_member_of_the_family_has_other_digits(world: World) -> None:
    case = to_invited(world)
    with as_owner():
        others = {
            member.person.identitydocument_set.get().last_four
            for member in case.members.exclude(person_id=case.applicant_id)
            if member.person.identitydocument_set.exists()
        } - {digits(case)}
    assert others
    for other in others:
        assert "还可以试" in shown(Anybody(world).post(ASKS, slip(case, last_four=other)), 422)


def test_five_wrong_tries_shut_the_code_for_a_day(world: World) -> None:
    case = to_invited(world)
    wrong = slip(case, last_four=wrong_digits(case))
    for left in (4, 3, 2, 1):
        assert f"还可以试{left}次" in shown(Anybody(world).post(ASKS, wrong), 422)
    for values in (wrong, wrong, slip(case)):
        page = shown(Anybody(world).post(ASKS, values), 422)
        assert "已填错5次" in page
        assert "打电话" in page
    world.later(days=1, hours=1)
    assert gone_to(Anybody(world).post(ASKS, slip(case))) == SHOWS


def test_a_right_try_gives_the_wrong_ones_back(world: World) -> None:
    case = to_invited(world)
    wrong = slip(case, last_four=wrong_digits(case))
    for _ in range(2):
        for _ in range(4):
            shown(Anybody(world).post(ASKS, wrong), 422)
        assert gone_to(Anybody(world).post(ASKS, slip(case))) == SHOWS
    with as_owner():
        assert not ProgressTry.objects.exists()


def test_an_address_that_tries_many_codes_is_held_back(world: World) -> None:
    phone = Anybody(world)
    cache.set("citizen-slips-127.0.0.1", MOST_AN_HOUR - 1)
    values = {"code": "7K3M-92QD", "last_four": "1234"}
    shown(phone.post(ASKS, values), 422)
    shown(phone.post(ASKS, values), 429)


def test_the_page_asks_again_after_ten_minutes(world: World) -> None:
    case = to_invited(world)
    phone = Anybody(world)
    phone.post(ASKS, slip(case))
    world.later(minutes=9)
    shown(phone.get(SHOWS))
    world.later(minutes=2)
    assert gone_to(phone.get(SHOWS)) == ASKS
    assert "请填查询码和后四位再看" in shown(phone.get(ASKS))
    assert gone_to(Anybody(world).get(SHOWS)) == ASKS


def test_the_slip_fills_the_code_in_and_not_the_digits(world: World) -> None:
    case = to_invited(world)
    page = shown(Anybody(world).get(f"/c/progress/{case.progress_code}/"))
    assert f'value="{case.progress_code}"' in page
    assert digits(case) not in page
    strange = shown(Anybody(world).get("/c/progress/%3Cb%3E/"))
    assert "<b>" not in strange
