import pytest
from support_households import ON, full_pack, households
from support_packs import changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.columns import Outcome, assess_population, population_of
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.packs import load_pack


def one_by_one(facts, pack, on=ON):
    try:
        result = assess_dibao(facts, pack, on)
    except Refused as refusal:
        return ("REFUSED", -1, -1, {refusal.code})
    reasons = {
        (hit.rule_id, hit.status.value) for hit in result.hits if hit.rule_id != "income.imputed"
    }
    if result.n_benefit == 0:
        reasons.add(("dibao.no_beneficiary", "HIT"))
    return (result.eligible.value, result.amount_fen, result.per_head_fen, reasons)


def all_at_once(facts, pack, on=ON, **more):
    found = assess_population(population_of(facts, on), pack, on, **more)
    rows = []
    for number, code in enumerate(found.eligible):
        bits = found.reasons_of(number)
        reasons = {tuple(bit) for bit in bits}
        if code == Outcome.REFUSED:
            reasons = {bit.rule_id for bit in bits}
        amounts = int(found.amount_fen[number]), int(found.per_head_fen[number])
        rows.append((Outcome(int(code)).name, *amounts, reasons))
    return rows


def same(facts, pack, on=ON, **more):
    for each, row in zip(facts, all_at_once(facts, pack, on, **more), strict=True):
        wanted = one_by_one(each, pack, on)
        if wanted[0] == "REFUSED":
            assert row[:3] == wanted[:3]
            assert wanted[3] <= row[3]
        else:
            assert row == wanted, each


@pytest.mark.parametrize("seed", [1, 2])
def test_columns_give_what_the_one_household_path_gives(seed):
    same(households(seed, 600), load_pack("taian"), chunk=97)


@pytest.mark.parametrize("formula", ["F1", "F2", "F3", "F4"])
def test_columns_agree_with_every_rule_switched_on(tmp_path, formula):
    line = "{effective_from: 2012-12-12, hole: 泰安市低收入线没有取得正式文本}"
    pack = full_pack(
        tmp_path,
        ("support.yaml", "text: F2", f"text: {formula}"),
        ("support.yaml", line, '{provision: sample, amount: "900.00"}'),
    )
    same(households(sum(formula.encode()), 600), pack)


def test_columns_refuse_by_the_same_name(tmp_path):
    same(households(5, 60), load_pack("taian"), on=ON.replace(year=2021))
    same(households(6, 200), changed_pack(tmp_path, "support.yaml", ("text: F2", "text: F3")))


def test_the_households_of_these_tests_meet_every_outcome_and_reason(tmp_path):
    found = assess_population(population_of(households(3, 600), ON), full_pack(tmp_path), ON)
    assert {int(code) for code in found.eligible} == {0, 1, 2}
    met = [bit for bit in found.bits if (found.reasons & 1 << found.bits.index(bit)).any()]
    assert {bit.status for bit in met} == {"HIT", "CLEARED", "WAIVED", "UNKNOWN"}
    assert found.total_fen == found.amount_fen[found.eligible == 1].sum() > 0
