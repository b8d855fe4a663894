"""Expense-based aid on the desk: bills pasted, shown beside the decision, filed by the county."""

from __future__ import annotations

from collections.abc import Callable

from jiuzhu.casework.applications.models import Outlay
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from support.aiding import apply_and_accept, publicise, to_aid_accepted, to_aid_authorised
from support.browser import Browser
from support.pages import gone_to, shown, state_of
from support.stream import assess, visit
from support.world import COUNTY, FANZHEN, ZHUYANG, World

BrowserAs = Callable[..., Browser]
HEADS = "谁的\t支出原因\t费用起\t费用止\t票据金额\t报销和他人承担\t票据号码\t开票单位"
LINE = "测试甲\t重大疾病\t2019-12-20\t2020-01-15\t21365.00\t9365.00\t3701 0009\t中心医院"


def rows(case: Case, invoice: str = "3701 0009") -> dict[str, str]:
    return {
        "cause": "ILLNESS",
        "holds": "DIBAO",
        "certificate": "低保证370911号",
        "outlays-0-person": str(case.applicant_id),
        "outlays-0-cause": "ILLNESS",
        "outlays-0-paid_from": "2019-12-20",
        "outlays-0-paid_to": "2020-01-15",
        "outlays-0-amount": "21365.00",
        "outlays-0-borne": "9365.00",
        "outlays-0-invoice": invoice,
        "outlays-0-issuer": "中心医院",
    }


def test_bills_are_pasted_listed_and_refused_when_used_elsewhere(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_aid_authorised(world)
    browser = browser_as("shouli", ZHUYANG)
    address = f"/w/cases/{case.number}/list-outlays/"
    pasted = shown(
        browser.submit(address, {"rows": "outlays:paste", "outlays-paste": f"{HEADS}\n{LINE}"})
    )
    assert 'value="3701 0009"' in pasted
    assert not Outlay.objects.exists()
    gone_to(browser.submit(address, rows(case)))
    bill = Outlay.objects.get()
    assert (bill.invoice, bill.amount_fen, bill.borne_fen) == ("37010009", 2_136_500, 936_500)
    again = shown(browser.get(address))
    assert "12,000.00" in again
    other = to_aid_authorised(world, township=FANZHEN)
    elsewhere = browser_as("shouli", FANZHEN)
    refused = elsewhere.submit(f"/w/cases/{other.number}/list-outlays/", rows(other, "37010009"))
    page = refused.content.decode()
    assert "已经在别处的救助里用过" in page
    assert case.number not in page
    late = browser.submit(address, {**rows(case), "outlays-0-borne": "99999.00"})
    assert "报销和他人承担的不能超过票据金额" in late.content.decode()


def test_the_decider_sees_the_bills_and_the_county_files(
    world: World, browser_as: BrowserAs
) -> None:
    case = assess(world, visit(world, to_aid_accepted(world)))
    case = publicise(world, case)
    page = shown(browser_as("shenpi", ZHUYANG).get(f"/w/cases/{case.number}/grant/"))
    assert "37010001" in page
    assert "救助金额（一次性）" in page
    assert "从哪个月起发放" not in page
    decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
    county = browser_as("xianshenpi", COUNTY)
    address = f"/w/cases/{case.number}/file-with-county/"
    assert "37010001" in shown(county.get(address))
    gone_to(county.submit(address, {"note": "已阅"}))
    assert state_of(case) == "FILED"


def test_the_case_says_the_next_step_of_aid(world: World, browser_as: BrowserAs) -> None:
    case = to_aid_authorised(world)
    browser = browser_as("shouli", ZHUYANG)
    assert f"/w/cases/{case.number}/list-outlays/" in shown(browser.get(f"/w/cases/{case.number}/"))
    gone_to(browser.submit(f"/w/cases/{case.number}/list-outlays/", rows(case)))
    apply_and_accept(world, case)
    surveyor = shown(browser_as("diaocha", ZHUYANG).get(f"/w/cases/{case.number}/"))
    assert f"/w/cases/{case.number}/record-home-visit/" in surveyor
