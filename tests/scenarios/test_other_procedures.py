"""One family under the versions of the procedure that run: the traces differ as the law does."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.assessments.findings import Explanation, Findings
from jiuzhu.casework.cases.models import Case, CaseClock, CaseEvent
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.decisions.services.decide_refuse import RefuseGiven, decide_refuse
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.services.describe import identity_number_of
from jiuzhu.casework.publicity.queries import public_notices
from jiuzhu.casework.publicity.services.conclude_publicity import conclude_publicity
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_opinion import publish_opinion
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.casework.publicity.services.take_down_notice import (
    TakingDownGiven,
    take_down_notice,
)
from jiuzhu.casework.verification.services.answer_family import (
    check_explanation,
    draft_explanation,
    tell_result,
)
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.receive_request import accept_request
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.casework.workspace.queries import next_steps
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.trace.verify import verify_trace
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.registers.law.models import ProcedureInForce
from support.browser import as_owner
from support.departments import run_sources
from support.pictures import a_photo
from support.stream import (
    CENTRE,
    a_car,
    accept,
    assess,
    confirmed,
    deliver,
    to_authorised,
    to_authorising,
    to_decided,
    visit,
)
from support.world import FANZHEN, ZHUYANG, World

_photos = count(7000)
SEED = [
    *("register_intent", "open_authorization", "file_verification", "release_fit", "invite"),
    *("submit_application", "accept_application", "record_home_visit", "give_opinion", "grant"),
]
NOW = [
    *("register_intent", "open_authorization", "submit_application", "accept_application"),
    *("file_verification", "release_fit", "record_home_visit", "give_opinion"),
    *("publish_opinion", "conclude_publicity", "grant"),
]


def run(procedure: str) -> None:
    """Let every county run a version; the standards that are known are those of 2020."""
    with as_owner():
        ProcedureInForce.objects.update(procedure=procedure)


def moves(case: Case) -> list[str]:
    events = CaseEvent.objects.filter(case=case).exclude(to_state=case.state, from_state="x")
    return [one.action for one in events.order_by("sequence") if one.from_state != one.to_state]


def to_accepted(world: World, township: str = ZHUYANG) -> Case:
    case = to_authorised(world, township=township)
    submit_application(
        number=case.number,
        given=confirmed(case),
        actor=world.as_("shouli", township),
        at=world.later(hours=1),
    )
    return accept(world, case, township=township)


def verify(world: World, case: Case, *, township: str = ZHUYANG, has_car: bool = False) -> Case:
    file_verification(number=case.number, actor=world.as_("hedui", township), at=world.at)
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    request = ask_sources(number=case.number, actor=centre, at=world.at)
    truth = {(identity_number_of(case.applicant), "vehicles"): (a_car(),)} if has_car else {}
    run_sources(request, actor=centre, at=world.later(hours=3), truth=truth)
    release_report(number=case.number, actor=world.as_("zhongxin", CENTRE), at=world.at)
    world.as_("shouli", township)
    return Case.objects.get(pk=case.pk)


def to_proposed(world: World, township: str = ZHUYANG) -> Case:
    case = verify(world, to_accepted(world, township), township=township)
    return assess(world, visit(world, case, township=township), township=township)


def on_the_board(world: World, case: Case, *, objections: int = 0) -> Case:
    """Publish the opinion, hang it up, wait seven full days and take it down."""
    actor = world.as_("shouli")
    notice = publish_opinion(number=case.number, actor=actor, at=world.later(hours=1))
    assistant = world.as_("xieli", case.village.code)
    notice = post_notice(
        code=notice.code,
        given=PostingGiven(photo=a_photo(next(_photos))),
        actor=assistant,
        at=world.later(hours=1),
    )
    assert (notice.ends_on - legal_day(world.at)).days >= 7
    with pytest.raises(Refused) as refusal:
        conclude_publicity(number=case.number, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == "guard.opinion_publicity_ended"
    world.later(days=(notice.ends_on - legal_day(world.at)).days + 1)
    take_down_notice(
        code=notice.code,
        given=TakingDownGiven(photo=a_photo(next(_photos)), objections=objections),
        actor=world.as_("xieli", case.village.code),
        at=world.at,
    )
    world.as_("shouli")
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("procedure", ["N-2022", "TA-NOW"])
def test_a_case_is_verified_after_acceptance_and_publicised_before_the_decision(
    world: World, procedure: str
) -> None:
    run(procedure)
    case = to_proposed(world)
    assert (case.procedure, case.state) == (procedure, "PROPOSED")
    assert Application.objects.get(case=case).report is None
    with pytest.raises(Conflict):
        decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.at)
    case = on_the_board(world, case)
    conclude_publicity(number=case.number, actor=world.as_("shouli"), at=world.at)
    decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
    case = Case.objects.get(pk=case.pk)
    assert case.state == "DECIDED_YES"
    assert moves(case) == NOW
    kinds = set(Document.objects.filter(case=case).values_list("kind", flat=True))
    assert {"W05", "W06", "W12", "W21", "W24", "W27"} <= kinds
    assert "W07" not in kinds
    publish_result(number=case.number, actor=world.as_("shouli"), at=world.later(hours=1))
    with as_owner():
        assert not verify_trace().findings


def test_the_seed_gives_another_trace_of_the_same_family(world: World) -> None:
    case = to_decided(world)
    assert moves(case) == SEED
    assert case.procedure == "TA-2019"


def test_a_case_in_flight_keeps_its_version(world: World) -> None:
    case = to_authorising(world)
    run("TA-NOW")
    case = Case.objects.get(pk=case.pk)
    assert case.procedure == "TA-2019"
    with pytest.raises(Conflict):
        submit_application(
            number=case.number, given=confirmed(case), actor=world.as_("shouli"), at=world.at
        )


def test_nobody_applies_before_everybody_signed(world: World) -> None:
    run("N-2022")
    case = to_authorising(world)
    with pytest.raises(Refused) as refusal:
        submit_application(
            number=case.number, given=confirmed(case), actor=world.as_("shouli"), at=world.at
        )
    assert refusal.value.code == "guard.authorizations_complete"


@pytest.mark.parametrize(
    ("procedure", "township", "limit"),
    [
        ("TA-2019", ZHUYANG, 20),
        ("N-2022", ZHUYANG, 20),
        ("N-2022", FANZHEN, 30),
        ("TA-NOW", FANZHEN, 20),
    ],
)
def test_how_long_the_decision_may_take(
    world: World, procedure: str, township: str, limit: int
) -> None:
    run(procedure)
    if procedure == "TA-2019":
        case = to_decided(world, township=township)
    else:
        case = to_accepted(world, township)
    clock = CaseClock.objects.get(case=case, kind="acceptance_decision")
    from jiuzhu.registers.law.queries import calendar_in_force

    due = calendar_in_force().add_workdays(clock.started_on, limit)
    assert (clock.due_on, case.due_on) == (due.on, due.on)


def test_today_counts_ten_days_to_the_opinion_and_three_to_the_decision(world: World) -> None:
    run("TA-NOW")
    case = to_proposed(world)
    clocks = {one.kind: one for one in CaseClock.objects.filter(case=case)}
    assert clocks["acceptance_opinion"].stopped_on is not None
    assert clocks["intent_answer"].stopped_on is not None
    assert "publicity_decision" not in clocks
    case = on_the_board(world, case)
    conclude_publicity(number=case.number, actor=world.as_("shouli"), at=world.at)
    three = CaseClock.objects.get(case=case, kind="publicity_decision")
    assert (three.due_on - three.started_on) <= timedelta(days=12)
    decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
    assert not CaseClock.objects.filter(case=case, stopped_on__isnull=True).exists()


def test_an_objection_counted_on_the_board_keeps_the_case_from_the_decider(world: World) -> None:
    run("N-2022")
    case = on_the_board(world, to_proposed(world), objections=1)
    with pytest.raises(Refused) as refusal:
        conclude_publicity(number=case.number, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == "guard.no_open_objection"


def test_the_web_shows_the_opinion_masked_while_it_hangs(world: World) -> None:
    run("N-2022")
    case = to_proposed(world)
    actor = world.as_("shouli")
    notice = publish_opinion(number=case.number, actor=actor, at=world.later(hours=1))
    post_notice(
        code=notice.code,
        given=PostingGiven(photo=a_photo(next(_photos))),
        actor=world.as_("xieli", case.village.code),
        at=world.later(hours=1),
    )
    (shown,) = public_notices(
        village_code=case.village.code, on=legal_day(world.at) + timedelta(days=2)
    )
    assert "测试甲" not in shown.masked_name
    assert shown.monthly_amount != "0.00"


def test_whose_check_does_not_fit_is_told_before_anybody_visits(world: World) -> None:
    run("TA-NOW")
    case = verify(world, to_accepted(world), has_car=True)
    assert case.state == "VERIFIED_NO"
    day = legal_day(world.at)
    assert next_steps(number=case.number, actor=world.as_("shouli"), on=day).next.action == (
        "draft_explanation"
    )
    with pytest.raises(Refused) as refusal:
        visit(world, case)
    assert refusal.value.code == "guard.unfit_explained"
    with pytest.raises(Refused) as refusal:
        tell_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == "guard.reasons_bound"
    draft_explanation(number=case.number, actor=world.as_("shouli"), at=world.at)
    with pytest.raises(Refused) as refusal:
        tell_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == "guard.second_officer"
    check_explanation(number=case.number, actor=world.as_("diaocha"), at=world.at)
    tell_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    deliver(world, case, "W07")
    told = Explanation(
        person_key=str(case.applicant_id), source="vehicles", text="本人称是代步车，未申报"
    )
    case = visit(world, case, findings=Findings(explanations=(told,)))
    case = assess(world, case, recommends_grant=False)
    assert case.state == "OPINION"
    assert not Document.objects.filter(case=case, kind="W21").exists()
    decide_refuse(
        number=case.number,
        given=RefuseGiven(rule_ids=("asset.car",)),
        actor=world.as_("shenpi"),
        at=world.later(hours=1),
    )
    assert Case.objects.get(pk=case.pk).state == "DECIDED_NO"


def test_the_next_step_of_every_state_follows_the_version(world: World) -> None:
    run("N-2022")
    case = to_authorised(world)
    day = legal_day(world.at)

    def following(seat: str, organ: str = ZHUYANG) -> str:
        found = next_steps(number=case.number, actor=world.as_(seat, organ), on=day).next
        return "" if found is None else found.action

    assert following("shouli") == "submit_application"
    submit_application(
        number=case.number, given=confirmed(case), actor=world.as_("shouli"), at=world.at
    )
    case = accept(world, case)
    assert following("hedui") == "file_verification"
    case = verify(world, case)
    assert following("diaocha") == "record_home_visit"
    case = assess(world, visit(world, case))
    assert following("shouli") == "publish_opinion"
    case = on_the_board(world, case)
    assert following("shouli") == "conclude_publicity"
    conclude_publicity(number=case.number, actor=world.as_("shouli"), at=world.at)
    assert following("shenpi") == "grant"
