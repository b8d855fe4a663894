"""Count the income of a household: which incomes count, which are deducted, which are left out.

民发〔2012〕220号 before 2021-07-01, 民发〔2021〕57号 art. 13 since; the kinds and their treatment
are rows of the pack, here is only how they are put together.
"""

from collections.abc import Iterable

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN, format_yuan
from jiuzhu.policy.arithmetic import group_net, most, over_months
from jiuzhu.policy.facts import IncomeItem, MemberFacts
from jiuzhu.policy.pack_rows import IncomeGroup, IncomeKind, Treatment
from jiuzhu.policy.worksheet import Worksheet, proof


def household_income(
    members: Iterable[MemberFacts], support_monthly_fen: int, sheet: Worksheet
) -> int:
    """Give the income of the counting period, with a line for every item, group and sum.

    Raises: Refused for an unknown kind, an amount that cannot be, or months that do not divide the
    counting period.
    """
    months = sheet.value("income.counting_months").amount
    total = support_monthly_fen * months
    for number, member in enumerate(members, 1):
        if member.counts_for_income:
            total += _member_income(member, number, months, sheet)
    counted: int = most(total, 0)
    basis = sheet.value("dibao.income_test").source
    sheet.line(
        code="income.total",
        label=f"家庭收入合计（{months}个月）",
        formula_text="各成员收入与应计赡养、抚养、扶养费之和，不足零按零计",
        value_fen=counted,
        article=str(basis),
    )
    return counted


def _member_income(member: MemberFacts, number: int, months: int, sheet: Worksheet) -> int:
    """Sum one member's groups, each net of its deductions."""
    kinds = {kind.code: kind for kind in sheet.pack.rows(IncomeKind, sheet.on)}
    sums: dict[str, dict[Treatment, int]] = {}
    for item in member.income:
        kind = _kind_of(item, kinds, sheet)
        amount = _over_period(item, kind, months)
        _item_line(item, kind, member, number, amount, months, sheet)
        by_treatment = sums.setdefault(kind.group, dict.fromkeys(Treatment, 0))
        by_treatment[kind.treatment] += amount
    groups = {group.code: group for group in sheet.pack.rows(IncomeGroup, sheet.on)}
    return sum(
        _group_line(groups[code], found, member, number, sheet) for code, found in sums.items()
    )


def _kind_of(item: IncomeItem, kinds: dict[str, IncomeKind], sheet: Worksheet) -> IncomeKind:
    """Find the kind of an item in force on the day.

    Raises: Refused('policy.hole') for law that has run out, Refused('income.kind') otherwise.
    """
    if item.kind in kinds:
        return kinds[item.kind]
    once = [kind for kind in sheet.pack.rows(IncomeKind) if kind.code == item.kind]
    if once:
        raise Refused(
            "policy.hole",
            "“%(label)s”的处理规定在%(on)s不在有效期内，系统不会沿用失效规定。"
            "请由政策管理员登记后续文件后再办理。",
            values={"label": once[-1].label, "on": sheet.on.isoformat()},
        )
    raise Refused(
        "income.kind",
        "收入项目“%(kind)s”不在收入项目表内，请从列表中选择。",
        values={"kind": item.kind},
        field="income",
    )


def _over_period(item: IncomeItem, kind: IncomeKind, months: int) -> int:
    """Bring an item to the counting period.

    Raises: Refused('income.amount'), Refused('income.months').
    """
    if not 0 <= item.amount_fen < MAX_FEN:
        raise Refused(
            "income.amount",
            "“%(label)s”的金额不能为负，也不能过大；亏损请分别填写收入和费用。",
            values={"label": kind.label},
            field="income",
        )
    if item.months < 1 or months % item.months:
        raise Refused(
            "income.months",
            "“%(label)s”所属月数应能整除计算期%(months)s个月（按月填1，按年填12）。",
            values={"label": kind.label, "months": months},
            field="income",
        )
    amount: int = over_months(item.amount_fen, item.months, months)
    return amount


def _item_line(
    item: IncomeItem,
    kind: IncomeKind,
    member: MemberFacts,
    number: int,
    amount: int,
    months: int,
    sheet: Worksheet,
) -> None:
    """Write the line of one item and note the rule it rests on."""
    sheet.note(kind, f"income.kinds.{kind.code}", kind.label)
    times = months // item.months
    written = format_yuan(item.amount_fen)
    formula = f"{written} × {times} = {format_yuan(amount)}" if times > 1 else written
    signs = {Treatment.COUNTED: 1, Treatment.DEDUCTED: -1, Treatment.EXEMPT: 0}
    words = {Treatment.COUNTED: "", Treatment.DEDUCTED: "（扣除）", Treatment.EXEMPT: "（不计入）"}
    sheet.line(
        code=f"income.{member.key}.{kind.code}",
        label=f"成员{number} {kind.label}{words[kind.treatment]}",
        formula_text=formula + (f"（{item.note}）" if item.note else ""),
        value_fen=signs[kind.treatment] * amount,
        article=kind.citation,
        evidence=proof(item.grade, item.evidence),
    )


def _group_line(
    group: IncomeGroup,
    found: dict[Treatment, int],
    member: MemberFacts,
    number: int,
    sheet: Worksheet,
) -> int:
    """Write the net of one group of one member."""
    sheet.note(group, f"income.groups.{group.code}", group.label)
    counted, deducted = found[Treatment.COUNTED], found[Treatment.DEDUCTED]
    net: int = group_net(counted, deducted, int(group.floor_at_zero))
    floor = "，不足零按零计" if group.floor_at_zero and counted < deducted else ""
    sheet.line(
        code=f"income.{member.key}.{group.code}",
        label=f"成员{number} {group.label}小计",
        formula_text=f"{format_yuan(counted)} − {format_yuan(deducted)}{floor}",
        value_fen=net,
        article=group.citation,
    )
    return net
