"""A grant: power, recomputation, decision, award from the following month, papers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiuzhu.casework.assessments.findings import Findings, IncomeFinding
from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.services.compute_amount import ComputationGiven, compute_amount
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseClock, CaseEvent, CaseInvolvement
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.decisions.queries import (
    current_award,
    open_values,
    opinion_to_decide,
    shares_of,
)
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from jiuzhu.registers.law.models import ConfirmedValue
from support.kin import declare_kin
from support.refusals import refused
from support.stream import to_decided, to_opinion, to_surveyed, to_unfit_opinion
from support.world import COUNTY, FANZHEN, OTHER_COUNTY, World


def grant(world: World, case: Case, seat: str = "shenpi", organ: str = "370911101") -> Decision:
    return decide_grant(number=case.number, actor=world.as_(seat, organ), at=world.at)


def test_grant_writes_decision_award_shares_and_papers(world: World) -> None:
    case = to_decided(world)
    decision = Decision.objects.get(case=case)
    assert (case.state, case.decided_on) == ("DECIDED_YES", date(2020, 9, 2))
    assert (decision.kind, decision.amount_fen, decision.members_counted) == ("GRANT", 102_500, 3)
    assert decision.effective_month == date(2020, 10, 1)
    assert decision.delegation_order is not None
    assert decision.organ == world.organ("370911101")
    assert decision.notice is not None
    assert (decision.notice.kind, decision.notice.must_be_delivered) == ("W24", True)
    award = current_award(case)
    assert award is not None
    assert (award.effective_from, award.in_payment_from) == (date(2020, 10, 1), None)
    shares = shares_of(award).shares
    assert [name for name, _ in shares] == ["测试甲", "测试乙", "测试丙"]
    assert sum(fen for _, fen in shares) == 102_500
    assert max(fen for _, fen in shares) - min(fen for _, fen in shares) <= 1
    approvals = Document.objects.filter(case=case, kind="W23").order_by("pk")
    assert approvals.count() == 2
    assert CaseInvolvement.objects.filter(case=case, part="DECIDED").count() == 1


def test_grant_stops_the_clock_and_names_order_and_open_values(world: World) -> None:
    case = to_decided(world)
    clock = CaseClock.objects.get(case=case, kind="acceptance_decision")
    assert clock.stopped_on == date(2020, 9, 2)
    assert (clock.gross_days, clock.net_days) == (1, 1)
    event = CaseEvent.objects.filter(case=case, action="grant").get()
    decision = Decision.objects.get(case=case)
    assert event.power_order == decision.delegation_order_id
    assert "income.counting_months@2012-12-12" in event.body
    notice = Document.objects.get(case=case, kind="W24")
    assert "60日" in notice.content
    assert "民主评议" in notice.content


def test_the_county_decides_where_nothing_is_delegated(world: World) -> None:
    case = to_opinion(world, township=FANZHEN)
    refused(case, "guard.decider_holds_power", lambda: grant(world, case, "shenpi", FANZHEN))
    decision = grant(world, case, "xianshenpi", COUNTY)
    county = world.organ(COUNTY)
    assert (decision.organ, decision.delegation_order) == (county, None)
    assert decision.notice is not None
    assert county.court in decision.notice.content
    assert decision.notice.organ == county


def test_the_county_does_not_decide_what_a_township_holds(world: World) -> None:
    case = to_opinion(world)
    refused(case, "guard.decider_holds_power", lambda: grant(world, case, "xianshenpi", COUNTY))


def test_wrong_officer_and_area(world: World) -> None:
    case = to_opinion(world)
    for seat, organ, error in (
        ("shenhe", "370911101", Forbidden),
        ("diaocha", "370911101", Forbidden),
        ("zhongxin", f"{COUNTY}HD", Forbidden),
        ("shenpi", FANZHEN, NotVisible),
        ("xianshenpi", OTHER_COUNTY, NotVisible),
    ):
        with pytest.raises(error):
            grant(world, case, seat, organ)
    apply_scope(world.actor("shenpi"))
    assert Case.objects.get(pk=case.pk).state == "OPINION"


@pytest.mark.parametrize("part", ["VISITED", "VERIFIED", "ASSESSED", "PAID"])
def test_who_had_a_part_does_not_decide(world: World, part: str) -> None:
    case = to_opinion(world, township=FANZHEN)
    apply_scope(world.actor("xianshenpi", COUNTY))
    CaseInvolvement.objects.create(
        case=case, officer=world.officer("xianshenpi", COUNTY), part=part, since=world.at
    )
    refused(case, "guard.decider_not_involved", lambda: grant(world, case, "xianshenpi", COUNTY))


def test_a_relative_does_not_decide(world: World) -> None:
    case = to_opinion(world, township=FANZHEN)
    apply_scope(world.actor("xianshenpi", COUNTY))
    spouse = case.members.get(relation="SPOUSE").person
    declare_kin(world.officer("xianshenpi", COUNTY), spouse)
    refused(case, "guard.decider_unrelated", lambda: grant(world, case, "xianshenpi", COUNTY))


def test_a_changed_amount_blocks(world: World) -> None:
    case = to_opinion(world)
    Computation.objects.filter(case=case).update(amount_fen=110_000)
    refused(case, "guard.amount_reproducible", lambda: grant(world, case))


def test_a_later_computation_with_another_result_blocks(world: World) -> None:
    case = to_opinion(world)
    found = IncomeFinding(
        person_key=str(case.applicant_id),
        kind="PENSION",
        amount_fen=10_000,
        months=1,
        evidence="存折",
    )
    compute_amount(
        number=case.number,
        actor=world.as_("shenhe"),
        at=world.later(hours=1),
        given=ComputationGiven(findings=Findings(income=(found,))),
    )
    refused(case, "guard.amount_reproducible", lambda: grant(world, case))


def test_law_that_changed_before_the_decision_blocks(world: World) -> None:
    case = to_opinion(world)
    world.later(days=125)  # 4 January 2021: no standard is known for that year
    refused(case, "policy.hole", lambda: grant(world, case))


def test_an_old_report_blocks(world: World) -> None:
    case = to_opinion(world)
    report = case.reports.get()
    report.decision_until = legal_day(world.at) - timedelta(days=1)
    report.save(update_fields=["decision_until"])
    refused(case, "guard.report_valid", lambda: grant(world, case))
    report.decision_until = legal_day(world.at) + timedelta(days=1)
    report.save(update_fields=["decision_until"])
    assert grant(world, case).kind == "GRANT"


def test_outside_a_demo_unverified_values_must_be_confirmed(world: World, settings: Any) -> None:
    settings.JIUZHU_DEMO = False
    case = to_opinion(world)
    refused(case, "guard.values_confirmed", lambda: grant(world, case))
    open_refs = [
        use.ref
        for use in open_values(case, opinion_to_decide(case).computation, on=date(2020, 9, 2))
    ]
    assert open_refs
    ConfirmedValue.objects.bulk_create(
        ConfirmedValue(
            organ=world.organ(COUNTY),
            key=ref,
            effective_from=date(2020, 8, 1),
            basis="测试确认",
            first_by=world.officer("xianshenpi", COUNTY),
            second_by=world.officer("xianshenpi2", COUNTY),
        )
        for ref in open_refs
    )
    assert grant(world, case).kind == "GRANT"


def test_an_open_hold_blocks(world: World) -> None:
    case = to_opinion(world)
    open_hold(
        case=case,
        kind=HoldKind.COURT_ORDER,
        reason="法院来函。",
        actor=world.as_("shouli"),
        at=world.at,
    )
    refused(case, "case.held", lambda: grant(world, case))


def test_what_the_rules_exclude_cannot_be_granted(world: World) -> None:
    case = to_unfit_opinion(world)
    refused(case, "decision.not_eligible", lambda: grant(world, case))


def test_no_decision_before_the_opinion_and_none_twice(world: World) -> None:
    case = to_surveyed(world)
    with pytest.raises(Conflict):
        grant(world, case)
    other = to_decided(world, township=FANZHEN)
    with pytest.raises(Conflict) as refusal:
        grant(world, other, "xianshenpi2", COUNTY)
    assert refusal.value.code == "case.state"
    assert Award.objects.filter(case=other).count() == 1
