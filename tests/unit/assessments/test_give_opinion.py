"""Computation and opinion: from declared, registered and seen facts, each line reproducible."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from jiuzhu.casework.assessments.findings import (
    AssetFinding,
    AssetOutcome,
    Explanation,
    Findings,
    IncomeFinding,
)
from jiuzhu.casework.assessments.models import Computation, Opinion
from jiuzhu.casework.assessments.queries import (
    facts_of,
    is_reproducible,
    latest_computation,
    open_discrepancies,
    result_of,
)
from jiuzhu.casework.assessments.services.compute_amount import ComputationGiven, compute_amount
from jiuzhu.casework.assessments.services.give_opinion import OpinionGiven, give_opinion
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseInvolvement
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering.data import content_from_json
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from support.kin import declare_kin
from support.refusals import refused
from support.stream import accept, to_accepted, to_insisted, to_surveyed, visit
from support.world import FANZHEN, World

GRANT = OpinionGiven(recommends_grant=True, text="建议批准")
REFUSE = OpinionGiven(recommends_grant=False, text="建议不予批准")


def compute(world: World, case: Case, findings: Findings | None = None) -> Computation:
    given = None if findings is None else ComputationGiven(findings=findings)
    return compute_amount(
        number=case.number, actor=world.as_("shenhe"), at=world.later(minutes=5), given=given
    )


def opine(world: World, case: Case, given: OpinionGiven) -> Opinion:
    return give_opinion(
        number=case.number, given=given, actor=world.as_("shenhe"), at=world.later(minutes=5)
    )


def explained(case: Case) -> Explanation:
    return Explanation(person_key=str(case.applicant_id), source="vehicles", text="卖与同村人")


def test_amount_is_the_difference_and_every_line_has_its_article(world: World) -> None:
    case = to_surveyed(world)
    row = compute(world, case)
    # 3,600 a year of odd jobs and 100 a month received, three people, 475 a head:
    # 475 × 3 − (3,600 + 1,200) ÷ 12 = 1,025.
    assert (row.amount_fen, row.eligible, row.members_counted) == (102_500, "ELIGIBLE", 3)
    assert all(line.article for line in result_of(row).lines)
    event = CaseEvent.objects.filter(case=case).order_by("-sequence")[0]
    assert event.action == "compute_amount"
    assert bytes(row.digest).hex() in event.body
    assert is_reproducible(row, on=legal_day(world.at))


def test_opinion_issues_sheet_and_form_and_notes_the_part(world: World) -> None:
    case = to_surveyed(world)
    compute(world, case)
    row = opine(world, case, GRANT)
    assert Case.objects.get(pk=case.pk).state == "OPINION"
    kinds = list(
        Document.objects.filter(case=case, kind__in=["W19", "W23"]).values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["W19", "W23"]
    assert CaseInvolvement.objects.filter(case=case, officer=row.given_by, part="ASSESSED").exists()
    sheet = Document.objects.get(case=case, kind="W19")
    assert '"verified":false' in sheet.content
    content = content_from_json(json.loads(sheet.content))
    item = content.income_lines[0]  # type: ignore[attr-defined]
    assert (item.person, item.label, item.amount_fen) == ("测试甲", "零工收入", 30_000)
    assert [line.amount_fen for line in content.support_lines] == [10_000]  # type: ignore[attr-defined]
    assert (content.amount_fen, content.per_person_fen) == (102_500, 13_333)  # type: ignore[attr-defined]


def test_what_the_visit_found_changes_the_amount(world: World) -> None:
    case = to_accepted(world)
    found = IncomeFinding(
        person_key=str(case.applicant_id),
        kind="ODD_JOBS",
        amount_fen=60_000,
        months=1,
        evidence="雇主说明",
    )
    case = visit(world, case, findings=Findings(income=(found,)))
    # 600 a month and 100 received: 475 × 3 − 700 = 725.
    assert compute(world, case).amount_fen == 72_500


def test_a_found_car_excludes_until_the_visit_clears_it(world: World) -> None:
    case = visit(world, accept(world, to_insisted(world)))
    assert compute(world, case).eligible == "NOT_ELIGIBLE"
    sold = AssetFinding(
        person_key=str(case.applicant_id),
        kind="CAR",
        outcome=AssetOutcome.CLEARED,
        ground="已出售未过户",
        evidence="转让协议、收款记录",
    )
    row = compute(world, case, Findings(assets=(sold,), explanations=(explained(case),)))
    assert (row.eligible, row.amount_fen) == ("ELIGIBLE", 102_500)
    assert opine(world, case, GRANT).computation_id == row.pk


def test_differences_must_be_explained(world: World) -> None:
    case = visit(world, accept(world, to_insisted(world)))
    compute(world, case)
    assert [each.source for each in open_discrepancies(case)] == ["vehicles"]
    refused(case, "guard.discrepancies_explained", lambda: opine(world, case, REFUSE))
    blank = replace(explained(case), text=" ")
    compute(world, case, Findings(explanations=(blank,)))
    refused(case, "guard.discrepancies_explained", lambda: opine(world, case, REFUSE))
    compute(world, case, Findings(explanations=(explained(case),)))
    assert not opine(world, case, REFUSE).recommends_grant


def test_opinion_needs_a_computation_after_the_visit_and_follows_it(world: World) -> None:
    case = to_surveyed(world)
    refused(case, "guard.computation_stored", lambda: opine(world, case, GRANT))
    compute(world, case)
    refused(case, "opinion.contradicts", lambda: opine(world, case, REFUSE))
    refused(case, "opinion.text", lambda: opine(world, case, replace(GRANT, text=" ")))
    Computation.objects.filter(case=case).update(eligible="UNDECIDABLE")
    refused(case, "opinion.undecidable", lambda: opine(world, case, GRANT))


def test_related_assessor_neither_computes_nor_opines(world: World) -> None:
    case = to_surveyed(world)
    compute(world, case)
    declare_kin(world.officer("shenhe"), case.applicant)
    refused(case, "verification.related", lambda: compute(world, case))
    refused(case, "guard.assessor_unrelated", lambda: opine(world, case, GRANT))


def test_wrong_officer_area_and_stage(world: World) -> None:
    case = to_surveyed(world)
    with pytest.raises(Forbidden):
        compute_amount(number=case.number, actor=world.as_("shenpi"), at=world.at)
    with pytest.raises(Forbidden):
        give_opinion(number=case.number, given=GRANT, actor=world.as_("shouli"), at=world.at)
    with pytest.raises(NotVisible):
        compute_amount(number=case.number, actor=world.as_("shenhe", FANZHEN), at=world.at)
    other = to_accepted(world, township=FANZHEN)
    with pytest.raises(Conflict):
        compute_amount(number=other.number, actor=world.as_("shenhe", FANZHEN), at=world.at)


def test_household_cannot_be_stated_anew_by_the_assessor(world: World) -> None:
    case = to_surveyed(world)
    row = compute(world, case)
    given = ComputationGiven(facts=facts_of(row))
    refused(
        case,
        "computation.facts_known",
        lambda: compute_amount(
            number=case.number, actor=world.as_("shenhe"), at=world.at, given=given
        ),
    )
    assert latest_computation(case) == row


@pytest.mark.parametrize("column", ["inputs", "amount_fen", "eligible", "digest"])
def test_a_changed_computation_is_not_reproducible(world: World, column: str) -> None:
    case = to_surveyed(world)
    row = compute(world, case)
    changed = {
        "inputs": row.inputs.replace("360000", "120000"),
        "amount_fen": row.amount_fen + 100,
        "eligible": "NOT_ELIGIBLE",
        "digest": bytes(32),
    }
    Computation.objects.filter(pk=row.pk).update(**{column: changed[column]})
    assert not is_reproducible(Computation.objects.get(pk=row.pk), on=legal_day(world.at))
