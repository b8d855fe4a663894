"""An emergency on one screen, on top of all tasks, from the phone too; the cash book."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.relief.models import ReliefReport, ReserveEntry, UrgentRelief
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.web.desk.relief_table import RELIEFS
from jiuzhu.interfaces.web.desk.reserve import RESERVE
from jiuzhu.interfaces.web.parts.list_export import Asking
from support.accounts import with_account
from support.browser import Browser, as_owner
from support.pages import gone_to, shown, twice
from support.workbooks import read_in_pieces
from support.world import COUNTY, FANZHEN, ZHUYANG, World

BrowserAs = Callable[..., Browser]
NEW = "/w/urgent/new/"


def fire(world: World, **change: Any) -> dict[str, Any]:
    return {
        "village": world.village.organplace_set.get().region.code,
        "cause": "FIRE",
        "happened": "灶间起火",
        "name": "测试火",
        "learned_at": f"{timezone.localtime(world.at - timedelta(minutes=1)):%Y-%m-%d %H:%M}",
        "form": "ADVANCE",
        "amount": "800",
        **change,
    }


def relief() -> UrgentRelief:
    with as_owner():
        return UrgentRelief.objects.select_related("case").get()


def test_one_screen_gives_relief_once_and_leads_to_the_receipt(
    world: World, browser_as: BrowserAs
) -> None:
    desk = browser_as("shouli")
    empty = shown(desk.submit(NEW, {"cause": "FIRE"}), 422)
    assert 'id="id_happened-error"' in empty
    first, again = twice(desk, NEW, fire(world))
    number = relief().case.number
    assert gone_to(first) == gone_to(again) == f"/w/cases/{number}/relief/"
    page = shown(desk.get(gone_to(first)))
    with as_owner():
        receipt = Document.objects.get(kind="W38")
    assert f"/w/cases/{number}/papers/{receipt.check_code}.pdf" in page
    assert "还缺" in page
    assert shown(desk.get("/w/urgent/")).count(f"/w/cases/{number}/relief/") > 0
    assert desk.get("/w/urgent/?to=xlsx").status_code == 200
    assert browser_as("shouli", FANZHEN).get(f"/w/cases/{number}/relief/").status_code == 404


def test_what_the_village_reports_stands_above_all_tasks_until_it_is_relieved(
    world: World, browser_as: BrowserAs
) -> None:
    phone = browser_as("xieli", world.village.code)
    values = fire(world, form="NOT_YET", amount="")
    assert gone_to(phone.submit("/v/urgent/", values)) == "/v/"
    number = relief().case.number
    world.later(hours=20)
    desk = browser_as("shouli")
    assert re.search("剩[34]小时", shown(desk.get("/w/")))
    sent = fire(world, learned_at=values["learned_at"])
    assert gone_to(desk.submit(NEW, sent)) == f"/w/cases/{number}/relief/"
    assert not re.search("剩[34]小时", shown(desk.get("/w/")))
    with as_owner():
        assert ReliefReport.objects.count() == 2
    facts = f"/w/cases/{number}/confirm-facts/"
    assert gone_to(desk.submit(facts, {"facts": "两间房烧毁，村主任在场"})).endswith("/relief/")
    other = f"/w/cases/{number}/complete-relief/"
    missing = browser_as("shenpi").submit(other, {"sure": "on"})
    assert "还没有登记核实情况" in shown(missing, 422)


def test_the_cash_book_is_filled_by_the_county_and_signed_by_a_second(
    world: World, browser_as: BrowserAs
) -> None:
    county, desk = browser_as("xianshenpi", COUNTY), browser_as("shouli")
    fill = f"/w/reserve/{ZHUYANG}/fill/"
    assert gone_to(county.submit(fill, {"amount": "1000", "note": "拨款1号"})).endswith("/")
    short = desk.submit(NEW, fire(world, form="CASH", amount="1000.00"))
    assert gone_to(short).endswith("/relief/")
    empty = shown(desk.submit(NEW, fire(world, form="CASH", amount="1", name="测试二")), 422)
    assert "备用金余额不足" in empty
    sign = f"/w/reserve/{ZHUYANG}/2/sign/"
    assert "须由另一名同事签字" in shown(desk.submit(sign, {"sure": "on"}), 422)
    assert gone_to(browser_as("shenpi").submit(sign, {"sure": "on"})) == "/w/reserve/"
    with as_owner():
        assert ReserveEntry.objects.get(serial=2).signed_by_id is not None
    assert "第二签字人" in shown(desk.get("/w/reserve/"))
    assert ZHUYANG in shown(county.get("/w/reserve/"))
    assert desk.get(f"/w/reserve/{ZHUYANG}/?to=xlsx").status_code == 200


def test_reliefs_and_the_cash_book_are_read_in_pieces_without_loss(
    world: World, browser_as: BrowserAs
) -> None:
    desk = browser_as("shouli")
    for happened, name in (("灶间起火", "测试火"), ("房顶塌了", "测试塌")):
        gone_to(desk.submit(NEW, fire(world, happened=happened, name=name, form="ADVANCE")))
    clerk = with_account(world, "shouli")
    apply_scope(clerk)
    for export, wanted in ((RELIEFS, {"show": "all"}), (RESERVE, {"organ": ZHUYANG})):
        asking = Asking(actor=clerk, at=world.at, wanted=wanted, size=100)
        found = read_in_pieces(export, asking)
        assert export is RESERVE or len(found) == 2
