"""Compute what legally obliged persons are taken to pay (赡养费、抚养费、扶养费).

Order of evaluation: a judgment, mediation or fair written agreement; what was really received if
it is higher; nothing for exempt obligors; else the formula of the pack. Nobody can be forced to
open their means: an obligor who is not known counts as 0 and is shown as unknown, never as a
ground of refusal. Every line is sealed: it rests on figures of a person who has no part in the
application (P39).
"""

from collections.abc import Iterable

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN, format_yuan
from jiuzhu.policy.arithmetic import support_f1, support_f2, support_f3, support_f4
from jiuzhu.policy.facts import SupporterFacts
from jiuzhu.policy.pack_rows import ExemptGround
from jiuzhu.policy.results import HitStatus
from jiuzhu.policy.worksheet import Worksheet, percent, proof

RECEIVED = "RECEIVED"
STEPS = frozenset({"AGREEMENT", RECEIVED, "EXEMPT", "FORMULA"})
MOST_PERSONS = 100


def support_total(supporters: Iterable[SupporterFacts], standard_fen: int, sheet: Worksheet) -> int:
    """Give the monthly support of all obligors together, with a sealed line for each.

    Raises: Refused for figures that cannot be or an unknown ground of exemption.
    """
    total = 0
    for number, one in enumerate(supporters, 1):
        check_supporter(one)
        total += _support_of(one, number, standard_fen, sheet)
    return total


def check_supporter(one: SupporterFacts) -> None:
    """Refuse figures that cannot be.

    Raises: Refused('support.amount'), Refused('support.count').
    """
    amounts = [one.received_fen, one.family_income_fen or 0, one.agreed_fen or 0]
    amounts.append(one.own_standard_fen or 0)
    if not all(0 <= amount < MAX_FEN for amount in amounts):
        raise Refused(
            "support.amount", "义务人的金额不能为负，也不能过大，请核对。", field="supporters"
        )
    counts = (one.family_size, one.supported_persons, one.minor_children, one.children)
    if not all(1 <= count <= MOST_PERSONS for count in counts):
        raise Refused(
            "support.count",
            "义务人家庭人数和被赡养、抚养人数至少为1，也不能过大，请核对。",
            field="supporters",
        )


def _support_of(one: SupporterFacts, number: int, standard_fen: int, sheet: Worksheet) -> int:
    """Evaluate one obligor in the order of the law and write the line."""
    order = sheet.value("support.order")
    base, formula = _owed(one, number, standard_fen, order.items, sheet)
    amount = base
    if RECEIVED in order.items and one.received_fen > base:
        amount = one.received_fen
        formula = f"实际收到 {format_yuan(one.received_fen)}，高于应付数，按实际计"
    sheet.line(
        code=f"support.{one.key}",
        label=f"义务人{number} 每月赡养（抚养、扶养）费",
        formula_text=formula,
        value_fen=amount,
        article=sheet.source(order),
        evidence=proof(one.grade, one.evidence),
        sealed=True,
    )
    return amount


def _owed(
    one: SupporterFacts, number: int, standard_fen: int, order: tuple[str, ...], sheet: Worksheet
) -> tuple[int, str]:
    """Give what the obligor owes apart from what was received, and how it was found.

    Raises: Refused('policy.hole') for a step of the order nobody knows.
    """
    for step in order:
        if step == "AGREEMENT" and one.agreed_fen is not None:
            if one.enforcement_failed:
                return 0, f"约定 {format_yuan(one.agreed_fen)}，经申请执行未能取得，按实际收到计"
            if not one.agreement_unfair:
                return one.agreed_fen, f"判决、调解或协议约定 {format_yuan(one.agreed_fen)}"
        elif step == "EXEMPT" and one.exempt_reason:
            return 0, f"免于计算：{_ground(one.exempt_reason, sheet)}"
        elif step == "FORMULA":
            return _by_formula(one, number, standard_fen, sheet)
        elif step not in STEPS:
            raise Refused(
                "policy.hole",
                f"赡养费核算先后中的“{step}”没有定义，请由政策管理员改正政策包后再办理。",
            )
    return 0, "没有约定，不按公式计算"


