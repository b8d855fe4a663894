"""Bad input 12: one identity number under two names; both are held, the police are asked."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import transaction

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseHold
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.decisions.services.decide_grant import GrantGiven, decide_grant
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.payments.due import BARRING
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import make_identity_number
from jiuzhu.registers.households.models import (
    IdentityDocument,
    Person,
    PersonAccess,
)
from jiuzhu.registers.households.services.register_person import PersonGiven
from support.bad_inputs import NEW, NUMBER, SEEN, BrowserAs, register, values
from support.browser import as_owner
from support.stream import to_opinion
from support.world import OTHER_TOWNSHIP, World, first_village


def test_12_one_number_under_two_names_is_refused_without_a_reason(world: World) -> None:
    register(world, PersonGiven(name="测试甲", identity_number=NUMBER))
    with pytest.raises(Refused) as refusal, transaction.atomic():
        register(world, PersonGiven(name="测试乙", identity_number=NUMBER))
    assert (refusal.value.code, refusal.value.field) == ("person.name_differs", "name")
    assert "测试甲" not in refusal.value.message, "whose it is, is not told"
    assert Person.objects.count() == 1
    assert set(PersonAccess.objects.values_list("case_number", flat=True)) == {
        Case.objects.get().number
    }


def two_with_one_number(world: World, browser_as: BrowserAs) -> tuple[Case, Case]:
    """Register one number twice: in 东都镇, then in 祝阳镇 under another name, with a reason."""
    village = first_village(OTHER_TOWNSHIP).code
    there = browser_as("shouli", OTHER_TOWNSHIP)
    assert there.submit(NEW, values(world, village=village)).status_code == 302
    here = browser_as("shouli")
    other = values(world, name="测试乙", paper_reason=SEEN)
    assert here.submit(NEW, other).status_code == 302
    with as_owner():
        first, second = Case.objects.order_by("pk").select_related("applicant")
    return first, second


def test_12_with_a_reason_both_are_held_and_the_police_asked(
    world: World, browser_as: BrowserAs
) -> None:
    first, second = two_with_one_number(world, browser_as)
    assert first.applicant_id != second.applicant_id
    told = "同一证件号码还登记在另一人名下，待公安机关核对"
    for case, seat in ((first, ("shouli", OTHER_TOWNSHIP)), (second, ("shouli",))):
        page = browser_as(*seat).get(f"/w/cases/{case.number}/").content.decode()
        assert f"{case.applicant.name}：{told}" in page
        assert "证件号码两人同用" in page
        assert (first if case is second else second).applicant.name not in page
    with as_owner():
        assert set(CaseHold.objects.values_list("case_id", "kind")) == {
            (first.pk, "IDENTITY_TWICE"),
            (second.pk, "IDENTITY_TWICE"),
        }
        row = IdentityDocument.objects.get(person=second.applicant)
        assert (row.reason, row.paper_seen_by) == (SEEN, world.officer("shouli"))
    world.as_("shouli")
    assert not Person.objects.filter(pk=first.applicant_id).exists(), "the first stays unseen"


def test_12_the_police_are_asked_by_a_letter_that_names_nobody_else(
    world: World, browser_as: BrowserAs
) -> None:
    first, second = two_with_one_number(world, browser_as)
    world.later(hours=1)
    browser = browser_as("shouli")
    path = f"/w/cases/{second.number}/ask-police/"
    assert path in browser.get(f"/w/cases/{second.number}/").content.decode()
    assert browser.submit(path, {"addressee": " "}).status_code == 422
    office = {"addressee": "泰安市公安局岱岳分局祝阳派出所"}
    assert browser.submit(path, office).status_code == 302
    letter = Document.objects.get(case=second, kind="W16")
    content = json.loads(letter.content)["content"]
    assert content["addressee"] == office["addressee"]
    assert [row["identity_number"] for row in content["people"]] == [NUMBER]
    assert first.applicant.name not in letter.content
    assert (letter.seal_state, letter.must_be_delivered) == ("AWAITED", False)
    again = browser.submit(path, office)
    assert again.status_code == 409
    assert "协查函已经出具" in again.content.decode()
    assert Document.objects.filter(kind="W16").count() == 1


def test_12_without_a_doubt_the_police_are_not_asked(world: World, browser_as: BrowserAs) -> None:
    browser = browser_as("shouli")
    assert browser.submit(NEW, values(world)).status_code == 302
    path = f"/w/cases/{Case.objects.get().number}/ask-police/"
    refused = browser.submit(path, {"addressee": "泰安市公安局岱岳分局"})
    assert "不用发函" in refused.content.decode()
    assert not Document.objects.filter(kind="W16").exists()


def test_12_the_answer_of_the_police_lets_the_case_go_on(
    world: World, browser_as: BrowserAs
) -> None:
    first, second = two_with_one_number(world, browser_as)
    world.later(hours=1)
    browser = browser_as("shouli")
    path = f"/w/cases/{second.number}/settle-identity/"
    assert path in browser.get(f"/w/cases/{second.number}/").content.decode()
    answer = {"paper": "泰公户〔2020〕7号", "dated_on": "2020-09-01"}
    same = browser.submit(path, {**answer, "right_number": NUMBER})
    assert same.status_code == 422
    right = make_identity_number("370911", date(1965, 5, 20), 873)
    assert browser.submit(path, {**answer, "right_number": right}).status_code == 302
    world.as_("shouli")
    rows = IdentityDocument.objects.filter(person=second.applicant).order_by("pk")
    assert [(row.number, row.effective_to is None) for row in rows] == [
        (NUMBER, False),
        (right, True),
    ]
    event = json.loads(second.steps.get(action="settle_identity").body)
    assert event["detail"]["paper"] == answer["paper"]
    assert right not in json.dumps(event)
    page = browser.get(f"/w/cases/{second.number}/").content.decode()
    assert "同一证件号码" not in page
    assert path not in page
    with as_owner():
        open_holds = CaseHold.objects.filter(ended_at__isnull=True)
        assert set(open_holds.values_list("case_id", flat=True)) == {first.pk}
    world.later(hours=1)
    there = browser_as("shouli", OTHER_TOWNSHIP)
    theirs = f"/w/cases/{first.number}/settle-identity/"
    assert there.submit(theirs, {**answer, "right_number": ""}).status_code == 302
    with as_owner():
        assert not CaseHold.objects.filter(ended_at__isnull=True).exists()
        assert IdentityDocument.objects.get(person=first.applicant).warnings == []


def test_12_a_held_case_is_not_decided_but_paid_on(world: World) -> None:
    assert HoldKind.IDENTITY_TWICE.value not in BARRING
    case = to_opinion(world)
    actor = world.as_("shenpi")
    open_hold(case=case, kind=HoldKind.IDENTITY_TWICE, reason="测试", actor=actor, at=world.at)
    with pytest.raises(Refused) as refusal:
        decide_grant(number=case.number, given=GrantGiven(text="同意"), actor=actor, at=world.at)
    assert refusal.value.code == "case.held"
