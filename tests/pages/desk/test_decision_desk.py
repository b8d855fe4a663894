"""The decision desk: clean and flagged apart, the notice beside the list, confirm, take back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseInvolvement
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.decisions.models import Decision, PlannedGrant
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.documents.models import Document, NumberCounter
from jiuzhu.casework.workspace.deciding import decision_desk
from jiuzhu.infra.clock import CHINA, legal_day
from jiuzhu.infra.models import StoredFile
from support.browser import Browser, as_owner, hidden_values
from support.kin import declare_kin
from support.pages import gone_to, shown, state_of
from support.stream import accept, assess, to_insisted, to_opinion, to_unfit_opinion, visit
from support.world import COUNTY, FANZHEN, World

DESK = "/w/decisions/"
CONFIRM = "/w/decisions/confirm/"


def numbers_in(page: str) -> list[str]:
    return re.findall(r'name="numbers" value="([0-9]+)"', page)


def asked_for(*cases: Case) -> str:
    return CONFIRM + "?" + "&".join(f"numbers={case.number}" for case in cases)


def confirm(browser: Browser, *cases: Case, **more: Any) -> Any:
    page = browser.get(asked_for(*cases))
    sent = {**hidden_values(page), "numbers": numbers_in(shown(page)), "text": "同意", **more}
    return browser.post(CONFIRM, sent)


def desk(world: World, seat: str = "shenpi", organ: str = "370911101") -> Any:
    on = legal_day(world.at)
    since = datetime.combine(on, time.min, tzinfo=CHINA)
    return decision_desk(actor=world.as_(seat, organ), on=on, since=since)


def test_clean_cases_and_those_to_look_at_stand_apart(world: World) -> None:
    clean, odd = to_opinion(world), to_unfit_opinion(world)
    found = desk(world)
    assert [row.number for row in found.clean] == [clean.number]
    (row,) = found.to_look_at
    assert row.number == odd.number
    labels = {flag.label: flag.reason for flag in row.flags}
    assert set(labels) >= {"申报有出入", "坚持申请", "建议不予批准"}
    assert "1处不一致" in labels["申报有出入"]
    assert "不符合条件" in row.excluded
    assert not desk(world, "shenpi", FANZHEN).rows  # its power lies with the county


def test_flags_name_kin_of_others_deadline_and_report(world: World) -> None:
    case = to_opinion(world)
    declare_kin(world.officer("shenhe"), case.applicant, relation="表弟")
    (row,) = desk(world).to_look_at
    assert [flag.label for flag in row.flags] == ["工作人员近亲属"]
    assert "表弟" in row.flags[0].reason
    assert not row.excluded
    assert case.due_on is not None
    world.at = datetime.combine(case.due_on, time(9), tzinfo=CHINA)
    (row,) = desk(world).to_look_at
    assert "期限将到" in [flag.label for flag in row.flags]


def test_what_bars_this_decider_is_said_before_anybody_tries(world: World) -> None:
    held, mine, part = (to_opinion(world) for _ in range(3))
    window = world.as_("shouli")
    open_hold(case=held, kind=HoldKind.COURT_ORDER, reason="来函", actor=window, at=world.at)
    declare_kin(world.officer("shenpi"), mine.applicant)
    with as_owner():
        CaseInvolvement.objects.create(
            case=part, officer=world.officer("shenpi"), part="VISITED", since=world.at
        )
    said = {row.number: row.excluded for row in desk(world).rows}
    assert "司法文书" in said[held.number]
    assert "近亲属" in said[mine.number]
    assert said[part.number]
    assert len(set(said.values())) == 3


def test_a_hundred_cases_ask_no_more_than_one(world: World) -> None:
    to_opinion(world)
    desk(world)
    with CaptureQueriesContext(connection) as one:
        desk(world)
    to_opinion(world)
    to_unfit_opinion(world)
    desk(world)
    with CaptureQueriesContext(connection) as three:
        desk(world)
    assert len(three) <= len(one)


def test_the_preview_is_the_notice_unsigned_and_leaves_nothing(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    page = shown(browser.get(DESK))
    url = f"/w/cases/{case.number}/grant/preview.pdf"
    assert f'<iframe src="{url}"' in page
    assert "未签发" in page

    def kept() -> tuple[int, int, list[tuple[str, int]]]:
        with as_owner():
            counters = list(NumberCounter.objects.order_by("pk").values_list("series", "last"))
            return Document.objects.count(), StoredFile.objects.count(), counters

    before = kept()
    answer = browser.get(url)
    assert answer.content.startswith(b"%PDF-")
    assert kept() == before
    assert state_of(case) == "OPINION"


def test_preview_shows_no_number_and_carries_the_mark(
    world: World, browser_as: Callable[..., Browser], monkeypatch: Any
) -> None:
    from jiuzhu.interfaces.web.desk import previews

    case = to_opinion(world)
    printed: list[tuple[Any, str]] = []
    render = previews.render

    def watch(kind: str, content: Any, **more: Any) -> Any:
        printed.append((content.head, more["viewer_mark"]))
        return render(kind, content, **more)

    monkeypatch.setattr(previews, "render", watch)
    browser_as("shenpi").get(f"/w/cases/{case.number}/grant/preview.pdf")
    ((head, mark),) = printed
    assert (head.number, mark) == ("", previews.MARK)
    assert "未签发" in mark
    assert head.check_url.endswith("/yz/")


def test_confirm_many_shows_totals_and_what_is_left_out(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    first, second, held = (to_opinion(world) for _ in range(3))
    window = world.as_("shouli")
    open_hold(case=held, kind=HoldKind.COURT_ORDER, reason="来函", actor=window, at=world.at)
    browser = browser_as("shenpi")
    page = shown(browser.get(asked_for(first, second, held) + "&numbers=999"))
    assert numbers_in(page) == [first.number, second.number]
    assert "2,050.00" in page
    assert "司法文书" in page
    assert "1件不在您今天的审批列表里" in page
    assert "祝阳镇" in page
    assert gone_to(confirm(browser, first, second)) == f"{DESK}?tab=plans"
    with as_owner():
        assert PlannedGrant.objects.filter(state="WAITING").count() == 2
        assert not Decision.objects.exists()
    plans = shown(browser.get(f"{DESK}?tab=plans"))
    assert "已确认 2 件" in plans
    assert plans.count("等待生效") == 2
    assert first.number not in shown(browser.get(DESK))


def test_the_same_confirmation_sent_twice_counts_once(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    page = browser.get(asked_for(case))
    sent = {**hidden_values(page), "numbers": [case.number], "text": "同意"}
    assert gone_to(browser.post(CONFIRM, sent)) == gone_to(browser.post(CONFIRM, sent))
    with as_owner():
        assert PlannedGrant.objects.count() == 1
    changed = browser.post(CONFIRM, {**sent, "numbers": ["123"]})
    assert changed.status_code == 409


def test_bad_selections_are_answered_in_words(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case, elsewhere = to_opinion(world), to_opinion(world, township=FANZHEN)
    browser = browser_as("shenpi")
    assert "没有可以确认的案件" in shown(browser.get(CONFIRM))
    assert "没有可以确认的案件" in shown(browser.get(asked_for(elsewhere)))
    page = browser.get(asked_for(case))
    empty = {**hidden_values(page), "text": "同意"}
    empty.pop("numbers")
    odd = {**hidden_values(page), "text": "同意", "numbers": ["1\x00"]}
    assert browser.post(CONFIRM, odd).status_code == 422
    assert "没有可以确认的案件" in shown(browser.post(CONFIRM, empty), 422)
    sent = {**hidden_values(page), "numbers": [elsewhere.number], "text": "同意"}
    assert gone_to(browser.post(CONFIRM, sent))
    told = shown(browser.get(f"{DESK}?tab=plans"))
    assert "没有办成" in told
    with as_owner():
        assert not PlannedGrant.objects.exists()
    assert browser_as("shouli").get(DESK).status_code == 403
    assert browser_as("shouli").get(CONFIRM).status_code == 403
    assert numbers_in(shown(browser_as("xianshenpi", COUNTY).get(DESK))) == [elsewhere.number]


def test_a_case_decided_meanwhile_is_named(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    first, second = to_opinion(world), to_opinion(world)
    world.later(hours=9)  # both opinions took until midnight, when a confirmation holds at once
    browser = browser_as("shenpi")
    page = browser.get(asked_for(first, second))
    sent = {
        **hidden_values(page),
        "numbers": [first.number, second.number],
        "text": "同意",
    }
    decide_grant(number=first.number, actor=world.as_("shenpi"), at=world.at)
    browser.post(CONFIRM, sent)
    told = shown(browser.get(f"{DESK}?tab=plans"))
    assert "已确认 1 件" in told
    assert first.number in told
    assert "不能办理这一步" in told


def test_taken_back_from_the_desk(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    confirm(browser, case)
    page = browser.get(f"{DESK}?tab=plans")
    assert "撤回测试甲户的确认" in shown(page)
    gone = browser.post("/w/decisions/take-back/", {"number": case.number})
    assert gone_to(gone) == DESK
    assert "已撤回确认" in shown(browser.get(DESK))
    assert browser.post("/w/decisions/take-back/", {"number": case.number}).status_code == 409
    assert browser.post("/w/decisions/take-back/", {"number": "x"}).status_code == 422
    assert browser.get("/w/decisions/take-back/").status_code == 405


def test_sent_back_from_the_desk_with_a_reason(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    page = browser.get(DESK)
    path = f"/w/cases/{case.number}/return-opinion/"
    sent = {**hidden_values(page), "reason": "请补一张入户照片"}
    assert sent["desk"] == "1"
    long = browser.post(path, {**sent, "reason": "补" * 10_000})
    assert "最多" in shown(long, 422)
    assert gone_to(browser.post(path, sent)) == DESK
    assert state_of(case) == "SURVEY"


def test_large_change_between_two_computations_is_flagged(world: World) -> None:
    from jiuzhu.casework.assessments.services.compute_amount import (
        ComputationGiven,
        compute_amount,
    )
    from support.stream import earns, to_surveyed

    case = to_surveyed(world)
    compute_amount(
        number=case.number,
        actor=world.as_("shenhe"),
        at=world.later(hours=1),
        given=ComputationGiven(findings=earns(case, 900_000)),
    )
    assess(world, case)
    (row,) = desk(world).to_look_at
    assert [flag.label for flag in row.flags] == ["金额变动大"]


def test_an_explained_difference_still_needs_a_look(world: World) -> None:
    case = visit(world, accept(world, to_insisted(world)))
    assert case.state == "SURVEY"
    assert not desk(world).rows


def test_notes_of_a_case_are_written_and_marked(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_opinion(world)
    browser, path = browser_as("shenpi"), f"/w/cases/{case.number}/notes/"
    page = browser.get(f"/w/cases/{case.number}/?tab=notes")
    assert "还没有备注" in shown(page)
    wrong = browser.post(path, {**hidden_values(page), "text": "@没有这个人 请看"})
    text = shown(wrong, 422)
    assert "提醒不到" in text
    assert "@没有这个人 请看</textarea>" in text
    assert browser.post(path, {**hidden_values(page), "text": "甲\u202e乙"}).status_code == 422
    assert gone_to(browser.post(path, {**hidden_values(page), "text": "<b>请补照片"}))
    told = shown(browser.get(f"/w/cases/{case.number}/?tab=notes"))
    assert "&lt;b&gt;请补照片" in told
    note = re.search(r'name="note" value="([0-9]+)"', told)
    assert note is not None
    withdraw = f"{path}withdraw/"
    assert browser.post(withdraw, {"note": "abc"}).status_code == 422
    assert browser_as("shenhe").post(withdraw, {"note": note[1]}).status_code == 403
    assert gone_to(browser.post(withdraw, {"note": note[1]}))
    assert "<del>" in shown(browser.get(f"/w/cases/{case.number}/?tab=notes"))
    stranger = browser_as("shouli", FANZHEN)
    assert stranger.post(path, {"text": "x"}).status_code == 404


def test_a_stale_page_says_who_changed_what_and_keeps_what_was_typed(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    path = f"/w/cases/{case.number}/return-opinion/"
    sent = {**hidden_values(browser.get(path)), "reason": "请补<拍>入户照片"}
    decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.at)
    text = shown(browser.post(path, sent), 409)
    assert world.officer("shenpi").name in text
    assert "待审批" in text
    assert "请补&lt;拍&gt;入户照片" in text
    assert "可以复制" in text
