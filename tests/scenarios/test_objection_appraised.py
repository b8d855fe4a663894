"""A4: a result is published, objected to, appraised and changed, and the money follows the papers.

domain.md §11.2 A4, §0.2 (6): a served decision with reasons, never a silent cancelling.
"""

from __future__ import annotations

from jiuzhu.casework.archives.queries import completeness, path_facts
from jiuzhu.casework.assessments.services.compute_amount import ComputationGiven, compute_amount
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseHold
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.objections.enums import Finding
from jiuzhu.casework.objections.models import Objection
from jiuzhu.casework.objections.services.answer_objection import answer_objection
from jiuzhu.casework.publicity.services.enter_payment import enter_payment
from jiuzhu.casework.publicity.services.take_down_notice import TakingDownGiven, take_down_notice
from jiuzhu.casework.reviews.models import Review
from jiuzhu.casework.reviews.services.adjust_award import adjust_award
from jiuzhu.casework.reviews.services.review_objection import review_objection
from jiuzhu.casework.reviews.services.stop_award import StopGiven, stop_award
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.trace.verify import verify_trace
from support.browser import as_owner
from support.objecting import call, conclude, object_to, refused, sign
from support.pictures import a_photo
from support.stream import deliver, earns, talk, to_published
from support.world import World

FACT = "申请人在镇上砖厂做工，厂里有工资表。"


def upheld(world: World) -> Case:
    """Object, appraise and find that it is true; the minutes are signed."""
    notice = to_published(world)
    world.later(hours=2)
    object_to(world, notice, name="反映人", contact="19905380000")
    call(world, notice.case.number)
    appraisal = conclude(world, notice.case.number, finding=Finding.UPHELD, fact=FACT)
    with refused("guard.minutes_signed"):
        review_objection(number=notice.case.number, actor=world.as_("shenhe"), at=world.at)
    sign(world, appraisal)
    return Case.objects.get(pk=notice.case_id)


def recomputed(world: World, case: Case, yearly_fen: int) -> Review:
    """Review it on the fact that the appraisal found, and compute by rule."""
    assessor = world.as_("shenhe")
    review = review_objection(number=case.number, actor=assessor, at=world.later(hours=1))
    compute_amount(
        number=case.number,
        actor=assessor,
        at=world.later(hours=1),
        given=ComputationGiven(findings=earns(case, yearly_fen)),
    )
    return review


def test_an_objection_that_is_true_changes_the_amount(world: World) -> None:
    case = upheld(world)
    before = Award.objects.get(case=case)
    review = recomputed(world, case, 480_000)
    assert (review.ground, review.change) == ("OBJECTED", FACT)
    adjust_award(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
    awards = list(Award.objects.filter(case=case).order_by("effective_from", "pk"))
    assert len(awards) == 2
    assert awards[1].amount_fen < before.amount_fen
    assert Decision.objects.filter(case=case, kind="ADJUST").get().notice.kind == "W31"
    held = CaseHold.objects.get(case=case, ended_at=None)
    assert held.kind == "UNSERVED_NOTICE"
    deliver(world, case, "W31")
    objection = Objection.objects.get(case=case)
    answer_objection(
        number=objection.number,
        text="已重新核算并作出决定。",
        actor=world.as_("shouli"),
        at=world.later(hours=1),
    )
    assert not CaseHold.objects.filter(case=case, ended_at=None).exists()
    assert Case.objects.get(pk=case.pk).state == "IN_PAYMENT"
    actions = list(
        CaseEvent.objects.filter(case=case).order_by("sequence").values_list("action", flat=True)
    )
    assert actions[actions.index("register_objection") :] == [
        "register_objection",
        "call_appraisal",
        "conclude_appraisal",
        "attach_scan",
        "review_objection",
        "compute_amount",
        "adjust",
        "record_delivery",
        "answer_objection",
    ]
    with as_owner():
        assert not verify_trace().findings


def test_the_answer_waits_for_the_decision_and_the_review_for_the_finding(world: World) -> None:
    case = upheld(world)
    objection = Objection.objects.get(case=case)
    with refused("objection.not_decided"):
        answer_objection(
            number=objection.number, text="属实。", actor=world.as_("shouli"), at=world.at
        )
    assert CaseHold.objects.get(case=case, ended_at=None).kind == "OPEN_OBJECTION"
    review_objection(number=case.number, actor=world.as_("shenhe"), at=world.at)
    with refused("objection.not_decided"):
        answer_objection(
            number=objection.number, text="属实。", actor=world.as_("shouli"), at=world.at
        )
    with refused("case.state"):
        review_objection(number=case.number, actor=world.as_("shenhe"), at=world.at)


def test_nothing_is_decided_while_another_objection_is_open(world: World) -> None:
    case = upheld(world)
    notice = Objection.objects.get(case=case).public_notice
    recomputed(world, case, 480_000)
    object_to(world, notice, received_at=notice.posted_at)
    with refused("case.held") as refusal:
        adjust_award(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
    assert "公示异议未处理" in refusal.value.message
    assert Award.objects.filter(case=case).count() == 1


def test_an_objection_that_is_true_may_end_the_help_with_reasons(world: World) -> None:
    case = upheld(world)
    recomputed(world, case, 3_000_000)
    talk(world, case)
    stop_award(
        number=case.number,
        given=StopGiven(rule_ids=("dibao.income_test",)),
        actor=world.as_("shenpi"),
        at=world.later(hours=1),
    )
    stopped = Decision.objects.get(case=case, kind="STOP")
    assert stopped.reasons[0]["rule_id"] == "dibao.income_test"
    assert Case.objects.get(pk=case.pk).state == "STOPPED"


def test_one_that_is_not_true_leaves_the_first_month_as_decided(world: World) -> None:
    notice = to_published(world)
    case = notice.case
    first = Award.objects.get(case=case).effective_from
    world.later(hours=2)
    told = object_to(world, notice)
    call(world, case.number)
    sign(world, conclude(world, case.number))
    with refused("guard.appraisal_upheld"):
        review_objection(number=case.number, actor=world.as_("shenhe"), at=world.at)
    window = world.as_("shouli")
    answer_objection(number=told.number, text="已评议。", actor=window, at=world.at)
    take_down_notice(
        code=notice.code,
        given=TakingDownGiven(photo=a_photo(801), objections=1),
        actor=world.as_("xieli", world.village.code),
        at=world.later(days=10),
    )
    enter_payment(number=case.number, actor=world.as_("shouli"), at=world.later(hours=1))
    award = Award.objects.get(case=case)
    assert (award.effective_from, award.effective_to) == (first, None)


def test_the_file_asks_for_the_papers_of_the_appraisal(world: World) -> None:
    case = upheld(world)
    recomputed(world, case, 3_000_000)
    talk(world, case)
    stop_award(
        number=case.number,
        given=StopGiven(rule_ids=("dibao.income_test",)),
        actor=world.as_("shenpi"),
        at=world.later(hours=1),
    )
    case = Case.objects.get(pk=case.pk)
    assert {"objected", "appraised"} <= path_facts(case).facts
    asked = {each.kind for each in completeness(case, on=legal_day(world.at)).required}
    assert {"W20", "W22"} <= asked
