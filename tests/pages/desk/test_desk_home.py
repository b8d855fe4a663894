"""The desk: what waits, all cases, the workspace, papers, trace and flow chart."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from jiuzhu.casework.cases.models import Case, CaseEvent
from jiuzhu.casework.cases.services.advance import step_of
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.lists import PAGE_SIZE
from jiuzhu.infra.models import AccessEvent
from support.browser import Browser, as_owner
from support.stream import (
    CENTRE,
    to_authorised,
    to_authorising,
    to_explained,
    to_filed,
    to_intent,
    to_invited,
    to_verified,
)
from support.world import COUNTY, FANZHEN, OTHER_TOWNSHIP, World

DAY = date(2020, 9, 1)


def numbers_in(page: str) -> list[str]:
    return re.findall(r'data-href="/w/cases/([0-9]{22})/"', page)


def test_tasks_are_what_the_post_waits_for_by_due_date(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    late = to_intent(world, name="测试早")
    world.later(days=3)
    soon = to_authorised(world)
    filed = to_filed(world)
    window = browser_as("shouli").get("/w/").content.decode()
    assert numbers_in(window) == [late.number, soon.number]
    assert "剩12个工作日" in window
    verifier = browser_as("hedui").get("/w/").content.decode()
    assert numbers_in(verifier) == [soon.number]
    centre = browser_as("zhongxin", CENTRE).get("/w/").content.decode()
    assert numbers_in(centre) == [filed.number]


def test_overdue_is_said_in_words_and_counted(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    to_intent(world)
    world.later(days=40)
    page = browser_as("shouli").get("/w/").content.decode()
    assert "超期 1" in page
    assert re.search(r"超期[0-9]+个工作日", page)


def test_tabs_count_the_stages_from_the_counters(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    to_intent(world, name="测试一")
    to_intent(world, name="测试二")
    to_verified(world)
    browser = browser_as("shouli")
    page = browser.get("/w/").content.decode()
    assert re.search(r'意愿与授权 <span class="count">2</span>', page)
    assert re.search(r'核对 <span class="count">1</span>', page)
    narrowed = browser.get("/w/?stage=verification").content.decode()
    assert len(numbers_in(narrowed)) == 1


def test_power_of_the_day_decides_whose_task_a_decision_is(world: World) -> None:
    from jiuzhu.casework.workspace.places import places_for

    delegated = places_for(world.as_("shenpi"), DAY)
    kept = places_for(world.as_("shenpi", FANZHEN), DAY)
    county = places_for(world.as_("xianshenpi", COUNTY), DAY)
    own, other = world.organ("370911101").pk, world.organ(FANZHEN).pk
    assert [one.organs for one in delegated if one.state == "OPINION"] == [(own,)]
    assert not [one for one in kept if one.state == "OPINION"]
    decided = next(one.organs for one in county if one.state == "OPINION")
    assert other in decided
    assert own not in decided


def test_pages_of_the_list_neither_lose_nor_repeat_a_case(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    made = [to_intent(world, name=f"测试{word}").number for word in "甲乙丙丁戊"]
    actor = world.as_("shouli")
    seen: list[str] = []
    after = ""
    while True:
        page = queries.my_tasks(actor=actor, on=DAY, after=after, size=2)
        seen += [row.number for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == made
    middle = queries.my_tasks(actor=actor, on=DAY, after=page.before, size=2)
    back = queries.my_tasks(actor=actor, on=DAY, before=page.before, size=2)
    assert [row.number for row in back.rows] == made[2:4]
    assert middle.rows == ()
    newest = queries.case_list(actor=actor, on=DAY, size=2)
    older = queries.case_list(actor=actor, on=DAY, size=2, after=newest.after)
    assert [row.number for row in (*newest.rows, *older.rows)] == made[::-1][:4]
    again = queries.case_list(actor=actor, on=DAY, size=2, before=older.before)
    assert [row.number for row in again.rows] == made[::-1][:2]
    assert (newest.before, PAGE_SIZE) == ("", 20)


@pytest.mark.parametrize("path", ["/w/?after=x.1", "/w/?before=2020-09-01.x", "/w/cases/?after=x"])
def test_changed_page_key_is_refused_in_words(
    world: World, browser_as: Callable[..., Browser], path: str
) -> None:
    answer = browser_as("shouli").get(path)
    assert answer.status_code == 422
    assert "页码不正确" in answer.content.decode()


@pytest.mark.parametrize("wanted", ["name", "initials", "last_four", "number", "code", "identity"])
def test_case_is_found_in_the_area_only(
    world: World, browser_as: Callable[..., Browser], wanted: str
) -> None:
    from jiuzhu.casework.documents.services.describe import identity_number_of

    case = to_intent(world, name="单测辛")
    identity = identity_number_of(case.applicant)
    words = {
        "name": "单测辛",
        "initials": "dcx",
        "last_four": identity[-4:],
        "number": case.number,
        "code": case.progress_code.lower(),
        "identity": f"{identity[:6]} {identity[6:14]} {identity[14:]}",
    }[wanted]
    found = browser_as("shouli").get("/w/cases/", {"q": words})
    assert found.headers["Location"] == f"/w/cases/{case.number}/"
    elsewhere = browser_as("shouli", OTHER_TOWNSHIP).get("/w/cases/", {"q": words})
    assert "没有符合条件的案件" in elsewhere.content.decode()
    world.as_("jianguan", COUNTY)
    kept = AccessEvent.objects.filter(kind="SEARCH").values_list("query", flat=True)
    assert kept
    assert not any(identity in query for query in kept)


def test_list_is_narrowed_in_the_address(world: World, browser_as: Callable[..., Browser]) -> None:
    here = to_intent(world, name="测试甲")
    there = to_authorising(world)
    browser = browser_as("shouli")
    page = browser.get("/w/cases/?state=AUTHORISING").content.decode()
    assert numbers_in(page) == [there.number]
    page = browser.get(f"/w/cases/?place={world.village.code}").content.decode()
    assert numbers_in(page) == [there.number, here.number]
    wrong = browser.get("/w/cases/?state=NOWHERE")
    assert wrong.status_code == 422
    assert "不在列表中" in wrong.content.decode()


def test_lists_keep_whom_they_showed(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_intent(world)
    browser_as("shouli").get("/w/")
    world.as_("jianguan", COUNTY)
    assert AccessEvent.objects.filter(kind="LIST").latest("pk").subjects == [case.applicant_id]


@pytest.mark.parametrize(
    ("build", "seat", "organ", "step"),
    [
        (to_intent, "shouli", "370911101", "下一步：开始授权"),
        (to_authorising, "shouli", "370911101", "下一步：签署授权"),
        (to_authorised, "hedui", "370911101", "下一步：提请核对"),
        (to_filed, "zhongxin", CENTRE, "下一步：接收提请"),
        (to_filed, "shouli", "370911101", "现在等：县核对中心核对员"),
        (to_invited, "shouli", "370911101", "下一步：正式申请"),
        (to_explained, "shouli", "370911101", "坚持申请"),
    ],
)
def test_workspace_names_the_next_step_or_who_is_waited_for(
    world: World,
    browser_as: Callable[..., Browser],
    build: Callable[[World], Case],
    seat: str,
    organ: str,
    step: str,
) -> None:
    case = build(world)
    page = browser_as(seat, organ).get(f"/w/cases/{case.number}/").content.decode()
    assert step in page


def test_every_button_is_a_step_of_the_table(world: World) -> None:
    case = to_authorised(world)
    for seat in ("shouli", "diaocha", "hedui", "shenhe", "shenpi"):
        actor = world.as_(seat)
        steps = queries.next_steps(number=case.number, actor=actor, on=DAY)
        for offer in (steps.next, *steps.others):
            if offer is not None and offer.action != "sign_authorization":
                actor.require(step_of(case, offer.action).capability)


def test_workspace_shows_people_clocks_papers_and_the_conflict(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorised(world)
    page = browser_as("shouli").get(f"/w/cases/{case.number}/").content.decode()
    for words in (
        "测试乙",
        "义务人",
        "意愿答复",
        "授权书",
        "第649号第十一条",
        "诚信声明",
        "未核实样例值",
    ):
        assert words in page
    assert "370911********" in page
    assert not re.search(r"(?<![0-9])[0-9]{17}[0-9X](?![0-9])", page)


def test_paper_is_served_from_storage_and_the_look_kept(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorised(world)
    browser = browser_as("shouli")
    world.as_("shouli")
    paper = Document.objects.get(case=case, kind="W01")
    answer = browser.get(f"/w/cases/{case.number}/papers/{paper.check_code}.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    world.as_("jianguan", COUNTY)
    assert AccessEvent.objects.filter(query=f"paper/W01/{paper.number}").exists()
    other = to_intent(world, name="测试二")
    wrong = browser.get(f"/w/cases/{other.number}/papers/{paper.check_code}.pdf")
    assert wrong.status_code == 404


def test_papers_with_figures_stay_closed_to_the_archivist_only_posts(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_filed(world)
    world.as_("hedui")
    code = Document.objects.get(case=case, kind="W05").check_code
    path = f"/w/cases/{case.number}/papers/{code}.pdf"
    assert browser_as("hedui").get(path).status_code == 200
    village = browser_as("xieli", world.village.code)
    assert village.get(path).status_code == 403
    assert village.get("/w/").headers["Location"] == "/v/"


def test_trace_shows_each_step_and_the_way_back(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_invited(world)
    browser = browser_as("shouli")
    page = browser.get(f"/w/cases/{case.number}/trace/").content.decode()
    world.as_("shouli")
    events = CaseEvent.objects.filter(case=case)
    assert f"存证链完整：{events.count()} 步" in page
    assert bytes(events.latest("sequence").digest).hex() in page
    for words in ("核对报告", "核对提请", "授权书"):
        assert words in page
    assert "谁看过、查过" not in page
    supervisor = browser_as("jianguan", COUNTY).get(f"/w/cases/{case.number}/trace/")
    assert "谁看过、查过" in supervisor.content.decode()


def rewrite_events(*statements: tuple[str, list[object]]) -> None:
    """Do to the events what only somebody above the database's guards could do."""
    from django.db import connection

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
        for statement, values in statements:
            cursor.execute(statement, values)
        cursor.execute("ALTER TABLE cases_caseevent ENABLE TRIGGER USER")


