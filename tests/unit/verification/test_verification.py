"""The township files, the county centre asks and releases; the family gets an answer."""

from __future__ import annotations

import pytest

from jiuzhu.casework.applications.services.withdraw_application import (
    WithdrawalGiven,
    withdraw_application,
)
from jiuzhu.casework.cases.models import CaseMember
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.services.withdraw_authorization import withdraw_authorization
from jiuzhu.casework.verification.models import SourceQuery, UnfitExplanation
from jiuzhu.casework.verification.queries import latest_report
from jiuzhu.casework.verification.services.answer_family import (
    check_explanation,
    draft_explanation,
)
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.open_report import open_report
from jiuzhu.casework.verification.services.receive_request import accept_request, return_request
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.infra.actor import Request
from jiuzhu.infra.models import AccessEvent
from jiuzhu.kernel.errors import Forbidden, Refused
from support.departments import run_sources
from support.stream import (
    CENTRE,
    to_authorised,
    to_authorising,
    to_explained,
    to_filed,
    to_invited,
    to_verified,
)
from support.world import World


def test_fitting_report_leads_to_invitation(world: World) -> None:
    case = to_invited(world)
    assert case.state == "INVITED"
    report = latest_report(case)
    assert report is not None
    assert report.conclusion == "FIT"
    kinds = list(Document.objects.filter(case=case).order_by("kind").values_list("kind", flat=True))
    assert kinds == [
        "W01",
        "W02",
        "W03",
        "W03",
        "W03",
        "W03",
        "W04",
        "W05",
        "W06",
        "W07",
        "W09",
        "W11",
    ]


def test_undeclared_car_makes_report_unfit_with_bound_reasons(world: World) -> None:
    case = to_explained(world)
    assert case.state == "CLOSED"
    reasons = UnfitExplanation.objects.get(case=case).reasons
    assert reasons
    assert all(each["rule_id"] and each["article"] for each in reasons)


def test_drafter_cannot_check_own_reasons(world: World) -> None:
    case = to_verified(world, has_car=True)
    actor = world.as_("shouli")
    draft_explanation(number=case.number, actor=actor, at=world.at)
    with pytest.raises(Refused) as refusal:
        check_explanation(number=case.number, actor=actor, at=world.at)
    assert refusal.value.code == "explanation.same_officer"


def test_township_cannot_ask_a_source(world: World) -> None:
    case = to_filed(world)
    accept_request(number=case.number, actor=world.as_("zhongxin", CENTRE), at=world.at)
    with pytest.raises(Forbidden):
        ask_sources(number=case.number, actor=world.as_("hedui"), at=world.at)
    assert SourceQuery.objects.count() == 0


def test_member_without_signature_blocks_filing(world: World) -> None:
    case = to_authorising(world)
    with pytest.raises(Refused) as refusal:
        file_verification(number=case.number, actor=world.as_("hedui"), at=world.at)
    assert refusal.value.code == "guard.authorizations_complete"


def test_nothing_leaves_after_withdrawal(world: World) -> None:
    case = to_filed(world)
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    request = ask_sources(number=case.number, actor=centre, at=world.at)
    world.as_("shouli")
    withdraw_authorization(
        number=case.number,
        person_id=case.applicant_id,
        reason="本人要求",
        actor=world.as_("shouli"),
        at=world.at,
    )
    departments = run_sources(request, actor=world.as_("zhongxin", CENTRE), at=world.at)
    asked = {question.person.name for question in departments.asked}
    assert case.applicant.name not in asked
    meanings = SourceQuery.objects.filter(request=request, person_id=case.applicant_id)
    assert {row.meaning for row in meanings} == {"NOT_ASKED"}


def test_unsigned_supporter_is_not_asked(world: World) -> None:
    case = to_authorised(world)
    supporter = CaseMember.objects.get(case=case, part="OBLIGOR")
    withdraw_authorization(
        number=case.number,
        person_id=supporter.person_id,
        reason="不愿授权",
        actor=world.as_("shouli"),
        at=world.at,
    )
    file_verification(number=case.number, actor=world.as_("hedui"), at=world.at)
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    request = ask_sources(number=case.number, actor=centre, at=world.at)
    rows = SourceQuery.objects.filter(request=request, person=supporter.person)
    assert {(row.meaning, row.authorization_id) for row in rows} == {("NOT_ASKED", None)}


def test_report_waits_for_open_sources(world: World) -> None:
    case = to_filed(world)
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    ask_sources(number=case.number, actor=centre, at=world.at)
    with pytest.raises(Refused) as refusal:
        release_report(number=case.number, actor=centre, at=world.at)
    assert refusal.value.code == "guard.sources_settled"
    report = release_report(number=case.number, actor=centre, at=world.at, mark_unanswered=True)
    assert report.conclusion == "FIT"


def test_returned_request_can_be_filed_again(world: World) -> None:
    case = to_filed(world)
    centre = world.as_("zhongxin", CENTRE)
    with pytest.raises(Refused) as refusal:
        return_request(number=case.number, reason=" ", actor=centre, at=world.at)
    assert refusal.value.code == "guard.reason_given"
    return_request(number=case.number, reason="授权书缺页", actor=centre, at=world.at)
    file_verification(number=case.number, actor=world.as_("hedui"), at=world.at)


def test_report_opens_with_purpose_only_and_is_recorded(world: World) -> None:
    case = to_invited(world)
    request = Request(route="desk:report")
    actor = world.as_("hedui")
    with pytest.raises(Refused) as refusal:
        open_report(number=case.number, purpose="看", actor=actor, at=world.at, request=request)
    assert refusal.value.code == "report.purpose"
    open_report(
        number=case.number, purpose="办理低保审核", actor=actor, at=world.at, request=request
    )
    with pytest.raises(Forbidden):
        open_report(
            number=case.number,
            purpose="办理低保审核",
            actor=world.as_("diaocha"),
            at=world.at,
            request=request,
        )
    world.as_("jianguan", "370911")
    seen = AccessEvent.objects.get(kind="VIEW")
    assert (seen.case_number, seen.purpose) == (case.number, "办理低保审核")


def test_nothing_leaves_after_the_family_withdrew(world: World) -> None:
    case = to_filed(world)
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    request = ask_sources(number=case.number, actor=centre, at=world.at)
    withdraw_application(
        number=case.number,
        given=WithdrawalGiven(wished_by_name=case.applicant.name, proof="本人签字"),
        actor=world.as_("shouli"),
        at=world.later(hours=1),
    )
    departments = run_sources(request, actor=world.as_("zhongxin", CENTRE), at=world.at)
    assert departments.asked == []
    told = SourceQuery.objects.filter(request=request).values_list("last_error", flat=True)
    assert set(told) == {"case.moved"}
