"""Serve, scan, check and take back one paper: on pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiuzhu.casework.documents.models import Delivery, Document
from support.browser import Browser, hidden_values
from support.pages import a_file, gone_to, shown, twice
from support.stream import CENTRE, to_authorising, to_invited
from support.world import OTHER_TOWNSHIP, World

BrowserAs = Callable[..., Browser]


def newest(world: World, case: Any, kind: str) -> Document:
    world.as_("shouli")
    return Document.objects.filter(case=case, kind=kind).order_by("-pk")[0]


def with_file(browser: Browser, path: str, values: dict[str, Any]) -> Any:
    return browser.post(path, {**hidden_values(browser.get(path)), **values})


def direct(world: World) -> dict[str, Any]:
    world.later(hours=1)
    return {
        "method": "DIRECT",
        "recipient": "测试甲",
        "place": "申请人家中",
        "delivered_at": "2020-09-01 12:30",
    }


def test_a_notice_is_served_once(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    paper = newest(world, case, "W07")
    browser = browser_as("diaocha")
    path = f"/w/papers/{paper.check_code}/deliver/"
    first, second = twice(browser, path, direct(world))
    assert gone_to(first) == gone_to(second) == f"/w/cases/{case.number}/"
    world.as_("shouli")
    assert Delivery.objects.filter(document=paper).count() == 1
    again = shown(browser.submit(path, direct(world)), 409)
    assert "已经登记送达" in again


def test_a_child_cannot_take_it(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    paper = newest(world, case, "W07")
    values = {**direct(world), "recipient": "测试丙"}
    page = shown(
        browser_as("diaocha").submit(f"/w/papers/{paper.check_code}/deliver/", values), 422
    )
    assert 'id="id_recipient-error"' in page
    assert "未成年人不能代收" in page
    assert "申请人家中" in page


def test_left_with_two_witnesses(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    paper = newest(world, case, "W07")
    browser = browser_as("diaocha")
    path = f"/w/papers/{paper.check_code}/deliver/"
    left = {**direct(world), "method": "LEFT", "refusal_reason": "本人拒收，放在住处"}
    assert 'id="id_witnesses-error"' in shown(browser.submit(path, left), 422)
    assert gone_to(browser.submit(path, {**left, "witnesses": "见证张，见证李"}))
    world.as_("shouli")
    assert Delivery.objects.get(document=paper).witnesses == "见证张、见证李"


def test_post_needs_its_receipt(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    paper = newest(world, case, "W07")
    browser = browser_as("diaocha")
    path = f"/w/papers/{paper.check_code}/deliver/"
    by_post = {**direct(world), "method": "POST"}
    assert 'id="id_evidence-error"' in shown(browser.submit(path, by_post), 422)
    assert gone_to(with_file(browser, path, {**by_post, "evidence": a_file(seed=7)}))


def test_scanned_by_one_and_checked_by_another(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    paper = newest(world, case, "W07")
    window, surveyor = browser_as("shouli"), browser_as("diaocha")
    scan, check = (f"/w/papers/{paper.check_code}/{word}/" for word in ("scan", "check"))
    assert "还没有回传签章件" in shown(window.get(check))
    assert 'id="id_file-error"' in shown(window.submit(scan), 422)
    assert gone_to(with_file(window, scan, {"file": a_file("scan.png", seed=11)}))
    own = shown(window.submit(check, {"sure": "on"}), 422)
    assert "不能核对自己回传的签章件" in own
    picture = surveyor.get(f"/w/papers/{paper.check_code}/scan-file/")
    assert picture.content.startswith(b"\x89PNG")
    assert gone_to(surveyor.submit(check, {"sure": "on"}))
    world.as_("shouli")
    assert Document.objects.get(pk=paper.pk).seal_state == "CHECKED"


def test_the_centre_brings_back_its_signed_report(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    report, notice = (newest(world, case, kind) for kind in ("W06", "W07"))
    first, second = browser_as("zhongxin", CENTRE), browser_as("zhongxin2", CENTRE)
    scan, check = (f"/w/papers/{report.check_code}/{word}/" for word in ("scan", "check"))
    home = shown(first.get(f"/w/cases/{case.number}/"))
    assert scan in home
    assert f"/w/papers/{notice.check_code}/" not in home
    assert gone_to(with_file(first, scan, {"file": a_file("report.png", seed=12)}))
    assert check in shown(second.get(f"/w/cases/{case.number}/"))
    assert gone_to(second.submit(check, {"sure": "on"}))
    assert newest(world, case, "W06").seal_state == "CHECKED"
    other = f"/w/papers/{notice.check_code}"
    shown(first.get(f"{other}/deliver/"), 403)
    shown(with_file(first, f"{other}/scan/", {"file": a_file(seed=13)}), 403)
    shown(browser_as("shouli").get(scan), 403)


def test_the_unsigned_paper_is_no_scan(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    paper = newest(world, case, "W07")
    browser = browser_as("shouli")
    path = f"/w/papers/{paper.check_code}/scan/"
    pdf = a_file("same.pdf")
    pdf.seek(0)
    pdf.truncate()
    pdf.write(browser.get(f"/w/cases/{case.number}/papers/{paper.check_code}.pdf").content)
    pdf.seek(0)
    page = shown(with_file(browser, path, {"file": pdf}), 422)
    assert 'id="id_file-error"' in page
    assert "就是未签章的原件" in page


def test_taken_back_with_a_reason_and_said_to_everybody(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_authorising(world)
    paper = newest(world, case, "W11")
    browser = browser_as("shouli")
    path = f"/w/papers/{paper.check_code}/withdraw/"
    assert 'id="id_reason-error"' in shown(browser.submit(path, {"reason": "错"}), 422)
    assert gone_to(browser.submit(path, {"reason": "清单有误，重新出具"}))
    assert "这份文书已撤回" in shown(browser.get(f"/yz/{paper.check_code}"))


def test_another_township_and_other_posts_are_kept_out(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    paper = newest(world, case, "W07")
    for word in ("deliver", "scan", "check", "scan-file", "withdraw"):
        path = f"/w/papers/{paper.check_code}/{word}/"
        shown(browser_as("shouli", OTHER_TOWNSHIP).get(path), 404)
    shown(browser_as("shenhe").get(f"/w/papers/{paper.check_code}/deliver/"), 403)
    shown(browser_as("shouli").get("/w/papers/NOSUCHCODE234567/deliver/"), 404)
