"""The stream through the services, as the web role, the clock moved step by step."""

from __future__ import annotations

from datetime import date

from jiuzhu.casework.applications.models import Application, RelatedPartyFiling
from jiuzhu.casework.archives.models import ArchiveFile
from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.cases.models import CaseEvent, CaseHold, CaseMember
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.payments.queries import trace_of_order
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.registers.organs.services.appoint_officer import Appointment, appoint_officer
from scenarios import acts, money
from scenarios.walk import NO_RIGHT, UNSEEN, Step, Walk
from support.browser import as_owner
from support.kin import declare_kin
from support.world import COUNTY, FANZHEN, START, ZHUYANG, World

FIRST_SITTING = {"W01", "W02", "W03", "W04", "W09", "W11"}
VERIFIED = FIRST_SITTING | {"W05", "W06", "W07"}
DECIDED = VERIFIED | {"W12", "W14", "W19", "W23", "W46"}
GRANTED = DECIDED | {"W24", "W26", "W27"}
STOPPED = GRANTED | {"W31", "W32", "W50"}
REFUSED = DECIDED | {"W10", "W25", "W50"}
WITHDRAWN = VERIFIED | {"W33", "W46", "W50"}
OF_THE_ISSUE = (
    "W01 W02 W03 W04 W05 W06 W07 W09 W10 W11 W12 W14 W19 W23 W24 W25 W26 W27 W31 W32 W33 W46 W50"
)
DAY = 24

SITTING = (
    Step("shouli", acts.register, (("shenhe", NO_RIGHT), ("zhongxin@centre", NO_RIGHT))),
    Step(
        "shouli",
        acts.write_family(),
        (("hedui", NO_RIGHT), ("xieli@village", NO_RIGHT), ("shouli@next", UNSEEN)),
    ),
    Step("shouli", acts.sign, (("shenpi", NO_RIGHT),)),
)
ASKED = (
    Step(
        "hedui",
        acts.file,
        (("shouli", NO_RIGHT), ("zhongxin@centre", NO_RIGHT), ("hedui@next", UNSEEN)),
    ),
    Step(
        "zhongxin@centre", acts.take_request, (("hedui", NO_RIGHT), ("xianshenpi@county", NO_RIGHT))
    ),
    Step("zhongxin@centre", acts.ask, (("hedui", NO_RIGHT), ("shenhe", NO_RIGHT))),
)


def reported(*, has_car: bool = False) -> tuple[Step, ...]:
    return (
        Step("zhongxin@centre", acts.answer(has_car=has_car), hours=3),
        Step("zhongxin@centre", acts.release, (("hedui", NO_RIGHT), ("shenpi", NO_RIGHT))),
    )


INVITED = (
    Step("shouli", acts.invite, (("shenhe", NO_RIGHT), ("shouli@next", UNSEEN))),
    Step("diaocha", acts.deliver("W07"), (("shenhe", NO_RIGHT),)),
)
ACCEPTED = (
    Step("shouli", acts.accept, (("shenpi", NO_RIGHT), ("xieli@village", NO_RIGHT))),
    Step("diaocha", acts.deliver("W12")),
)
APPLIED = (
    Step("shouli", acts.apply, (("diaocha@next", UNSEEN), ("shenhe", NO_RIGHT))),
    *ACCEPTED,
)
INSISTED = Step("xieli@village", acts.insist, (("shenhe", NO_RIGHT), ("hedui", NO_RIGHT)))
EXPLAINED = (
    Step("shouli", acts.draft, (("hedui", NO_RIGHT), ("shouli@next", UNSEEN))),
    Step("diaocha", acts.check, (("shouli", "explanation.same_officer"), ("hedui", NO_RIGHT))),
    Step("shouli", acts.explain, (("hedui", NO_RIGHT),)),
    Step("diaocha", acts.deliver("W07")),
)


def visited(*, with_car: bool = False) -> Step:
    return Step(
        "diaocha",
        acts.visit(with_car=with_car),
        (("shenhe", NO_RIGHT), ("hedui", "guard.two_surveyors"), ("diaocha@next", UNSEEN)),
        hours=DAY,
    )


def assessed(*, grant: bool = True) -> tuple[Step, ...]:
    return (
        Step("shenhe", acts.compute, (("shenpi", NO_RIGHT), ("hedui", NO_RIGHT))),
        Step("shenhe", acts.opine(grant=grant), (("shenpi", NO_RIGHT), ("shouli", NO_RIGHT))),
    )


