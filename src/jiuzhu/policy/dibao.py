"""Assess a household for dibao: income, support, property, eligibility and the amount.

649号 art. 9: income per head below the standard and property within the rules; art. 12: the
difference is paid. The result carries every line with its article, so that the same lines stand on
the screen, in the notice and in the archive; a person decides.
"""

from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.arithmetic import below_standard, household_amount, per_head
from jiuzhu.policy.assets import apply_asset_rules
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
from jiuzhu.policy.income import household_income
from jiuzhu.policy.pack_rows import TopUp
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
from jiuzhu.policy.support import support_total
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

RULES_VERSION = "dibao-1"
MOST_MEMBERS = 50
# An obligor nobody knows is asked after, but is no ground to leave the case undecided.
NOT_BLOCKING = frozenset({"support.unknown"})


def assess_dibao(
    facts: HouseholdFacts, pack: Pack, on: date, *, property_of: str = "dibao"
) -> DibaoResult:
    """Compute eligibility and amount of a household under the law of a day.

    `property_of` names the scheme whose property rules are run: other schemes count the same
    income and may have their own list of property.

    Raises: Refused('policy.hole') when a value of that day is unknown; Refused('facts.…') naming
    what is missing or impossible. Never 0 and never a neighbour's value instead.
    """
    _check(facts, on)
    sheet = Worksheet(pack, on)
    standard = _standard(facts, sheet)
    n_income = sum(member.counts_for_income for member in facts.members)
    n_benefit = sum(member.counts_for_benefit for member in facts.members)
    support = support_total(facts.supporters, standard.amount, sheet)
    income = household_income(facts.members, support, sheet)
    months = sheet.value("income.counting_months").amount
    head: int = per_head(income, months, n_income)
    _head_line(income, months, n_income, head, sheet)
    apply_asset_rules(facts.assets, standard.amount, n_income, sheet, scheme=property_of)
    if not below_standard(income, standard.amount, months, n_income):
        _income_hit(sheet)
    eligible = _eligibility(sheet, n_benefit)
    amount = 0
    if eligible is not Eligibility.NOT_ELIGIBLE:
        amount = _amount(facts, income, standard, n_income, n_benefit, sheet)
    return DibaoResult(
        eligible=eligible,
        amount_fen=amount,
        per_head_fen=head,
        standard_fen=standard.amount,
        n_income=n_income,
        n_benefit=n_benefit,
        income_fen=income,
        counting_months=months,
        lines=tuple(sheet.lines),
        hits=tuple(sheet.hits),
        reasons=_reasons(sheet, n_benefit),
        uses=tuple(sheet.uses.values()),
        place=pack.place,
        on=on,
        rules_version=RULES_VERSION,
    )


def unverified_values(
    result: DibaoResult, confirmed: frozenset[str] = frozenset()
) -> tuple[ValueUse, ...]:
    """Give the unverified values a result rests on that no unit has confirmed.

    Outside demo a grant is blocked until this is empty; `confirmed` holds the `ref`s that two
    officers of the unit have confirmed.
    """
    return tuple(use for use in result.uses_unverified if use.ref not in confirmed)


def _check(facts: HouseholdFacts, on: date) -> None:
    """Refuse a household that cannot be computed, naming what is missing."""
    if not facts.members:
        raise Refused("facts.members", "家庭成员为空，请先登记家庭成员。", field="members")
    if len(facts.members) > MOST_MEMBERS:
        raise Refused(
            "facts.members",
            "家庭成员超过%(most_members)s人，请核对是否误并户。",
            values={"most_members": MOST_MEMBERS},
            field="members",
        )
    keys = [one.key for one in facts.members] + [one.key for one in facts.supporters]
    if len(set(keys)) != len(keys):
        raise Refused("facts.twice", "同一人在成员或义务人中出现两次，请核对。", field="members")
    for number, member in enumerate(facts.members, 1):
        _check_member(member, number, on)
    if not any(member.counts_for_income for member in facts.members):
        raise Refused("facts.counts", "没有计入收入的家庭成员，请核对家庭组成。", field="members")


