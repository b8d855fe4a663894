"""The counter's one page: wish and household together, drafts, paste, trial, switch of user."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.models import (
    Declaration,
    OneTimeNotice,
)
from jiuzhu.casework.intents.queries import declared
from jiuzhu.infra.models import AccessEvent, FormDraft
from jiuzhu.kernel.identity import make_identity_number
from support.browser import Browser, as_owner, hidden_values
from support.stream import to_intent
from support.world import OTHER_TOWNSHIP, World

BrowserAs = Callable[..., Browser]
NEW = "/w/intents/new/"
APPLICANT = make_identity_number("370911", date(1965, 5, 20), 911)
SPOUSE = make_identity_number("370911", date(1967, 3, 2), 912)
CHILD = make_identity_number("370911", date(2009, 7, 9), 913)


def sitting(world: World, **changes: str) -> dict[str, str]:
    return {
        "step": "family",
        "purpose_told": "on",
        "identity_checked": "on",
        "name": "测试甲",
        "identity_number": APPLICANT,
        "village": world.village.code,
        "category": "RURAL",
        "category_ground": "有承包地",
        "need": "户主患病，收入减少",
        "channel": "COUNTER",
        "kin": "NONE",
        "members-0-name": "测试乙",
        "members-0-identity_number": SPOUSE,
        "members-0-relation": "SPOUSE",
        "members-1-name": "测试丙",
        "members-1-identity_number": CHILD,
        "members-1-relation": "SON",
        "income-0-kind": "ODD_JOBS",
        "income-0-amount": "3600",
        "income-0-months": "12",
        **changes,
    }


def test_wish_and_household_are_registered_in_one_go(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    answer = browser.submit(NEW, sitting(world))
    assert answer.status_code == 302, answer.content.decode()
    world.as_("shouli")
    case = Case.objects.get()
    assert case.state == "AUTHORISING"
    assert answer.headers["Location"] == f"/w/cases/{case.number}/sign-authorization/"
    assert declared(case).cause == "户主患病，收入减少", "what was said once is not asked twice"
    kinds = set(Document.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds == {"W01", "W02", "W09", "W11"}
    page = browser.get(answer.headers["Location"]).content.decode()
    assert f"查询码 {case.progress_code}" in page
    assert "✗ 测试丙" in page


def test_a_refused_household_leaves_no_wish_behind(world: World, browser_as: BrowserAs) -> None:
    values = sitting(
        world, **{"members-1-relation": "MOTHER", "members-1-family_relation": "SPOUSE"}
    )
    answer = browser_as("shouli").submit(NEW, values)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "测试丙" in text
    assert "处需要更正" in text
    world.as_("shouli")
    assert not Case.objects.exists()
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    ("changes", "place", "sentence"),
    [
        ({"name": "长" * 300}, "name", "请"),
        ({"members-0-identity_number": APPLICANT, "members-0-name": "测试甲"},
         "members-0-identity_number", "申请人不用再填"),
        ({"members-1-identity_number": SPOUSE, "members-1-family_relation": "MINOR_CHILD"},
         "members-1-identity_number", "填了两次"),
        ({"members-1-name": "名" * 300}, "members-1-name", "请"),
        ({"income-0-owner": "外人"}, "income-0-owner", "名单里没有"),
        ({"need": "测\u202e试"}, "need", "隐形字符"),
        ({"purpose_told": ""}, "purpose_told", "请先勾选"),
    ],
    ids=str,
)  # fmt: skip
def test_bad_input_is_named_at_its_cell_and_nothing_is_lost(
    world: World, browser_as: BrowserAs, changes: dict[str, str], place: str, sentence: str
) -> None:
    values = {name: value for name, value in sitting(world, **changes).items() if value}
    answer = browser_as("shouli").submit(NEW, values)
    text = answer.content.decode()
    assert answer.status_code == 422
    errors = dict(re.findall(r'id="id_([\w-]+)-error">([^<]*)', text))
    assert list(errors) == [place]
    assert sentence in errors[place]
    assert "有承包地" in text
    world.as_("shouli")
    assert not Case.objects.exists()


def test_the_wish_alone_lets_a_half_filled_household_be(
    world: World, browser_as: BrowserAs
) -> None:
    values = sitting(world, step="wish", account_number="123", **{"members-0-relation": ""})
    answer = browser_as("shouli").submit(NEW, values)
    assert answer.status_code == 302, answer.content.decode()
    world.as_("shouli")
    assert Case.objects.get().state == "INTENT"


def test_a_household_of_forty_and_one_of_sixty(world: World, browser_as: BrowserAs) -> None:
    numbers = [make_identity_number("370911", date(1990, 1, 1), n) for n in range(1, 61)]

    def rows(count: int) -> dict[str, str]:
        return {
            f"members-{place}-{name}": value
            for place, number in enumerate(numbers[:count])
            for name, value in (
                ("name", f"测试成员{place}"),
                ("identity_number", number),
                ("relation", "OTHER"),
                ("family_relation", "OTHER"),
            )
        }

    browser = browser_as("shouli")
    many = browser.submit(NEW, sitting(world, **rows(60)))
    assert many.status_code == 422
    assert "请分户登记" in many.content.decode()
    assert "测试成员40" in many.content.decode()
    forty = browser.submit(NEW, sitting(world, **rows(39)))
    told = re.findall(r"<li>.*?</li>", forty.content.decode())
    assert forty.status_code == 302, told
    world.as_("shouli")
    assert Case.objects.get().members.count() == 40


def test_the_live_case_of_a_member_is_told_with_everything_kept(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    assert browser.submit(NEW, sitting(world)).status_code == 302
    other = make_identity_number("370911", date(1960, 1, 1), 915)
    answer = browser.submit(NEW, sitting(world, name="测试戊", identity_number=other))
    assert answer.status_code == 409
    assert "已在另一户的低保案件中" in answer.content.decode()
    assert "测试丙" in answer.content.decode()
    world.as_("shouli")
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (APPLICANT, "55岁，泰安市岱岳区"),
        (f" {APPLICANT[:6]} {APPLICANT[6:14]}-{APPLICANT[14:]} ", "空格"),
        (APPLICANT[:6] + APPLICANT[8:17], "15"),
        (APPLICANT[:17], "现有 17 位"),
        (APPLICANT[:-1] + ("1" if APPLICANT[-1] != "1" else "2"), "校验不符"),
    ],
)
def test_a_number_says_what_it_knows(
    world: World, browser_as: BrowserAs, typed: str, told: str
) -> None:
    page = browser_as("shouli").post("/w/intents/known/", {"identity_number": typed})
    text = page.content.decode()
    assert told in text
    if "✓" in text:
        assert f'data-number="{APPLICANT}"' in text
        assert 'data-born="1965-05-20"' in text


def test_other_areas_stay_out_of_the_warning(world: World, browser_as: BrowserAs) -> None:
    assert browser_as("shouli").submit(NEW, sitting(world)).status_code == 302
    other = browser_as("shouli", OTHER_TOWNSHIP)
    text = other.post("/w/intents/known/", {"identity_number": SPOUSE}).content.decode()
    assert "本辖区没有这个人的案件" in text
    assert "测试" not in text
    here = browser_as("shouli").post("/w/intents/known/", {"identity_number": SPOUSE})
    assert "本辖区已有这个人的案件" in here.content.decode(), "members are found as well"


def save(browser: Browser, key: str, version: int = 0, **more: str) -> Any:
    given = {
        "draft_form": "register_intent",
        "draft_version": str(version),
        "draft_title": "测试甲",
    }
    return browser.post(
        f"/w/drafts/{key}/", {**given, "name": "测试甲", "need": "只写了一半", **more}
    )


def test_a_draft_is_resumed_with_its_own_key_and_ends_with_the_form(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    key = hidden_values(browser.get(NEW))["idempotency_key"]
    kept = save(browser, key, idempotency_key=key, **{"members-0-name": "测试乙"})
    saved_at = kept.json()["at"]
    assert re.fullmatch(r"0[89]:\d\d", saved_at)
    assert kept.json()["version"] == 1
    page = browser.get(NEW).content.decode()
    assert "您有没办完的登记" in page
    assert f"{NEW}?draft={key}" in page
    resumed = browser.get(f"{NEW}?draft={key}")
    text = resumed.content.decode()
    assert hidden_values(resumed)["idempotency_key"] == key
    assert "只写了一半" in text
    assert 'value="测试乙"' in text
    assert 'data-version="1"' in text
    assert f"已存 {saved_at}" in text
    assert 'class="error"' not in text
    assert browser.post(NEW, {**sitting(world), "idempotency_key": key}).status_code == 302
    assert not FormDraft.objects.exists()
    late = save(browser, key, 1)
    assert late.status_code == 409
    assert "已经提交过" in late.json()["sentence"]


def test_drafts_of_a_registered_wish_are_its_own(world: World, browser_as: BrowserAs) -> None:
    case = to_intent(world)
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/open-authorization/"
    key = hidden_values(browser.get(path))["idempotency_key"]
    form = {"draft_form": f"open_authorization:{case.number}", "draft_version": "0"}
    assert browser.post(f"/w/drafts/{key}/", {**form, "cause": "写了一半的原因"}).status_code == 200
    assert "写了一半的原因" in browser.get(f"{path}?draft={key}").content.decode()
    assert browser.get(f"{NEW}?draft={key}").status_code == 404
    thrown = browser.post(f"/w/drafts/{key}/drop/", {"back_to": path})
    assert thrown.headers["Location"] == path
    assert browser.get(f"{path}?draft={key}").status_code == 404
    away = browser.post(f"/w/drafts/{key}/drop/", {"back_to": "https://example.org/w/"})
    assert away.headers["Location"] == NEW


def test_drafts_are_the_own_accounts_and_leave_no_trace(
    world: World, browser_as: BrowserAs
) -> None:
    key = str(uuid4())
    assert save(browser_as("shouli"), key).status_code == 200
    with as_owner():
        before = AccessEvent.objects.count()
    colleague = browser_as("diaocha")
    assert colleague.get(f"{NEW}?draft={key}").status_code in {403, 404}
    assert save(colleague, key).status_code == 409
    colleague.post(f"/w/drafts/{key}/drop/")
    assert "只写了一半" in browser_as("shouli").get(f"{NEW}?draft={key}").content.decode()
    with as_owner():
        kept = AccessEvent.objects.exclude(kind="REFUSED").count()
    assert kept <= before + 1


@pytest.mark.parametrize("version", ["", "-1", "1e3", "٣", "9" * 12])
def test_a_draft_with_a_broken_mark_is_refused(
    world: World, browser_as: BrowserAs, version: str
) -> None:
    answer = browser_as("shouli").post(
        f"/w/drafts/{uuid4()}/", {"draft_form": "register_intent", "draft_version": version}
    )
    assert answer.status_code == 422
    assert "重新打开" in answer.json()["sentence"]


def test_the_later_of_two_windows_is_told(world: World, browser_as: BrowserAs) -> None:
    browser, key = browser_as("shouli"), str(uuid4())
    assert save(browser, key).json()["version"] == 1
    assert save(browser, key, 1).json()["version"] == 2
    late = save(browser, key, 1)
    assert late.status_code == 409
    assert "另一个窗口" in late.json()["sentence"]


def test_the_token_says_whose_session_it_is(world: World, browser_as: BrowserAs) -> None:
    first = browser_as("shouli").get("/w/drafts/token/").json()
    second = browser_as("diaocha").get("/w/drafts/token/").json()
    assert first["account"] != second["account"]
    assert first["token"]
    browser_as("shouli").logout()
    assert "/accounts/login/" in browser_as("shouli").get("/w/drafts/token/").headers["Location"]


def test_a_pasted_block_is_shown_and_nothing_is_kept(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    bad = SPOUSE[:-1] + ("1" if SPOUSE[-1] != "1" else "2")
    text = f"姓名\t身份证号\t关系\n测试乙\t{bad}\t妻子\n<b>丙</b>\t{CHILD}\t儿子"
    page = browser.post("/w/intents/pasted/", {"table": "members", "text": text})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "要填入2行" in shown
    assert 'data-name="relation" data-value="SPOUSE">配偶' in shown
    assert shown.count("✗") == 1
    assert "&lt;b&gt;丙" in shown
    large = browser.post("/w/intents/pasted/", {"table": "members", "text": "测\t试\n" * 2_500_000})
    assert large.status_code == 422
    assert "只复制这一户的行" in large.content.decode()
    assert browser.post("/w/intents/pasted/", {"table": "x", "text": "1"}).status_code == 422
    assert not FormDraft.objects.exists()


def test_without_a_script_a_paste_that_is_too_much_is_said_in_place(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    values = sitting(world, rows="members:paste", **{"members-paste": "测试\n" * 70})
    del values["step"]
    page = browser.submit(NEW, values)
    text = page.content.decode()
    assert page.status_code == 200
    assert "粘贴了70行" in text
    assert "有承包地" in text


def test_the_notice_follows_the_ticks_and_never_asks_for_the_five(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    plain = browser.post("/w/intents/needed/", {}).content.decode()
    proxy = browser.post("/w/intents/needed/", {"circumstances": ["proxy", "x"]}).content.decode()
    assert "委托申请书" in proxy
    assert "委托申请书" not in plain
    asked = re.findall(r"<li>(.*?) <span", plain + proxy)
    assert asked
    assert not [one for one in asked if one.endswith("证明")]
    assert "data-print" in browser.get(NEW).content.decode()


def trial(browser: Browser, values: dict[str, str], case: str = "") -> str:
    answer = browser.post(f"/w/intents/trial/{case}", values)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_trial_computes_by_the_policy_and_keeps_nothing(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    text = trial(browser, sitting(world))
    assert "试算，不保存，不作数" in text
    assert "符合条件" in text
    assert "<dd>100.00" in text.replace("\n", ""), "3600 a year for three people"
    assert "第" in text
    richer = trial(browser, sitting(world, **{"income-0-amount": "360000"}))
    assert "不符合条件" in richer
    assert "全户每月" not in richer
    world.as_("shouli")
    assert not Case.objects.exists()
    assert not OneTimeNotice.objects.exists()
    button = sitting(world, rows="trial:compute")
    del button["step"]
    assert "符合条件" in browser.submit(NEW, button).content.decode(), "also without a script"


def test_the_trial_names_what_is_missing(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    half = sitting(world, identity_number="", **{"members-1-relation": ""})
    text = trial(browser, half)
    assert "申请人的证件号码或出生日期" in text
    assert "家庭成员第2行 关系" in text
    assert "缺少出生日期" in text
    nameless = trial(browser, sitting(world, **{"members-1-name": "", "income-0-amount": "x"}))
    assert "家庭成员第2行 姓名" in nameless
    assert "第1行 金额" in nameless
    assert "试算" in trial(browser, {})


def test_the_trial_of_a_registered_wish_knows_the_applicant(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_intent(world)
    household = {k: v for k, v in sitting(world).items() if k.startswith(("members", "income"))}
    assert "符合条件" in trial(browser_as("shouli"), household, f"?case={case.number}")
    other = browser_as("shouli", OTHER_TOWNSHIP)
    assert other.post(f"/w/intents/trial/?case={case.number}", household).status_code == 404


def test_who_stands_up_leaves_nothing(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    assert "换人" in browser.get("/w/").content.decode()
    answer = browser.post("/accounts/switch/")
    assert answer.headers["Location"] == "/accounts/login/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.get("/w/").status_code == 302
    assert browser.get("/accounts/switch/").status_code == 405
