"""Assess a household for dibao: income, support, property, eligibility and the amount.

649号 art. 9: income per head below the standard and property within the rules; art. 12: the
difference is paid. The result carries every line with its article, so that the same lines stand on
the screen, in the notice and in the archive; a person decides.
"""

from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.arithmetic import RATE_BASE, below_standard, per_head
from jiuzhu.policy.assets import apply_asset_rules
from jiuzhu.policy.benefit import income_line, monthly_amount, single_person
from jiuzhu.policy.expenses import after_expenses
from jiuzhu.policy.facts import (
    CATEGORY_LABELS,
    AssetFacts,
    Category,
    Grade,
    HouseholdFacts,
    IncomeItem,
    MemberFacts,
    SupporterFacts,
)
from jiuzhu.policy.household_checks import check_household, lives
from jiuzhu.policy.income import household_income
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import (
    DibaoResult,
    Eligibility,
    Hit,
    HitStatus,
    Line,
    Reason,
    ValueUse,
)
from jiuzhu.policy.scheme_results import SchemeResult
from jiuzhu.policy.support import support_total
from jiuzhu.policy.terms import Terms
from jiuzhu.policy.values import Value
from jiuzhu.policy.worksheet import Worksheet, percent

__all__ = [
    "RULES_VERSION",
    "AssetFacts",
    "Category",
    "DibaoResult",
    "Eligibility",
    "Grade",
    "Hit",
    "HitStatus",
    "HouseholdFacts",
    "IncomeItem",
    "Line",
    "MemberFacts",
    "Reason",
    "SupporterFacts",
    "ValueUse",
    "assess_dibao",
    "unverified_values",
]

# dibao-2 added rules that a pack switches on; without them it gives what dibao-1 gave.
RULES_VERSION = "dibao-2"
KNOWN_VERSIONS = frozenset({"dibao-1", RULES_VERSION})
# An obligor nobody knows is asked after, but is no ground to leave the case undecided.
NOT_BLOCKING = frozenset({"support.unknown"})


def assess_dibao(
    facts: HouseholdFacts,
    pack: Pack,
    on: date,
    *,
    property_of: str = "dibao",
    rules_version: str = RULES_VERSION,
) -> DibaoResult:
    """Compute eligibility and amount of a household under the law of a day.

    `property_of` names the scheme whose property rules are run: other schemes count the same
    income and may have their own list of property. `rules_version` is that of a stored result
    which is computed again.

    Raises: Refused('policy.hole') when a value of that day is unknown; Refused('facts.…') naming
    what is missing or impossible; Refused('rules.version') for a version nobody has. Never 0 and
    never a neighbour's value instead.
    """
    if rules_version not in KNOWN_VERSIONS:
        raise Refused("rules.version", f"没有版本为“{rules_version}”的核算规则，不能重算。")
    check_household(facts, on)
    sheet = Worksheet(pack, on)
    terms, members = _terms(facts, sheet)
    n_benefit = _beneficiaries(facts, members, sheet)
    support = support_total(facts.supporters, terms.standard_fen, sheet)
    income = household_income(members, support, terms, sheet)
    income = after_expenses(members, income, terms, sheet)
    head: int = per_head(income, terms.months, terms.heads)
    _head_line(income, terms, head, sheet)
    traits = frozenset(trait for _, member in members for trait in member.traits)
    apply_asset_rules(
        facts.assets, traits, terms.standard_fen, terms.heads, sheet, scheme=property_of
    )
    line_rate = income_line(facts, sheet)
    if not below_standard(income, terms.standard_fen, terms.months, terms.heads, line_rate):
        _income_hit(line_rate, sheet)
    eligible = _eligibility(sheet, n_benefit)
    amount = 0
    if eligible is not Eligibility.NOT_ELIGIBLE:
        amount = monthly_amount(facts, members, income, terms, n_benefit, line_rate, sheet)
    return DibaoResult(
        eligible=eligible,
        amount_fen=amount,
        per_head_fen=head,
        standard_fen=terms.standard_fen,
        n_income=terms.heads,
        n_benefit=n_benefit,
        income_fen=income,
        counting_months=terms.months,
        lines=tuple(sheet.lines),
        hits=tuple(sheet.hits),
        reasons=_reasons(sheet, n_benefit),
        uses=tuple(sheet.uses.values()),
        place=pack.place,
        on=on,
        rules_version=rules_version,
    )