def _check_member(member: MemberFacts, number: int, on: date) -> None:
    """Refuse a member without age, born later than the day, or who receives without counting."""
    if member.born_on is None:
        raise Refused(
            "facts.born_on",
            "成员%(number)s缺少出生日期，无法核算，请补登。",
            values={"number": number},
            field="members",
        )
    if member.born_on > on:
        raise Refused(
            "facts.born_on",
            "成员%(number)s的出生日期晚于核算日期，请核对。",
            values={"number": number},
            field="members",
        )
    if member.counts_for_benefit and not member.counts_for_income:
        raise Refused(
            "facts.counts",
            "成员%(number)s享受待遇却不计入家庭人口，请核对。",
            values={"number": number},
            field="members",
        )


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
        article=str(standard.source),
    )
    return standard


def _head_line(income: int, months: int, heads: int, head: int, sheet: Worksheet) -> None:
    """Write the income per head; cut to the fen for display only."""
    sheet.line(
        code="income.per_head",
        label="家庭月人均收入",
        formula_text=f"{format_yuan(income)} ÷ {months} ÷ {heads}（显示到分，判断和计算用原值）",
        value_fen=head,
        article=str(sheet.value("dibao.income_test").source),
    )


def _income_hit(sheet: Worksheet) -> None:
    """Write that income per head is not below the standard."""
    article = str(sheet.value("dibao.income_test").source)
    sheet.hit("dibao.income_test", HitStatus.HIT, "家庭月人均收入不低于低保标准", article)


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
        article = str(sheet.value("dibao.income_test").source)
        text = "家庭成员均已由其他保障覆盖，没有可享受低保的人员"
        found.append(Reason(rule_id="dibao.no_beneficiary", text=text, article=article))
    return tuple(found)


def _amount(
    facts: HouseholdFacts,
    income: int,
    standard: Value,
    n_income: int,
    n_benefit: int,
    sheet: Worksheet,
) -> int:
    """Give the monthly amount of the household, rounded once, with its lines."""
    months = sheet.value("income.counting_months").amount
    rule, step = sheet.value("dibao.difference"), sheet.value("dibao.rounding_step").amount
    rates = _top_up_rates(facts, standard, sheet)
    amount: int = household_amount(
        income, standard.amount, months, n_income, n_benefit, rates, step
    )
    top = f" + {format_yuan(standard.amount)} × {percent(rates)}" if rates else ""
    sheet.line(
        code="dibao.amount",
        label="户月保障金额",
        formula_text=f"({format_yuan(standard.amount)} − {format_yuan(income)} ÷ {months} ÷ "
        f"{n_income}) × {n_benefit}{top}，向上取整到{format_yuan(step)}元，一户一次",
        value_fen=amount,
        article=str(rule.source),
    )
    return amount


def _top_up_rates(facts: HouseholdFacts, standard: Value, sheet: Worksheet) -> int:
    """Sum the top-up rates of the members who receive: the highest of each member only."""
    if not sheet.value("top_up.enabled").is_on:
        return 0
    rows = sheet.pack.rows(TopUp, sheet.on)
    total = 0
    for number, member in enumerate(facts.members, 1):
        fitting = [row for row in rows if row.trait in member.traits and member.counts_for_benefit]
        if not fitting:
            continue
        best = max(fitting, key=lambda row: row.rate_per_ten_thousand)
        total += best.rate_per_ten_thousand
        sheet.note(best, f"top_ups.{best.code}", best.label)
        sheet.line(
            code=f"top_up.{member.key}",
            label=f"成员{number} 分类施保：{best.label}",
            formula_text=f"{format_yuan(standard.amount)} × {percent(best.rate_per_ten_thousand)}，"
            "多项符合只取最高一项",
            value_fen=standard.amount * best.rate_per_ten_thousand // 10_000,
            article=best.citation,
        )
    return total
