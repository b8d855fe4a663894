"""Bad inputs about who somebody is: numbers, birthdays, the dead, infants, relations."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

import pytest

from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.family import FamilyGiven, MemberGiven, ObligorGiven
from jiuzhu.casework.intents.services.open_authorization import open_authorization
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import WRONG_CHECK
from jiuzhu.policy.doubts import NO_ADULT_INCOME
from jiuzhu.policy.facts import SupporterFacts
from jiuzhu.policy.relations import Related, narrow_gaps
from jiuzhu.registers.households.enums import AccessGround, Relation, Sex
from jiuzhu.registers.households.models import (
    IdentityDocument,
    Person,
)
from jiuzhu.registers.households.queries import identity_doubts
from jiuzhu.registers.households.services.register_person import PersonGiven, register_person
from support.bad_inputs import NEW, NUMBER, SEEN, WRONG, BrowserAs, broken, register, values
from support.browser import as_owner
from support.stream import a_family, to_intent, to_opinion
from support.world import OTHER_TOWNSHIP, ZHUYANG, World, a_person


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
