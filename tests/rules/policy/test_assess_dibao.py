import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_packs import changed_folder, changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.columns import assess_population, population_of
from jiuzhu.policy.dibao import (
    AssetFacts,
    Category,
    DibaoResult,
    Eligibility,
    Grade,
    HouseholdFacts,
    IncomeItem,
    MemberFacts,
    SupporterFacts,
    assess_dibao,
    unverified_values,
)
from jiuzhu.policy.packs import load_pack

ON = date(2020, 9, 1)
STANDARDS = {Category.URBAN: 63000, Category.RURAL: 47500}
TOP_UPS = (
    ("switch: no", "switch: yes"),
    (
        "trait: SEVERE_DISABILITY, rate_per_ten_thousand: 3000",
        "trait: SEVERE_DISABILITY, rate_per_ten_thousand: 2000",
    ),
    ("age_from: 70, rate_per_ten_thousand: 2000", "trait: ELDERLY, rate_per_ten_thousand: 1000"),
)


def member(key, monthly_fen=0, **more):
    items = (IncomeItem(kind="PENSION", amount_fen=monthly_fen, months=1),) if monthly_fen else ()
    return MemberFacts(key=key, born_on=date(1950, 1, 1), income=items, **more)


def household(*members, category=Category.URBAN, **more):
    return HouseholdFacts(category=category, members=members, **more)


def assess(facts, pack=None):
    return assess_dibao(facts, pack or load_pack("taian"), ON)


def test_worked_example_with_a_top_up(tmp_path):
    pack = changed_pack(tmp_path, "top_ups.yaml", *TOP_UPS)
    family = [member("a", 114000), member("b"), member("c", traits=("SEVERE_DISABILITY",))]
    assert assess(household(*family)).amount_fen == 75000
    result = assess(household(*family), pack)
    assert result.amount_fen == 87600
    assert [line.value_fen for line in result.lines if line.code == "top_up.c"] == [12600]


def test_of_several_top_ups_only_the_highest_counts(tmp_path):
    pack = changed_pack(tmp_path, "top_ups.yaml", *TOP_UPS)
    both = member("a", traits=("ELDERLY", "SEVERE_DISABILITY"))
    assert assess(household(both), pack).amount_fen == 75600
    assert assess(household(member("a", traits=("ELDERLY",))), pack).amount_fen == 69300


def test_no_top_up_reaches_who_does_not_receive_or_qualify(tmp_path):
    pack = changed_pack(tmp_path, "top_ups.yaml", *TOP_UPS)
    tekun = member("b", traits=("ELDERLY",), counts_for_benefit=False)
    assert assess(household(member("a"), tekun), pack).amount_fen == 63000
    rich = member("a", 63000, traits=("ELDERLY",))
    assert assess(household(rich), pack).amount_fen == 0


@pytest.mark.parametrize(
    ("reached", "born_on", "amount_fen"),
    [
        ("BIRTHDAY", date(1950, 9, 1), 75600),
        ("DAY_AFTER", date(1950, 9, 1), 63000),
        ("DAY_AFTER", date(1950, 8, 31), 75600),
    ],
)
def test_a_top_up_by_age_begins_on_the_day_the_law_says(tmp_path, reached, born_on, amount_fen):
    changed_folder(tmp_path, "top_ups.yaml", TOP_UPS[0])
    pack = changed_pack(tmp_path, "classification.yaml", ("BIRTHDAY", reached))
    facts = household(replace(member("a"), born_on=born_on))
    result = assess(facts, pack)
    assert result.amount_fen == amount_fen
    used = {one.ref.partition("@")[0] for one in result.uses}
    assert ("age.reached_on" in used) is (amount_fen > 63000)
    found = assess_population(population_of([facts], ON), pack, ON)
    assert found.amount_fen.tolist() == [amount_fen]


def test_every_line_names_its_article():
    facts = household(member("a", 10000), supporters=(SupporterFacts(key="s", agreed_fen=100),))
    lines = assess(facts).lines
    assert len(lines) >= 10
    assert all(line.article and line.label and line.formula_text for line in lines)


def test_evidence_grades_stand_on_the_lines():
    items = tuple(
        IncomeItem(kind=kind, amount_fen=100, months=1, grade=grade, evidence="凭证")
        for kind, grade in (
            ("WAGES", Grade.VERIFIED),
            ("RENT", Grade.ESTIMATED),
            ("GIFTS", "DECLARED"),
        )
    )
    facts = household(MemberFacts(key="a", born_on=date(1950, 1, 1), income=items))
    evidence = {line.code: line.evidence for line in assess(facts).lines}
    assert evidence["income.a.WAGES"] == "核实：凭证"
    assert evidence["income.a.RENT"] == "推算：凭证"
    assert evidence["income.a.GIFTS"] == "申报：凭证"


