"""A refusal: only on reasons that the rules give, with facts, reasons and remedies."""

from __future__ import annotations

import json
from datetime import date

import pytest

from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.decisions.queries import opinion_to_decide
from jiuzhu.casework.decisions.services.decide_refuse import (
    RefuseGiven,
    decide_refuse,
    grounds_to_refuse,
)
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering.data import content_from_json
from jiuzhu.kernel.errors import Forbidden
from jiuzhu.registers.organs.models import DelegationOrder
from support.refusals import refused
from support.stream import to_opinion, to_refused, to_unfit_opinion
from support.world import COUNTY, FANZHEN, World


def refuse(
    world: World, case: Case, *rules: str, seat: str = "shenpi", organ: str = "370911101"
) -> Decision:
    return decide_refuse(
        number=case.number,
        given=RefuseGiven(rule_ids=rules),
        actor=world.as_(seat, organ),
        at=world.at,
    )


def notice_of(case: Case) -> object:
    document = Document.objects.get(case=case, kind="W25")
    return content_from_json(json.loads(document.content))


def test_refusal_tells_facts_reasons_and_remedies_and_frees_the_family(world: World) -> None:
    case = to_refused(world)
    decision = Decision.objects.get(case=case)
    assert case.state == "DECIDED_NO"
    assert (decision.kind, decision.amount_fen, decision.effective_month) == ("REFUSE", 0, None)
    assert [reason["rule_id"] for reason in decision.reasons] == ["asset.car"]
    notice = notice_of(case)
    assert notice.reasons[0].article  # type: ignore[attr-defined]
    assert "测试甲、测试乙、测试丙" in notice.facts[0]  # type: ignore[attr-defined]
    assert not Award.objects.filter(case=case).exists()
    assert not CaseMember.objects.filter(case=case, part="MEMBER", is_live=True).exists()


def test_remedy_follows_the_order_or_the_county(world: World) -> None:
    delegated = to_refused(world)
    order = Decision.objects.get(case=delegated).delegation_order
    assert order is not None
    remedy = notice_of(delegated).remedy  # type: ignore[attr-defined]
    assert order.respondent in remedy
    assert order.reviewing_body in remedy
    assert order.court in remedy
    own = to_unfit_opinion(world, township=FANZHEN)
    refuse(world, own, "asset.car", seat="xianshenpi", organ=COUNTY)
    county = world.organ(COUNTY)
    remedy = notice_of(own).remedy  # type: ignore[attr-defined]
    assert county.name in remedy
    assert county.reviewing_address in remedy
    assert order.respondent not in remedy


def test_an_entrusted_township_decides_in_the_name_of_the_county(world: World) -> None:
    case = to_unfit_opinion(world)
    county = world.organ(COUNTY)
    DelegationOrder.objects.filter(to_organ=case.organ).update(
        mode="ENTRUSTED",
        name_on_decision=county.name,
        respondent=county.name,
        reviewing_body="测试复议机关",
    )
    decision = refuse(world, case, "asset.car")
    assert decision.delegation_order is not None
    assert decision.decided_by == world.officer("shenpi")
    assert decision.organ == county
    assert decision.notice is not None
    assert decision.notice.organ == county
    remedy = notice_of(case).remedy  # type: ignore[attr-defined]
    assert f"以{county.name}为被申请人，向测试复议机关申请" in remedy


def test_income_of_the_supporter_stays_out_of_the_facts(world: World) -> None:
    case = to_refused(world)
    text = Document.objects.get(case=case, kind="W25").content
    assert "3,000" not in text
    assert "月人均" not in "".join(notice_of(case).facts)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "rules", [(), ("asset.homes",), ("asset.car", "态度不好"), ("dibao.income_test",)]
)
def test_a_reason_that_no_rule_gives_is_refused(world: World, rules: tuple[str, ...]) -> None:
    case = to_unfit_opinion(world)
    refused(case, "guard.reasons_bound", lambda: refuse(world, case, *rules))


def test_who_qualifies_cannot_be_refused(world: World) -> None:
    case = to_opinion(world)
    refused(case, "explain.no_ground", lambda: refuse(world, case, "asset.car"))


def test_wrong_officer_and_power(world: World) -> None:
    case = to_unfit_opinion(world)
    with pytest.raises(Forbidden):
        refuse(world, case, "asset.car", seat="shenhe")
    refused(
        case,
        "guard.decider_holds_power",
        lambda: refuse(world, case, "asset.car", seat="xianshenpi", organ=COUNTY),
    )


def test_a_gap_in_the_remedy_effect_blocks_and_writes_nothing(world: World) -> None:
    case = to_unfit_opinion(world, township=FANZHEN)
    county = world.organ(COUNTY)
    county.court = ""
    county.save(update_fields=["court"])
    refused(
        case,
        "remedy.effect",
        lambda: refuse(world, case, "asset.car", seat="xianshenpi", organ=COUNTY),
    )


def test_grounds_are_those_of_the_computation(world: World) -> None:
    case = to_unfit_opinion(world)
    grounds = grounds_to_refuse(opinion_to_decide(case))
    assert [reason.rule_id for reason in grounds] == ["asset.car"]
    assert case.decided_on is None
    assert date(2020, 9, 1) == case.accepted_on