def unverified_values(
    result: DibaoResult | SchemeResult, confirmed: frozenset[str] = frozenset()
) -> tuple[ValueUse, ...]:
    """Give the unverified values a result rests on that no unit has confirmed.

    Outside demo a grant is blocked until this is empty; `confirmed` holds the `ref`s that two
    officers of the unit have confirmed.
    """
    return tuple(use for use in result.uses_unverified if use.ref not in confirmed)


def _terms(facts: HouseholdFacts, sheet: Worksheet) -> tuple[Terms, list[tuple[int, MemberFacts]]]:
    """Give what all rules share, and who counts, numbered."""
    standard = _standard(facts, sheet)
    members = _living(facts, sheet)
    terms = Terms(
        standard_fen=standard.amount,
        months=sheet.law.value("income.counting_months").amount,
        heads=sum(member.counts_for_income for _, member in members),
        unit=facts.unit,
    )
    return terms, members


def _standard(facts: HouseholdFacts, sheet: Worksheet) -> Value:
    """Give the standard of the household's category and unit, with its line."""
    dims = {"category": facts.category.value} | ({"unit": facts.unit} if facts.unit else {})
    standard = sheet.value("dibao.standard", **dims)
    sheet.line(
        code="dibao.standard",
        label=f"{CATEGORY_LABELS[facts.category]}低保标准（每人每月）",
        formula_text="，".join(
            filter(None, (f"自{standard.effective_from.isoformat()}起", standard.stated))
        ),
        value_fen=standard.amount,
        article=sheet.source(standard),
    )
    return standard


def _living(facts: HouseholdFacts, sheet: Worksheet) -> list[tuple[int, MemberFacts]]:
    """Number the members; who died before this month counts no more, and a line says so."""
    if all(member.died_on is None for member in facts.members):
        return list(enumerate(facts.members, 1))
    living = []
    for number, member in enumerate(facts.members, 1):
        if member.died_on is None or lives(member, sheet.law.on):
            living.append((number, member))
            continue
        sheet.line(
            code=f"member.{member.key}.died",
            label=f"成员{number}自次月起不再计入",
            formula_text=f"{member.died_on.isoformat()}死亡，计至当月",
            value_fen=0,
            article=sheet.source(sheet.value("dibao.income_test")),
        )
    return living


def _beneficiaries(
    facts: HouseholdFacts, members: list[tuple[int, MemberFacts]], sheet: Worksheet
) -> int:
    """Count who receives: all who may, or the one who applies alone."""
    if not facts.single_person:
        return sum(member.counts_for_benefit for _, member in members)
    return single_person(facts, members, sheet)


def _head_line(income: int, terms: Terms, head: int, sheet: Worksheet) -> None:
    """Write the income per head; cut to the fen for display only."""
    sheet.line(
        code="income.per_head",
        label="家庭月人均收入",
        formula_text=f"{format_yuan(income)} ÷ {terms.months} ÷ {terms.heads}"
        "（显示到分，判断和计算用原值）",
        value_fen=head,
        article=sheet.source(sheet.value("dibao.income_test")),
    )


def _income_hit(line_rate: int, sheet: Worksheet) -> None:
    """Write that income per head is not below the standard, or the line of who applies alone."""
    article = sheet.source(sheet.value("dibao.income_test"))
    line = "低保标准" if line_rate == RATE_BASE else f"低保标准的{percent(line_rate)}"
    sheet.hit("dibao.income_test", HitStatus.HIT, f"家庭月人均收入不低于{line}", article)


def _eligibility(sheet: Worksheet, n_benefit: int) -> Eligibility:
    """Conclude from the hits: a real hit excludes, an open question leaves it open."""
    if n_benefit == 0 or any(hit.status is HitStatus.HIT for hit in sheet.hits):
        return Eligibility.NOT_ELIGIBLE
    open_questions = [
        hit
        for hit in sheet.hits
        if hit.status is HitStatus.UNKNOWN and hit.rule_id not in NOT_BLOCKING
    ]
    return Eligibility.UNDECIDABLE if open_questions else Eligibility.ELIGIBLE


def _reasons(sheet: Worksheet, n_benefit: int) -> tuple[Reason, ...]:
    """Bind every ground of an unfavourable result to its rule and article."""
    found = [
        Reason(rule_id=hit.rule_id, text=hit.text, article=hit.article)
        for hit in sheet.hits
        if hit.status is HitStatus.HIT
    ]
    if n_benefit == 0:
        article = sheet.source(sheet.value("dibao.income_test"))
        text = "家庭成员均已由其他保障覆盖，没有可享受低保的人员"
        found.append(Reason(rule_id="dibao.no_beneficiary", text=text, article=article))
    return tuple(found)
