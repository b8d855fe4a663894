"""Open a review, compute again, adjust, keep, stop, talk, change the account, close the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from jiuzhu.casework.archives.models import ArchiveFile
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, ExitTalk
from jiuzhu.casework.documents.models import Document
from jiuzhu.registers.households.models import BankAccount
from support.browser import Browser, as_owner
from support.pages import gone_to, shown, state_of, twice
from support.stream import (
    deliver_all,
    review,
    talk,
    to_in_payment,
    to_refused,
    to_review,
    to_stopped,
)
from support.world import World

BrowserAs = Callable[..., Browser]


def wages(case: Case, yuan: str) -> dict[str, Any]:
    return {
        "income-0-person": str(case.applicant_id),
        "income-0-kind": "WAGES",
        "income-0-amount": yuan,
        "income-0-months": "12",
        "income-0-how": "VERIFIED",
        "income-0-evidence": "工资流水",
    }


def test_opened_computed_and_adjusted(world: World, browser_as: BrowserAs) -> None:
    case = to_in_payment(world)
    world.later(days=1)
    assessor, decider = browser_as("shenhe"), browser_as("shenpi")
    home = f"/w/cases/{case.number}"
    opening = {"ground": "REPORTED", "change": "申请人找到工作", "changed_on": "2020-09-03"}
    future = {**opening, "changed_on": "2030-01-01"}
    assert 'id="id_changed_on-error"' in shown(assessor.submit(f"{home}/open-review/", future), 422)
    assert gone_to(assessor.submit(f"{home}/open-review/", opening))
    assert "复核还没有重新核算" in shown(decider.get(f"{home}/adjust/"))
    world.later(hours=1)
    assert gone_to(assessor.submit(f"{home}/compute-amount/", wages(case, "3000")))
    page = shown(decider.get(f"{home}/adjust/"))
    assert "申请人找到工作" in page
    assert decider.get(f"{home}/adjust/preview.pdf").content.startswith(b"%PDF-")
    assert state_of(case) == "REVIEW"
    same = shown(decider.submit(f"{home}/keep/", {"text": "维持"}), 422)
    assert "不能维持" in same
    first, second = twice(decider, f"{home}/adjust/", {"text": "同意调整"})
    assert gone_to(first) == gone_to(second)
    assert state_of(case) == "IN_PAYMENT"
    with as_owner():
        assert Award.objects.filter(case=case).count() == 2


def test_kept_when_nothing_changed(world: World, browser_as: BrowserAs) -> None:
    case = to_review(world)
    decider = browser_as("shenpi")
    home = f"/w/cases/{case.number}"
    assert "没有变化" in shown(decider.submit(f"{home}/adjust/", {"text": "同意"}), 422)
    assert gone_to(decider.submit(f"{home}/keep/", {"text": "维持不变"}))
    assert state_of(case) == "IN_PAYMENT"


def test_stopped_only_after_the_talk_and_on_rules(world: World, browser_as: BrowserAs) -> None:
    case = to_review(world, yearly_fen=3_000_000)
    decider, assessor = browser_as("shenpi"), browser_as("shenhe")
    home = f"/w/cases/{case.number}"
    stop = {"text": "同意停发", "rule_ids": ["dibao.income_test"]}
    assert "停发前须有退出谈话记录" in shown(decider.submit(f"{home}/stop/", stop), 422)
    world.later(hours=1)
    spoken = {
        "held_at": f"{world.at:%Y-%m-%d} 23:59",
        "place": "申请人家中",
        "present": "村干部王",
        "offered": ["支出型临时救助"],
        "points-0-point": "停发的原因和计算过程",
        "points-0-answer": "听明白了",
    }
    later = shown(assessor.submit(f"{home}/hold-exit-talk/", spoken), 422)
    assert 'id="id_held_at-error"' in later
    assert 'value="听明白了"' in later
    spoken["held_at"] = f"{timezone.localtime(world.at):%Y-%m-%d %H:%M}"
    none = {**spoken, "offered": []}
    assert 'id="id_offered-error"' in shown(assessor.submit(f"{home}/hold-exit-talk/", none), 422)
    world.later(minutes=5)
    assert gone_to(assessor.submit(f"{home}/hold-exit-talk/", spoken))
    with as_owner():
        assert ExitTalk.objects.get(case=case).offered == "支出型临时救助"
    crafted = {"text": "停", "rule_ids": ["asset.car"]}
    assert "所选的值不在列表中" in shown(decider.submit(f"{home}/stop/", crafted), 422)
    assert decider.get(f"{home}/stop/preview.pdf").content.startswith(b"%PDF-")
    assert gone_to(decider.submit(f"{home}/stop/", stop))
    assert state_of(case) == "STOPPED"


def test_no_stop_without_a_ground(world: World, browser_as: BrowserAs) -> None:
    case = to_review(world)
    talk(world, case)
    page = shown(browser_as("shenpi").get(f"/w/cases/{case.number}/stop/"))
    assert "复核没有停发的理由" in page
    assert 'name="rule_ids"' not in page


def test_the_account_is_put_right(world: World, browser_as: BrowserAs) -> None:
    case = to_in_payment(world)
    world.later(days=2)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/renew-account/"
    card = {"number": "6222020200000000007", "holder_name": "测试甲", "sure": "on"}
    assert 'id="id_number-error"' in shown(browser.submit(path, card), 422)
    card["number"] = "6222 0202 0000 0000 014"
    assert gone_to(browser.submit(path, card))
    with as_owner():
        live = BankAccount.objects.get(person=case.applicant, effective_to__isnull=True)
    assert live.last_four == "0014"


def test_a_file_closes_when_complete_and_remedies_are_over(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_refused(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/archive/"
    page = shown(browser.get(path))
    assert "还没有过" in page
    assert "缺少" in page
    assert "案卷缺少" in shown(browser.submit(path, {"no_remedy_pending": "on"}), 422)
    deliver_all(world, case)
    early = shown(browser.submit(path, {"no_remedy_pending": "on"}), 422)
    assert "复议、诉讼期限未满" in early
    world.later(days=70)
    browser = browser_as("shouli")
    assert "复议、诉讼期限未满" in shown(browser.submit(path), 422)
    first, second = twice(browser, path, {"no_remedy_pending": "on"})
    assert gone_to(first) == gone_to(second)
    assert state_of(case) == "ARCHIVED"
    with as_owner():
        assert ArchiveFile.objects.get(case=case).retention_until.year == 2030
        assert Document.objects.filter(case=case, kind="W50").count() == 1


def test_gaps_are_let_pass_by_somebody_else(world: World, browser_as: BrowserAs) -> None:
    case = to_refused(world)
    world.later(days=70)
    path = f"/w/cases/{case.number}/approve-gaps/"
    assessor = browser_as("shenhe")
    page = shown(assessor.get(path))
    assert "送达回证" in page
    short = {"kinds": ["W46"], "reason": "丢"}
    assert 'id="id_reason-error"' in shown(assessor.submit(path, short), 422)
    reason = {"kinds": ["W46"], "reason": "早期文书由村里口头告知，无法补送"}
    assert gone_to(assessor.submit(path, reason))
    assert "已批准" in shown(browser_as("shouli").get(f"/w/cases/{case.number}/archive/"))
    shown(browser_as("shouli").get(path), 403)


def test_late_forms_and_other_posts(world: World, browser_as: BrowserAs) -> None:
    case = to_stopped(world)
    home = f"/w/cases/{case.number}"
    shown(browser_as("shenpi").get(f"{home}/adjust/"), 409)
    shown(browser_as("shenhe").get(f"{home}/hold-exit-talk/"), 409)
    shown(browser_as("diaocha").get(f"{home}/archive/"), 403)


def test_a_review_of_a_running_case_only(world: World, browser_as: BrowserAs) -> None:
    case = review(world, to_in_payment(world))
    shown(browser_as("shenhe").get(f"/w/cases/{case.number}/open-review/"), 409)
