"""Apply, insist, ask once, accept, withdraw: on pages, as the window would."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jiuzhu.casework.applications.models import Application, RelatedPartyFiling, Supplement
from jiuzhu.casework.documents.models import Document
from support.browser import Browser, hidden_values
from support.pages import a_file, gone_to, looks, shown, state_of, twice
from support.stream import deliver, to_accepted, to_applied, to_explained, to_invited
from support.world import OTHER_TOWNSHIP, World

BrowserAs = Callable[..., Browser]
READ_BACK = {"confirmation": "READ_BACK", "confirmed_by_name": "测试甲"}


def asked_for(code: str = "M_HUKOU") -> dict[str, Any]:
    return {"gaps-0-code": code, "gaps-0-why": "登记时没有带", "gaps-0-how": "带原件来看一眼"}


def test_the_window_reads_back_and_the_application_is_in(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_invited(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/submit-application/"
    page = shown(browser.get(path))
    assert "电话读出确认" in page
    assert "短信验证码确认" not in page
    first, second = twice(browser, path, READ_BACK)
    assert gone_to(first) == gone_to(second) == f"/w/cases/{case.number}/"
    assert state_of(case) == "APPLIED"
    assert "已提交正式申请" in shown(browser.get(gone_to(first)))


def test_a_proxy_without_mandate_loses_nothing(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/submit-application/"
    proxy = {
        "confirmation": "COUNTER",
        "confirmed_by_name": "代办李",
        "proxy_name": "代办李",
        "proxy_relation": "侄子",
    }
    page = shown(browser.submit(path, proxy), 422)
    assert "须有书面委托" in page
    assert 'value="代办李"' in page
    assert state_of(case) == "INVITED"
    again = {**hidden_values(browser.get(path)), **proxy, "mandate": a_file()}
    assert gone_to(browser.post(path, again))
    world.as_("shouli")
    row = Application.objects.get(case=case)
    assert (row.proxy_name, row.mandate is not None) == ("代办李", True)


def test_a_chosen_file_is_kept_when_something_else_is_wrong(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_invited(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/submit-application/"
    proxy = {
        "confirmation": "COUNTER",
        "confirmed_by_name": "代办李",
        "proxy_name": "代办李",
        "proxy_relation": "侄子",
        "proxy_identity": "370911196505200013X",
        "mandate": a_file(),
    }
    page = browser.post(path, {**hidden_values(browser.get(path)), **proxy})
    assert "不用重选" in shown(page, 422)
    proxy.pop("mandate")
    proxy["proxy_identity"] = ""
    assert gone_to(browser.post(path, {**hidden_values(page), **proxy}))
    assert state_of(case) == "APPLIED"


def test_a_file_that_is_no_picture_is_refused_at_its_field(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_invited(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/submit-application/"
    wrong = a_file()
    wrong.seek(0)
    wrong.truncate()
    wrong.write(b"MZ not a picture")
    wrong.seek(0)
    values = {**READ_BACK, "proxy_name": "代办李", "proxy_relation": "侄子", "mandate": wrong}
    page = shown(browser.post(path, {**hidden_values(browser.get(path)), **values}), 422)
    assert "只接收 PDF、JPG、PNG" in page
    assert 'id="id_mandate-error"' in page


def test_insisting_waits_for_the_served_reasons(world: World, browser_as: BrowserAs) -> None:
    case = to_explained(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/insist-on-application/"
    assert "请先向申请人说明核对不符合的理由" in shown(browser.submit(path, READ_BACK), 422)
    deliver(world, case, "W07")
    assert gone_to(browser.submit(path, READ_BACK))
    assert state_of(case) == "APPLIED"


def test_only_listed_papers_can_be_asked_for(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/request-supplement/"
    page = shown(browser.get(path)).partition('id="main"')[2]
    asked = re.sub(r"<q .*?</q>", "", page)  # the clause that forbids the five proofs names them
    assert "<form" in asked
    assert "收入证明" not in asked
    crafted = shown(browser.submit(path, asked_for("M_INCOME_PROOF")), 422)
    assert "缺的材料第1行" in crafted
    assert "所选的值不在列表中" in crafted
    world.as_("shouli")
    assert not Supplement.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    "proof", ["收入证明", "疾病证明", "土地承包经营证明", "失业登记证明", "未享受低保证明"]
)
def test_the_five_proofs_cannot_hide_in_a_text(
    world: World, browser_as: BrowserAs, proof: str
) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/request-supplement/"
    values = {**asked_for(), "gaps-0-why": f"请开{proof}"}
    page = shown(browser.submit(path, values), 422)
    assert "不得要求群众提供" in page
    assert "带原件来看一眼" in page
    assert state_of(case) == "APPLIED"


def test_asked_once_received_and_accepted(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    home = f"/w/cases/{case.number}"
    assert gone_to(browser.submit(f"{home}/request-supplement/", asked_for()))
    assert state_of(case) == "SUPPLEMENT"
    early = shown(browser.submit(f"{home}/lapse-supplement/", {"sure": "on"}), 422)
    assert "补正期限还没有到" in early
    world.later(days=1)
    missing = browser.submit(f"{home}/receive-supplement/", {"received_at": "2020-09-02 12:00"})
    assert "补正材料还没有收齐" in shown(missing, 422)
    received = {"received_at": "2020-09-02 12:00", "codes": ["M_HUKOU"]}
    assert gone_to(browser.submit(f"{home}/receive-supplement/", received))
    again = shown(browser.get(f"{home}/request-supplement/"))
    assert "只能告知一次" in again
    refused = shown(browser.submit(f"{home}/request-supplement/", asked_for()), 422)
    assert "补正只能要求一次" in refused
    accepted = browser.submit(f"{home}/accept-application/", {})
    assert "受理日期2020-09-02" in shown(browser.get(gone_to(accepted)))


def test_a_supplement_that_never_came_ends_the_case(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    home = f"/w/cases/{case.number}"
    browser.submit(f"{home}/request-supplement/", asked_for())
    world.later(days=60)
    browser = browser_as("shouli")
    assert gone_to(browser.submit(f"{home}/lapse-supplement/", {"sure": "on"}))
    assert state_of(case) == "WITHDRAWN"


def test_the_day_of_acceptance_is_shown_before_it_is_set(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/accept-application/"
    page = shown(browser.get(path))
    assert "2020-09-01" in page
    assert "2020-09-28" in page
    assert "未到" in page
    incomplete = shown(browser.submit(path, {}), 422)
    assert "材料还不齐全" in incomplete
    assert gone_to(browser.submit(path, {"originals": ["M_HUKOU"]}))
    assert state_of(case) == "ACCEPTED"


def test_kin_named_by_the_family_are_filed(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/accept-application/"
    clerk = world.officer("diaocha")
    values = {"originals": ["M_HUKOU"], "kin-0-officer": str(clerk.pk), "kin-0-relation": ""}
    page = shown(browser.submit(path, values), 422)
    assert "家庭申明的近亲属（经办人员、村居干部）第1行" in page
    assert gone_to(browser.submit(path, {**values, "kin-0-relation": "堂兄"}))
    world.as_("shouli")
    assert RelatedPartyFiling.objects.get(case=case).relation == "堂兄"


def test_more_rows_do_not_submit(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/accept-application/"
    page = shown(browser.submit(path, {"rows": "kin:add", "kin-0-relation": "堂兄"}))
    assert 'value="堂兄"' in page
    assert "处需要更正" not in page
    assert state_of(case) == "APPLIED"


def test_withdrawing_needs_the_own_wish(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/withdraw/"
    wish = {"wished_by_name": "测试乙", "proof": "本人签字"}
    assert "须是申请人本人的意愿" in shown(browser.submit(path, wish), 422)
    assert gone_to(browser.submit(path, {**wish, "wished_by_name": "测试甲"}))
    assert state_of(case) == "WITHDRAWN"
    world.as_("shouli")
    assert Document.objects.filter(case=case, kind="W33").count() == 2


def test_a_stale_form_is_told_what_changed(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/accept-application/"
    old = hidden_values(browser.get(path))
    browser.submit(path, {"originals": ["M_HUKOU"]})
    page = shown(browser.post(path, {**old, "originals": ["M_HUKOU"]}), 409)
    assert "已受理" in page
    assert "已申请" in page


def test_same_key_with_other_content_is_a_conflict(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/withdraw/"
    key = hidden_values(browser.get(path))
    wish = {**key, "wished_by_name": "测试甲", "proof": "本人签字"}
    assert gone_to(browser.post(path, wish))
    shown(browser.post(path, {**wish, "proof": "电话录音"}), 409)


@pytest.mark.parametrize(
    "action",
    ["request_supplement", "accept_application", "withdraw", "submit_application"],
)
def test_another_township_sees_nothing(world: World, browser_as: BrowserAs, action: str) -> None:
    case = to_accepted(world)
    stranger = browser_as("shouli", OTHER_TOWNSHIP)
    path = f"/w/cases/{case.number}/{action}/"
    absent = f"/w/cases/{case.number[:-1]}X/{action}/"
    assert shown(stranger.get(path), 404) == shown(stranger.get(absent), 404).replace(absent, path)


def test_who_may_not_and_what_is_too_late_is_said(world: World, browser_as: BrowserAs) -> None:
    case = to_accepted(world)
    assert "没有办理这一步的权限" in shown(
        browser_as("shenpi").get(f"/w/cases/{case.number}/withdraw/"), 403
    )
    late = browser_as("shouli").get(f"/w/cases/{case.number}/accept-application/")
    assert "现在处于“已受理”环节" in shown(late, 409)


def test_an_opened_page_is_a_look(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    before = looks()
    shown(browser.get(f"/w/cases/{case.number}/accept-application/"))
    assert looks() == before + 1


def test_moments_are_read_strictly(world: World, browser_as: BrowserAs) -> None:
    case = to_applied(world)
    browser = browser_as("shouli")
    home = f"/w/cases/{case.number}"
    browser.submit(f"{home}/request-supplement/", asked_for())
    world.later(hours=3)
    path = f"{home}/receive-supplement/"
    for text in ("2020-09-01", "2020-02-30 10:00", "2020-09-01 25:00", "1900-01-01 10:00", "明天"):
        page = shown(browser.submit(path, {"received_at": text, "codes": ["M_HUKOU"]}), 422)
        assert 'id="id_received_at-error"' in page
        assert text in page
    future = (world.at + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    page = shown(browser.submit(path, {"received_at": future, "codes": ["M_HUKOU"]}), 422)
    assert 'id="id_received_at-error"' in page
