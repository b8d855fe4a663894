"""Deduct the necessary expenses of a household from its income where the law of the place allows.

57号 art. 13 leaves it to the place: which outlay, what share of it, up to what, and whether only
households below an income of the whole region may deduct (支出型). A switch of the pack turns it
on.
"""

from collections.abc import Iterable

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.arithmetic import least, most, share_of
from jiuzhu.policy.facts import MemberFacts
from jiuzhu.policy.pack_rows import ExpenseKind, ExpensePer
from jiuzhu.policy.period_items import Entries, check_item, over_period
from jiuzhu.policy.terms import Terms, cap_for
from jiuzhu.policy.worksheet import Worksheet, percent, proof

EXPENSES = Entries(
    code="expense",
    field="expenses",
    amount="“%(label)s”的金额不能为负，也不能过大，请核对。",
)
NumberedMembers = Iterable[tuple[int, MemberFacts]]


def after_expenses(members: NumberedMembers, income: int, terms: Terms, sheet: Worksheet) -> int:
    """Give the income of the period less the necessary expenses, with a line for each.

    Raises: Refused for an unknown kind, an amount that cannot be, or months that do not divide the
    counting period.
    """
    if not sheet.law.is_on("expenses.enabled"):
        _check_all(members)
        return income
    rule = sheet.value("expenses.enabled")
    spent = _spent(members, terms, sheet)
    if not spent or not _may_deduct(income, terms, sheet):
        return income
    total = sum(_kind_line(kind, *both, terms, sheet) for kind, both in spent.items())
    left: int = most(income - total, 0)
    sheet.line(
        code="income.after_expenses",
        label="扣减刚性支出后的家庭收入",
        formula_text=f"{format_yuan(income)} − {format_yuan(total)}，不足零按零计",
        value_fen=left,
        article=sheet.source(rule),
    )
    return left


def _check_all(members: NumberedMembers) -> None:
    """Refuse figures that cannot be, also where the place deducts nothing."""
    for _, member in members:
        if member.counts_for_income:
            for item in member.expenses:
                check_item(item, item.kind, EXPENSES)


def _may_deduct(income: int, terms: Terms, sheet: Worksheet) -> bool:
    """Say whether income per head is at most the line up to which expenses are deducted."""
    if not sheet.law.is_on("expenses.ceiling_enabled"):
        return True
    ceiling = sheet.value("expenses.ceiling", **terms.where)
    below = income <= ceiling.amount * terms.months * terms.heads
    sheet.line(
        code="expenses.ceiling",
        label=ceiling.label,
        formula_text="家庭月人均收入" + ("不高于该线，可以扣减" if below else "高于该线，不扣减"),
        value_fen=ceiling.amount,
        article=sheet.source(ceiling),
    )
    return below


def _spent(
    members: NumberedMembers, terms: Terms, sheet: Worksheet
) -> dict[ExpenseKind, tuple[int, int]]:
    """Sum the outlay by kind, and what of it is deductible before a cap of the household."""
    spent: dict[ExpenseKind, tuple[int, int]] = {}
    for number, member in members:
        if member.expenses and member.counts_for_income:
            for kind, amount in _of_member(member, number, terms, sheet).items():
                counted = _deductible(kind, amount, member, terms, sheet)
                before = spent.get(kind, (0, 0))
                spent[kind] = (before[0] + amount, before[1] + counted)
    return spent


def _of_member(
    member: MemberFacts, number: int, terms: Terms, sheet: Worksheet
) -> dict[ExpenseKind, int]:
    """Sum one member's outlay by kind, with a line for each item."""
    kinds = sheet.law.by_code(ExpenseKind)
    found: dict[ExpenseKind, int] = {}
    for item in member.expenses:
        kind = kinds.get(item.kind)
        if kind is None:
            raise Refused(
                "expense.kind",
                "刚性支出项目“%(kind)s”不在项目表内或已失效，请从列表中选择。",
                values={"kind": item.kind},
                field="expenses",
            )
        amount = over_period(item, kind.label, terms.months, EXPENSES)
        sheet.note(kind, f"income.expenses.{kind.code}", kind.label)
        sheet.line(
            code=f"expense.{member.key}.{kind.code}",
            label=f"成员{number} {kind.label}（支出）",
            formula_text=format_yuan(amount) + (f"（{item.note}）" if item.note else ""),
            value_fen=amount,
            article=kind.citation,
            evidence=proof(item.grade, item.evidence),
        )
        found[kind] = found.get(kind, 0) + amount
    return found


def _deductible(
    kind: ExpenseKind, amount: int, member: MemberFacts, terms: Terms, sheet: Worksheet
) -> int:
    """Give the share of one member's outlay that may be deducted, up to a cap of the member."""
    if kind.only_for and not any(trait in member.traits for trait in kind.only_for):
        return 0
    share: int = share_of(amount, kind.rate_per_ten_thousand)
    if kind.per is ExpensePer.MEMBER:
        share = _capped(kind, share, terms, sheet)
    return share


def _capped(kind: ExpenseKind, amount: int, terms: Terms, sheet: Worksheet) -> int:
    """Hold an amount at the cap of its kind."""
    cap = cap_for(kind.cap, kind.cap_unit, terms, sheet)
    held: int = amount if cap is None else least(amount, cap)
    return held


def _kind_line(
    kind: ExpenseKind, spent: int, deductible: int, terms: Terms, sheet: Worksheet
) -> int:
    """Write what of one kind of outlay is deducted."""
    if kind.per is ExpensePer.HOUSEHOLD:
        deductible = _capped(kind, deductible, terms, sheet)
    sheet.line(
        code=f"expense.{kind.code}",
        label=f"{kind.label}扣减",
        formula_text=f"支出 {format_yuan(spent)}，按{percent(kind.rate_per_ten_thousand)}扣减"
        + ("" if kind.cap == 0 else "，不超过上限"),
        value_fen=-deductible,
        article=kind.citation,
    )
    return deductible
