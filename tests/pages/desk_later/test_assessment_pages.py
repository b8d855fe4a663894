"""Home visit, county visit, computation, opinion: on pages, as the officers would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiuzhu.casework.applications.models import RelatedPartyFiling
from jiuzhu.casework.assessments.models import Computation, HomeVisit, Opinion
from jiuzhu.casework.assessments.queries import findings_of, latest_computation
from jiuzhu.casework.cases.models import Case, CaseEvent
from support.browser import Browser, hidden_values
from support.kin import declare_kin
from support.pages import a_file, gone_to, shown, state_of, twice
from support.stream import (
    accept,
    to_accepted,
    to_applied,
    to_insisted,
    to_surveyed,
    to_unfit_opinion,
)
from support.world import COUNTY, OTHER_TOWNSHIP, World

BrowserAs = Callable[..., Browser]


def a_visit(world: World, case: Case, **more: Any) -> dict[str, Any]:
    return {
        "visited_at": f"{world.at:%Y-%m-%d} 08:30",
        "second_surveyor": str(world.officer("hedui").pk),
        "met": "测试甲、测试乙",
        "dwelling_kind": "平房",
        "dwelling_ownership": "自有",
        "dwelling_area": "约80平方米",
        "dwelling_rooms": "3间",
        "dwelling_condition": "一般",
        "summary": "家庭人口与申报一致。",
        f"present_{case.applicant_id}": "on",
        f"work_{case.applicant_id}": "不能劳动",
        **more,
    }


def test_two_surveyors_write_down_what_they_saw(world: World, browser_as: BrowserAs) -> None:
    case = to_accepted(world)
    world.later(days=1)
    browser = browser_as("diaocha")
    path = f"/w/cases/{case.number}/record-home-visit/"
    values = a_visit(
        world,
        case,
        photo=a_file(),
        **{
            "things-0-name": "三轮车",
            "things-0-quantity": "1辆",
            "spending-0-label": "药费",
            "spending-0-monthly": "300",
            "income-0-person": str(case.applicant_id),
            "income-0-kind": "ODD_JOBS",
            "income-0-amount": "4,000.00",
            "income-0-months": "12",
            "income-0-how": "ESTIMATED",
            "income-0-evidence": "邻居说农忙时打零工",
        },
    )
    done = browser.post(path, {**hidden_values(browser.get(path)), **values})
    assert gone_to(done) == f"/w/cases/{case.number}/"
    assert state_of(case) == "SURVEY"
    world.as_("diaocha")
    visit = HomeVisit.objects.get(case=case)
    found = findings_of(visit)
    assert visit.photo is not None
    assert found.things[0].name == "三轮车"
    assert found.spending[0].monthly_fen == 30_000
    assert found.findings.income[0].amount_fen == 400_000
    assert [one.present for one in found.members if one.person_key == str(case.applicant_id)] == [
        True
    ]


def test_one_surveyor_is_refused_and_nothing_is_lost(world: World, browser_as: BrowserAs) -> None:
    case = to_accepted(world)
    world.later(days=1)
    browser = browser_as("diaocha")
    path = f"/w/cases/{case.number}/record-home-visit/"
    values = a_visit(world, case, second_surveyor="")
    page = shown(browser.submit(path, values), 422)
    assert "入户调查须由两人以上进行" in page
    assert "家庭人口与申报一致。" in page
    assert "约80平方米" in page
    assert state_of(case) == "ACCEPTED"


def test_a_relative_does_not_survey(world: World, browser_as: BrowserAs) -> None:
    case = to_accepted(world)
    world.as_("shouli")
    declare_kin(world.officer("hedui"), case.applicant)
    world.later(days=1)
    path = f"/w/cases/{case.number}/record-home-visit/"
    page = browser_as("diaocha").submit(path, a_visit(world, case))
    assert "调查员中有该家庭的近亲属" in shown(page, 422)


def test_a_row_names_its_error_and_keeps_the_rest(world: World, browser_as: BrowserAs) -> None:
    case = to_accepted(world)
    world.later(days=1)
    browser = browser_as("diaocha")
    path = f"/w/cases/{case.number}/record-home-visit/"
    wrong = {
        "spending-0-label": "药费",
        "spending-0-monthly": "5.005",
        "income-0-person": str(case.applicant_id),
        "income-0-kind": "ODD_JOBS",
        "income-0-amount": "100",
        "income-0-months": "十二",
        "income-0-how": "VERIFIED",
        "income-0-evidence": "工资条",
    }
    page = shown(browser.submit(path, a_visit(world, case, **wrong)), 422)
    assert "主要支出第1行 每月（元）" in page
    assert 'value="5.005"' in page
    assert "几个月的合计" in page
    assert 'value="十二"' in page


def test_a_car_is_explained_cleared_and_computed(world: World, browser_as: BrowserAs) -> None:
    case = accept(world, to_insisted(world))
    world.later(days=1)
    browser = browser_as("diaocha")
    path = f"/w/cases/{case.number}/record-home-visit/"
    page = shown(browser.get(path))
    assert "请当面问清" in page
    assert "测试牌" not in page
    values = a_visit(
        world,
        case,
        **{
            f"explain_{case.applicant_id}_vehicles": "车已卖给外村，没有过户",
            "assets-0-person": str(case.applicant_id),
            "assets-0-kind": "CAR",
            "assets-0-outcome": "CLEARED",
            "assets-0-ground": "已出售未过户",
            "assets-0-evidence": "看到卖车协议和收条",
        },
    )
    assert gone_to(browser.submit(path, values))
    world.later(hours=1)
    assessor = browser_as("shenhe")
    sheet = f"/w/cases/{case.number}/computation/"
    first, second = twice(assessor, f"/w/cases/{case.number}/compute-amount/", {})
    assert gone_to(first) == gone_to(second) == sheet
    world.as_("shenhe")
    assert Computation.objects.filter(case=case).count() == 1
    page = shown(assessor.get(sheet))
    assert "已排除" in page
    assert "475.00" in page
    assert "未核实样例值" in page
    assert "民发〔2012〕220号" in page


def test_a_wrong_ground_is_refused_with_the_right_ones(world: World, browser_as: BrowserAs) -> None:
    case = accept(world, to_insisted(world))
    world.later(days=1)
    wrong = {
        "assets-0-person": str(case.applicant_id),
        "assets-0-kind": "CAR",
        "assets-0-outcome": "CLEARED",
        "assets-0-ground": "唯一谋生工具",
        "assets-0-evidence": "自述",
    }
    path = f"/w/cases/{case.number}/record-home-visit/"
    page = shown(browser_as("diaocha").submit(path, a_visit(world, case, **wrong)), 422)
    assert "已出售未过户" in page
    assert state_of(case) == "ACCEPTED"


def test_the_opinion_follows_the_computation(world: World, browser_as: BrowserAs) -> None:
    case = to_surveyed(world)
    world.later(hours=1)
    browser = browser_as("shenhe")
    path = f"/w/cases/{case.number}/give-opinion/"
    assert "还没有核算" in shown(browser.get(path))
    early = browser.submit(path, {"recommends_grant": "yes", "text": "符合"})
    assert "还没有核算收入" in shown(early, 422)
    gone_to(browser.submit(f"/w/cases/{case.number}/compute-amount/", {}))
    against = shown(browser.submit(path, {"recommends_grant": "no", "text": "不符合"}), 422)
    assert "审核意见与核算结论不一致" in against
    assert 'id="id_recommends_grant-error"' in against
    assert gone_to(browser.submit(path, {"recommends_grant": "yes", "text": "核算无误。"}))
    assert state_of(case) == "OPINION"
    world.as_("shenhe")
    assert Opinion.objects.get(case=case).text == "核算无误。"


def test_the_county_visits_a_related_family(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    window = browser_as("shouli")
    named = {
        "originals": ["M_HUKOU"],
        "kin-0-officer": str(world.officer("shenpi").pk),
        "kin-0-relation": "侄子",
    }
    gone_to(window.submit(f"/w/cases/{case.number}/accept-application/", named))
    world.later(days=1)
    path = f"/w/cases/{case.number}/record-county-visit/"
    at = f"{world.at:%Y-%m-%d} 08:40"
    local = browser_as("diaocha").submit(path, {"visited_at": at, "result": "属实"})
    assert "乡镇（街道）不能代替" in shown(local, 403)
    county = browser_as("xiandiaocha", COUNTY)
    page = shown(county.get(path))
    assert "侄子" in page
    assert gone_to(county.submit(path, {"visited_at": at, "result": "生活困难属实"}))
    world.as_("shouli")
    assert RelatedPartyFiling.objects.get(case=case).result == "生活困难属实"


def test_the_sheet_is_for_readers_of_the_report_only(world: World, browser_as: BrowserAs) -> None:
    case = to_unfit_opinion(world)
    path = f"/w/cases/{case.number}/computation/"
    assert "命中" in shown(browser_as("shenpi").get(path))
    shown(browser_as("shouli").get(path), 403)
    shown(browser_as("shenhe", OTHER_TOWNSHIP).get(path), 404)


def test_a_surveyor_cannot_compute(world: World, browser_as: BrowserAs) -> None:
    case = to_surveyed(world)
    path = f"/w/cases/{case.number}/compute-amount/"
    browser = browser_as("diaocha")
    shown(browser.get(path), 403)
    posted = browser.post(path, {"idempotency_key": "0e6f3b9e-0c6e-4b0e-9a1d-2f6a1d3c4b5a"})
    shown(posted, 403)
    world.as_("shenhe")
    assert latest_computation(case) is None


def test_a_trial_shows_what_would_come_out_and_keeps_nothing(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_surveyed(world)
    path = f"/w/cases/{case.number}/compute-amount/"
    browser = browser_as("shenhe")
    assert "试算，不保存，不作数" not in shown(browser.get(path))
    found = {
        "rows": "trial:compute",
        "income-0-person": str(case.applicant_id),
        "income-0-kind": "WAGES",
        "income-0-amount": "999999",
        "income-0-months": "12",
        "income-0-how": "VERIFIED",
        "income-0-evidence": "工资流水",
        "income-1-person": str(case.applicant_id),
        "income-1-kind": "PENSION",
        "income-1-amount": "许多",
    }
    page = shown(browser.submit(path, found))
    assert "试算，不保存，不作数" in page
    assert "按填写的内容，不符合条件" in page
    assert "查到的收入（替换申报的同类收入）第2行" in page
    assert 'value="999999"' in page
    assert 'value="许多"' in page
    world.as_("shenhe")
    assert latest_computation(case) is None
    assert not CaseEvent.objects.filter(case=case, action="compute_amount").exists()