SHOWN = (
    Step("diaocha", acts.deliver("W24")),
    Step("shouli", acts.publish, (("xieli@village", "notice.other_organ"), ("shenpi", NO_RIGHT))),
    Step("xieli@village", acts.post, (("shenpi", NO_RIGHT), ("xianshenpi@county", NO_RIGHT))),
    Step("xieli@village", acts.take_down, (("shenhe", NO_RIGHT),), hours=9 * DAY),
    Step("shouli", acts.enter, (("shenpi", NO_RIGHT), ("fafang@county", NO_RIGHT))),
)
PAID = (
    Step("fafang@county", money.freeze, (("shouli", NO_RIGHT), ("caiwu@county", NO_RIGHT))),
    Step("fafang2@county", money.confirm, (("fafang@county", "payroll.same_person"),)),
    Step("fafang@county", money.send, (("caiwu@county", NO_RIGHT), ("shenpi", NO_RIGHT))),
    Step("caiwu@county", money.take_return, (("fafang@county", NO_RIGHT),)),
    Step("caiwu@county", money.take_ledger, (("fafang@county", NO_RIGHT),)),
)


def decided(seat: str = "shenpi", *wrong: tuple[str, str]) -> Step:
    return Step(
        seat,
        acts.grant,
        (
            ("shenhe", NO_RIGHT),
            ("diaocha", NO_RIGHT),
            ("zhongxin@centre", NO_RIGHT),
            ("shenpi@next", UNSEEN),
            *wrong,
        ),
    )


POWER = "guard.decider_holds_power"
ENDED = (
    Step("shenhe", acts.review, (("shenpi", NO_RIGHT), ("shouli", NO_RIGHT))),
    Step("shenhe", acts.compute_wage(3_000_000), (("shenpi", NO_RIGHT),)),
    Step("shenhe", acts.talk, (("shouli", NO_RIGHT),)),
    Step("shenpi", acts.stop, (("shenhe", NO_RIGHT), ("xianshenpi@county", POWER))),
    Step("diaocha", acts.deliver("W31"), (("shenpi", NO_RIGHT),)),
    Step("diaocha", acts.deliver_the_rest),
)
TOO_EARLY = Step("shouli", acts.archive, (("shouli", "guard.remedies_over"), ("shenhe", NO_RIGHT)))
CLOSED = Step(
    "shouli", acts.archive, (("shenhe", NO_RIGHT), ("shouli@next", UNSEEN)), hours=70 * DAY
)


def test_from_intent_to_archive(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED, *APPLIED, visited(), *assessed())
    walk.go(decided("shenpi", ("xianshenpi@county", POWER)), *SHOWN)
    assert walk.case.state == "IN_PAYMENT"
    walk.go(*PAID)
    rests_on_signatures(walk)
    walk.go(*ENDED)
    walk.try_wrongly(TOO_EARLY, world.later(days=30))
    walk.go(CLOSED)
    ends(walk, STOPPED)
    assert walk.visits() == 1


def test_from_intent_to_refusal_and_archive(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(has_car=True), *EXPLAINED, INSISTED, *ACCEPTED)
    walk.go(visited(with_car=True), *assessed(grant=False))
    walk.try_wrongly(
        Step("shenpi", acts.grant, (("shenpi", "decision.not_eligible"),)), world.later(hours=1)
    )
    walk.go(
        Step("shenpi", acts.refuse, (("shenhe", NO_RIGHT), ("xianshenpi@county", POWER))),
        Step("diaocha", acts.deliver("W25"), (("shenpi", NO_RIGHT),)),
        Step("diaocha", acts.deliver_the_rest),
    )
    assert walk.case.state == "DECIDED_NO"
    walk.try_wrongly(TOO_EARLY, world.later(days=30))
    walk.go(CLOSED)
    ends(walk, REFUSED)
    assert walk.visits() == 1


def test_from_an_unfit_report_to_an_application_insisted_on(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(has_car=True))
    assert walk.case.state == "VERIFIED_NO"
    invited = Step("shouli", acts.invite, (("shouli", "case.state"),))
    walk.try_wrongly(invited, world.later(hours=1))
    walk.go(*EXPLAINED[:3])
    unserved = Step("xieli@village", acts.insist, (("xieli@village", "guard.unfit_explained"),))
    walk.try_wrongly(unserved, world.later(hours=1))
    walk.go(EXPLAINED[3], INSISTED)
    application = Application.objects.get(case=walk.case)
    assert (application.insisted, application.proxy_name) == (True, "测试代办")
    assert walk.kinds() == VERIFIED | {"W10", "W46"}
    walk.go(*ACCEPTED)
    assert walk.case.state == "ACCEPTED"
    assert walk.visits() == 1
    walk.is_proved()


