"""Estimate what nothing proves: imputed labour income, and crops and animals by yield and price.

An estimate needs regard to the actual situation (民发〔2022〕83号): it is made only where an
officer set a grade of working capacity; who cannot find work is left out with the reason said.
"""

from collections.abc import Mapping

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.arithmetic import farm_cost, farm_gross, imputed_wages, most
from jiuzhu.policy.facts import FarmItem, Grade, MemberFacts
from jiuzhu.policy.pack_rows import FarmKind, LabourGrade
from jiuzhu.policy.results import HitStatus
from jiuzhu.policy.terms import Terms
from jiuzhu.policy.worksheet import Worksheet, percent, proof

MOST_QUANTITY = 1_000_000
GroupSum = tuple[str, int, int]


def imputed_income(
    member: MemberFacts,
    number: int,
    groups: Mapping[str, list[int]],
    terms: Terms,
    sheet: Worksheet,
) -> GroupSum:
    """Give what is imputed above the wages that are known: the coefficient times the minimum wage.

    Raises: Refused('income.labour') for a grade nobody knows, Refused('policy.hole').
    """
    grade = labour_grade(member.labour, sheet)
    if not sheet.law.is_on("income.imputed"):
        return (grade.group, 0, 0)
    sheet.note(grade, f"income.labour_grades.{grade.code}", grade.label)
    if member.labour_waived_for:
        text = f"成员{number}不推算劳动收入：{member.labour_waived_for}"
        sheet.hit("income.imputed", HitStatus.WAIVED, text, grade.citation)
        return (grade.group, 0, 0)
    wage = sheet.value("income.minimum_wage", **terms.where).amount
    imputed = imputed_wages(wage, grade.rate_per_ten_thousand, terms.months)
    known = groups.get(grade.group, [0, 0])[0]
    above: int = most(imputed - known, 0)
    sheet.line(
        code=f"income.{member.key}.imputed",
        label=f"成员{number} 推算劳动收入：{grade.label}",
        formula_text=f"{format_yuan(wage)} × {percent(grade.rate_per_ten_thousand)} × "
        f"{terms.months} = {format_yuan(imputed)}，已知收入 {format_yuan(known)}，按较高者计",
        value_fen=above,
        article=grade.citation,
        evidence=proof(Grade.ESTIMATED, ""),
    )
    return (grade.group, above, 0)


def labour_grade(code: str, sheet: Worksheet) -> LabourGrade:
    """Give a grade of working capacity.

    Raises: Refused('income.labour').
    """
    found = sheet.law.by_code(LabourGrade).get(code)
    if found is None:
        raise Refused(
            "income.labour",
            "劳动能力等级“%(code)s”不在规定之内，请从列表中选择。",
            values={"code": code},
            field="members",
        )
    return found


def farm_income(
    item: FarmItem, member: MemberFacts, number: int, terms: Terms, sheet: Worksheet
) -> GroupSum:
    """Value one crop or animal by the yields and prices of the pack.

    Raises: Refused('farm.kind'), Refused('farm.quantity').
    """
    kind = sheet.law.by_code(FarmKind).get(item.kind)
    if kind is None:
        raise Refused(
            "farm.kind",
            "种植、养殖项目“%(kind)s”不在项目表内，请从列表中选择。",
            values={"kind": item.kind},
            field="farm",
        )
    check_farm_item(item, kind.label)
    sheet.note(kind, f"income.farm_kinds.{kind.code}", kind.label)
    gross: int = farm_gross(item.quantity, kind.yield_hundredths, kind.price_fen, terms.months)
    cost: int = farm_cost(item.quantity, kind.cost_fen, terms.months)
    amount, yields = _hundredths(item.quantity), _hundredths(kind.yield_hundredths)
    sheet.line(
        code=f"income.{member.key}.{kind.code}",
        label=f"成员{number} {kind.label}（按当地产量和价格推算）",
        formula_text=f"{amount}{kind.per} × ({yields} × {format_yuan(kind.price_fen)}"
        f" − {format_yuan(kind.cost_fen)}) × {terms.months} ÷ 12",
        value_fen=gross - cost,
        article=kind.citation,
        evidence=proof(item.grade, item.evidence),
    )
    return (kind.group, gross, cost)


def check_farm_item(item: FarmItem, label: str) -> None:
    """Refuse a quantity that cannot be, whatever the law says.

    Raises: Refused('farm.quantity').
    """
    if not 0 <= item.quantity <= MOST_QUANTITY:
        raise Refused(
            "farm.quantity",
            "“%(label)s”的数量不能为负，也不能过大，请核对。",
            values={"label": label},
            field="farm",
        )


def _hundredths(number: int) -> str:
    """Write a number of hundredths without trailing zeros."""
    return format_yuan(number).rstrip("0").rstrip(".")
