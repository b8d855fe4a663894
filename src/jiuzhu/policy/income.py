"""Count the income of a household: which incomes count, which are deducted, which are left out.

民发〔2012〕220号 before 2021-07-01, 民发〔2021〕57号 art. 13 since; the kinds and their treatment
are rows of the pack, here is only how they are put together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.arithmetic import group_net, least, most
from jiuzhu.policy.earnings import farm_income, imputed_income
from jiuzhu.policy.facts import IncomeItem, MemberFacts
from jiuzhu.policy.law_of_day import LawOfDay
from jiuzhu.policy.pack_rows import CapUnit, IncomeGroup, IncomeKind, Treatment
from jiuzhu.policy.period_items import Entries, over_period
from jiuzhu.policy.results import ValueUse
from jiuzhu.policy.terms import Terms, cap_for
from jiuzhu.policy.worksheet import Worksheet, proof

SIGNS = {Treatment.COUNTED: 1, Treatment.DEDUCTED: -1, Treatment.EXEMPT: 0}
INCOMES = Entries(
    code="income",
    field="income",
    amount="“%(label)s”的金额不能为负，也不能过大；亏损请分别填写收入和费用。",
)
WORDS = {Treatment.COUNTED: "", Treatment.DEDUCTED: "（扣除）", Treatment.EXEMPT: "（不计入）"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _KindOfDay:
    """Hold a kind of income with everything a line says about it, written once a day."""

    kind: IncomeKind
    label: str
    article: str
    use: ValueUse
    is_limited: bool


@dataclass(slots=True)
class _Sums:
    """Hold one member's groups while they are summed: counted and deducted, and limited kinds."""

    groups: dict[str, list[int]] = field(default_factory=dict)
    limited: dict[str, int] = field(default_factory=dict)

    def add(self, group: str, counted: int, deducted: int) -> None:
        """Add to a group."""
        both = self.groups.setdefault(group, [0, 0])
        both[0] += counted
        both[1] += deducted


def household_income(
    members: Iterable[tuple[int, MemberFacts]],
    support_monthly_fen: int,
    terms: Terms,
    sheet: Worksheet,
) -> int:
    """Give the income of the counting period, with a line for every item, group and sum.

    Raises: Refused for an unknown kind, an amount that cannot be, or months that do not divide the
    counting period.
    """
    months = sheet.value("income.counting_months").amount
    total = support_monthly_fen * months
    for number, member in members:
        if member.counts_for_income:
            total += _member_income(member, number, terms, sheet)
    counted: int = most(total, 0)
    basis = sheet.value("dibao.income_test")
    sheet.line(
        code="income.total",
        label=f"家庭收入合计（{months}个月）",
        formula_text="各成员收入与应计赡养、抚养、扶养费之和，不足零按零计",
        value_fen=counted,
        article=sheet.source(basis),
    )
    return counted


def kinds_of_day(law: LawOfDay) -> dict[str, _KindOfDay]:
    """Give the kinds of income in force by code."""

    def make() -> dict[str, _KindOfDay]:
        return {
            kind.code: _KindOfDay(
                kind=kind,
                label=f"{kind.label}{WORDS[kind.treatment]}",
                article=kind.citation,
                use=law.use_of_row(kind, f"income.kinds.{kind.code}", kind.label),
                is_limited=kind.cap_unit is not CapUnit.NONE or bool(kind.only_for),
            )
            for kind in law.rows(IncomeKind)
        }

    return law.made("income.kinds_of_day", make)


def groups_of_day(law: LawOfDay) -> dict[str, tuple[IncomeGroup, ValueUse]]:
    """Give the groups of income in force by code, with what a result rests on by them."""

    def make() -> dict[str, tuple[IncomeGroup, ValueUse]]:
        return {
            group.code: (group, law.use_of_row(group, f"income.groups.{group.code}", group.label))
            for group in law.rows(IncomeGroup)
        }

    return law.made("income.groups_of_day", make)


