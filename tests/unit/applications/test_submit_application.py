"""Applying: only the pre-filled declaration is confirmed, and the form is dated then."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiuzhu.casework.applications.enums import Confirmation
from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.applications.services.insist_on_application import insist_on_application
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.applications.services.write_application import ApplicationGiven, ProxyGiven
from jiuzhu.casework.cases.models import Case, CaseMember, CaseVisit
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering.data import content_from_json
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from support.refusals import refused
from support.stream import confirmed, deliver, to_explained, to_intent, to_invited
from support.world import COUNTY, OTHER_TOWNSHIP, World

MANDATE = b"%PDF-1.4 mandate"


def by_proxy(**changes: object) -> ApplicationGiven:
    facts: dict[str, object] = {
        "confirmation": Confirmation.ASSISTANT,
        "confirmed_by_name": "测试代办",
        "proxy": ProxyGiven(name="测试代办", relation="协理员", mandate=MANDATE),
    }
    return ApplicationGiven(**{**facts, **changes})  # type: ignore[arg-type]


def form_of(case: Case) -> dict[str, object]:
    document = Document.objects.filter(case=case, kind="W09").order_by("-pk")[0]
    stored: dict[str, object] = json.loads(document.content)
    return stored


def test_phone_confirmation_dates_the_form_and_costs_no_visit(world: World) -> None:
    case = to_invited(world)
    visits = CaseVisit.objects.filter(case=case).count()
    actor = world.as_("shouli")
    at = world.later(days=2)
    row = submit_application(number=case.number, given=confirmed(case), actor=actor, at=at)
    assert Case.objects.get(pk=case.pk).state == "APPLIED"
    assert (row.confirmation, row.insisted, row.submitted_at) == ("READ_BACK", False, at)
    form = content_from_json(form_of(case))
    assert form.filled_on == date(2020, 9, 3)  # type: ignore[attr-defined]
    assert form.confirmation.confirmed_on == date(2020, 9, 3)  # type: ignore[attr-defined]
    assert CaseVisit.objects.filter(case=case).count() == visits


def test_counter_confirmation_counts_a_visit(world: World) -> None:
    case = to_invited(world)
    before = CaseVisit.objects.filter(case=case, kind="COUNTER").count()
    given = replace(confirmed(case), confirmation=Confirmation.COUNTER)
    submit_application(number=case.number, given=given, actor=world.as_("shouli"), at=world.at)
    assert CaseVisit.objects.filter(case=case, kind="COUNTER").count() == before + 1


def test_assistant_applies_with_a_mandate(world: World) -> None:
    case = to_invited(world)
    actor = world.as_("xieli", world.village.code)
    submit_application(number=case.number, given=by_proxy(), actor=actor, at=world.at)
    row = Application.objects.get(case=case)
    assert row.proxy_name == "测试代办"
    assert row.mandate_id is not None
    assert Document.objects.filter(case=case, kind="W10").count() == 1
    assert content_from_json(form_of(case)).proxy.name == "测试代办"  # type: ignore[attr-defined]


def test_citizen_confirms_the_own_case_and_the_form_names_the_whole_family(world: World) -> None:
    case = to_invited(world)
    citizen = Actor(
        name=case.applicant.name,
        roles=frozenset({"CITIZEN"}),
        capabilities=frozenset({"application.submit", "application.withdraw"}),
        person_id=case.applicant_id,
    )
    apply_scope(citizen)
    given = replace(confirmed(case), confirmation=Confirmation.CODE)
    submit_application(number=case.number, given=given, actor=citizen, at=world.at)
    form = content_from_json(form_of(case))
    names = [member.name for member in form.members]  # type: ignore[attr-defined]
    assert names == ["测试甲", "测试乙", "测试丙"]


def test_another_citizen_finds_nothing(world: World) -> None:
    case = to_invited(world)
    other = case.members.exclude(person_id=case.applicant_id)[0].person_id
    stranger = Actor(
        name="测试乙",
        roles=frozenset({"CITIZEN"}),
        capabilities=frozenset({"application.submit"}),
        person_id=other,
    )
    given = replace(confirmed(case), confirmation=Confirmation.CODE)
    with pytest.raises(NotVisible):
        submit_application(number=case.number, given=given, actor=stranger, at=world.at)


def test_what_is_not_confirmed_is_refused(world: World) -> None:
    case = to_invited(world)
    plain = confirmed(case)
    window, village = world.actor("shouli"), world.actor("xieli", world.village.code)
    no_mandate = replace(by_proxy(), proxy=replace(by_proxy().proxy, mandate=b""))  # type: ignore[type-var]
    attempts = [
        ("guard.confirmed_by_applicant", replace(plain, confirmed_by_name="测试路人"), window),
        ("guard.confirmed_by_applicant", replace(plain, confirmed_by_name=""), window),
        ("guard.confirmed_by_applicant", replace(plain, confirmation=Confirmation.CODE), window),
        ("guard.confirmed_by_applicant", by_proxy(), window),
        ("guard.confirmed_by_applicant", plain, village),
        ("guard.mandate_if_proxy", no_mandate, village),
        (
            "guard.mandate_if_proxy",
            replace(plain, confirmation=Confirmation.ASSISTANT),
            village,
        ),
    ]
    for code, given, actor in attempts:
        apply_scope(actor)
        refused(
            case,
            code,
            lambda given=given, actor=actor: submit_application(  # type: ignore[misc]
                number=case.number, given=given, actor=actor, at=world.at
            ),
        )


def test_expired_report_carries_no_application(world: World) -> None:
    case = to_invited(world)
    late = world.at + timedelta(days=93)
    refused(
        case,
        "guard.report_valid",
        lambda: submit_application(
            number=case.number, given=confirmed(case), actor=world.as_("shouli"), at=late
        ),
    )


def test_wrong_officer_area_and_second_click(world: World) -> None:
    case = to_invited(world)
    given = confirmed(case)
    with pytest.raises(NotVisible):
        submit_application(
            number=case.number, given=given, actor=world.as_("shouli", OTHER_TOWNSHIP), at=world.at
        )
    for seat, organ in (("shenhe", None), ("xianshenpi", COUNTY)):
        actor = world.as_(seat, organ) if organ else world.as_(seat)
        with pytest.raises(Forbidden):
            submit_application(number=case.number, given=given, actor=actor, at=world.at)
    actor = world.as_("shouli")
    submit_application(number=case.number, given=given, actor=actor, at=world.at)
    with pytest.raises(Conflict) as refusal:
        submit_application(number=case.number, given=given, actor=actor, at=world.at)
    assert refusal.value.code == "case.state"


def test_insisting_waits_for_the_served_explanation(world: World) -> None:
    case = to_explained(world)
    assert not case.members.filter(part="MEMBER", is_live=True).exists()
    actor = world.as_("shouli")
    refused(
        case,
        "guard.unfit_explained",
        lambda: insist_on_application(
            number=case.number, given=confirmed(case), actor=actor, at=world.at
        ),
    )
    with pytest.raises(Conflict):
        submit_application(number=case.number, given=confirmed(case), actor=actor, at=world.at)
    deliver(world, case, "W07")
    row = insist_on_application(
        number=case.number, given=confirmed(case), actor=world.as_("shouli"), at=world.at
    )
    assert row.insisted
    assert Case.objects.get(pk=case.pk).state == "APPLIED"
    assert case.members.filter(part="MEMBER", is_live=False).count() == 0


def test_nobody_insists_while_the_family_is_in_another_live_case(world: World) -> None:
    case = to_explained(world)
    deliver(world, case, "W07")
    spouse = case.members.get(relation="SPOUSE").person
    other = to_intent(world, name="测试戊")
    CaseMember.objects.create(case=other, person=spouse, part="MEMBER", relation="SPOUSE")
    with pytest.raises(Conflict) as refusal:
        insist_on_application(
            number=case.number, given=confirmed(case), actor=world.as_("shouli"), at=world.at
        )
    assert refusal.value.code == "member.live_case"
    assert Case.objects.get(pk=case.pk).state == "CLOSED"
