"""What a visit found changes the facts only with evidence and on a ground that the rule names."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.casework.assessments.findings import (
    AssetFinding,
    AssetOutcome,
    Findings,
    IncomeFinding,
    SupporterFinding,
    apply_findings,
)
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import (
    AssetFacts,
    Category,
    Grade,
    HouseholdFacts,
    IncomeItem,
    MemberFacts,
    SupporterFacts,
)
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.results import Eligibility

ON = date(2020, 9, 1)
PACK = load_pack("taian")
CAR = AssetFacts(kind="CAR", owner="1", grade=Grade.VERIFIED, evidence="vehicles")


def household(*assets: AssetFacts) -> HouseholdFacts:
    return HouseholdFacts(
        category=Category.RURAL,
        members=(
            MemberFacts(
                key="1",
                born_on=date(1960, 1, 1),
                income=(IncomeItem(kind="ODD_JOBS", amount_fen=360_000),),
            ),
            MemberFacts(key="2", born_on=date(2010, 1, 1)),
        ),
        assets=assets,
        supporters=(SupporterFacts(key="9"),),
    )


def asset(outcome: AssetOutcome, ground: str = "", **changes: object) -> Findings:
    facts: dict[str, object] = {
        "person_key": "1",
        "kind": "CAR",
        "outcome": outcome,
        "evidence": "转让协议、收款记录",
        "ground": ground,
    }
    return Findings(assets=(AssetFinding(**{**facts, **changes}),))  # type: ignore[arg-type]


def eligibility(facts: HouseholdFacts) -> Eligibility:
    return assess_dibao(facts, PACK, ON).eligible


def test_found_income_replaces_the_declared_of_its_kind_only() -> None:
    found = IncomeFinding(
        person_key="1", kind="ODD_JOBS", amount_fen=10_000, months=1, evidence="雇主说明"
    )
    facts = apply_findings(household(), Findings(income=(found,)), PACK, ON)
    (item,) = facts.members[0].income
    assert (item.amount_fen, item.months, item.grade) == (10_000, 1, Grade.VERIFIED)
    other = IncomeFinding(
        person_key="2", kind="PENSION", amount_fen=1, months=1, evidence="存折", estimated=True
    )
    both = apply_findings(household(), Findings(income=(other,)), PACK, ON)
    assert both.members[0].income == household().members[0].income
    assert both.members[1].income[0].grade is Grade.ESTIMATED


def test_a_registered_car_excludes_until_it_is_cleared_on_a_named_ground() -> None:
    assert eligibility(household(CAR)) is Eligibility.NOT_ELIGIBLE
    cleared = apply_findings(household(CAR), asset(AssetOutcome.CLEARED, "已出售未过户"), PACK, ON)
    assert eligibility(cleared) is Eligibility.ELIGIBLE
    assert "vehicles" in cleared.assets[0].evidence
    waived = apply_findings(household(CAR), asset(AssetOutcome.WAIVED, "残疾人代步"), PACK, ON)
    assert eligibility(waived) is Eligibility.ELIGIBLE


def test_a_register_entry_cannot_be_wished_away() -> None:
    kept = apply_findings(household(CAR), asset(AssetOutcome.ABSENT), PACK, ON)
    assert kept.assets == (CAR,)


def test_an_open_question_is_settled_by_the_visit() -> None:
    unknown = AssetFacts(kind="CAR", owner="1", unknown=True)
    assert eligibility(household(unknown)) is Eligibility.UNDECIDABLE
    settled = apply_findings(household(unknown), asset(AssetOutcome.ABSENT), PACK, ON)
    assert eligibility(settled) is Eligibility.ELIGIBLE
    found = apply_findings(household(unknown), asset(AssetOutcome.FOUND), PACK, ON)
    assert eligibility(found) is Eligibility.NOT_ELIGIBLE


def test_obligor_and_gone_member() -> None:
    found = SupporterFinding(
        person_key="9", evidence="回信", family_income_fen=900_000, family_size=2
    )
    facts = apply_findings(household(), Findings(supporters=(found,), gone=("2",)), PACK, ON)
    assert facts.supporters[0].family_income_fen == 900_000
    assert [member.key for member in facts.members] == ["1"]


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        ("finding.person", asset(AssetOutcome.FOUND, person_key="7")),
        ("finding.person", Findings(gone=("7",))),
        ("finding.person", Findings(supporters=(SupporterFinding(person_key="1", evidence="x"),))),
        ("finding.evidence", asset(AssetOutcome.FOUND, evidence=" ")),
        ("finding.ground", asset(AssetOutcome.CLEARED, "领导同意")),
        ("finding.ground", asset(AssetOutcome.WAIVED, "已出售未过户")),
        ("finding.no_asset", asset(AssetOutcome.CLEARED, "登记错误", kind="HOME")),
    ],
)
def test_what_cannot_be_is_refused(code: str, findings: Findings) -> None:
    with pytest.raises(Refused) as refusal:
        apply_findings(household(CAR), findings, PACK, ON)
    assert refusal.value.code == code