def test_changed_body_breaks_the_chain(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_intent(world)
    change = "UPDATE cases_caseevent SET body = replace(body, 'INTENT', 'X') WHERE case_id = %s"
    rewrite_events((change, [case.pk]))
    page = browser_as("shouli").get(f"/w/cases/{case.number}/trace/").content.decode()
    assert "存证链不完整" in page
    assert "第1步的正文与摘要不符" in page


def test_body_and_digest_changed_together_no_longer_fit_the_next_step(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    from jiuzhu.kernel.digests import GENESIS, link

    case = to_authorising(world)
    world.as_("shouli")
    first = CaseEvent.objects.get(case=case, sequence=1)
    forged = first.body.replace("测", "假")
    assert forged != first.body
    rewrite_events(
        (
            "UPDATE cases_caseevent SET body = %s, digest = %s WHERE id = %s",
            [forged, link(GENESIS, forged.encode()), first.pk],
        )
    )
    page = browser_as("shouli").get(f"/w/cases/{case.number}/trace/").content.decode()
    assert "第2步没有接在前一步之后" in page


def test_missing_last_step_is_noticed_at_the_head(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorising(world)
    world.as_("shouli")
    last = CaseEvent.objects.filter(case=case).latest("sequence")
    rewrite_events(("DELETE FROM cases_caseevent WHERE id = %s", [last.pk]))
    page = browser_as("shouli").get(f"/w/cases/{case.number}/trace/").content.decode()
    assert "与案件记录的链头不符" in page


def test_page_opened_too_late_shows_how_the_case_stands(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorising(world)
    answer = browser_as("shouli").get(f"/w/cases/{case.number}/open-authorization/")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "授权中" in text
    assert world.officer("shouli").name in text
    assert f'href="/w/cases/{case.number}/"' in text


def test_supervisor_sees_refused_attempts(world: World, browser_as: Callable[..., Browser]) -> None:
    browser_as("shenpi").get("/w/intents/new/")
    supervisor = browser_as("jianguan", COUNTY)
    page = supervisor.get("/w/trace/?kind=REFUSED").content.decode()
    assert "岗位无此权限" in page
    assert "登记意愿" in page
    assert browser_as("shouli").get("/w/trace/").status_code == 403


def test_flow_chart_is_the_table_as_picture_and_text(browser_as: Callable[..., Browser]) -> None:
    browser = browser_as("shouli")
    page = browser.get("/w/flow/").content.decode()
    assert 'src="/w/flow.svg?procedure=TA-2019"' in page
    assert "退回重审" in page
    picture = browser.get("/w/flow.svg?procedure=TA-2019")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert b"style=" not in picture.content
    assert browser.get("/w/flow.svg?procedure=XX").status_code == 404


def test_list_page_needs_few_questions_to_the_database(
    world: World,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for word in "甲乙丙":
        to_intent(world, name=f"测试{word}")
    actor = world.as_("shouli")
    with django_assert_max_num_queries(10):
        found = queries.my_tasks(actor=actor, on=DAY + timedelta(days=1))
    assert len(found.rows) == 3


def test_flow_chart_names_only_the_posts_that_may_take_the_step(
    browser_as: Callable[..., Browser],
) -> None:
    page = browser_as("shouli").get("/w/flow/").content.decode()
    row = re.search(r"<tr role=\"row\">(?:(?!</tr>).)*>D2<.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert "受理员" in row[0]
    assert "村级协理员" not in row[0]
    assert "申请人" not in row[0]