def test_every_unverified_value_is_named_until_confirmed():
    facts = household(member("a", 10000))
    result = assess(facts)
    refs = {use.ref for use in result.uses_unverified}
    assert "income.counting_months@2012-12-12" in refs
    assert "asset.car@2014-05-01" in refs
    assert not any(ref.startswith("dibao.standard") for ref in refs)
    assert {use.ref for use in unverified_values(result)} == refs
    left = unverified_values(result, frozenset(refs - {"asset.car@2014-05-01"}))
    assert [use.ref for use in left] == ["asset.car@2014-05-01"]


def test_a_formula_is_only_named_when_it_was_used():
    agreed = household(member("a"), supporters=(SupporterFacts(key="s", agreed_fen=1),))
    by_formula = household(member("a"), supporters=(SupporterFacts(key="s", family_income_fen=1),))
    assert "support.k@2012-12-12" not in {use.ref for use in assess(agreed).uses}
    assert "support.k@2012-12-12" in {use.ref for use in assess(by_formula).uses}


def test_sealed_lines_never_reach_the_applicant():
    supporter = SupporterFacts(key="s", family_income_fen=987654, family_size=3)
    result = assess(household(member("a"), supporters=(supporter,)))
    sealed = [line for line in result.lines if line.sealed]
    assert sealed
    shown = result.lines_for_applicant()
    assert {line.code for line in result.lines} - {line.code for line in shown} == {"support.s"}
    assert "9876.54" not in json.dumps([line.formula_text for line in shown])


def test_an_open_question_leaves_the_result_open():
    facts = household(member("a"), assets=(AssetFacts(kind="CAR", owner="a", unknown=True),))
    result = assess(facts)
    assert result.eligible is Eligibility.UNDECIDABLE
    assert result.reasons == ()


def test_the_limit_of_a_crowd_is_refused():
    crowd = tuple(member(str(n)) for n in range(51))
    with pytest.raises(Refused) as caught:
        assess(household(*crowd))
    assert caught.value.code == "facts.members"
    assert assess(household(*crowd[:50])).n_income == 50


def test_the_law_of_the_day_changes_the_article_of_an_income(tmp_path):
    extended = (
        "effective_from: 2021-01-01, hole: 2021年及以后的标准没有取得正式文本",
        "effective_from: 2022-01-01, hole: 缺",
    )
    pack = changed_pack(tmp_path, "standards.yaml", extended)
    facts = household(member("a", 10000))
    before = assess_dibao(facts, pack, date(2021, 6, 30))
    after = assess_dibao(facts, pack, date(2021, 7, 1))
    articles = [
        next(line.article for line in one.lines if line.code == "income.a.PENSION")
        for one in (before, after)
    ]
    assert "220号" in articles[0]
    assert articles[1] == "民发〔2021〕57号第十三条"


def test_expired_law_is_refused_not_carried_on(tmp_path):
    extended = (
        "effective_from: 2021-01-01, hole: 2021年及以后的标准没有取得正式文本",
        "effective_from: 2030-01-01, hole: 缺",
    )
    pack = changed_pack(tmp_path, "standards.yaml", extended)
    item = IncomeItem(kind="BASIC_PENSION_PART", amount_fen=100, months=1)
    facts = household(MemberFacts(key="a", born_on=date(1950, 1, 1), income=(item,)))
    assert assess_dibao(facts, pack, date(2025, 12, 31)).amount_fen == 63000
    with pytest.raises(Refused) as caught:
        assess_dibao(facts, pack, date(2026, 1, 1))
    assert caught.value.code == "policy.hole"


AMOUNTS = st.integers(min_value=0, max_value=3_000_00)
KINDS = st.sampled_from(
    ["WAGES", "PENSION", "RENT", "FARM_REVENUE", "JOB_COST", "SOCIAL_CONTRIBUTIONS"]
)
ITEMS = st.builds(
    IncomeItem,
    kind=KINDS,
    amount_fen=AMOUNTS,
    months=st.sampled_from([1, 2, 3, 4, 6, 12]),
    grade=st.sampled_from(list(Grade)),
    note=st.sampled_from(["", "说明"]),
)