def _ground(code: str, sheet: Worksheet) -> str:
    """Give the label of a ground of exemption and note it.

    Raises: Refused('support.exempt') for a ground the pack does not know.
    """
    ground = sheet.law.by_code(ExemptGround).get(code)
    if ground is not None:
        sheet.note(ground, f"support.exempt_grounds.{code}", ground.label)
        return ground.label
    raise Refused(
        "support.exempt",
        f"免于计算的理由“{code}”不在规定之内，请从列表中选择。",
        field="supporters",
    )


def _by_formula(
    one: SupporterFacts, number: int, standard_fen: int, sheet: Worksheet
) -> tuple[int, str]:
    """Apply the formula in force; who is not known counts as 0 and is asked after.

    Raises: Refused('policy.hole') when the pack names a formula nobody knows.
    """
    income = one.family_income_fen
    if income is None:
        sheet.hit(
            "support.unknown",
            HitStatus.UNKNOWN,
            f"义务人{number}的家庭收入尚不清楚，需通过信函、走访等方式了解，暂按零计",
            sheet.source(sheet.value("support.order")),
        )
        return 0, "家庭收入尚不清楚，暂按零计"
    formula = sheet.value("support.formula").text
    if formula in {"F1", "F2"}:
        return _surplus(formula, one, income, standard_fen, sheet)
    if formula == "F3":
        line, rate = sheet.value("support.low_income_line"), sheet.value("support.line_rate")
        fen: int = support_f3(income, one.family_size, line.amount, rate.amount)
        text = (
            f"({format_yuan(income)} − {format_yuan(line.amount)} × {one.family_size})"
            f" × {percent(rate.amount)}"
        )
        return fen, f"{text} = {format_yuan(fen)}"
    if formula == "F4":
        share, cap = sheet.value("support.child_rate"), sheet.value("support.child_cap")
        fen = support_f4(income, one.minor_children, share.amount, cap.amount)
        text = f"{format_yuan(income)} × {percent(share.amount)}（合计不超过{percent(cap.amount)}）"
        return fen, f"{text} = {format_yuan(fen)}"
    raise Refused(
        "policy.hole", f"赡养费核算公式“{formula}”没有定义，请由政策管理员改正政策包后再办理。"
    )


def _surplus(
    formula: str, one: SupporterFacts, income: int, standard_fen: int, sheet: Worksheet
) -> tuple[int, str]:
    """Apply F1 or F2: what the obligor's family has above a multiple of the standard."""
    k, rate = sheet.value("support.k").amount, _rate(one, sheet)
    spread = one.supported_persons if sheet.value("support.spread").is_on else 1
    standard_fen = _line_standard(one, standard_fen, sheet)
    line = f"{format_yuan(standard_fen)} × {_times(k)}"
    size = one.family_size
    if formula == "F1":
        fen: int = support_f1(income, size, spread, standard_fen, k, rate)
        text = f"({format_yuan(income)} − {line} × {size}) × {percent(rate)} ÷ {spread}"
    else:
        fen = support_f2(income, size, spread, standard_fen, k, rate)
        text = f"({format_yuan(income)} ÷ {size} − {line}) × {percent(rate)} ÷ {spread}"
    return fen, f"{text}，不足零按零计 = {format_yuan(fen)}"


def _rate(one: SupporterFacts, sheet: Worksheet) -> int:
    """Give the share of the surplus: a lower one where many children carry the support."""
    many = sheet.law.is_on("support.many_enabled")
    if many and one.children >= sheet.value("support.many_children").amount:
        return sheet.value("support.rate_many").amount
    return sheet.value("support.rate").amount


def _line_standard(one: SupporterFacts, standard_fen: int, sheet: Worksheet) -> int:
    """Give the standard of the line: the applicant's, or where the pack says so the obligor's.

    Raises: Refused('support.standard') where the obligor's is asked for and not known.
    """
    if not sheet.law.is_on("support.own_standard"):
        return standard_fen
    sheet.value("support.own_standard")
    if one.own_standard_fen is None:
        raise Refused(
            "support.standard",
            "按规定以义务人居住地低保标准计算，尚未登记该标准，请补登后再核算。",
            field="supporters",
        )
    return one.own_standard_fen


def _times(rate: int) -> str:
    """Write a rate per ten thousand as a multiple."""
    whole, rest = divmod(rate, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + "倍"
