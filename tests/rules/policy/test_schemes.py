"""The schemes beside dibao: what a result carries, who sees what, and what no code may know."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support_packs import changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy import packs
from jiuzhu.policy.classify import Classification, State
from jiuzhu.policy.packs import Pack, load_pack
from jiuzhu.policy.results import Eligibility, HitStatus
from jiuzhu.policy.schemes import SCHEMES, money_names, scheme_of

ON = date(2020, 9, 1)
SON = {"key": "s", "born_on": "1980-01-01", "own_income": "3000.00", "property_within": False}


def assess(scheme: str, record: object, on: date = ON, place: str = "taian") -> Any:
    return SCHEMES[scheme].assess(record, load_pack(place), on)


def elder(**claim: Any) -> dict[str, Any]:
    asked = {"key": "p", "obligors": [], "failed_abilities": []} | claim
    return {
        "category": "RURAL",
        "person": {"key": "p", "born_on": "1950-01-01"},
        "claim": asked,
    }


def test_figures_of_an_obligor_never_reach_the_applicant() -> None:
    result = assess("tekun", elder(obligors=[SON]))
    assert any(line.sealed and line.value_fen == 300_000 for line in result.lines)
    shown = " ".join(line.formula_text for line in result.lines_for_applicant())
    assert "3000.00" not in shown
    assert all("3000.00" not in reason.text for reason in result.reasons)


def test_every_reason_and_line_names_its_article() -> None:
    result = assess("tekun", elder(obligors=[SON], chose_orphan_benefit=True))
    assert {reason.rule_id for reason in result.reasons} == {"tekun.obligor", "tekun.orphan_choice"}
    assert all(one.article for one in (*result.reasons, *result.lines, *result.findings))


def test_a_result_names_the_unverified_values_it_rests_on() -> None:
    result = assess("tekun", elder())
    refs = {use.ref for use in result.uses_unverified}
    assert "tekun.rounding_step@2016-10-10" in refs
    assert "tekun.care_grade.SELF@2016-10-10" in refs
    verified = {use.ref for use in result.uses} - refs
    assert "tekun.basic_living[category=RURAL]@2020-07-01" in verified


def test_no_amount_of_dibao_is_computed_on_the_way() -> None:
    codes = {line.code for line in assess("tekun", elder()).lines}
    assert "dibao.amount" not in codes
    assert "income.per_head" in codes


@pytest.mark.parametrize(
    ("disabilities", "eligible"),
    [
        ([{"kind": "MENTAL", "grade": 3}], Eligibility.ELIGIBLE),
        ([{"kind": "MENTAL", "grade": 4}], Eligibility.NOT_ELIGIBLE),
        ([{"kind": "PHYSICAL", "grade": 2}], Eligibility.ELIGIBLE),
        ([{"kind": "PHYSICAL", "grade": 3}], Eligibility.NOT_ELIGIBLE),
        ([{"kind": "VISUAL", "grade": 1}], Eligibility.ELIGIBLE),
        ([{"kind": "VISUAL", "grade": 2}], Eligibility.NOT_ELIGIBLE),
        ([{"kind": "HEARING", "grade": 1}], Eligibility.NOT_ELIGIBLE),
    ],
)
def test_disabilities_since_the_law_of_2021(
    tmp_path: Path, disabilities: list[dict[str, Any]], eligible: Eligibility
) -> None:
    record = elder(disabilities=disabilities)
    record["person"]["born_on"] = "1990-01-01"
    assert new_law(tmp_path, record).eligible is eligible


@pytest.mark.parametrize(
    ("born_on", "claim", "eligible"),
    [
        ("2004-09-02", {"receives_tekun": True}, Eligibility.ELIGIBLE),
        ("2004-09-02", {}, Eligibility.NOT_ELIGIBLE),
        ("2003-09-01", {"receives_tekun": True, "in_school": True}, Eligibility.ELIGIBLE),
        ("2003-09-01", {"receives_tekun": True}, Eligibility.NOT_ELIGIBLE),
        ("2003-09-01", {"in_school": True}, Eligibility.NOT_ELIGIBLE),
    ],
)
def test_tekun_children_continue_to_eighteen_and_through_school(
    tmp_path: Path, born_on: str, claim: dict[str, Any], eligible: Eligibility
) -> None:
    record = elder(**claim)
    record["person"]["born_on"] = born_on
    assert new_law(tmp_path, record).eligible is eligible


@pytest.mark.parametrize(
    ("obligor", "eligible"),
    [
        ({"born_on": "1961-09-01", "benefit": "DIBAO"}, Eligibility.ELIGIBLE),
        ({"born_on": "1961-09-02", "benefit": "DIBAO"}, Eligibility.NOT_ELIGIBLE),
        (
            {"born_on": "1951-09-01", "own_income": "1499.99", "property_within": True},
            Eligibility.ELIGIBLE,
        ),
        (
            {"born_on": "1951-09-01", "own_income": "1500.00", "property_within": True},
            Eligibility.NOT_ELIGIBLE,
        ),
        ({"born_on": "1951-09-01", "own_income": "0.00"}, Eligibility.UNDECIDABLE),
        ({"born_on": "1951-09-01", "property_within": True}, Eligibility.UNDECIDABLE),
        ({"born_on": "1951-09-01", "property_within": False}, Eligibility.NOT_ELIGIBLE),
        ({"benefit": "DIBAO"}, Eligibility.UNDECIDABLE),
        (
            {
                "born_on": "1990-01-01",
                "disabilities": [{"kind": "MENTAL", "grade": 3}],
                "own_income": "0.00",
                "property_within": True,
            },
            Eligibility.ELIGIBLE,
        ),
        (
            {
                "born_on": "1990-01-01",
                "disabilities": [{"kind": "PHYSICAL", "grade": 3}],
                "own_income": "0.00",
                "property_within": True,
            },
            Eligibility.NOT_ELIGIBLE,
        ),
    ],
)
def test_obligors_since_the_law_of_2021(
    tmp_path: Path, obligor: dict[str, Any], eligible: Eligibility
) -> None:
    record = elder(obligors=[{"key": "s"} | obligor])
    assert new_law(tmp_path, record).eligible is eligible


def new_law(tmp_path: Path, record: object) -> Any:
    """Assess on a day of 2021 under a pack whose amounts are still those of 2020."""
    changed_pack(tmp_path, "low_income.yaml", ("2021-01-01", "2022-01-01"))
    pack = changed_pack(tmp_path, "standards.yaml", ("2021-01-01", "2022-01-01"))
    return SCHEMES["tekun"].assess(record, pack, date(2021, 9, 1))


def test_quick_relief_of_2026_asks_for_no_means(tmp_path: Path) -> None:
    pack = changed_pack(tmp_path, "standards.yaml", ("2021-01-01", "2027-01-01"))
    household = {
        "category": "RURAL",
        "members": [{"key": "a", "born_on": "1970-01-01"}],
        "assets": [{"kind": "CAR"}],
    }
    record = {"kind": "QUICK", "cause": "OTHER", "need": "475.01", "household": household}
    result = SCHEMES["temporary_aid"].assess(record, pack, date(2026, 1, 29))
    assert (result.eligible, result.amount_fen) == (Eligibility.ELIGIBLE, 47_500)
    assert not [line for line in result.lines if line.code.startswith(("income", "asset"))]


def test_edge_families_of_2026_are_asked_about_the_outlay_only(tmp_path: Path) -> None:
    pack = changed_pack(tmp_path, "standards.yaml", ("2021-01-01", "2027-01-01"))
    record = {
        "kind": "EXPENSE",
        "cause": "ILLNESS",
        "holds": ["LOW_INCOME"],
        "household": {
            "category": "RURAL",
            "members": [{"key": "a", "born_on": "1970-01-01"}],
            "assets": [{"kind": "CAR"}],
        },
        "outlays": [{"cause": "ILLNESS", "amount": "10000.00"}],
    }
    result = SCHEMES["temporary_aid"].assess(record, pack, date(2026, 1, 29))
    assert (result.eligible, result.amount_fen) == (Eligibility.ELIGIBLE, 189_000)


EDGE = [
    ("630.00", Eligibility.ELIGIBLE, []),
    ("629.99", Eligibility.NOT_ELIGIBLE, ["low_income.below_standard"]),
    ("944.99", Eligibility.ELIGIBLE, []),
    ("945.00", Eligibility.NOT_ELIGIBLE, ["low_income.income_test"]),
]


@pytest.mark.parametrize(("wages", "eligible", "reasons"), EDGE)
def test_edge_families_lie_between_the_standard_and_half_as_much_again(
    tmp_path: Path, wages: str, eligible: Eligibility, reasons: list[str]
) -> None:
    pack = changed_pack(tmp_path, "standards.yaml", ("2021-01-01", "2027-01-01"))
    income = [{"kind": "WAGES", "amount": wages, "months": 1}]
    member = {"key": "a", "born_on": "1970-01-01", "income": income}
    record = {"household": {"category": "URBAN", "members": [member]}}
    result = SCHEMES["low_income"].assess(record, pack, date(2022, 11, 1))
    assert (result.eligible, [one.rule_id for one in result.reasons]) == (eligible, reasons)


def test_never_dibao_and_tekun_for_one_person() -> None:
    people = [{"key": "a", "born_on": "1950-01-01"}, {"key": "b", "born_on": "1951-01-01"}]
    claims = [{"key": key, "obligors": [], "failed_abilities": []} for key in "ab"]
    found = assess(
        "classify", {"household": {"category": "RURAL", "members": people}, "tekun": claims}
    )
    assert found.chosen == ("tekun.a", "tekun.b")
    one = assess(
        "classify", {"household": {"category": "RURAL", "members": people}, "tekun": claims[:1]}
    )
    amounts = {candidate.name: candidate.amount_fen for candidate in one.candidates}
    assert one.chosen == ("tekun.a", "dibao")
    assert amounts["dibao"] == 47_500


def test_a_classification_carries_reasons_and_survives_the_way_back() -> None:
    people = [{"key": "a", "born_on": "1980-01-01"}]
    claim = {"key": "a", "obligors": [SON], "failed_abilities": []}
    found = assess(
        "classify", {"household": {"category": "RURAL", "members": people}, "tekun": [claim]}
    )
    first = found.candidates[0]
    assert (first.state, {one.rule_id for one in first.reasons}) == (
        State.NOT_ELIGIBLE,
        {"tekun.ability", "tekun.obligor"},
    )
    assert not found.is_open
    assert Classification.from_record(found.to_record()) == found


def test_an_order_with_a_scheme_nobody_computes_is_a_hole_of_that_scheme(tmp_path: Path) -> None:
    pack = changed_pack(
        tmp_path, "classification.yaml", ("[tekun, dibao,", "[tekun, lottery, dibao,")
    )
    people = [{"key": "a", "born_on": "1980-01-01"}]
    found = SCHEMES["classify"].assess(
        {"household": {"category": "RURAL", "members": people}}, pack, ON
    )
    assert found.candidates[0].state is State.NO_LAW
    assert found.chosen == ("dibao",)


def test_a_missing_amount_is_a_question_not_nothing() -> None:
    asset = {"kind": "DEPOSIT", "unknown": True}
    result = assess("tekun", elder() | {"assets": [asset]})
    assert result.eligible is Eligibility.UNDECIDABLE
    assert [hit.rule_id for hit in result.hits if hit.status is HitStatus.UNKNOWN] == [
        "asset.financial"
    ]


BAD = [
    ("tekun", elder() | {"spare": 1}, "policy.record"),
    ("tekun", elder(obligors=[{"key": "s", "benefit": "DIBA0"}]), "policy.record"),
    ("tekun", elder(obligors=[SON | {"own_income": "-1"}]), "money.negative"),
    ("tekun", elder(obligors=[SON | {"own_income_fen": -1, "own_income": 0}]), "policy.record"),
    ("tekun", elder(ability_ground="TIRED"), "tekun.ability_ground"),
    ("tekun", [], "policy.record"),
    ("tekun", None, "policy.record"),
]


@pytest.mark.parametrize(("scheme", "record", "code"), BAD)
def test_a_bad_record_is_refused_by_name(scheme: str, record: object, code: str) -> None:
    with pytest.raises(Refused) as caught:
        assess(scheme, record)
    assert caught.value.code == code


@pytest.mark.parametrize("fen", [-1, 10**12])
def test_impossible_amounts_are_refused(fen: int) -> None:
    obligor = {"key": "s", "own_income_fen": fen}
    with pytest.raises(Refused) as caught:
        assess("tekun", elder(obligors=[obligor]))
    assert caught.value.code == "tekun.obligor_amount"
    household = {"category": "RURAL", "members": [{"key": "a", "born_on": "1970-01-01"}]}
    asked = {"kind": "URGENT", "cause": "FIRE", "tier": "LIGHT", "household": household}
    with pytest.raises(Refused) as caught:
        assess("temporary_aid", asked | {"need_fen": fen})
    assert caught.value.code == "aid.amount"


def test_an_unknown_scheme_names_those_there_are() -> None:
    with pytest.raises(Refused, match="temporary_aid（临时救助）"):
        scheme_of("housing")


def test_money_may_be_written_in_yuan_wherever_facts_hold_fen() -> None:
    names = money_names(SCHEMES["classify"].facts)
    assert {"amount", "value", "family_income", "own_income", "borne_by_others"} <= names


def test_no_code_of_the_rules_knows_a_place() -> None:
    source = Path(packs.__file__).parent
    named = re.compile(r"[\"'](taian|sample-city)[\"']|泰安|样例市")
    known = {
        path.name for path in source.glob("*.py") if named.search(path.read_text(encoding="utf-8"))
    }
    assert known <= {"procedures.py"}


def test_both_places_answer_the_same_questions() -> None:
    both: list[Pack] = [load_pack(place) for place in packs.places()]
    schemes = ("dibao.", "exit.", "income.", "expenses.", "support.", "tekun.", "low_income.")
    schemes += ("rigid.", "temporary_aid.", "classification.", "age.", "top_up.")
    optional = {"dibao.rounding"}
    keys = [{key for key in pack.series if key.startswith(schemes)} - optional for pack in both]
    assert len(both) >= 2
    assert all(one == keys[0] for one in keys)
