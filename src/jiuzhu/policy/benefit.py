"""Compute the monthly amount: by the gap or by tiers, with top-ups, rounded once (649号 art. 12).

57号 art. 23 lets a place pay in tiers, art. 8 lets one member apply alone (单人保), art. 27 adds to
the amount for classes of members; each is a table and a switch of the pack.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import Rounding, format_yuan
from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.ages import REACHED_ON, counted_to
from jiuzhu.policy.arithmetic import RATE_BASE, household_amount, in_tier, tier_amount
from jiuzhu.policy.facts import HouseholdFacts, MemberFacts
from jiuzhu.policy.law_of_day import LawOfDay
from jiuzhu.policy.pack_rows import Tier, TopUp
from jiuzhu.policy.results import HitStatus
from jiuzhu.policy.terms import Terms
from jiuzhu.policy.worksheet import Worksheet, percent

NumberedMembers = list[tuple[int, MemberFacts]]
ROUNDING_WORDS = {
    Rounding.UP: "向上取整到",
    Rounding.DOWN: "向下取整到",
    Rounding.HALF_UP: "四舍五入到",
}


def monthly_amount(
    facts: HouseholdFacts,
    members: NumberedMembers,
    income: int,
    terms: Terms,
    n_benefit: int,
    line_rate: int,
    sheet: Worksheet,
) -> int:
    """Give the monthly amount of the household, rounded once, with its lines."""
    category = facts.category.value
    if sheet.law.is_on("dibao.tiers", category=category) and not facts.single_person:
        return _by_tier(members, income, terms, n_benefit, category, sheet)
    rule, step = sheet.value("dibao.difference"), sheet.value("dibao.rounding_step").amount
    if facts.single_person:
        members = [one for one in members if one[1].key == facts.single_person]
    rates = top_up_rates(members, terms, sheet)
    floor = _floor(facts, sheet)
    rounding = rounding_of_day(sheet.law)
    standard = format_yuan(terms.standard_fen)
    amount: int = household_amount(
        income,
        terms.standard_fen,
        terms.months,
        terms.heads,
        n_benefit,
        rates,
        step,
        floor,
        line_rate,
        rounding,
    )
    top = f" + {standard} × {percent(rates)}" if rates else ""
    at_least = f"，每人不低于标准的{percent(floor)}" if floor else ""
    sheet.line(
        code="dibao.amount",
        label="户月保障金额",
        formula_text=f"({standard} − {format_yuan(income)} ÷ {terms.months} ÷ "
        f"{terms.heads}) × {n_benefit}{top}{at_least}，"
        f"{ROUNDING_WORDS[rounding]}{format_yuan(step)}元，一户一次",
        value_fen=amount,
        article=sheet.source(rule),
    )
    return amount


def single_person(facts: HouseholdFacts, members: NumberedMembers, sheet: Worksheet) -> int:
    """Test who applies alone (单人保), and count the one who then receives.

    Raises: Refused('single.off') where the place has no such admission.
    """
    if not sheet.law.is_on("dibao.single"):
        raise Refused(
            "single.off",
            "本地没有登记单人保的规定，不能单人申请。请按整户办理，或由政策管理员登记文件后再办理。",
        )
    grounds = sheet.value("dibao.single_traits")
    alone = [member for _, member in members if member.key == facts.single_person]
    if not any(trait in grounds.items for member in alone for trait in member.traits):
        text = "单独申请的人不属于可以单人纳入低保的人员"
        sheet.hit("dibao.single_person", HitStatus.HIT, text, sheet.source(grounds))
    return sum(member.counts_for_benefit for member in alone)


def income_line(facts: HouseholdFacts, sheet: Worksheet) -> int:
    """Give the line of income as a rate of the standard: itself, or that of who applies alone."""
    if not facts.single_person:
        return RATE_BASE
    return sheet.value("dibao.single_line").amount


def rounding_of_day(law: LawOfDay) -> Rounding:
    """Give the direction of the one rounding: upward unless the pack says otherwise.

    Raises: Refused('policy.hole') for a direction nobody knows.
    """

    def read() -> Rounding:
        found = law.pack.known("dibao.rounding", law.on)
        if found is None:
            return Rounding.UP
        if found.text not in Rounding.__members__:
            raise Refused("policy.hole", f"取整方式“{found.text}”没有定义，请改正政策包后再办理。")
        return Rounding[found.text]

    return law.made("dibao.rounding", read)


def tiers_of_day(law: LawOfDay, category: str) -> tuple[Tier, ...]:
    """Give the tiers of a category in force, the smallest gap first."""

    def make() -> tuple[Tier, ...]:
        rows = [row for row in law.rows(Tier) if row.category == category]
        return tuple(sorted(rows, key=lambda row: row.gap_per_ten_thousand))

    return law.made(("tiers", category), make)


def _floor(facts: HouseholdFacts, sheet: Worksheet) -> int:
    """Give what each person gets at least, as a rate of the standard; 0 where nothing says so."""
    if facts.single_person:
        return sheet.value("dibao.single_floor").amount
    if sheet.law.is_on("dibao.minimum"):
        return sheet.value("dibao.minimum_rate").amount
    return 0


def _by_tier(
    members: NumberedMembers,
    income: int,
    terms: Terms,
    n_benefit: int,
    category: str,
    sheet: Worksheet,
) -> int:
    """Give the amount of the tier that the gap of income reaches.

    Raises: Refused('policy.hole') where no tier begins at this gap.
    """
    rule = sheet.value("dibao.tiers", category=category)
    step = sheet.value("dibao.rounding_step").amount
    reached = [
        row
        for row in tiers_of_day(sheet.law, category)
        if in_tier(income, terms.standard_fen, terms.months, terms.heads, row.gap_per_ten_thousand)
    ]
    if not reached:
        raise Refused(
            "policy.hole", "分档规定没有覆盖该户的收入差额，请由政策管理员改正政策包后再办理。"
        )
    tier = reached[-1]
    sheet.note(tier, f"tiers.{tier.code}", tier.label)
    rates = top_up_rates(members, terms, sheet)
    rounding = rounding_of_day(sheet.law)
    standard = format_yuan(terms.standard_fen)
    amount: int = tier_amount(
        tier.pays_per_ten_thousand, terms.standard_fen, n_benefit, rates, step, rounding
    )
    top = f" + {standard} × {percent(rates)}" if rates else ""
    sheet.line(
        code="dibao.amount",
        label=f"户月保障金额（{tier.label}）",
        formula_text=f"{standard} × {percent(tier.pays_per_ten_thousand)} × {n_benefit}{top}，"
        f"{ROUNDING_WORDS[rounding]}{format_yuan(step)}元，一户一次",
        value_fen=amount,
        article=sheet.source(rule),
    )
    return amount


def top_up_rates(members: NumberedMembers, terms: Terms, sheet: Worksheet) -> int:
    """Sum the top-up rates of the members who receive: the highest of each member only."""
    if not sheet.value("top_up.enabled").is_on:
        return 0
    classes = classes_of_day(sheet.law)
    total = 0
    for number, member in members:
        if not member.counts_for_benefit:
            continue
        best = next((one.row for one in classes if one.holds(member)), None)
        if best is None:
            continue
        total += best.rate_per_ten_thousand
        if best.age_from or best.age_below:
            sheet.value(REACHED_ON)
        sheet.note(best, f"top_ups.{best.code}", best.label)
        sheet.line(
            code=f"top_up.{member.key}",
            label=f"成员{number} 分类施保：{best.label}",
            formula_text=f"{format_yuan(terms.standard_fen)} × "
            f"{percent(best.rate_per_ten_thousand)}，多项符合只取最高一项",
            value_fen=terms.standard_fen * best.rate_per_ten_thousand // RATE_BASE,
            article=sheet.law.cited(best),
        )
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassOfDay:
    """Hold a class of top-up with the birthdays of a day: born by the one, after the other.

    None stands for no bound.
    """

    row: TopUp
    born_by: date | None
    born_after: date | None

    def holds(self, member: MemberFacts) -> bool:
        """Say whether a member is of this class: by trait, by age, or by both."""
        if self.row.trait and self.row.trait not in member.traits:
            return False
        born_on = member.born_on or date.max
        if self.born_by is not None and born_on > self.born_by:
            return False
        return self.born_after is None or born_on > self.born_after


def classes_of_day(law: LawOfDay) -> tuple[ClassOfDay, ...]:
    """Give the classes of top-ups in force, the highest rate first; a class of nobody is none."""

    def make() -> tuple[ClassOfDay, ...]:
        rows = [row for row in law.rows(TopUp) if row.trait or row.age_from or row.age_below]
        rows.sort(key=lambda row: -row.rate_per_ten_thousand)
        return tuple(
            ClassOfDay(
                row=row,
                born_by=_born_by(row.age_from, law),
                born_after=_born_by(row.age_below, law),
            )
            for row in rows
        )

    return law.made("top_ups.classes", make)


def _born_by(years: int, law: LawOfDay) -> date | None:
    """Give the last birthday of those who have so many full years on the day; None for no age.

    Raises: Refused('policy.hole') where the law does not say when a year is full.
    """
    if not years:
        return None
    on = counted_to(law.on, law.value(REACHED_ON))
    leap_day = (on.month, on.day) == (2, 29)
    born = (
        on.replace(year=on.year - years, day=28) if leap_day else on.replace(year=on.year - years)
    )
    if leap_day and years_between(born + timedelta(days=1), on) >= years:
        born += timedelta(days=1)
    return born
