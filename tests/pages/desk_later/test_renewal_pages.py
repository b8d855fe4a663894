"""An expired report on pages: what is said, who can lead the case back, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jiuzhu.casework.applications.services.renew_verification import renew_verification
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.receive_request import accept_request
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.infra.clock import legal_day
from support.browser import Browser, as_owner
from support.departments import run_sources
from support.pages import gone_to, shown, state_of
from support.stream import (
    CENTRE,
    sign_everybody,
    to_accepted,
    to_applied,
    to_invited,
    to_opinion,
)
from support.world import FANZHEN, OTHER_TOWNSHIP, World

BrowserAs = Callable[..., Browser]
SAID = "核对报告已经过期，不能据此办理。"
TOLD = {"told": "on"}


def home_of(case: Case) -> str:
    return f"/w/cases/{case.number}/"


def renewal_of(case: Case) -> str:
    return f"{home_of(case)}renew-verification/"


def expire(world: World, case: Case) -> None:
    """Let the report be too old since yesterday, also for a decision."""
    yesterday = legal_day(world.at) - timedelta(days=1)
    with as_owner():
        VerificationReport.objects.filter(case=case).update(
            valid_until=yesterday, decision_until=yesterday
        )


def verify_again(world: World, case: Case) -> None:
    """Renew, sign and ask again; the new report is there at the end."""
    renew_verification(number=case.number, actor=world.as_("shouli"), at=world.later(hours=1))
    sign_everybody(world, case)
    file_verification(number=case.number, actor=world.as_("hedui"), at=world.later(hours=1))
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    request = ask_sources(number=case.number, actor=centre, at=world.at)
    run_sources(request, actor=centre, at=world.later(hours=3))
    release_report(number=case.number, actor=world.as_("zhongxin", CENTRE), at=world.at)


def test_an_expired_report_is_said_and_leads_back(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    window = browser_as("shouli")
    fresh = shown(window.get(home_of(case)))
    assert SAID not in fresh
    assert renewal_of(case) not in fresh
    assert "还在有效期内" in shown(window.get(renewal_of(case)))
    early = shown(window.post(renewal_of(case), {"idempotency_key": KEY, **TOLD}), 422)
    assert "不用重新核对" in early
    expire(world, case)
    page = shown(window.get(home_of(case)))
    assert SAID in page
    assert renewal_of(case) in page
    assert "submit-application" not in page
    assert 'id="id_told-error"' in shown(window.submit(renewal_of(case)), 422)
    assert gone_to(window.submit(renewal_of(case), TOLD)) == home_of(case)
    assert state_of(case) == "AUTHORISING"
    again = shown(window.get(home_of(case)))
    assert SAID not in again
    assert again.count("未签") == 4
    assert "重新授权、核对" in again
    shown(window.get(renewal_of(case)), 409)


KEY = "11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize(
    ("seat", "organ", "status"),
    [
        ("shenhe", None, 403),
        ("hedui", None, 403),
        ("shouli", FANZHEN, 404),
        ("shouli", OTHER_TOWNSHIP, 404),
    ],
)
def test_others_cannot_lead_it_back(
    world: World, browser_as: BrowserAs, seat: str, organ: Any, status: int
) -> None:
    case = to_invited(world)
    expire(world, case)
    browser = browser_as(seat, organ) if organ else browser_as(seat)
    shown(browser.get(renewal_of(case)), status)
    shown(browser.post(renewal_of(case), {"idempotency_key": KEY, **TOLD}), status)
    assert state_of(case) == "INVITED"


def test_the_decider_is_told_the_way_out(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    expire(world, case)
    decider = browser_as("shenpi")
    page = shown(decider.get(home_of(case)))
    assert SAID in page
    assert f"{home_of(case)}grant/" not in page
    assert "须由受理员办理“重新核对”" in shown(decider.get(f"{home_of(case)}grant/"))
    window = browser_as("shouli")
    assert case.number in shown(window.get("/w/"))
    assert gone_to(window.submit(renewal_of(case), TOLD)) == home_of(case)


@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_case_goes_on_from_where_it_stood(
    world: World, browser_as: BrowserAs, is_accepted: bool
) -> None:
    case = to_accepted(world) if is_accepted else to_applied(world)
    if not is_accepted:
        with as_owner():
            VerificationReport.objects.filter(case=case).update(
                valid_until=legal_day(world.at) - timedelta(days=1)
            )
    expire(world, case)
    verify_again(world, case)
    step = "resume-assessment" if is_accepted else "resume-application"
    window = browser_as("shouli")
    page = shown(window.get(home_of(case)))
    assert f"{home_of(case)}{step}/" in page
    assert f"{home_of(case)}invite/" not in page
    assert gone_to(window.submit(f"{home_of(case)}{step}/", {"sure": "on"})) == home_of(case)
    assert state_of(case) == ("ACCEPTED" if is_accepted else "APPLIED")


def test_the_expired_report_stays_readable(world: World, browser_as: BrowserAs) -> None:
    case = to_invited(world)
    expire(world, case)
    verify_again(world, case)
    with as_owner():
        old, new = VerificationReport.objects.filter(case=case).order_by("pk")
        codes = [row.document.check_code for row in (old, new) if row.document is not None]
    browser = browser_as("hedui")
    page = shown(browser.submit(f"{home_of(case)}report/", {"kind": "EXPLAIN", "text": ""}))
    assert "以前的核对报告" in page
    world.later(minutes=1)
    for code in codes:
        path = f"{home_of(case)}papers/{code}.pdf"
        assert path in page
        assert browser.get(path).headers["Content-Type"] == "application/pdf"
    trace = shown(browser.get(f"{home_of(case)}trace/"))
    assert trace.count("家庭经济状况核对授权书") >= 8