def test_withdrawn_at_any_time_and_filed(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED)
    walk.go(
        Step("shouli", acts.withdraw, (("shenpi", NO_RIGHT), ("shouli@next", UNSEEN))),
        Step("diaocha", acts.deliver_the_rest),
        CLOSED,
    )
    ends(walk, WITHDRAWN)


def test_a_relative_of_an_official_is_filed_apart_and_visited_by_the_county(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED, APPLIED[0])
    declare_kin(world.officer("shenhe"), walk.case.applicant)
    walk.go(*ACCEPTED)
    assert RelatedPartyFiling.objects.get(case=walk.case).officer == world.officer("shenhe")
    assert CaseHold.objects.get(case=walk.case, ended_at=None).kind == "RELATED_PARTY"
    walk.go(visited())
    walk.try_wrongly(
        Step("shenhe", acts.compute, (("shenhe", "verification.related"),)), world.later(hours=1)
    )
    assessor = second_assessor(world)
    walk.go(Step(assessor, acts.compute))
    walk.try_wrongly(
        Step(assessor, acts.opine(), ((assessor, "guard.county_visit_if_related"),)),
        world.later(hours=1),
    )
    walk.go(
        Step(
            "xiandiaocha@county",
            acts.county_visit,
            (("diaocha", "visit.county_only"), ("xianshenpi@county", NO_RIGHT)),
        ),
        Step(assessor, acts.opine()),
        decided(),
    )
    assert not CaseHold.objects.filter(case=walk.case, ended_at=None).exists()
    assert walk.case.state == "DECIDED_YES"
    walk.is_proved()


def test_the_county_decides_for_a_township_without_the_power(world: World) -> None:
    walk = Walk(world, FANZHEN)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED, *APPLIED, visited(), *assessed())
    walk.go(decided("xianshenpi@county", ("shenpi", POWER)))
    decision = Decision.objects.get(case=walk.case)
    assert (decision.organ, decision.delegation_order) == (world.organ(COUNTY), None)
    walk.go(*SHOWN, *PAID[:2])
    rests_on_signatures(walk)
    assert walk.kinds() == GRANTED
    walk.is_proved()


def test_every_paper_of_the_stream_is_made_somewhere() -> None:
    assert sorted(STOPPED | REFUSED | WITHDRAWN) == OF_THE_ISSUE.split()


def second_assessor(world: World) -> str:
    """Appoint a colleague who is no relative, and return the seat."""
    given = Appointment(
        staff_number=f"T{ZHUYANG}shenhe2",
        name="钱测试",
        organ=world.organ(ZHUYANG),
        roles=("ASSESSOR",),
        agreement_number="密〔2020〕测试2号",
        agreement_until=date(2030, 1, 1),
    )
    with as_owner():
        appoint_officer(given=given, on=START)
    return "shenhe2"


def rests_on_signatures(walk: Walk) -> None:
    """Go from the payment back to decision, computation, report and every signature."""
    order = money.order_of(walk)
    assert (order.amount_fen, order.month) == (102_500, date(2020, 10, 1))
    found = trace_of_order(order.code)
    assert found is not None
    case = walk.case
    assert found.case_number == case.number
    assert found.decision_id == Decision.objects.get(case=case, kind="GRANT").pk
    decision = Decision.objects.get(pk=found.decision_id)
    assert found.computation_id == decision.computation_id
    assert Computation.objects.get(pk=found.computation_id).amount_fen == order.amount_fen
    assert found.report_id == VerificationReport.objects.get(case=case).pk
    signed = Authorization.objects.filter(pk__in=found.authorization_ids)
    assert {one.person_id for one in signed} == set(
        CaseMember.objects.filter(case=case).values_list("person_id", flat=True)
    )
    assert len(found.authorization_ids) == 4


def ends(walk: Walk, kinds: set[str]) -> None:
    """See the file closed with exactly these papers, its days in order and its trace whole."""
    assert walk.case.state == "ARCHIVED"
    assert walk.kinds() == kinds
    file = ArchiveFile.objects.get(case=walk.case)
    assert {item["kind"] for item in file.items} == kinds - {"W50"}
    events = CaseEvent.objects.filter(case=walk.case).order_by("sequence")
    moments = list(events.values_list("at", flat=True))
    assert moments == sorted(moments)
    walk.is_proved()
