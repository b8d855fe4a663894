"""My tasks: narrowed, ordered, counted and paged by what stands in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jiuzhu.casework.cases.models import CaseClock
from jiuzhu.casework.cases.services.keep_clocks import pause_clock
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.lists import count_cases
from jiuzhu.casework.workspace.narrowing import Narrowing
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Forbidden
from jiuzhu.policy.deadlines import PauseGround
from support.browser import Browser
from support.stream import to_authorised, to_authorising, to_intent
from support.world import OTHER_TOWNSHIP, World

pytestmark = pytest.mark.django_db(databases=["default", "aside"])


def numbers_in(page: str) -> list[str]:
    return re.findall(r'data-href="/w/cases/([0-9]{22})/"', page)


def heads_in(page: str) -> list[str]:
    head = page.split("<thead", 1)[1].split("</thead>", 1)[0]
    cells = [
        one for one in re.findall(r"<th.*?</th>", head, re.DOTALL) if 'class="pick"' not in one
    ]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def shown(browser: Browser, query: str) -> list[str]:
    answer = browser.get(f"/w/{query}")
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return numbers_in(answer.content.decode())


def test_deadline_narrows_and_a_pause_is_never_overdue(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    late, paused = to_intent(world, name="测试早"), to_intent(world, name="测试停")
    world.as_("shouli")
    due = CaseClock.objects.get(case=late).due_on
    pause_clock(
        case=paused,
        kind="intent_answer",
        on=legal_day(world.at),
        ground=PauseGround.FORCE_MAJEURE,
        document_number="测试1号",
    )
    world.later(days=(due - legal_day(world.at)).days - 7)
    fresh = to_intent(world, name="测试新")
    browser = browser_as("shouli")
    assert shown(browser, "?due=week") == [late.number]
    assert shown(browser, "?due=today") == []
    world.later(days=7)
    assert shown(browser, "?due=today") == [late.number]
    assert "今天到期 1" in browser.get("/w/").content.decode()
    world.later(days=1)
    assert shown(browser, "?due=overdue") == [late.number]
    page = browser.get("/w/").content.decode()
    assert "超期 1" in page
    assert "已暂停计时" in page
    assert set(numbers_in(page)) == {late.number, paused.number, fresh.number}


def test_place_days_and_category_narrow(world: World, browser_as: Callable[..., Browser]) -> None:
    first = to_intent(world, name="测试甲")
    world.later(days=2)
    second = to_authorising(world)
    browser = browser_as("shouli")
    day = legal_day(world.at)
    assert shown(browser, f"?since={day}") == [second.number]
    assert shown(browser, f"?until={day - timedelta(days=1)}") == [first.number]
    assert shown(browser, f"?place={world.village.code}") == [first.number, second.number]
    other = {"RURAL": "URBAN", "URBAN": "RURAL"}[first.category]
    assert first.number not in shown(browser, f"?category={other}")
    assert first.number in shown(browser, f"?category={first.category}&stage=intent")


def test_condition_of_another_office_is_named_and_shows_nothing_of_it(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world)
    browser = browser_as("shouli", OTHER_TOWNSHIP)
    answer = browser.get(f"/w/?place={world.village.code}")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不在您的辖区" in page
    assert world.village.name not in page
    assert case.number not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sort=name", "不能按这一列排序"),
        ("size=7", "20、50 或 100"),
        ("due=someday", "不在列表中"),
        ("since=2020-13-45", "since"),
        ("colour=red", "本页没有的内容"),
        ("size=20&size=50", "同一项收到了两个值"),
        ("after=9", "页码不正确"),
        ("sort=opened&after=2020-09-01_1x", "页码不正确"),
        ("sort=applicant&after=999999999", "页码不正确"),
    ],
)
def test_wrong_value_is_named_and_the_list_stays(
    world: World, browser_as: Callable[..., Browser], query: str, words: str
) -> None:
    case = to_intent(world)
    answer = browser_as("shouli").get(f"/w/?{query}")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "after" in query or case.number in page


@pytest.mark.parametrize("sort", ["due", "-due", "applicant", "-applicant", "opened", "-moved"])
def test_no_order_loses_or_repeats_a_row(world: World, sort: str) -> None:
    for word in "乙甲丁丙戊":
        to_intent(world, name=f"测试{word}")
        world.later(minutes=1)
    actor, on = world.as_("shouli"), legal_day(world.at)
    whole = queries.my_tasks(actor=actor, on=on, order=sort).rows
    ahead: list[str] = []
    after = ""
    while True:
        page = queries.my_tasks(actor=actor, on=on, order=sort, after=after, size=2)
        ahead += [row.number for row in page.rows]
        if not page.after:
            break
        after = page.after
    assert ahead == [row.number for row in whole]
    back = queries.my_tasks(actor=actor, on=on, order=sort, before=page.before, size=2)
    assert [row.number for row in back.rows] == ahead[2:4]
    values = [row.applicant for row in whole]
    if sort.endswith("applicant"):
        from jiuzhu.kernel.names import sort_key

        assert values == sorted(values, key=sort_key, reverse=sort.startswith("-"))
    if sort in {"-moved", "-due"}:
        assert values == ["测试戊", "测试丙", "测试丁", "测试甲", "测试乙"]


def test_head_says_the_order_and_turns_it(world: World, browser_as: Callable[..., Browser]) -> None:
    to_intent(world)
    browser = browser_as("shouli")
    page = browser.get("/w/?stage=intent").content.decode()
    assert re.search(r'aria-sort="ascending"[^>]*><a href="/w/\?stage=intent&amp;sort=-due">', page)
    assert re.search(r'aria-sort="none"[^>]*><a href="/w/\?stage=intent&amp;sort=opened">', page)
    turned = browser.get("/w/?sort=-due").content.decode()
    assert re.search(r'aria-sort="descending"[^>]*><a href="/w/">期限', turned)


def test_count_comes_from_the_counters_and_the_size_from_the_address(
    world: World, browser_as: Callable[..., Browser], django_assert_max_num_queries: Any
) -> None:
    for word in "甲乙丙":
        to_intent(world, name=f"测试{word}")
    browser = browser_as("shouli")
    assert "共 3 件，本页 3 件" in browser.get("/w/").content.decode()
    actor, on = world.as_("shouli"), legal_day(world.at)
    with django_assert_max_num_queries(10) as asked:
        found = queries.my_tasks(actor=actor, on=on, size=2)
    assert (found.found, len(found.rows)) == (3, 2)
    assert not [one for one in asked.captured_queries if "COUNT(*)" in one["sql"]]
    narrowed = queries.my_tasks(
        actor=actor, on=on, narrow=queries.Narrowing(category="RURAL"), size=2
    )
    urban = queries.my_tasks(actor=actor, on=on, narrow=queries.Narrowing(category="URBAN"), size=2)
    assert sorted((narrowed.found, urban.found)) == [0, 3]


def test_way_back_leads_to_the_same_row_without_a_script(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorised(world)
    to_intent(world)
    browser = browser_as("shouli")
    page = browser.get(
        f"/w/cases/{case.number}/", HTTP_REFERER="http://testserver/w/?sort=opened&size=50&row=1"
    ).content.decode()
    back = re.search(r'href="(/w/\?[^"]*)">我的待办', page)
    assert back is not None
    address = back[1].replace("&amp;", "&")
    assert address == f"/w/?sort=opened&size=50&row={case.number}"
    marked = browser.get(address).content.decode()
    row = re.search(rf'<tr[^>]*data-href="/w/cases/{case.number}/"[^>]*>', marked)
    assert row is not None
    assert 'class="returned"' in row[0]
    assert marked.count('class="returned"') == 1
    assert "row=" not in "".join(re.findall(r'href="(/w/\?[^"]*)"', marked))
    foreign = browser.get(f"/w/cases/{case.number}/", HTTP_REFERER="http://evil.example/w/?q=1")
    assert f'href="/w/?row={case.number}"' in foreign.content.decode()


KEY = re.compile(r'name="idempotency_key" value="([^"]+)"')


def test_columns_are_chosen_per_account_and_list(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    to_intent(world)
    browser = browser_as("shouli")
    page = browser.get("/w/lists/columns/?page=TASKS&back=sort%3Dopened").content.decode()
    order = re.findall(r'name="order" value="([a-z]+)"', page)
    assert order[:2] == ["due", "applicant"]
    given = {
        "idempotency_key": KEY.findall(page)[-1],
        "page": "TASKS",
        "back": "sort=opened",
        "order": order,
        "shown": ["due", "code"],
    }
    answer = browser.post("/w/lists/columns/", given)
    assert answer.headers["Location"] == "/w/?sort=opened"
    assert heads_in(browser.get("/w/").content.decode()) == ["期限", "申请人", "查询码"]
    page = browser.get("/w/lists/columns/?page=TASKS").content.decode()
    order = re.findall(r'name="order" value="([a-z]+)"', page)
    assert order[:3] == ["due", "applicant", "code"]
    up = {**given, "idempotency_key": KEY.findall(page)[-1], "order": order, "move": "code:up"}
    answer = browser.post("/w/lists/columns/", up)
    assert answer.headers["Location"].endswith("#column-code")
    assert heads_in(browser.get("/w/").content.decode()) == ["期限", "查询码", "申请人"]
    assert len(heads_in(browser.get("/w/cases/").content.decode())) == 9
    assert len(heads_in(browser_as("diaocha").get("/w/").content.decode())) == 9
    page = browser.get("/w/lists/columns/?page=TASKS").content.decode()
    usual = {**given, "idempotency_key": KEY.findall(page)[-1], "usual": "1"}
    browser.post("/w/lists/columns/", usual)
    assert len(heads_in(browser.get("/w/").content.decode())) == 9


@pytest.mark.parametrize(
    "wrong",
    [{"shown": ["due", "phone"]}, {"order": ["salary"]}, {"page": "PEOPLE"}, {"colour": "red"}],
)
def test_unknown_column_is_refused_in_words(
    world: World, browser_as: Callable[..., Browser], wrong: dict[str, object]
) -> None:
    to_intent(world)
    browser = browser_as("shouli")
    page = browser.get("/w/lists/columns/?page=TASKS").content.decode()
    given = {"idempotency_key": KEY.findall(page)[-1], "page": "TASKS", "shown": ["due"], **wrong}
    answer = browser.post("/w/lists/columns/", given)
    assert answer.status_code == 422
    assert len(heads_in(browser.get("/w/").content.decode())) == 9
    assert browser.get("/w/lists/columns/?page=NONE").status_code == 422


def test_workbook_has_the_columns_of_the_screen(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    from desk.test_list_workbook import cells_of

    to_intent(world)
    browser = browser_as("shouli")
    page = browser.get("/w/lists/columns/?page=TASKS").content.decode()
    given = {"idempotency_key": KEY.findall(page)[-1], "page": "TASKS", "shown": ["code"]}
    browser.post("/w/lists/columns/", given)
    cells = cells_of(browser.get("/w/?to=xlsx").content, 1)
    assert {at: text for at, (_, text) in cells.items() if at.endswith("1")} == {
        "A1": "申请人",
        "B1": "查询码",
    }


def test_map_of_keys_is_a_page_too(browser_as: Callable[..., Browser]) -> None:
    page = browser_as("shouli").get("/w/keys/").content.decode()
    for words in ("下一件", "上一件", "Alt+回车", "勾选"):
        assert words in page
    assert 'href="/w/keys/"' in page


def test_a_village_counts_its_own_cases(world: World) -> None:
    """The kept counters know offices only: they would say none."""
    case = to_intent(world)
    village = world.as_("xieli", case.village.code)
    assert count_cases(actor=village, on=legal_day(world.at), q="", narrow=Narrowing()) == 1


def test_nobody_counts_cases_without_the_post(world: World) -> None:
    to_intent(world)
    outsider = replace(world.as_("shouli"), roles=frozenset(), capabilities=frozenset())
    day = legal_day(world.at)
    with pytest.raises(Forbidden):
        count_cases(actor=outsider, on=day, q="", narrow=Narrowing())
    assert count_cases(actor=world.as_("shouli"), on=day, q="", narrow=Narrowing()) == 1
