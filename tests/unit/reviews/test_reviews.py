"""Reviews end in a decision: larger, smaller, kept or stopped, each on reasons of the rules."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from jiuzhu.casework.assessments.services.compute_amount import compute_amount
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseHold, CaseMember
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.decisions.models import Award, Decision, ExitTalk
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.payments.models import PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.queries import trace_of_order
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.casework.reviews.models import Review
from jiuzhu.casework.reviews.queries import running_reviews
from jiuzhu.casework.reviews.services.adjust_award import adjust_award
from jiuzhu.casework.reviews.services.cure_gaps import cure_gaps
from jiuzhu.casework.reviews.services.hold_exit_talk import TalkGiven, hold_exit_talk
from jiuzhu.casework.reviews.services.keep_award import keep_award
from jiuzhu.casework.reviews.services.open_review import ReviewGiven, open_review
from jiuzhu.casework.reviews.services.stop_award import StopGiven, stop_award
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.kernel.periods import Month
from support.late_stage import in_payment, walk
from support.rosters import rule_all
from support.stream import deliver, review, talk, to_in_payment, to_review, to_stopped
from support.world import COUNTY, World

SMALL_WAGE, LARGE_WAGE = 600_000, 3_000_000


def decide(world: World, case: Case) -> Decision:
    return adjust_award(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))


def freeze(world: World, year: int, month: int) -> PaymentBatch:
    before = Month(year, month).previous()
    world.at = max(world.at, datetime(before.year, before.month, 27, 9, tzinfo=CHINA))
    rule_all(world, Month(year, month))
    return freeze_payroll(
        given=PayrollGiven(county_code=COUNTY, month=Month(year, month)),
        actor=world.as_("fafang", COUNTY),
        at=world.at,
    )


def amounts(batch: PaymentBatch) -> dict[str, int]:
    orders = PaymentOrder.objects.filter(batch=batch).order_by("month")
    return {f"{order.month:%Y-%m}": order.amount_fen for order in orders}


def content(document: Document | None) -> dict[str, object]:
    assert document is not None
    found: dict[str, object] = json.loads(str(document.content))["content"]
    return found


def test_smaller_amount_waits_for_its_notice(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    before = Award.objects.get(case=case)
    decision = decide(world, case)
    after = Award.objects.get(decision=decision)
    assert Case.objects.get(pk=case.pk).state == "IN_PAYMENT"
    assert 0 < after.amount_fen < before.amount_fen
    assert after.effective_from == date(2020, 10, 1)
    assert sum(share.amount_fen for share in after.shares.all()) == after.amount_fen
    hold = CaseHold.objects.get(case=case)
    assert (hold.kind, hold.ended_at) == (HoldKind.UNSERVED_NOTICE, None)
    assert amounts(freeze(world, 2020, 10)) == {"2020-10": before.amount_fen}
    deliver(world, case, "W31")
    assert CaseHold.objects.get(case=case).ended_at is not None
    assert amounts(freeze(world, 2020, 11)) == {"2020-11": after.amount_fen}


def test_notice_of_an_adjustment_tells_before_after_and_remedy(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    before = Award.objects.get(case=case)
    decision = decide(world, case)
    told = content(decision.notice)
    assert (told["before_fen"], told["after_fen"]) == (before.amount_fen, decision.amount_fen)
    assert told["effective_month"] == "2020-10"
    assert "60日" in str(told["remedy"])
    assert "6个月" in str(told["remedy"])
    rules = [reason["rule_id"] for reason in decision.reasons]
    assert rules == ["income.total", "dibao.amount"]
    # the daughter's support is part of the income: neither sum nor formula may show it (P39)
    shown = json.dumps([told["reasons"], told["formula"]], ensure_ascii=False)
    assert "家庭收入发生变化。" in shown
    assert "÷" not in shown


def test_larger_amount_is_paid_without_delivery(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    decide(world, case)
    deliver(world, case, "W31")
    smaller = Award.objects.get(case=case, effective_to__isnull=True).amount_fen
    case = review(world, case, yearly_fen=0)
    decision = decide(world, case)
    assert decision.amount_fen > smaller
    assert not CaseHold.objects.filter(case=case, ended_at__isnull=True).exists()
    assert amounts(freeze(world, 2020, 10)) == {"2020-10": decision.amount_fen}


def test_next_decision_waits_for_the_unserved_notice(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    decide(world, case)
    case = review(world, case, yearly_fen=0)
    with pytest.raises(Refused) as refusal:
        decide(world, case)
    assert refusal.value.code == "case.held"
    assert Decision.objects.filter(case=case, kind="ADJUST").count() == 1


def test_adjustment_needs_a_computation_of_this_review(world: World) -> None:
    case = to_in_payment(world)
    open_review(
        number=case.number,
        given=ReviewGiven(ground=ReviewGround.PERIODIC, change="年度复核"),
        actor=world.as_("shenhe"),
        at=world.later(days=1),
    )
    with pytest.raises(Refused) as refusal:
        decide(world, case)
    assert refusal.value.code == "review.no_computation"
    assert Case.objects.get(pk=case.pk).state == "REVIEW"


def test_unchanged_amount_is_kept_not_adjusted(world: World) -> None:
    case = to_review(world)
    with pytest.raises(Refused) as refusal:
        decide(world, case)
    assert refusal.value.code == "review.same_amount"
    decision = keep_award(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
    assert (decision.kind, decision.effective_month) == ("KEEP", None)
    assert Award.objects.filter(case=case).count() == 1
    assert Case.objects.get(pk=case.pk).state == "IN_PAYMENT"


def test_changed_amount_is_not_kept(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    with pytest.raises(Refused) as refusal:
        keep_award(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
    assert refusal.value.code == "review.differs"
    assert not Decision.objects.filter(case=case, kind="KEEP").exists()


def test_family_that_no_longer_qualifies_is_not_adjusted(world: World) -> None:
    case = to_review(world, yearly_fen=LARGE_WAGE)
    with pytest.raises(Refused) as refusal:
        decide(world, case)
    assert refusal.value.code == "review.not_eligible"


def test_stop_binds_reasons_and_pays_the_month_of_the_decision(world: World) -> None:
    case = to_stopped(world)
    decision = Decision.objects.get(case=case, kind="STOP")
    assert decision.effective_month == date(2020, 10, 1)
    told = content(decision.notice)
    assert (told["last_paid_month"], told["stop_month"]) == ("2020-09", "2020-10")
    assert told["exit_talk_on"] is not None
    assert [reason["rule_id"] for reason in decision.reasons] == ["dibao.income_test"]
    assert Award.objects.get(case=case).effective_to == date(2020, 10, 1)
    assert not CaseMember.objects.filter(case=case, part="MEMBER", is_live=True).exists()
    assert Document.objects.filter(case=case, kind="W32").count() == 1


def test_unserved_stop_pays_on_until_served(world: World) -> None:
    case = to_stopped(world)
    amount = Award.objects.get(case=case).amount_fen
    assert amounts(freeze(world, 2020, 10)) == {"2020-10": amount}
    deliver(world, case, "W31")
    with pytest.raises(Refused) as refusal:
        freeze(world, 2020, 11)
    assert refusal.value.code == "payroll.empty"


def stop(world: World, case: Case, *rules: str) -> Decision:
    return stop_award(
        number=case.number,
        given=StopGiven(rule_ids=rules),
        actor=world.as_("shenpi"),
        at=world.later(hours=1),
    )


@pytest.mark.parametrize("rules", [(), ("asset.car",), ("dibao.income_test", "stop.wish")])
def test_stop_without_bound_reasons_is_refused(world: World, rules: tuple[str, ...]) -> None:
    case = to_review(world, yearly_fen=LARGE_WAGE)
    talk(world, case)
    with pytest.raises(Refused) as refusal:
        stop(world, case, *rules)
    assert refusal.value.code == "guard.reasons_bound"
    assert Case.objects.get(pk=case.pk).state == "REVIEW"
    assert not CaseHold.objects.filter(case=case).exists()


def test_stop_needs_the_exit_talk_of_this_review(world: World) -> None:
    case = to_review(world, yearly_fen=LARGE_WAGE)
    talk(world, case)
    ExitTalk.objects.filter(case=case).update(held_at=world.at - timedelta(days=10))
    with pytest.raises(Refused) as refusal:
        stop(world, case, "dibao.income_test")
    assert refusal.value.code == "guard.exit_talk_recorded"


def test_stop_by_wish_needs_a_review_opened_on_it(world: World) -> None:
    case = to_in_payment(world)
    case = review(world, case, ground=ReviewGround.WISH)
    talk(world, case)
    decision = stop(world, case, "stop.wish")
    assert "书面提出" in decision.reasons[0]["text"]


def test_stop_for_death_needs_the_death_of_all(world: World) -> None:
    case = to_review(world)
    talk(world, case)
    with pytest.raises(Refused) as refusal:
        stop(world, case, "stop.death")
    assert refusal.value.code == "guard.reasons_bound"
    for member in case.members.filter(part="MEMBER").select_related("person"):
        member.person.died_on = date(2020, 9, 20)
        member.person.save(update_fields=["died_on"])
    assert stop(world, case, "stop.death").kind == "STOP"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"points": ()}, "talk.points"),
        ({"points": (("  ", ""),)}, "talk.points"),
        ({"offered": ()}, "talk.offered"),
        ({"held_at": datetime(2020, 9, 1, tzinfo=CHINA)}, "talk.moment"),
    ],
)
def test_talk_without_its_parts_is_refused(
    world: World, changes: dict[str, object], code: str
) -> None:
    case = in_payment(world)
    open_review(
        number=case.number,
        given=ReviewGiven(ground=ReviewGround.FOUND, change="发现变化"),
        actor=world.as_("shenhe"),
        at=world.later(days=1),
    )
    facts: dict[str, object] = {
        "points": (("停发原因", "明白"),),
        "offered": ("临时救助",),
        "place": "家中",
    }
    with pytest.raises(Refused) as refusal:
        hold_exit_talk(
            number=case.number,
            given=TalkGiven(**{**facts, **changes}),  # type: ignore[arg-type]
            actor=world.as_("shenhe"),
            at=world.later(hours=1),
        )
    assert refusal.value.code == code
    assert not ExitTalk.objects.exists()


def test_review_needs_a_ground_and_a_day_not_in_the_future(world: World) -> None:
    case = in_payment(world)
    actor = world.as_("shenhe")
    for given, code in (
        (ReviewGiven(ground=ReviewGround.FOUND, change="  "), "guard.ground_given"),
        (
            ReviewGiven(ground=ReviewGround.FOUND, change="变化", changed_on=date(2020, 9, 2)),
            "review.changed_on",
        ),
    ):
        with pytest.raises(Refused) as refusal:
            open_review(number=case.number, given=given, actor=actor, at=world.at)
        assert refusal.value.code == code
    assert not Review.objects.exists()
    assert Case.objects.get(pk=case.pk).state == "IN_PAYMENT"


def test_review_opens_once_and_by_the_assessor(world: World) -> None:
    case = in_payment(world)
    given = ReviewGiven(ground=ReviewGround.FOUND, change="变化")
    with pytest.raises(Forbidden):
        open_review(number=case.number, given=given, actor=world.as_("shouli"), at=world.at)
    row = open_review(number=case.number, given=given, actor=world.as_("shenhe"), at=world.at)
    assert [each.review_id for each in running_reviews(organ_id=case.organ_id)] == [row.pk]
    with pytest.raises(Conflict):
        open_review(number=case.number, given=given, actor=world.as_("shenhe"), at=world.at)


def test_assessor_does_not_decide_and_another_organ_has_no_power(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    with pytest.raises(Forbidden):
        adjust_award(number=case.number, actor=world.as_("shenhe"), at=world.later(hours=1))
    with pytest.raises(Refused) as refusal:
        adjust_award(
            number=case.number,
            actor=world.as_("xianshenpi", COUNTY),
            at=world.later(hours=1),
        )
    assert refusal.value.code == "guard.decider_holds_power"
    assert Award.objects.filter(case=case).count() == 1


def test_second_decider_comes_too_late(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    decide(world, case)
    with pytest.raises(Conflict):
        decide(world, case)


def test_gaps_of_a_taken_over_case_are_cured_in_a_review(world: World) -> None:
    case = in_payment(world)
    open_hold(
        case=case,
        kind=HoldKind.LEGACY_GAPS,
        reason="缺入户调查",
        actor=world.actor("shenpi"),
        at=world.at,
    )
    actor = world.as_("shenhe")
    with pytest.raises(Conflict):
        cure_gaps(number=case.number, how="已补入户调查表", actor=actor, at=world.at)
    walk(case, "open_review", at=world.at)
    with pytest.raises(Refused) as refusal:
        cure_gaps(number=case.number, how="补", actor=actor, at=world.at)
    assert refusal.value.code == "gaps.how"
    cure_gaps(number=case.number, how="已补入户调查表", actor=actor, at=world.at)
    assert CaseHold.objects.get(case=case).ended_at == world.at
    with pytest.raises(Refused) as refusal:
        cure_gaps(number=case.number, how="已补入户调查表", actor=actor, at=world.at)
    assert refusal.value.code == "gaps.none"


def test_way_back_from_a_payment_to_the_signatures(world: World) -> None:
    case = to_in_payment(world)
    batch = freeze(world, 2020, 10)
    order = PaymentOrder.objects.get(batch=batch)
    world.as_("xianshenpi", COUNTY)
    trace = trace_of_order(order.code)
    assert trace is not None
    decision = Decision.objects.get(case=case)
    assert (trace.case_number, trace.amount_fen) == (case.number, decision.amount_fen)
    assert trace.decision_id == decision.pk
    assert trace.computation_id == decision.computation_id
    assert trace.report_id == case.reports.get().pk
    assert set(trace.authorization_ids) == set(case.authorizations.values_list("pk", flat=True))
    assert len(trace.authorization_ids) == 4
    assert trace_of_order(uuid4()) is None


def test_way_back_leads_to_the_computation_of_the_adjustment(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    decision = decide(world, case)
    deliver(world, case, "W31")
    order = PaymentOrder.objects.get(batch=freeze(world, 2020, 10))
    trace = trace_of_order(order.code)
    assert trace is not None
    assert (trace.decision_id, trace.decision_kind) == (decision.pk, "ADJUST")
    assert trace.computation_id == decision.computation_id
    assert trace.notice_id == decision.notice_id


def test_decider_who_computed_cannot_decide(world: World) -> None:
    case = to_review(world, yearly_fen=SMALL_WAGE)
    with pytest.raises(Forbidden):
        compute_amount(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