def _member_income(member: MemberFacts, number: int, terms: Terms, sheet: Worksheet) -> int:
    """Sum one member's groups, each net of its deductions."""
    kinds = kinds_of_day(sheet.law)
    sums = _Sums()
    for item in member.income:
        found = kinds.get(item.kind) or _no_kind(item, sheet)
        amount = over_period(item, found.kind.label, terms.months, INCOMES)
        _item_line(item, found, member, number, amount, terms.months, sheet)
        kind = found.kind
        sums.groups.setdefault(kind.group, [0, 0])
        if found.is_limited and kind.treatment is not Treatment.COUNTED:
            sums.limited[kind.code] = sums.limited.get(kind.code, 0) + amount
        elif kind.treatment is Treatment.COUNTED:
            sums.groups[kind.group][0] += amount
        elif kind.treatment is Treatment.DEDUCTED:
            sums.groups[kind.group][1] += amount
    for code, amount in sums.limited.items():
        _limit(kinds[code], amount, member, number, terms, sums, sheet)
    for grown in member.farm:
        sums.add(*farm_income(grown, member, number, terms, sheet))
    if member.labour:
        sums.add(*imputed_income(member, number, sums.groups, terms, sheet))
    return sum(_group_line(code, both, member, number, sheet) for code, both in sums.groups.items())


def _no_kind(item: IncomeItem, sheet: Worksheet) -> _KindOfDay:
    """Refuse a kind that is not in force on the day.

    Raises: Refused('policy.hole') for law that has run out, Refused('income.kind') otherwise.
    """
    once = [kind for kind in sheet.law.pack.rows(IncomeKind) if kind.code == item.kind]
    if once:
        raise Refused(
            "policy.hole",
            "“%(label)s”的处理规定在%(on)s不在有效期内，系统不会沿用失效规定。"
            "请由政策管理员登记后续文件后再办理。",
            values={"label": once[-1].label, "on": sheet.law.on.isoformat()},
        )
    raise Refused(
        "income.kind",
        "收入项目“%(kind)s”不在收入项目表内，请从列表中选择。",
        values={"kind": item.kind},
        field="income",
    )


def _item_line(
    item: IncomeItem,
    found: _KindOfDay,
    member: MemberFacts,
    number: int,
    amount: int,
    months: int,
    sheet: Worksheet,
) -> None:
    """Write the line of one item and note the rule it rests on."""
    sheet.used(found.use)
    times = months // item.months
    written = format_yuan(item.amount_fen)
    formula = f"{written} × {times} = {format_yuan(amount)}" if times > 1 else written
    sheet.line(
        code=f"income.{member.key}.{item.kind}",
        label=f"成员{number} {found.label}",
        formula_text=formula + (f"（{item.note}）" if item.note else ""),
        value_fen=SIGNS[found.kind.treatment] * amount,
        article=found.article,
        evidence=proof(item.grade, item.evidence),
    )


def _limit(
    found: _KindOfDay,
    amount: int,
    member: MemberFacts,
    number: int,
    terms: Terms,
    sums: _Sums,
    sheet: Worksheet,
) -> None:
    """Deduct, or leave out, a limited kind up to its cap; above it, it counts."""
    kind = found.kind
    cap = cap_for(kind.cap, kind.cap_unit, terms, sheet)
    fits = not kind.only_for or any(trait in member.traits for trait in kind.only_for)
    within: int = 0 if not fits else amount if cap is None else least(amount, cap)
    if kind.treatment is Treatment.DEDUCTED:
        sums.add(kind.group, 0, within)
    else:
        sums.add(kind.group, amount - within, 0)
    if within < amount:
        why = f"上限 {format_yuan(cap)}" if fits and cap is not None else "不属于适用对象"
        sheet.line(
            code=f"income.{member.key}.{kind.code}.above",
            label=f"成员{number} {kind.label}：超出部分"
            + ("不扣除" if kind.treatment is Treatment.DEDUCTED else "计入"),
            formula_text=f"{format_yuan(amount)}，{why}",
            value_fen=amount - within,
            article=found.article,
        )


def _group_line(
    code: str, both: list[int], member: MemberFacts, number: int, sheet: Worksheet
) -> int:
    """Write the net of one group of one member."""
    group, use = groups_of_day(sheet.law)[code]
    sheet.used(use)
    counted, deducted = both
    net: int = group_net(counted, deducted, int(group.floor_at_zero))
    floor = "，不足零按零计" if group.floor_at_zero and counted < deducted else ""
    sheet.line(
        code=f"income.{member.key}.{group.code}",
        label=f"成员{number} {group.label}小计",
        formula_text=f"{format_yuan(counted)} − {format_yuan(deducted)}{floor}",
        value_fen=net,
        article=sheet.law.cited(group),
    )
    return net
