"""The bad inputs that no parser alone can answer: services, constraints and pages do.

Each entry of `bad_inputs.toml` with a `where` has a test here that names its number.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from jiuzhu.casework.cases.enums import Category, HoldKind
from jiuzhu.casework.cases.models import Case, CaseHold, CaseMember
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.decisions.models import Award, AwardShare, Decision, PlannedGrant
from jiuzhu.casework.decisions.services.decide_grant import GrantGiven, decide_grant
from jiuzhu.casework.decisions.services.decide_refuse import RefuseGiven
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.services.open_authorization import (
    FamilyGiven,
    MemberGiven,
    ObligorGiven,
    open_authorization,
)
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.casework.payments.due import BARRING
from jiuzhu.infra.models import AccessEvent, OutboxMessage
from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.identity import WRONG_CHECK, make_identity_number
from jiuzhu.policy.doubts import NO_ADULT_INCOME
from jiuzhu.policy.facts import SupporterFacts
from jiuzhu.policy.relations import Related, narrow_gaps
from jiuzhu.registers.households.enums import AccessGround, Relation, Sex
from jiuzhu.registers.households.models import (
    HouseholdMember,
    IdentityDocument,
    Person,
    PersonAccess,
)
from jiuzhu.registers.households.queries import identity_doubts
from jiuzhu.registers.households.services.form_household import add_members
from jiuzhu.registers.households.services.register_person import PersonGiven, register_person
from support.browser import Browser, as_owner, hidden_values
from support.late_stage import decided
from support.stream import a_family, to_accepted, to_authorising, to_intent, to_opinion
from support.world import OTHER_TOWNSHIP, ZHUYANG, World, a_person, first_village

CATALOGUE = Path(__file__).parents[1] / "bad_inputs.toml"
ANSWERED_HERE = {2, 7, 10, 11, 12, 13, 30, 34, 35, 64, 65, 70, 71, 72}
NUMBER = make_identity_number("370911", date(1965, 5, 20), 871)
WRONG = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
SEEN = "户口簿、身份证原件上就是这个号码，派出所早年编错"
NEW = "/w/intents/new/"
BrowserAs = Callable[..., Browser]


def values(world: World, **changes: str) -> dict[str, str]:
    """Return what the window types for an ordinary wish for help."""
    return {
        "name": "测试甲",
        "identity_number": NUMBER,
        "village": world.village.code,
        "household_size": "3",
        "category": "RURAL",
        "category_ground": "有承包地",
        "need": "户主患病，收入减少",
        "channel": "COUNTER",
        "identity_checked": "on",
        "purpose_told": "on",
        **changes,
    }


def register(world: World, given: PersonGiven) -> Person:
    """Register a person in 祝阳镇 with the wish for help."""
    wish = IntentGiven(
        applicant=given,
        village_code=world.village.code,
        category=Category.RURAL,
        category_ground="有承包地",
        need="户主患病，收入减少",
        channel=Channel.COUNTER,
        identity_checked=True,
        purpose_told=True,
    )
    return register_intent(given=wish, actor=world.as_("shouli"), at=world.at).applicant


def test_every_entry_with_a_place_is_answered_here() -> None:
    entries = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["input"]
    assert {entry["id"] for entry in entries if "where" in entry} == ANSWERED_HERE


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [("born_on", "1965-05-21", "identity.birth_differs"), ("sex", "WRONG", "identity.sex_differs")],
)
def test_7_birthday_or_sex_against_the_number(
    world: World, browser_as: BrowserAs, field: str, typed: str, code: str
) -> None:
    sex = "MALE" if int(NUMBER[16]) % 2 == 0 else "FEMALE"
    given: Any = sex if field == "sex" else date(1965, 5, 21)
    with pytest.raises(Refused) as refusal:
        register(world, PersonGiven(name="测试甲", identity_number=NUMBER, **{field: given}))
    assert (refusal.value.code, refusal.value.field) == (code, field)
    posted = sex if field == "sex" else typed
    page = browser_as("shouli").submit(NEW, values(world, **{field: posted}))
    text = page.content.decode()
    assert page.status_code == 422
    assert refusal.value.message.split("。")[0] in text
    assert NUMBER in text, "nothing typed is lost"
    assert not Case.objects.exists()


def test_10_the_dead_get_no_new_case(world: World, browser_as: BrowserAs) -> None:
    person = register(world, PersonGiven(name="测试甲", identity_number=NUMBER))
    with as_owner():
        Person.objects.filter(pk=person.pk).update(died_on=date(2020, 8, 1))
    page = browser_as("shouli").submit(NEW, values(world))
    assert page.status_code == 422
    assert "已经去世" in page.content.decode()
    world.as_("shouli")
    assert Case.objects.count() == 1, "the one from before, and no new one"


def test_11_a_second_live_case_is_pointed_to_only_where_it_may_be_seen(
    world: World, browser_as: BrowserAs
) -> None:
    first = browser_as("shouli").submit(NEW, values(world))
    number = first.headers["Location"].split("/")[-2]
    here = browser_as("shouli").submit(NEW, values(world))
    assert here.status_code == 409
    assert number in here.content.decode()
    elsewhere = browser_as("shouli", OTHER_TOWNSHIP)
    village = world.organ(OTHER_TOWNSHIP).organ_set.order_by("code")[0].code
    there = elsewhere.submit(NEW, values(world, village=village))
    assert there.status_code == 409
    assert number not in there.content.decode()
    assert "祝阳" not in there.content.decode()


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
        asked = OutboxMessage.objects.get(topic="identity.held_twice")
        assert asked.reference == second.number
        row = IdentityDocument.objects.get(person=second.applicant)
        assert (row.reason, row.paper_seen_by) == (SEEN, world.officer("shouli"))
    world.as_("shouli")
    assert not Person.objects.filter(pk=first.applicant_id).exists(), "the first stays unseen"


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


def test_2_a_wrong_check_digit_stands_only_with_a_reason(
    world: World, browser_as: BrowserAs
) -> None:
    browser = browser_as("shouli")
    refused = browser.submit(NEW, values(world, identity_number=WRONG))
    assert refused.status_code == 422
    assert "校验不符" in refused.content.decode()
    assert "号码疑点说明" in refused.content.decode(), "the way out stands on the page"
    world.as_("shouli")
    assert not Case.objects.exists()
    taken = browser.submit(NEW, values(world, identity_number=WRONG, paper_reason=SEEN))
    assert taken.status_code == 302
    world.as_("shouli")
    row, case = IdentityDocument.objects.get(), Case.objects.get()
    assert (row.number, row.reason) == (WRONG, SEEN)
    assert row.paper_seen_by == world.officer("shouli")
    assert WRONG_CHECK in row.warnings
    doubts = json.loads(case.steps.get().body)["detail"]["doubts"]
    assert SEEN in str(doubts[str(case.applicant.code)])
    assert world.officer("shouli").name in str(doubts)
    page = browser.get(f"/w/cases/{case.number}/").content.decode()
    assert f"{case.applicant.name}：证件号码{WRONG_CHECK}" in page
    assert SEEN in page
    deeper = browser.get(f"/w/cases/{case.number}/withdraw/").content.decode()
    assert "身份疑点 1 项" in deeper


def test_2_nobody_but_an_officer_takes_such_a_number(world: World) -> None:
    organs = (world.organ(ZHUYANG),)
    world.as_("shouli")
    given = PersonGiven(name="测试甲", identity_number=WRONG, paper_reason=SEEN)
    for seen_by, changed, code in (
        (None, given, "identity.paper_unseen"),
        (1, dataclasses.replace(given, paper_reason=" "), "identity.check_digit"),
        (1, dataclasses.replace(given, identity_number="370902"), "identity.length"),
    ):
        with pytest.raises(Refused) as refusal:
            register_person(
                given=changed,
                organs=organs,
                ground=AccessGround.CASE,
                case_number="x",
                at=world.at,
                seen_by=seen_by,
            )
        assert refusal.value.code == code
    assert not Person.objects.exists()


def test_2_a_reason_beside_a_right_number_marks_nobody(world: World) -> None:
    register(world, PersonGiven(name="测试甲", identity_number=NUMBER, paper_reason=SEEN))
    row = IdentityDocument.objects.get()
    assert (row.reason, row.paper_seen_by, row.warnings) == ("", None, [])


def test_13_an_infant_without_a_number_is_registered(world: World, browser_as: BrowserAs) -> None:
    child = PersonGiven(name="测试婴", sex="FEMALE", born_on=date(2020, 8, 20))
    person = register(world, child)
    identity = IdentityDocument.objects.get(person=person)
    assert (identity.kind, identity.warnings) == ("NONE_YET", ["identity.none_yet"])
    assert (person.born_on, person.sex) == (date(2020, 8, 20), Sex.FEMALE)
    assert identity.due_on == date(2020, 10, 1), "the number is due a month later"
    assert register(world, child) != person, "no number, so never taken for another"
    case = Case.objects.get(applicant=person)
    page = browser_as("shouli").get(f"/w/cases/{case.number}/").content.decode()
    assert "测试婴：暂无证件号码，应于2020-10-01前补齐" in page
    assert "已逾期" not in page
    world.as_("shouli")
    told = identity_doubts([person.pk], on=date(2020, 10, 2))
    assert "已逾期" in told[person.pk][0]
    said = broken(lambda: IdentityDocument.objects.filter(pk=identity.pk).update(due_on=None))
    assert "identity_none_yet_is_due" in said


def test_30_no_income_at_all_refuses_nobody_and_is_flagged(
    world: World, browser_as: BrowserAs
) -> None:
    family = a_family()
    poor = tuple(dataclasses.replace(member, income=()) for member in family.members)
    family = dataclasses.replace(family, members=poor, obligors=())
    case = to_opinion(world, family=family)
    assert case.state == "OPINION"
    page = browser_as("shenhe").get(f"/w/cases/{case.number}/computation/").content.decode()
    assert "需要留意" in page
    assert NO_ADULT_INCOME in page
    world.as_("shenhe")
    event = case.steps.get(action="compute_amount")
    assert json.loads(event.body)["detail"]["doubts"] == [NO_ADULT_INCOME]
    paper = Document.objects.get(case=case, kind="W19")
    assert NO_ADULT_INCOME in str(paper.content)


def test_30_an_ordinary_family_is_not_flagged(world: World, browser_as: BrowserAs) -> None:
    case = to_opinion(world)
    page = browser_as("shenhe").get(f"/w/cases/{case.number}/computation/").content.decode()
    assert "核算结果" in page
    assert "需要留意" not in page


def broken(make: Callable[[], object]) -> str:
    """Return the constraint that stops a row, written by the owner whom no policy stops."""
    with as_owner(), pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return str(error.value)


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


@pytest.mark.parametrize(
    ("relation", "born_on", "code"),
    [
        (Relation.FATHER, date(1990, 1, 1), "relation.age_order"),
        (Relation.SON, date(1950, 1, 1), "relation.age_order"),
        (Relation.SELF, date(1990, 1, 1), "relation.self"),
        (Relation.SPOUSE, date(1966, 1, 1), "relation.two_spouses"),
    ],
)
def test_64_relations_that_cannot_be(
    world: World, relation: Relation, born_on: date, code: str
) -> None:
    case = to_intent(world)
    stranger = MemberGiven(
        person=a_person("测试己", born_on=born_on), relation=relation, family_relation="SPOUSE"
    )
    family = a_family()
    given: FamilyGiven = dataclasses.replace(family, members=(*family.members, stranger))
    with pytest.raises(Refused) as refusal:
        open_authorization(number=case.number, given=given, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == code
    assert CaseMember.objects.filter(case=case).count() == 1, "only the applicant, as before"


@pytest.mark.parametrize(
    ("relation", "born_on", "is_narrow"),
    [
        (Relation.SON, date(1980, 5, 19), True),
        (Relation.SON, date(1980, 5, 20), False),
        (Relation.MOTHER, date(1950, 5, 21), True),
        (Relation.MOTHER, date(1950, 5, 20), False),
        (Relation.SIBLING, date(1966, 1, 1), False),
        (Relation.SON, None, False),
    ],
)
def test_64_fifteen_years_lie_between_parent_and_child(
    relation: Relation, born_on: date | None, *, is_narrow: bool
) -> None:
    related = [Related("测试己", relation, born_on)]
    found = narrow_gaps(related, applicant_born_on=date(1965, 5, 20))
    assert bool(found) == is_narrow


def test_64_the_reason_is_asked_for_kept_and_shown(world: World, browser_as: BrowserAs) -> None:
    case, family = to_intent(world), a_family()
    mother = ObligorGiven(
        person=a_person("测试己", born_on=date(1955, 1, 1)),
        relation=Relation.MOTHER,
        facts=SupporterFacts(key="", family_income_fen=100_000, family_size=1),
    )
    given: FamilyGiven = dataclasses.replace(family, obligors=(*family.obligors, mother))

    def open_it(reason: str) -> None:
        open_authorization(
            number=case.number,
            given=dataclasses.replace(given, age_gap_reason=reason),
            actor=world.as_("shouli"),
            at=world.at,
        )

    for empty in ("", "  "):
        with pytest.raises(Refused) as refusal:
            open_it(empty)
        assert (refusal.value.code, refusal.value.field) == ("relation.age_gap", "age_gap_reason")
        assert "测试己" in refusal.value.message
    assert CaseMember.objects.filter(case=case).count() == 1, "only the applicant, as before"
    open_it("继母，已看结婚证")
    row = CaseMember.objects.get(case=case, person__name="测试己")
    assert row.doubt == "与申请人相差不到15岁：继母，已看结婚证"
    assert set(CaseMember.objects.exclude(pk=row.pk).values_list("doubt", flat=True)) == {""}
    detail = json.loads(case.steps.get(action="open_authorization").body)["detail"]
    assert (detail["age_gaps"], detail["age_gap_reason"]) == ([row.person_id], "继母，已看结婚证")
    page = browser_as("shouli").get(f"/w/cases/{case.number}/").content.decode()
    assert "测试己：与申请人相差不到15岁：继母" in page


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
