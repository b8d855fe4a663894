"""The agreement with the finance ledger: from the city down to the line, explained, as a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from jiuzhu.casework.payments.models import LedgerExplanation, PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.import_ledger import import_ledger
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.web.desk.agreement_lists import DIFFERENCES
from jiuzhu.interfaces.web.parts.list_export import Asking
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.models import IdentityDocument
from support.accounts import with_account
from support.browser import Browser
from support.many_awards import many_awards
from support.pages import gone_to, shown
from support.workbooks import read_in_pieces
from support.world import COUNTY, ZHUYANG, World

BrowserAs = Callable[..., Browser]
OCTOBER = PayrollGiven(county_code=COUNTY, month=Month(2020, 10))
HERE = "/w/agreement/"


def compared(world: World, *, missing: int = 1) -> None:
    """Three households; the first ones are missing in the ledger."""
    many_awards(world, 3, first_month=date(2020, 10, 1))
    world.at = max(world.at, datetime(2020, 9, 27, 1, tzinfo=UTC))
    freeze_payroll(given=OCTOBER, actor=world.as_("fafang", COUNTY), at=world.at)
    payees = PaymentOrder.objects.order_by("line").values_list("payee_id", flat=True)[missing:]
    numbers = IdentityDocument.objects.filter(person__in=list(payees))
    rows = [f"{one.number},300.00,1" for one in numbers]
    content = "\n".join(["身份证号,金额,人数", *rows]).encode()
    import_ledger(payroll=OCTOBER, content=content, actor=world.as_("caiwu", COUNTY), at=world.at)


def test_county_sees_rate_units_and_differences_and_explains(
    world: World, browser_as: BrowserAs
) -> None:
    compared(world)
    browser = browser_as("caiwu", COUNTY)
    page = shown(browser.get(HERE))
    assert "66.6%" in page
    assert "不到95%" in page
    assert "祝阳镇" in page
    assert "台账缺" in page
    below = shown(browser.get(f"{HERE}?month=2020-10&unit={ZHUYANG}"))
    assert "差异清单" in below
    line = re.findall(r"/w/agreement/(\d+)/explain/", page)[0]
    address = f"{HERE}{line}/explain/"
    assert browser.submit(address, {"cause": "？"}).status_code == 422
    gone_to(browser.submit(address, {"cause": "财务次月补记"}))
    assert LedgerExplanation.objects.get().cause == "财务次月补记"
    again = shown(browser.get(f"{HERE}?kind=MISSING_IN_LEDGER"))
    assert "财务次月补记" in again
    assert "66.6%" in again
    book = browser.get(f"{HERE}?month=2020-10&to=xlsx")
    assert book.headers["Content-Type"].endswith("sheet")


def test_differences_are_read_in_pieces_without_loss(world: World) -> None:
    compared(world, missing=2)
    finance = with_account(world, "caiwu", COUNTY)
    apply_scope(finance)
    asking = Asking(actor=finance, at=world.at, wanted={"month": "2020-10"}, size=100)
    assert len(read_in_pieces(DIFFERENCES, asking)) == 2


def test_city_sees_counties_and_no_names(world: World, browser_as: BrowserAs) -> None:
    compared(world)
    browser = browser_as("shiji", "3709")
    page = shown(browser.get(HERE))
    assert "岱岳" in page
    assert "测试" not in page.split("<main")[1]
    county = shown(browser.get(f"{HERE}?month=2020-10&unit={COUNTY}"))
    assert "66.6%" in county
    assert "差异清单" not in county
    assert browser.get(f"{HERE}?month=2020-10&unit={COUNTY}&to=xlsx").status_code == 403


def test_month_or_unit_that_is_none_is_not_found(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("caiwu", COUNTY)
    assert browser.get(f"{HERE}?month=x").status_code == 404
    assert browser.get(f"{HERE}?month=2020-10&unit=370982").status_code == 404
    assert "还没有冻结名册" in shown(browser.get(HERE))
