"""The pages of the law: a notice entered by form, simulated, explained, activated by a second."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from jiuzhu.casework.reviews.models import BackPayRun, BacktestDifference, Simulation
from jiuzhu.casework.reviews.services.compute_back_pay import start_back_pay
from jiuzhu.casework.reviews.services.explain_difference import explain_difference
from jiuzhu.interfaces.web.desk.law_exports import (
    LAW_BACK_PAY,
    LAW_DIFFERENCES,
    LAW_HOUSEHOLDS,
    NEWLY_ELIGIBLE,
)
from jiuzhu.interfaces.web.parts.list_export import Asking
from jiuzhu.registers.law.models import ConfirmedValue, LawChange, ProcedureSwitch
from jiuzhu.registers.law.queries import confirmed_keys, procedure_in_force
from support.accounts import with_account
from support.browser import Browser, as_owner
from support.law import (
    APRIL,
    CITY,
    a_paper,
    activated,
    drafted,
    refused_for_income,
    rise,
    simulated,
    worked,
)
from support.pages import gone_to, shown
from support.stream import to_decided, to_in_payment
from support.workbooks import read_in_pieces
from support.world import COUNTY, OTHER_COUNTY, ZHUYANG, World

pytestmark = pytest.mark.django_db
As = Callable[..., Browser]
STANDARD = "dibao.standard[category=RURAL]"


def a_pdf() -> BytesIO:
    found = BytesIO(a_paper("页面"))
    found.name = "通知.pdf"
    return found


def typed(value: str, **more: str) -> dict[str, str]:
    return {
        "parameter": STANDARD,
        "value": value,
        "effective_from": "2021-01-01",
        "article": "第一条",
        **more,
    }


def test_a_notice_becomes_law_by_form(world: World, browser_as: As) -> None:
    """Entered, simulated, looked at, activated by the second officer; nobody touches a file."""
    paid = to_in_payment(world)
    poor = refused_for_income(world)
    world.at = APRIL
    city = browser_as("zhengce", CITY)
    entered = city.submit(
        "/w/law/new/",
        {"title": "提高农村低保标准", "number": "泰民发〔2021〕9号", "issued_on": "2021-04-09"},
    )
    url = gone_to(entered)
    assert "还没有填写数值" in shown(city.get(url))
    gone_to(city.submit(f"{url}add/", typed("591.00")))
    gone_to(city.submit(f"{url}paper/", {"file": a_pdf()}))
    page = shown(city.get(url))
    assert "591.00 元/人·月" in page
    assert "没有规定" in page
    gone_to(city.submit(f"{url}simulate/"))
    assert "正在测算" in shown(city.get(url))
    with as_owner():
        run = Simulation.objects.get().run
    worked(world, run)

    page = shown(city.get(url))
    assert "1 户" in page
    assert "<svg" in page
    assert page.count("drawn-new") == page.count("drawn-old") == 12
    assert paid.number not in page, "the city reads sums"
    assert "law_activate" not in page
    second = browser_as("zhengce2", CITY)
    assert f"{url}activate/" in shown(second.get(url))
    refused = second.submit(f"{url}activate/", {})
    assert "请先勾选确认" in shown(refused, 422)
    gone_to(second.submit(f"{url}activate/", {"compared": "on"}))
    assert "已启用" in shown(second.get(url))
    assert "591.00" in shown(second.get("/w/law/values/dibao.standard/"))

    gone_to(second.submit(f"{url}back-pay/"))
    with as_owner():
        run = BackPayRun.objects.get().run
    worked(world, run)
    county = browser_as("zhengce", COUNTY)
    page = shown(county.get(f"{url}back-pay/"))
    assert page.count(paid.number) >= 4
    workbook = county.get(f"{url}back-pay/?to=xlsx")
    assert workbook.status_code == 200
    assert workbook.content[:2] == b"PK"
    clerk = browser_as("shouli", ZHUYANG)
    assert poor.number in shown(clerk.get("/w/law/newly/"))


def test_a_unit_switches_its_procedure_by_two_officers(world: World, browser_as: As) -> None:
    world.at = APRIL
    author = browser_as("zhengce", CITY)
    typed = {
        "organ_code": COUNTY,
        "procedure": "N-2022",
        "effective_from": "2023-01-01",
        "document": "岱民〔2022〕30号",
    }
    url = gone_to(author.submit("/w/law/switches/new/", typed))
    page = shown(author.get(url))
    assert "待第二人启用" in page
    with as_owner():
        code = ProcedureSwitch.objects.get().code
    act = f"/w/law/switches/{code}/activate/"
    assert "这是您登记的" in shown(author.get(act))
    other = browser_as("zhengce", OTHER_COUNTY)
    assert other.get(act).status_code == 404
    gone_to(browser_as("zhengce", COUNTY).submit(act, {"compared": "on"}))
    with as_owner():
        county = world.organ(COUNTY).pk
        found = procedure_in_force(organ_id=county, scheme="dibao", on=date(2023, 1, 1))
    assert found == "N-2022"
    assert author.get(f"{url}?to=xlsx").content[:2] == b"PK"


def test_the_lists_of_a_change_stay_in_the_own_area(world: World, browser_as: As) -> None:
    case = to_in_payment(world)
    world.at = APRIL
    city = browser_as("zhengce", CITY)
    change = drafted(world)
    simulated(world, change)
    url = f"/w/law/changes/{change.code}/households/"
    assert case.number in shown(browser_as("zhengce", COUNTY).get(url))
    assert case.number not in shown(browser_as("zhengce", "370982").get(url))
    assert city.get(url).status_code == 403


def test_differences_are_explained_by_the_county(world: World, browser_as: As) -> None:
    case = to_decided(world)
    world.at = APRIL
    change = drafted(world, rise(50_000, since=date(2020, 8, 15)))
    simulated(world, change)
    county = browser_as("zhengce", COUNTY)
    url = f"/w/law/changes/{change.code}/differences/"
    page = shown(county.get(url))
    assert case.number in page
    (key,) = re.findall(r'name="difference" value="(\d+)"', page)
    refused = county.submit(url, {"text": "标准提高"})
    assert "这一项必须填写" in shown(refused, 422)
    refused = county.submit(url, {"difference": key, "text": ""})
    assert "这一项必须填写" in shown(refused, 422)
    gone_to(county.submit(url, {"difference": key, "text": "标准从8月15日起提高。"}))
    page = shown(county.get(url))
    assert "标准从8月15日起提高。" in page
    assert 'name="difference"' not in page
    with as_owner():
        assert BacktestDifference.objects.filter(explanation__isnull=False).count() == 1
    assert "件已办案件的差异没有说明" not in shown(
        browser_as("zhengce2", CITY).get(f"/w/law/changes/{change.code}/")
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (typed("-1"), "金额不能是负数"),
        (typed("NaN"), "金额只能填写半角数字"),
        (typed("1000000000000"), "金额"),
        (typed(""), "这一项必须填写"),
        (typed("591.00", effective_from="2020-07-01"), "已有规定"),
        (typed("591.00", effective_to="2021-01-01"), "失效日期不晚于生效日期"),
        (typed("591.00", parameter="dibao.nothing"), "不在列表中"),
        (typed("591.00", replaces="on"), "没有自2021-01-01起的规定可以更正"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    world: World, browser_as: As, values: dict[str, str], words: str
) -> None:
    city = browser_as("zhengce", CITY)
    change = drafted(world, rise(category="URBAN"))
    answer = city.submit(f"/w/law/changes/{change.code}/add/", values)
    assert words in shown(answer, 422)
    with as_owner():
        assert change.entries.count() == 1


def test_a_value_is_taken_out_and_a_change_given_up(world: World, browser_as: As) -> None:
    city = browser_as("zhengce", CITY)
    change = drafted(world, rise())
    url = f"/w/law/changes/{change.code}/"
    gone_to(city.submit(f"{url}drop/1/"))
    assert "还没有填写数值" in shown(city.get(url))
    assert city.get(f"{url}paper.pdf").content.startswith(b"%PDF")
    gone_to(city.submit(f"{url}withdraw/", {"reason": "文件作废"}))
    assert "文件作废" in shown(city.get(url))
    with as_owner():
        assert LawChange.objects.get().state == "WITHDRAWN"


def test_the_time_line_marks_holes_and_names_the_article(world: World, browser_as: As) -> None:
    clerk = browser_as("shouli", ZHUYANG)
    page = shown(clerk.get("/w/law/values/dibao.standard/"))
    assert page.count('class="drawn-hole"') == 4
    assert "泰安市2020年城乡低保和特困人员救助供养标准通知正文" in page
    assert clerk.get("/w/law/values/dibao.nothing/").status_code == 404
    assert "没有规定" in shown(clerk.get("/w/law/values/?kind=hole"))
    assert clerk.get("/w/law/values/?to=xlsx").content[:2] == b"PK"


def test_two_officers_of_the_county_confirm_a_value(world: World, browser_as: As) -> None:
    """The first writes the basis, the second confirms; only then it carries decisions."""
    first, second = browser_as("xianshenpi", COUNTY), browser_as("zhengce", COUNTY)
    page = shown(first.get("/w/law/confirm/"))
    url = re.findall(r'href="(/w/law/confirm/[^"]+/)"', page)[0]
    gone_to(first.submit(url, {"basis": "市局书面答复，2020年8月"}))
    county = world.organ(COUNTY).pk
    assert not confirmed_keys(organ_id=county, on=world.at.date())
    again = first.submit(url, {"basis": "市局书面答复，2020年8月20日"})
    gone_to(again)
    gone_to(second.submit(url, {"compared": "on"}))
    assert len(confirmed_keys(organ_id=county, on=world.at.date())) == 1
    assert "本单位已确认" in shown(second.get("/w/law/confirm/"))
    with as_owner():
        held = ConfirmedValue.objects.get()
    assert held.first_by_id != held.second_by_id
    assert held.basis.endswith("20日")
    assert "已经由两人确认" in shown(second.get(url))


def test_the_lists_of_a_change_are_read_in_pieces_without_loss(world: World) -> None:
    to_in_payment(world)
    refused_for_income(world)
    refused_for_income(world)
    world.at = APRIL
    change = drafted(world)
    simulated(world, change)
    activation = activated(world, change)
    city = with_account(world, "zhengce2", CITY)
    worked(world, start_back_pay(activation=activation, actor=city, at=world.at).run)
    county = with_account(world, "zhengce", COUNTY)
    for export, wanted, least in (
        (LAW_HOUSEHOLDS, {}, 3),
        (LAW_HOUSEHOLDS, {"effect": "NEW"}, 2),
        (LAW_BACK_PAY, {}, 4),
        (NEWLY_ELIGIBLE, {}, 2),
    ):
        asking = Asking(
            actor=county, at=world.at, wanted={**wanted, "change": change.code}, size=100
        )
        found = read_in_pieces(export, asking)
        assert len(found) >= least, (export.code, wanted)
        assert wanted == {} or len(found) == least


def test_open_differences_are_counted_as_they_are_shown(world: World) -> None:
    to_decided(world)
    to_decided(world)
    world.at = APRIL
    change = drafted(world, rise(50_000, since=date(2020, 8, 15)))
    simulation = simulated(world, change)
    county = with_account(world, "zhengce", COUNTY)
    whole = Asking(actor=county, at=world.at, wanted={"change": change.code}, size=100)
    assert len(read_in_pieces(LAW_DIFFERENCES, whole)) == 2
    explain_difference(
        simulation=simulation.code,
        differences=(BacktestDifference.objects.order_by("pk")[0].pk,),
        text="标准提高",
        actor=county,
        at=world.at,
    )
    left = replace(whole, wanted={**whole.wanted, "open": "1"})
    assert len(read_in_pieces(LAW_DIFFERENCES, left)) == 1
