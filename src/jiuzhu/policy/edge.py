"""Assess the two identities above dibao: low-income-edge and rigid-expenditure families.

低保边缘: income per head up to a multiple of the dibao standard. 刚性支出困难: income below last
year's disposable income per head, and necessary outlay that eats up its share of it. Both are
identities: the benefits are those of other departments, so no money is computed here.
"""

from datetime import date

from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.arithmetic import RATE_BASE, below_standard, least
from jiuzhu.policy.means import Means, blocking, means_of, sheet_with
from jiuzhu.policy.outlays import paid_by_family
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import HitStatus
from jiuzhu.policy.scheme_arithmetic import below_rate, share_reached
from jiuzhu.policy.scheme_facts import EdgeFacts
from jiuzhu.policy.scheme_results import Pays, SchemeResult, concluded, reasons_of
from jiuzhu.policy.scheme_rows import AidCause
from jiuzhu.policy.worksheet import Worksheet, percent

LOW_INCOME = "low_income"
RIGID = "rigid"
RULES_VERSION = "edge-1"


def assess_low_income(facts: EdgeFacts, pack: Pack, on: date) -> SchemeResult:
    """Say whether a household is a low-income-edge family (低保边缘家庭).

    Raises: Refused('policy.hole') when a value of that day is unknown, Refused('facts.…').
    """
    rate = pack.value("low_income.line_rate", on)
    means = means_of(facts.household, pack, on, scheme=LOW_INCOME)
    sheet = sheet_with(means, pack, on)
    sheet.value("low_income.line_rate")
    category = facts.household.category.value
    cap = pack.known("low_income.cap", on, category=category)
    line = means.standard_fen * rate.amount // RATE_BASE
    under = below_rate(means.income_fen, means.standard_fen, rate.amount, means.months, means.heads)
    if cap is not None:
        sheet.value("low_income.cap", category=category)
        line = least(line, cap.amount)
        under = under and below_standard(means.income_fen, cap.amount, means.months, means.heads)
    sheet.line(
        code="low_income.line",
        label="低保边缘收入线（每人每月）",
        formula_text=f"{format_yuan(means.standard_fen)} × {percent(rate.amount)}"
        + (f"，不高于{format_yuan(cap.amount)}" if cap else ""),
        value_fen=line,
        article=str(rate.source),
    )
    if not under:
        text = "家庭月人均收入不低于低保边缘收入线"
        sheet.hit("low_income.income_test", HitStatus.HIT, text, str(rate.source))
    _test_lower_bound(means, sheet)
    return _identity(LOW_INCOME, sheet, pack)


def _test_lower_bound(means: Means, sheet: Worksheet) -> None:
    """Write that a family below the dibao standard is no edge family, where the law says so."""
    bound = sheet.value("low_income.from_standard")
    if bound.is_on and below_standard(
        means.income_fen, means.standard_fen, means.months, means.heads
    ):
        text = "家庭月人均收入低于低保标准，应按低保认定"
        sheet.hit("low_income.below_standard", HitStatus.HIT, text, str(bound.source))


def assess_rigid(facts: EdgeFacts, pack: Pack, on: date) -> SchemeResult:
    """Say whether a household is a rigid-expenditure family (刚性支出困难家庭).

    Raises: Refused('policy.hole'), Refused('facts.…'), Refused('outlay.…').
    """
    category = facts.household.category.value
    share = pack.value("rigid.share", on)
    disposable = pack.value("income.disposable_per_head", on, category=category)
    means = means_of(facts.household, pack, on, scheme=RIGID)
    sheet = sheet_with(means, pack, on)
    sheet.value("rigid.share")
    sheet.value("income.disposable_per_head", category=category)
    sheet.line(
        code="rigid.line",
        label="上年度人均可支配收入（每月）",
        formula_text=disposable.stated or format_yuan(disposable.amount),
        value_fen=disposable.amount,
        article=str(disposable.source),
    )
    if not below_standard(means.income_fen, disposable.amount, means.months, means.heads):
        text = "家庭月人均收入不低于上年度人均可支配收入"
        sheet.hit("rigid.income_test", HitStatus.HIT, text, str(disposable.source))
    causes = {row.code for row in pack.rows(AidCause, on) if row.rigid}
    outlay = paid_by_family(tuple(one for one in facts.outlays if one.cause in causes), pack, sheet)
    sheet.line(
        code="rigid.share",
        label="必需支出占家庭收入",
        formula_text=f"{format_yuan(outlay)}，家庭收入 {format_yuan(means.income_fen)} × "
        f"{percent(share.amount)}",
        value_fen=outlay,
        article=str(share.source),
    )
    if not share_reached(outlay, means.income_fen, share.amount):
        text = "必需支出没有达到规定的比例"
        sheet.hit("rigid.share", HitStatus.HIT, text, str(share.source))
    return _identity(RIGID, sheet, pack)


def _identity(scheme: str, sheet: Worksheet, pack: Pack) -> SchemeResult:
    """Conclude on an identity, which pays nothing itself."""
    hits = tuple(sheet.hits)
    return SchemeResult(
        scheme=scheme,
        eligible=concluded(blocking(sheet.hits)),
        amount_fen=0,
        pays=Pays.NOTHING,
        findings=(),
        lines=tuple(sheet.lines),
        hits=hits,
        reasons=reasons_of(hits),
        uses=tuple(sheet.uses.values()),
        place=pack.place,
        on=sheet.on,
        rules_version=RULES_VERSION,
    )
