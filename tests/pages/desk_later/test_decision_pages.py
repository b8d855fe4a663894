"""The decision desk: who decides and why, three ways out, previews that leave nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, Decision, PlannedGrant
from jiuzhu.casework.decisions.services.carry_out_grant import carry_out_grant
from jiuzhu.casework.documents.models import Document, NumberCounter
from jiuzhu.registers.organs.models import Absence
from support.browser import Browser, as_owner, hidden_values
from support.kin import declare_kin
from support.pages import gone_to, shown, state_of, twice
from support.stream import to_opinion, to_surveyed, to_unfit_opinion
from support.world import COUNTY, FANZHEN, OTHER_TOWNSHIP, World

BrowserAs = Callable[..., Browser]


def carried_out(world: World) -> None:
    """Let the window of every confirmation pass, as the worker would."""
    for plan in list(PlannedGrant.objects.filter(state="WAITING")):
        carry_out_grant(
            plan_id=plan.pk, decider=world.as_("shenpi"), at=world.at + timedelta(minutes=11)
        )


def test_the_desk_says_who_decides_on_what(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    page = shown(browser_as("shenpi").get(f"/w/cases/{case.number}/grant/"))
    assert world.organ("370911101").name in page
    assert world.officer("shenpi").name in page
    assert "建议批准" in page
    assert "逐项核算" in page
    assert "2020年10月" in page
    assert "预览批准通知书" in page


def test_granted_once_though_sent_twice(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    path = f"/w/cases/{case.number}/grant/"
    first, second = twice(browser, path, {"text": "同意，按核算金额保障"})
    assert gone_to(first) == gone_to(second)
    page = shown(browser.get(gone_to(first)))
    assert "已确认 1 件" in page
    assert "撤回确认</button>" in page
    assert state_of(case) == "OPINION"
    assert f"{world.officer('shenpi').name}已确认批准" in shown(browser.get(path))
    assert "撤回确认</button>" not in shown(browser_as("shenhe").get(gone_to(first)))
    carried_out(world)
    assert state_of(case) == "DECIDED_YES"
    world.as_("shenpi")
    assert Decision.objects.filter(case=case).count() == 1
    assert Award.objects.get(case=case).effective_from == date(2020, 10, 1)
    assert "撤回确认" not in shown(browser.get(gone_to(first)))


def test_what_was_confirmed_from_its_page_is_taken_back_there(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    page = shown(browser.get(f"/w/cases/{case.number}/grant/"))
    assert "确认后10分钟内可以撤回" in page
    home = gone_to(browser.submit(f"/w/cases/{case.number}/grant/", {"text": "同意"}))
    taken = browser.post("/w/decisions/take-back/", {"number": case.number, "case": "1"})
    assert gone_to(taken) == home
    assert "已撤回确认" in shown(browser.get(home))
    carried_out(world)
    assert state_of(case) == "OPINION"
    with as_owner():
        assert not Decision.objects.exists()


def test_what_is_due_today_is_granted_at_once(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    with as_owner():
        Case.objects.filter(pk=case.pk).update(due_on=date(2020, 9, 1))
    browser = browser_as("shenpi")
    home = gone_to(browser.submit(f"/w/cases/{case.number}/grant/", {"text": "同意"}))
    assert "已立即批准" in shown(browser.get(home))
    assert state_of(case) == "DECIDED_YES"


def test_a_preview_is_a_real_paper_and_leaves_nothing(
    world: World, browser_as: BrowserAs, settings: Any
) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    with as_owner():
        before = Document.objects.count(), sorted(NumberCounter.objects.values_list("pk", "last"))
    files = sorted(Path(settings.JIUZHU_FILES_DIR).rglob("*"))
    answer = browser.get(f"/w/cases/{case.number}/grant/preview.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert state_of(case) == "OPINION"
    with as_owner():
        after = Document.objects.count(), sorted(NumberCounter.objects.values_list("pk", "last"))
    assert after == before
    left = [each for each in Path(settings.JIUZHU_FILES_DIR).rglob("*") if each.is_file()]
    assert sorted(left) == [each for each in files if each.is_file()]
    assert gone_to(browser.submit(f"/w/cases/{case.number}/grant/", {"text": "同意"}))


def test_refused_only_on_reasons_of_the_rules(world: World, browser_as: BrowserAs) -> None:
    case = to_unfit_opinion(world)
    browser = browser_as("shenpi")
    path = f"/w/cases/{case.number}/refuse/"
    page = shown(browser.get(path))
    assert "家庭成员名下有机动车" in page
    none = shown(browser.submit(path, {"text": "不予批准"}), 422)
    assert 'id="id_rule_ids-error"' in none
    crafted = shown(browser.submit(path, {"text": "不予批准", "rule_ids": ["asset.homes"]}), 422)
    assert "所选的值不在列表中" in crafted
    preview = browser.get(f"/w/cases/{case.number}/refuse/preview.pdf")
    assert preview.content.startswith(b"%PDF-")
    assert state_of(case) == "OPINION"
    first, second = twice(browser, path, {"text": "不予批准", "rule_ids": ["asset.car"]})
    assert gone_to(first) == gone_to(second)
    assert state_of(case) == "DECIDED_NO"


def test_what_is_not_eligible_cannot_be_granted(world: World, browser_as: BrowserAs) -> None:
    case = to_unfit_opinion(world)
    page = browser_as("shenpi").submit(f"/w/cases/{case.number}/grant/", {"text": "同意"})
    assert "按核算结果不符合条件，不能批准" in shown(page, 422)


def test_an_eligible_family_cannot_be_refused(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    page = shown(browser_as("shenpi").get(f"/w/cases/{case.number}/refuse/"))
    assert "按核算结果没有不予批准的理由" in page
    assert 'name="rule_ids"' not in page


def test_sent_back_with_a_reason(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    path = f"/w/cases/{case.number}/return-opinion/"
    assert 'id="id_reason-error"' in shown(browser.submit(path, {"reason": " "}), 422)
    assert gone_to(browser.submit(path, {"reason": "请补充大女儿的收入情况"}))
    assert state_of(case) == "SURVEY"


def test_the_township_without_power_is_told(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world, township=FANZHEN)
    page = shown(browser_as("shenpi", FANZHEN).get(f"/w/cases/{case.number}/grant/"))
    assert "您所在单位当日没有该项审批权" in page
    assert 'name="text"' not in page
    county = browser_as("xianshenpi", COUNTY)
    assert gone_to(county.submit(f"/w/cases/{case.number}/grant/", {"text": "同意"}))


def test_a_relative_does_not_decide_and_the_substitute_is_named(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_opinion(world)
    world.as_("shouli")
    declare_kin(world.officer("shenpi"), case.applicant)
    path = f"/w/cases/{case.number}/grant/"
    page = shown(browser_as("shenpi").get(path))
    assert "您与该家庭有近亲属关系" in page
    assert "与该家庭有近亲属关系" in page
    county = shown(browser_as("xianshenpi", COUNTY).get(path))
    assert "由谁代为审批" in county
    assert world.officer("xianshenpi", COUNTY).name in county
    assert gone_to(browser_as("xianshenpi", COUNTY).submit(path, {"text": "同意"}))


def test_a_decider_on_leave_is_shown_as_such(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world, township=FANZHEN)
    with as_owner():
        Absence.objects.create(
            officer=world.officer("xianshenpi2", COUNTY),
            effective_from=date(2020, 9, 1),
            effective_to=date(2020, 9, 30),
        )
    page = shown(browser_as("xianshenpi", COUNTY).get(f"/w/cases/{case.number}/grant/"))
    assert f"{world.officer('xianshenpi2', COUNTY).name}（请假）" in page


def test_the_second_decider_comes_too_late(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world, township=FANZHEN)
    path = f"/w/cases/{case.number}/grant/"
    first, second = browser_as("xianshenpi", COUNTY), browser_as("xianshenpi2", COUNTY)
    shown(first.get(path))
    late_form = second.get(path)
    assert gone_to(first.submit(path, {"text": "同意"}))
    page = shown(second.post(path, {**hidden_values(late_form), "text": "同意"}), 409)
    assert "已经确认，正在等待生效" in page


def test_nobody_else_decides(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    path = f"/w/cases/{case.number}/grant/"
    for seat in ("shouli", "diaocha", "hedui", "shenhe"):
        shown(browser_as(seat).get(path), 403)
        shown(browser_as(seat).get(f"{path}preview.pdf"), 403)
    shown(browser_as("shenpi", OTHER_TOWNSHIP).get(path), 404)
    shown(browser_as("shenpi", OTHER_TOWNSHIP).get(f"{path}preview.pdf"), 404)


def test_no_opinion_no_desk(world: World, browser_as: BrowserAs) -> None:
    case = to_surveyed(world)
    shown(browser_as("shenpi").get(f"/w/cases/{case.number}/grant/"), 409)