@st.composite
def families(draw):
    size = draw(st.integers(1, 6))
    members = tuple(
        MemberFacts(
            key=f"m{n}",
            born_on=date(1940 + n, 1, 1),
            counts_for_benefit=n == 0 or draw(st.booleans()),
            income=tuple(draw(st.lists(ITEMS, max_size=4))),
        )
        for n in range(size)
    )
    supporters = tuple(
        SupporterFacts(
            key=f"s{n}",
            family_income_fen=draw(st.one_of(st.none(), st.integers(0, 2_000_000))),
            family_size=draw(st.integers(1, 5)),
            supported_persons=draw(st.integers(1, 4)),
            received_fen=draw(st.integers(0, 30_000)),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    return HouseholdFacts(
        category=draw(st.sampled_from(list(Category))), members=members, supporters=supporters
    )


def naive(facts):
    """Compute the same with fractions, written apart."""
    groups = {
        "WAGES": ("W", 1), "JOB_COST": ("W", -1), "PENSION": ("T", 1),
        "SOCIAL_CONTRIBUTIONS": ("T", -1), "RENT": ("P", 1), "FARM_REVENUE": ("B", 1),
    }  # fmt: skip
    standard = STANDARDS[facts.category]
    total = Fraction(0)
    for one in facts.members:
        sums = {}
        for item in one.income:
            group, sign = groups[item.kind]
            sums[group] = sums.get(group, 0) + Fraction(sign * item.amount_fen, item.months)
        total += sum(value if group == "T" else max(value, 0) for group, value in sums.items())
    for one in facts.supporters:
        owed = 0
        if one.family_income_fen is not None:
            surplus = max(Fraction(one.family_income_fen, one.family_size) - 2 * standard, 0)
            owed = int(surplus / 2 / one.supported_persons)
        total += max(owed, one.received_fen)
    head = max(total, 0) / len(facts.members)
    receivers = sum(one.counts_for_benefit for one in facts.members)
    if head >= standard:
        return 0
    return ceil((standard - head) * receivers / 100) * 100


@given(families())
def test_the_amount_is_exact_and_rounded_once(facts):
    assert assess(facts).amount_fen == naive(facts)


@given(families(), AMOUNTS)
def test_more_income_never_gives_more(facts, more):
    first = facts.members[0]
    extra = IncomeItem(kind="WAGES", amount_fen=more, months=1)
    richer = replace(
        facts, members=(replace(first, income=(*first.income, extra)), *facts.members[1:])
    )
    assert assess(richer).amount_fen <= assess(facts).amount_fen


@given(families())
def test_the_amount_stays_between_zero_and_the_full_standard(facts):
    result = assess(facts)
    assert 0 <= result.amount_fen <= result.n_benefit * result.standard_fen
    assert result.amount_fen % 100 == 0
    assert (result.amount_fen > 0) == (result.eligible is Eligibility.ELIGIBLE)


@given(families())
def test_a_result_survives_storage_and_recomputes_to_the_same_bytes(facts):
    result = assess(facts)
    stored = json.loads(json.dumps(result.to_record()))
    assert DibaoResult.from_record(stored) == result
    again = HouseholdFacts.from_record(json.loads(json.dumps(facts.to_record())))
    assert again == facts
    assert assess(again).digest() == result.digest()


@given(families())
def test_the_lines_carry_the_sum(facts):
    result = assess(facts)
    by_code = {line.code: line.value_fen for line in result.lines}
    groups = {
        f"income.{one.key}.{group}"
        for one in facts.members
        for group in ("WAGE", "BUSINESS", "PROPERTY", "TRANSFER")
    }
    total = sum(by_code.get(code, 0) for code in groups)
    total += 12 * sum(by_code[f"support.{one.key}"] for one in facts.supporters)
    assert by_code["income.total"] == max(total, 0) == result.income_fen


@pytest.mark.parametrize(
    "change", [{"extra": 1}, {"amount_fen": "1"}, {"eligible": "MAYBE"}, {"on": "2020-13-01"}]
)
def test_a_record_of_another_shape_is_refused(change):
    record = assess(household(member("a"))).to_record() | change
    with pytest.raises(Refused) as caught:
        DibaoResult.from_record(record)
    assert caught.value.code == "policy.record"


def test_a_record_with_a_gap_is_refused():
    record = assess(household(member("a"))).to_record()
    del record["amount_fen"]
    with pytest.raises(Refused, match="amount_fen"):
        DibaoResult.from_record(record)
