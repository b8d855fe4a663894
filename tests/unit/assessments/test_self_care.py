"""The self-care test: two assessors who decide nothing, a grade, a new test after a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiuzhu.casework.assessments.findings import Findings, ObligorFinding
from jiuzhu.casework.assessments.models import SelfCareAssessment
from jiuzhu.casework.assessments.queries import (
    gathered_claim,
    open_self_care_change,
    self_care_of,
)
from jiuzhu.casework.assessments.services.assess_self_care import SelfCareGiven, assess_self_care
from jiuzhu.casework.assessments.services.compute_amount import (
    ComputationGiven,
    compute_amount,
)
from jiuzhu.casework.assessments.services.report_self_care_change import (
    SelfCareChangeGiven,
    report_self_care_change,
)
from jiuzhu.casework.cases.access import note_parts
from jiuzhu.casework.cases.enums import Category, Involvement, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.policy.scheme_facts import ObligorFacts
from jiuzhu.policy.scheme_terms import Incapacity
from support.tekun import an_old_person, self_care, to_tekun_in_payment, to_tekun_surveyed
from support.world import World, a_person


def given(world: World, **more: object) -> SelfCareGiven:
    plain = SelfCareGiven(
        assessed_on=legal_day(world.at),
        second_assessor_id=world.officer("hedui").pk,
        failed=("BATHING",),
        seen="洗澡要人帮。",
    )
    return replace(plain, **more)


def test_one_assessor_twice_is_refused(world: World) -> None:
    case = to_tekun_surveyed(world)
    alone = given(world, second_assessor_id=world.officer("diaocha").pk)

    with pytest.raises(Refused) as refusal:
        assess_self_care(number=case.number, given=alone, actor=world.as_("diaocha"), at=world.at)

    assert refusal.value.code == "self_care.two_assessors"
    assert not SelfCareAssessment.objects.filter(case=case).exists()


def test_an_assessor_who_decided_is_refused(world: World) -> None:
    case = to_tekun_surveyed(world)
    note_parts(
        case=case,
        officer_ids=(world.officer("hedui").pk,),
        part=Involvement.DECIDED,
        at=world.at,
    )

    with pytest.raises(Refused) as refusal:
        assess_self_care(
            number=case.number, given=given(world), actor=world.as_("diaocha"), at=world.at
        )

    assert refusal.value.code == "self_care.assessor_decides"


def test_who_assessed_is_barred_from_deciding(world: World) -> None:
    case = to_tekun_surveyed(world)
    self_care(world, case, "BED")
    parts = case.parts.filter(part=Involvement.VISITED)

    assert world.officer("hedui").pk in set(parts.values_list("officer_id", flat=True))


@pytest.mark.parametrize(
    ("failed", "grade", "amount"),
    [
        ((), "SELF", 78_500),
        (("BED", "TOILET", "WALKING"), "PARTIAL", 89_500),
        (("BED", "TOILET", "WALKING", "BATHING"), "FULL", 117_000),
    ],
)
def test_the_grade_makes_the_amount(
    world: World, failed: tuple[str, ...], grade: str, amount: int
) -> None:
    case = to_tekun_surveyed(world)
    self_care(world, case, *failed)

    row = compute_amount(number=case.number, actor=world.as_("shenhe"), at=world.at)

    assert self_care_of(case)[0].grade == grade
    assert (row.eligible, row.amount_fen, row.members_counted) == ("ELIGIBLE", amount, 1)


def test_without_a_test_the_case_stays_open(world: World) -> None:
    case = to_tekun_surveyed(world)

    row = compute_amount(number=case.number, actor=world.as_("shenhe"), at=world.at)

    assert row.eligible == "UNDECIDABLE"


def test_an_interview_answers_whether_an_obligor_can(world: World) -> None:
    case = to_tekun_surveyed(world, family=an_old_person(obligor=ObligorFacts(key="")))
    self_care(world, case)
    actor = world.as_("shenhe")
    claim = gathered_claim(case)
    assert claim is not None
    assert claim.obligors is not None
    key = claim.obligors[0].key

    def outcome(**found: object) -> str:
        finding = ObligorFinding(person_key=key, evidence="走访", **found)  # type: ignore[arg-type]
        row = compute_amount(
            number=case.number,
            actor=actor,
            at=world.at,
            given=ComputationGiven(findings=Findings(obligors=(finding,))),
        )
        return row.eligible

    asked = compute_amount(number=case.number, actor=actor, at=world.at)
    assert asked.eligible == "UNDECIDABLE", "nobody has asked the obligor yet"
    prison = Incapacity.PRISON
    assert outcome(status=prison) == "UNDECIDABLE"
    assert outcome(status=prison, property_within=False) == "NOT_ELIGIBLE"
    assert outcome(status=prison, property_within=True) == "ELIGIBLE"


def test_a_reported_change_is_tested_again_in_ten_working_days(world: World) -> None:
    case = to_tekun_in_payment(world)
    told = SelfCareChangeGiven(
        reported_on=date(2020, 9, 10), reporter="测试邻", what="摔伤后不能自己吃饭"
    )
    clerk = world.as_("shouli")
    change = report_self_care_change(number=case.number, given=told, actor=clerk, at=world.at)

    assert change.due_on == date(2020, 9, 24)
    with pytest.raises(Conflict):
        report_self_care_change(number=case.number, given=told, actor=clerk, at=world.at)
    self_care(world, case, "EATING", "BED", "TOILET", "WALKING", "BATHING")
    assert open_self_care_change(case) is None
    assert [one.change_id for one in self_care_of(case)] == [change.pk, None]


@pytest.mark.parametrize(
    ("scheme", "ground", "code"),
    [
        (Scheme.DIBAO, "没有监护人", "intent.initiative"),
        (Scheme.TEKUN, " ", "intent.initiative_ground"),
    ],
)
def test_the_township_begins_only_for_tekun_and_with_a_reason(
    world: World, scheme: Scheme, ground: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        register_intent(
            given=IntentGiven(
                applicant=a_person(village=world.village.code),
                village_code=world.village.code,
                category=Category.RURAL,
                category_ground="有承包地",
                need="独居",
                channel=Channel.VILLAGE,
                identity_checked=True,
                purpose_told=True,
                scheme=scheme,
                by_organisation=True,
                initiative_ground=ground,
            ),
            actor=world.as_("shouli"),
            at=world.at,
        )

    assert refusal.value.code == code
    assert not Case.objects.exists()
