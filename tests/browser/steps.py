"""The first half of the stream at the browser, officer by officer, until the case is accepted."""

from __future__ import annotations

import os
import time

from browser.desks import SIBLING, VILLAGE, Desks
from browser.families import Family
from browser.officer import Officer

PATIENCE = 180.0
DECLARED_YUAN = "3600"
SHOTS = os.environ.get("JIUZHU_SCREENSHOTS", "")
NEXT_SHOULI = f"shouli@{SIBLING}"


def case(number: str, action: str = "") -> str:
    """Return the address of a case or of one act on it."""
    return f"/w/cases/{number}/{action}/" if action else f"/w/cases/{number}/"


def confirm(officer: Officer, number: str, action: str) -> None:
    """Open the page of an act that asks for one tick, tick and send."""
    officer.open(case(number, action)).fill(confirm=True).send()


def register(desks: Desks, family: Family) -> str:
    """Let the window write down the wish; return the number of the case."""
    desks.refuse("/w/intents/new/", "shenhe", "zhongxin")
    return wish(desks["shouli"].open("/w/intents/new/"), family, channel="COUNTER")


def wish(officer: Officer, family: Family, **how: str) -> str:
    """Fill in the wish on the page that stands open; return the number of the case."""
    officer.fill(
        name=family.applicant.name,
        identity_number=family.applicant.number,
        phone=family.phone,
        village={"label": VILLAGE},
        need="户主患病，收入减少",
        category="RURAL",
        category_ground="有承包地",
        identity_checked=True,
        purpose_told=True,
        **how,
    )
    if officer.on_phone:
        officer.fill(household_size=str(len(family.at_home))).send()
    else:
        officer.press("只登记意愿，家庭以后再填")
    assert "已登记" in officer.told
    return officer.path.split("/")[3]


def write_family(desks: Desks, number: str, family: Family) -> None:
    """Write the household, its income, its supporter and its account down."""
    path = case(number, "open-authorization")
    desks.refuse(path, "hedui", "xieli", NEXT_SHOULI)
    tell_family(desks["shouli"].open(path), family)


def tell_family(window: Officer, family: Family) -> None:
    """Fill in the household on the page that stands open."""
    people = zip(("SPOUSE", "SON"), family.at_home[1:], strict=False)
    for place, (relation, member) in enumerate(people):
        _row(window, f"members-{place}", name=member.name, identity_number=member.number)
        _row(window, f"members-{place}", relation=relation)
    _row(
        window,
        "supporters-0",
        name=family.daughter.name,
        identity_number=family.daughter.number,
        relation="DAUGHTER",
        family_size="3",
        family_income="3000",
        received="100",
    )
    _row(window, "income-0", kind="ODD_JOBS", amount=DECLARED_YUAN, months="12")
    window.fill(
        cause="户主患病，失去主要收入",
        account_bank="测试银行",
        account_number=family.account,
        kin="NONE",
    ).send()


def _row(officer: Officer, prefix: str, **values: str) -> None:
    officer.fill(**{f"{prefix}-{name}": value for name, value in values.items()})


def sign(desks: Desks, number: str) -> None:
    """Let all four sign in the same sitting, with the statement and the pre-filled form."""
    path = case(number, "sign-authorization")
    desks.refuse(path, "shenpi", NEXT_SHOULI)
    window = desks["shouli"].open(path)
    for box in window.page.locator("main input[name$='-signs']").all():
        box.set_checked(True)
    window.fill(statement=True).send()
    assert "4 人的授权" in window.told


def file(desks: Desks, number: str) -> None:
    """Let the township's verifier file with the county centre."""
    path = case(number, "file-verification")
    desks.refuse(path, "shouli", f"hedui@{SIBLING}")
    confirm(desks["hedui"], number, "file-verification")


def verify(desks: Desks, number: str, conclusion: str) -> None:
    """Let the centre accept, ask, wait for the signed callbacks and release the report."""
    centre = desks["zhongxin"]
    desks.refuse(case(number, "accept-verification"), "hedui")
    confirm(centre, number, "accept-verification")
    desks.refuse(case(number, "ask-sources"), "hedui", "xianshenpi")
    confirm(centre, number, "ask-sources")
    until_answered(centre)
    desks.refuse(case(number, "release-report"), "hedui", "shenpi")
    centre.open(case(number, "release-report"))
    assert centre.page.locator("[name=mark_unanswered]").count() == 0
    centre.fill(confirm=True).send()
    assert f"报告已出具：{conclusion}" in centre.told


def until_answered(centre: Officer) -> None:
    """Wait until the page itself has taken in that every question was answered."""
    deadline = time.monotonic() + PATIENCE
    bar = centre.page.locator("main progress")
    while not bar.evaluate("bar => bar.value === bar.max"):
        assert time.monotonic() < deadline, centre.words
        centre.page.wait_for_timeout(1_000)


def deliver(officer: Officer, number: str, title: str) -> None:
    """Serve the paper of this title that waits, on the applicant at home."""
    officer.open(case(number))
    waiting = officer.page.get_by_role("link", name="登记送达")
    paper = officer.page.locator("main .docs li").filter(has_text=title, has=waiting)
    with officer.page.expect_navigation():
        paper.get_by_role("link", name="登记送达").click()
    officer.look()
    served(officer)


def served(officer: Officer) -> None:
    """Fill in that a paper was handed over at home."""
    officer.fill(method="DIRECT", place="申请人家中").send()
    assert "已登记直接送达" in officer.told


def invite(desks: Desks, number: str) -> None:
    """Tell the family that it may apply, and serve the letter."""
    desks.refuse(case(number, "invite"), "shenhe", NEXT_SHOULI)
    confirm(desks["shouli"], number, "invite")
    deliver(desks["diaocha"], number, "核对结果告知书")


def explain(desks: Desks, number: str) -> None:
    """Draft the reasons, let a second officer check them, tell and serve them."""
    desks.refuse(case(number, "draft-explanation"), "hedui")
    desks["shouli"].open(case(number, "draft-explanation")).send()
    checker = desks["shouli"].open(case(number, "check-explanation"))
    assert "起草人不能复核自己写的理由" in checker.words
    desks.refuse(case(number, "check-explanation"), "hedui", NEXT_SHOULI)
    checker = desks["diaocha"].open(case(number, "check-explanation"))
    checker.fill(confirm=True, tell=False).send()
    desks.refuse(case(number, "explain-unfit"), "hedui")
    confirm(desks["shouli"], number, "explain-unfit")
    deliver(desks["diaocha"], number, "核对结果告知书")


def apply(desks: Desks, number: str, action: str = "submit-application") -> None:
    """Take the application, read back by phone."""
    path = case(number, action)
    desks.refuse(path, "shenhe", NEXT_SHOULI)
    desks["shouli"].open(path).fill(confirmation="READ_BACK").send()


def accept(desks: Desks, number: str) -> None:
    """Accept with the originals seen, and serve the notice."""
    path = case(number, "accept-application")
    desks.refuse(path, "shenpi", "xieli")
    window = desks["shouli"].open(path)
    for box in window.page.locator("main [name=originals]").all():
        box.check()
    window.send()
    assert "已受理" in window.told
    deliver(desks["diaocha"], number, "受理通知书")
