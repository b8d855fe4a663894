"""Make the sheets, put them up, take them down, enter payment: on pages of the township."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.publicity.models import PublicNotice
from support.browser import Browser, as_owner, hidden_values
from support.forced_state import in_state
from support.late_stage import decided
from support.pages import a_file, gone_to, shown, state_of, twice
from support.world import OTHER_TOWNSHIP, World

BrowserAs = Callable[..., Browser]


def published(world: World, browser: Browser, **kept: Any) -> Case:
    case = decided(world, **kept)
    path = f"/w/cases/{case.number}/publish-result/"
    gone_to(browser.submit(path, {"planned_on": f"{world.at:%Y-%m-%d}"}))
    return case


def with_file(browser: Browser, path: str, values: dict[str, Any]) -> Any:
    return browser.post(path, {**hidden_values(browser.get(path)), **values})


def test_the_sheet_is_previewed_made_and_named_once(world: World, browser_as: BrowserAs) -> None:
    case = decided(world, name="测试王")
    browser = browser_as("shouli")
    path = f"/w/cases/{case.number}/publish-result/"
    page = shown(browser.get(path))
    assert "426.00" in page
    assert "2020-09-08" in page
    with as_owner():
        before = Document.objects.count()
    assert browser.get(f"{path}preview.pdf").content.startswith(b"%PDF-")
    with as_owner():
        assert Document.objects.count() == before
    first, second = twice(browser, path, {"planned_on": "2020-09-01"})
    assert gone_to(first) == gone_to(second)
    assert state_of(case) == "RESULT_PUB"


def test_a_sheet_made_before_is_named_instead_of_a_preview(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    case = published(world, browser)
    code = PublicNotice.objects.get(case=case).code
    in_state(case, "DECIDED_YES")
    path = f"/w/cases/{case.number}/publish-result/preview.pdf"
    assert code in shown(browser_as("shouli").get(path), 422)


def test_a_day_too_late_is_refused_at_its_field(world: World, browser_as: BrowserAs) -> None:
    case = decided(world)
    path = f"/w/cases/{case.number}/publish-result/"
    page = shown(browser_as("shouli").submit(path, {"planned_on": "2020-12-01"}), 422)
    assert 'id="id_planned_on-error"' in page
    assert 'value="2020-12-01"' in page


def test_the_next_step_follows_the_board(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    case = published(world, browser)
    home = f"/w/cases/{case.number}"
    waiting = shown(browser.get(f"{home}/"))
    assert "下一步：张贴" in waiting
    assert "转入发放" not in waiting
    world.later(hours=2)
    browser = browser_as("shouli")
    posted_at = f"{world.at + timedelta(hours=7):%Y-%m-%d %H:%M}"
    values = {"photo": a_file(seed=51), "place": "村委会", "posted_at": posted_at}
    gone_to(with_file(browser, f"{home}/post-notice/", values))
    hanging = shown(browser.get(f"{home}/"))
    assert "下一步：撤下" in hanging
    assert "重制公示单" not in hanging


def test_hung_seven_full_days_and_paid(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    case = published(world, browser)
    home = f"/w/cases/{case.number}"
    world.later(hours=2)
    post = {
        "photo": a_file(seed=3),
        "place": "村委会门口",
        "posted_at": f"{world.at + timedelta(hours=7):%Y-%m-%d %H:%M}",
    }
    assert gone_to(with_file(browser, f"{home}/post-notice/", post))
    early = with_file(
        browser, f"{home}/take-down-notice/", {"photo": a_file(seed=4), "objections": "0"}
    )
    assert "公示还没有满7个整日" in shown(early, 422)
    assert "不用重选" in shown(early, 422)
    assert "公示还没有满7个整日" in shown(
        browser.submit(f"{home}/enter-payment/", {"sure": "on"}), 422
    )
    world.as_("shouli")
    ends = PublicNotice.objects.get(case=case).ends_on
    assert ends is not None
    world.at = datetime.combine(ends, world.at.timetz()) + timedelta(days=1)
    browser = browser_as("shouli")
    same = with_file(
        browser, f"{home}/take-down-notice/", {"photo": a_file(seed=3), "objections": "0"}
    )
    assert 'id="id_photo-error"' in shown(same, 422)
    down = {"photo": a_file(seed=4), "objections": "0"}
    assert gone_to(with_file(browser, f"{home}/take-down-notice/", down))
    assert gone_to(browser.submit(f"{home}/enter-payment/", {"sure": "on"}))
    assert state_of(case) == "IN_PAYMENT"


def test_an_outdated_sheet_is_made_anew(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    case = published(world, browser)
    world.as_("shouli")
    old = PublicNotice.objects.get(case=case).code
    world.later(days=2)
    path = f"/w/cases/{case.number}/renew-sheet/"
    assert gone_to(browser.submit(path, {"planned_on": f"{world.at:%Y-%m-%d}"}))
    assert "这份文书已撤回" in shown(browser.get(f"/yz/{old}"))


def test_objections_are_numbers(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    case = published(world, browser)
    path = f"/w/cases/{case.number}/take-down-notice/"
    for text in ("-1", "一", "1e3", "１", "99999"):
        values = {"photo": a_file(seed=9), "objections": text}
        page = shown(with_file(browser, path, values), 422)
        assert 'id="id_objections-error"' in page
        assert text in page


def test_another_township_finds_no_sheet(world: World, browser_as: BrowserAs) -> None:
    case = published(world, browser_as("shouli"))
    stranger = browser_as("shouli", OTHER_TOWNSHIP)
    for action in ("post-notice", "take-down-notice", "renew-sheet", "enter-payment"):
        shown(stranger.get(f"/w/cases/{case.number}/{action}/"), 404)
