"""Differences, hits and rulings on screen, before a payroll is frozen and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import CaseHold
from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.payments.models import PaymentBatch, PaymentOrder, RosterRuling
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.web.desk.roster_lists import ROSTER_EXPORTS
from jiuzhu.interfaces.web.parts.list_export import Asking
from support.accounts import with_account
from support.browser import Browser
from support.many_awards import as_owner, many_awards
from support.pages import gone_to, shown
from support.world import COUNTY, World

BrowserAs = Callable[..., Browser]
OCTOBER = "/w/payroll/dibao/2020-10"


def objected(world: World) -> str:
    """Give a roster of three, one of them objected to; return its key on the form."""
    case, _, _ = many_awards(world, 3, first_month=date(2020, 10, 1))
    with as_owner():
        CaseHold.objects.create(
            case=case, kind=HoldKind.OPEN_OBJECTION, reason="村民反映", opened_at=world.at
        )
    world.at = max(world.at, datetime(2020, 9, 27, 1, tzinfo=UTC))
    return f"{case.number}/{case.applicant_id}/OPEN_OBJECTION"


def test_a_person_rules_on_the_hit_and_the_roster_is_frozen(
    world: World, browser_as: BrowserAs
) -> None:
    key = objected(world)
    browser = browser_as("fafang", COUNTY)
    page = shown(browser.get(f"{OCTOBER}/freeze/"))
    assert "还有1条核对结果没有处理" in page
    assert page.index("与上月的差异") < page.index("将冻结的名册")
    refused = shown(browser.submit(f"{OCTOBER}/freeze/", {"sure": "on"}), 422)
    assert "请先逐条决定照发还是缓发" in refused
    assert "村民反映" in shown(browser.get(f"{OCTOBER}/hits/"))
    given = {"hits": key, "ruling": "PAY", "reason": "反映不实"}
    assert gone_to(browser.submit(f"{OCTOBER}/hits/", given)) == f"{OCTOBER}/freeze/"
    page = shown(browser.get(f"{OCTOBER}/freeze/"))
    assert "还有1条核对结果没有处理" not in page
    gone_to(browser.submit(f"{OCTOBER}/freeze/", {"sure": "on"}))
    with as_owner():
        assert RosterRuling.objects.get().reason == "反映不实"
        assert PaymentOrder.objects.count() == 3
    assert "照发" in shown(browser.get(f"{OCTOBER}/hits/"))
    shown(browser_as("caiwu", COUNTY).get(f"{OCTOBER}/hits/"), 403)


def test_a_roster_that_moved_is_shown_again(world: World, browser_as: BrowserAs) -> None:
    (case, *_) = many_awards(world, 3, first_month=date(2020, 10, 1))
    world.at = max(world.at, datetime(2020, 9, 27, 1, tzinfo=UTC))
    browser = browser_as("fafang", COUNTY)
    stale = {"sure": "on", "seen": "0" * 64}
    assert "名册有变化" in shown(browser.submit(f"{OCTOBER}/freeze/", stale), 409)
    with as_owner():
        assert not PaymentBatch.objects.exists()
        Award.objects.filter(case=case).update(effective_from=date(2020, 11, 1))
    gone_to(browser.submit(f"{OCTOBER}/freeze/", {"sure": "on"}))
    page = shown(browser.get("/w/payroll/dibao/2020-11/differences/?kind=NEW"))
    assert case.number in page
    assert case.number not in shown(browser.get("/w/payroll/dibao/2020-11/differences/?kind=UP"))


@pytest.mark.parametrize("export", ROSTER_EXPORTS, ids=lambda export: export.code)
def test_every_list_of_a_roster_is_taken_out_without_loss(world: World, export: object) -> None:
    objected(world)
    actor = with_account(world, "fafang", COUNTY)
    apply_scope(actor)
    asking = Asking(actor=actor, at=world.at, wanted={"scheme": "dibao", "month": "2020-10"})
    whole = export.read(asking)  # type: ignore[attr-defined]
    assert len(whole.rows) == export.count(asking) > 0  # type: ignore[attr-defined]
    assert all(len(row) == len(export.columns(asking)) for row in whole.rows)  # type: ignore[attr-defined]
    first = export.read(  # type: ignore[attr-defined]
        Asking(actor=actor, at=world.at, wanted={"scheme": "dibao", "month": "2020-10"}, size=1)
    )
    assert first.rows == whole.rows[:1]
    assert first.after == "1"
