"""The bad inputs that no parser alone can answer: services, constraints and pages do.

Each entry of `bad_inputs.toml` with a `where` has a test in these files that names its number.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, AwardShare, Decision, PlannedGrant
from jiuzhu.casework.decisions.services.decide_grant import GrantGiven
from jiuzhu.casework.decisions.services.decide_refuse import RefuseGiven
from jiuzhu.casework.intents.family import MemberGiven
from jiuzhu.casework.intents.services.open_authorization import open_authorization
from jiuzhu.infra.models import AccessEvent
from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.models import HouseholdMember
from jiuzhu.registers.households.services.form_household import add_members
from support.bad_inputs import NEW, BrowserAs, broken, values
from support.browser import as_owner, hidden_values
from support.late_stage import decided
from support.stream import a_family, to_accepted, to_authorising, to_intent, to_opinion
from support.world import OTHER_TOWNSHIP, World, a_person

HERE = Path(__file__).parent
CATALOGUE = HERE.parent / "bad_inputs.toml"


def test_every_entry_with_a_place_is_answered_by_a_test() -> None:
    entries = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["input"]
    written = "".join(file.read_text(encoding="utf-8") for file in HERE.glob("test_bad_inputs*.py"))
    answered = {int(found) for found in re.findall(r"^def test_(\d+)_", written, re.MULTILINE)}
    assert {entry["id"] for entry in entries if "where" in entry} == answered


@pytest.mark.parametrize(
    ("start", "end", "constraint"),
    [
        (date(2020, 12, 1), date(2020, 11, 1), "award_ends_after_start"),
        (date(2020, 11, 1), None, "award_no_overlap"),
        (date(2020, 11, 2), None, "award_starts_first_of_month"),
    ],
)
def test_34_periods_out_of_order_or_over_one_another(
    world: World, start: date, end: date | None, constraint: str
) -> None:
    case = decided(world)
    first = Award.objects.get(case=case)
    with as_owner():
        second = Decision.objects.get(case=case)
        second.pk = None
        second.save(force_insert=True)
    said = broken(
        lambda: Award.objects.create(
            case=case,
            decision=second,
            payee_id=first.payee_id,
            amount_fen=1,
            members_counted=1,
            effective_from=start,
            effective_to=end,
        )
    )
    assert constraint in said or "lower bound" in said


def test_34_a_share_is_given_once(world: World) -> None:
    share = AwardShare.objects.get(award__case=decided(world))
    said = broken(
        lambda: AwardShare.objects.create(
            award_id=share.award_id, person_id=share.person_id, amount_fen=1
        )
    )
    assert "share_once" in said


@pytest.mark.parametrize("given", [GrantGiven, RefuseGiven])
def test_35_nobody_says_when_a_decision_was_made(given: type[Any]) -> None:
    names = {field.name for field in dataclasses.fields(given)}
    # When somebody pressed the button is no date of the decision; the job says it, never a form.
    assert not {name for name in names - {"confirmed_at"} if name.endswith(("_on", "_at"))}


def test_35_a_decision_carries_the_moment_of_the_clock(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    path = f"/w/cases/{case.number}/grant/"
    browser = browser_as("shenpi")
    backdated = {"text": "同意", "decided_on": "2020-01-01", "decided_at": "2020-01-01 09:00"}
    assert (
        browser.submit(path, {"text": "同意", "confirmed_at": "2020-01-01 09:00"}).status_code
        == 422
    )
    refused = browser.submit(path, backdated)
    assert refused.status_code == 422
    world.as_("shenpi")
    assert not PlannedGrant.objects.exists()
    assert browser.submit(path, {"text": "同意"}).status_code == 302
    world.as_("shenpi")
    confirmed_at = PlannedGrant.objects.get(case=case).confirmed_at
    assert abs((confirmed_at - world.at).total_seconds()) < 60
    assert not Decision.objects.exists()


def test_65_nobody_lives_in_two_households(world: World) -> None:
    first, second = to_authorising(world), to_intent(world, name="测试戊")
    child = first.members.order_by("-pk")[1].person
    with pytest.raises(Refused) as refusal:
        add_members(household=second.household, members=[(child, "SON")], on=date(2020, 9, 1))
    assert refusal.value.code == "member.other_household"
    said = broken(
        lambda: HouseholdMember.objects.create(
            household=second.household,
            person=child,
            relation="SON",
            effective_from=date(2020, 9, 1),
        )
    )
    assert "member_of_one_household" in said


def test_65_nobody_is_a_member_of_two_live_cases(world: World) -> None:
    family = a_family()
    to_authorising(world, family=family)
    case = to_intent(world, name="测试戊")
    again = dataclasses.replace(
        family,
        members=(
            MemberGiven(
                person=a_person("测试戊"), relation=Relation.SELF, family_relation="APPLICANT"
            ),
            family.members[1],
        ),
        obligors=(),
        account_number="",
    )
    with pytest.raises(Conflict) as refusal:
        open_authorization(number=case.number, given=again, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == "member.live_case"


def test_70_double_click_and_back_button_show_the_first_result(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    sent = {**hidden_values(browser.get(NEW)), **values(world)}
    first, second = browser.post(NEW, sent), browser.post(NEW, sent)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    browser.get(first.headers["Location"])
    back = browser.post(NEW, sent)
    assert back.headers["Location"] == first.headers["Location"]
    other = browser.post(NEW, {**sent, "need": "别的困难"})
    assert other.status_code == 409
    world.as_("shouli")
    assert Case.objects.count() == 1


def test_70_the_key_of_another_officer_is_of_no_use(world: World, browser_as: BrowserAs) -> None:
    sent = {**hidden_values(browser_as("shouli").get(NEW)), **values(world)}
    browser_as("shouli").post(NEW, sent)
    assert browser_as("diaocha").post(NEW, sent).status_code == 409


def test_70_two_tabs_and_a_stale_page_hear_what_happened(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_opinion(world)
    path = f"/w/cases/{case.number}/grant/"
    browser = browser_as("shenpi")
    tabs = [{**hidden_values(browser.get(path)), "text": "同意"} for _ in range(2)]
    assert tabs[0]["idempotency_key"] != tabs[1]["idempotency_key"]
    assert browser.post(path, tabs[0]).status_code == 302
    stale = browser.post(path, tabs[1])
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "正在等待生效" in text
    assert "待审批" in text, "what it still is"
    world.as_("shenpi")
    assert PlannedGrant.objects.filter(case=case).count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"organ_id": "1"},
        {"is_test": "false"},
        {"applicant__name": "x"},
        {"__proto__": "x"},
        {"name": ["测试甲", "测试乙"]},
        {"village": ["a", "b"]},
        {"name[]": ["测试甲"]},
        {"idempotency_key": "1"},
        {"idempotency_key": "' OR 1=1 --"},
    ],
    ids=str,
)
def test_71_extra_and_repeated_parameters_are_refused(
    world: World, browser_as: BrowserAs, more: dict[str, Any]
) -> None:
    browser = browser_as("shouli")
    sent = {**hidden_values(browser.get(NEW)), **values(world), **more}
    page = browser.post(NEW, sent)
    assert page.status_code == 422
    assert "处需要更正" in page.content.decode()
    world.as_("shouli")
    assert not Case.objects.exists()


def test_71_what_is_too_much_is_refused_before_it_is_read(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    many = browser.post(NEW, {f"x{place}": "1" for place in range(700)})
    assert many.status_code == 400
    large = browser.post(NEW, {"need": "大" * (8 * 1024 * 1024)})
    assert large.status_code in {400, 413}
    assert "没有保存" in large.content.decode()


@pytest.mark.parametrize(
    "body", [b"[" * 10_000, b'{"a":' * 10_000, b"\xff\xfe\x00", b"", b"null", b"1" * 5000]
)
def test_71_a_deep_or_broken_body_reaches_nobody(db: None, body: bytes) -> None:
    answer = Client().post(
        "/callbacks/departments/vehicles", data=body, content_type="application/json"
    )
    assert answer.status_code in {400, 403}
    assert answer.json()["title"].endswith("。")


ODD = (
    "-1",
    "0",
    "9223372036854775808",
    "37091110110112020000011",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "a%00b",
    "%ed%a0%80",
    "%E2%80%AE",
    "٣٧٠",
    "' OR 1=1 --",
    "x" * 3000,
    "D0C0FFEE-0000-0000-0000-000000000000",
    "NaN",
)
NAMED = (
    ("/w/cases/", "/"),
    ("/w/cases/", "/trace/"),
    ("/w/cases/", "/sign-authorization/"),
    ("/w/cases/", "/accept-application/"),
    ("/w/papers/", "/check/"),
    ("/w/papers/", "/scan-file/"),
    ("/w/payroll/", "/"),
    ("/w/payroll/orders/", "/"),
    ("/yz/", ""),
    ("/gk/", "/"),
    ("/sq/", ""),
    ("/", ""),
)


@pytest.mark.parametrize("query", ["q", "state", "after", "before", "stage", "person", "kind"])
@pytest.mark.parametrize("path", ["/w/", "/w/cases/", "/w/verification/", "/w/trace/"])
def test_72_odd_queries_break_no_list(
    world: World, browser_as: BrowserAs, path: str, query: str
) -> None:
    browser = browser_as("hedui") if "verification" in path else browser_as("shouli")
    browser.raise_request_exception = False
    answers = {odd: browser.get(f"{path}?{query}={odd}").status_code for odd in ODD}
    assert set(answers.values()) <= {200, 302, 403, 404, 422}, answers


@pytest.mark.parametrize("before_after", NAMED, ids="…".join)
def test_72_odd_names_in_an_address_are_simply_absent(
    world: World, browser_as: BrowserAs, before_after: tuple[str, str]
) -> None:
    browser = browser_as("shouli")
    before, after = before_after
    browser.raise_request_exception = False
    answers = {odd: browser.get(f"{before}{odd}{after}").status_code for odd in ODD}
    assert {odd: status for odd, status in answers.items() if status not in {403, 404}} == {}


def test_72_another_townships_number_is_like_an_absent_one(
    world: World, browser_as: BrowserAs
) -> None:
    hidden = to_intent(world, township=OTHER_TOWNSHIP)
    browser = browser_as("shouli")
    absent = "9" * len(hidden.number)
    for act in ("", "trace/", "open-authorization/", "withdraw/"):
        pages = [browser.get(f"/w/cases/{number}/{act}") for number in (hidden.number, absent)]
        assert [page.status_code for page in pages] == [404, 404]
        same = [re.sub(r"\d{22}", "N", page.content.decode()) for page in pages]
        assert same[0] == same[1], act
    with as_owner():
        kept = AccessEvent.objects.filter(kind="REFUSED", query__contains=hidden.number)
        assert kept.count() == 4
        assert {event.actor_name for event in kept} == {world.officer("shouli").name}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_72_unknown_methods_do_nothing(world: World, browser_as: BrowserAs, method: str) -> None:
    case = to_accepted(world)
    browser = browser_as("shouli")
    for row in ACCESS_TABLE:
        if row.path.startswith(("/w/", "/v/", "/gk/", "/yz/", "/c/")):
            path = re.sub("<number>", case.number, row.path)
            answer = browser.generic(method, re.sub(r"<\w+>", "x", path))
            assert answer.status_code in {302, 403, 404, 405}, (method, path)
            if row.path.startswith("/w/cases/<number>/") and row.path.count("<") == 1:
                assert answer.status_code == 405, (method, path)
    world.as_("shouli")
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM cases_case WHERE number = %s", [case.number])
        assert cursor.fetchone() == ("ACCEPTED",)
