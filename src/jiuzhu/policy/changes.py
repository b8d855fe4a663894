"""Bind every change of a running award to a rule: what makes it larger, smaller or end.

649号 art. 13: increase, reduce or stop in time when population, income or property change; a stop
is given its reasons in writing. Figures of a supporter, and what gives them away, never show (P39).
"""

from collections.abc import Mapping
from types import MappingProxyType

from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.results import DibaoResult, Line, Reason

ARTICLE = "社会救助暂行办法（国务院令第649号）第十三条"
# Grounds to stop that no computation gives; each is one rule with its own sentence.
STOP_GROUNDS: Mapping[str, Reason] = MappingProxyType(
    {
        reason.rule_id: reason
        for reason in (
            Reason(
                rule_id="stop.wish",
                text="本人（本户）书面提出不再享受最低生活保障。以后遇到困难，可以随时再次提出申请。",
                article=ARTICLE,
            ),
            Reason(
                rule_id="stop.death",
                text="保障对象已经去世，家庭中没有其他保障对象。去世当月的低保金照常发放。",
                article=ARTICLE,
            ),
        )
    }
)
TEKUN_ARTICLE = "社会救助暂行办法（国务院令第649号）第十七条"
TEKUN_STOP_GROUNDS: Mapping[str, Reason] = MappingProxyType(
    {
        reason.rule_id: reason
        for reason in (
            Reason(
                rule_id="stop.wish",
                text="本人（监护人）书面提出不再接受特困人员救助供养。以后遇到困难，可以随时再次提出申请。",
                article=TEKUN_ARTICLE,
            ),
            Reason(
                rule_id="stop.death",
                text="本人已经去世。去世当月的供养金照常发放，丧葬事宜由供养服务机构或者乡镇、村（居）依规定办理。",
                article=TEKUN_ARTICLE,
            ),
        )
    }
)


def stop_ground(scheme: str, rule: str) -> Reason:
    """Give a ground to stop that no computation gives, in the words of the scheme."""
    return (TEKUN_STOP_GROUNDS if scheme == "tekun" else STOP_GROUNDS)[rule]


HIDDEN_FORMULA = "按规定核算（含依法应计的赡养、抚养、扶养费），补足家庭月人均收入与低保标准的差额"


def reasons_for_change(before: DibaoResult | None, after: DibaoResult) -> tuple[Reason, ...]:
    """Give what changed between two computations, each bound to its rule; the amount closes.

    Without an earlier computation (taken over from an older system) only the amount speaks.
    """
    amount = _amount_reason(after)
    if before is None:
        return (amount,)
    found = [
        *_standard(before, after),
        *_persons(before, after),
        *_income(before, after),
        *_support(before, after),
        *_top_ups(before, after),
    ]
    return (*found, amount)


def formula_for_family(result: DibaoResult) -> str:
    """Give the formula of the amount; in words only where an obligor's support is part of it."""
    if _sealed_total(result):
        return HIDDEN_FORMULA
    return "" if result.amount_line is None else result.amount_line.formula_text


def _amount_reason(after: DibaoResult) -> Reason:
    article = ARTICLE if after.amount_line is None else after.amount_line.article
    return Reason(
        rule_id=f"{after.prefix}.amount",
        text=f"按变化后的情况重新核算，每月保障金额为{format_yuan(after.amount_fen)}元。",
        article=article,
    )


def _standard(before: DibaoResult, after: DibaoResult) -> list[Reason]:
    if before.standard_fen == after.standard_fen:
        return []
    name = "低保标准" if after.prefix == "dibao" else "基本生活标准"
    text = (
        f"{name}由每人每月{format_yuan(before.standard_fen)}元"
        f"调整为{format_yuan(after.standard_fen)}元。"
    )
    return [Reason(rule_id="dibao.standard", text=text, article=_article(after, "dibao.standard"))]


def _persons(before: DibaoResult, after: DibaoResult) -> list[Reason]:
    if (before.n_income, before.n_benefit) == (after.n_income, after.n_benefit):
        return []
    text = (
        f"家庭人口由{before.n_income}人变为{after.n_income}人，"
        f"保障人数由{before.n_benefit}人变为{after.n_benefit}人。"
    )
    return [Reason(rule_id="dibao.persons", text=text, article=ARTICLE)]


def _income(before: DibaoResult, after: DibaoResult) -> list[Reason]:
    """Tell that the family's own income changed; the sum only where no obligor is part of it."""
    if _own_income(before) == _own_income(after):
        return []
    text = "家庭收入发生变化。"
    if not _sealed_total(before) and not _sealed_total(after):
        text = (
            f"核算期{after.counting_months}个月家庭收入由{format_yuan(before.income_fen)}元"
            f"变为{format_yuan(after.income_fen)}元。"
        )
    return [Reason(rule_id="income.total", text=text, article=_article(after, "income.total"))]


def _support(before: DibaoResult, after: DibaoResult) -> list[Reason]:
    if _sealed_total(before) == _sealed_total(after):
        return []
    sealed = [line for line in (*after.lines, *before.lines) if line.sealed]
    return [
        Reason(
            rule_id="support.total",
            text="依法应计的赡养、抚养、扶养费发生变化。",
            article=sealed[0].article,
        )
    ]


def _top_ups(before: DibaoResult, after: DibaoResult) -> list[Reason]:
    if _top_up_lines(before) == _top_up_lines(after):
        return []
    lines = [line for line in (*after.lines, *before.lines) if line.code.startswith("top_up.")]
    return [
        Reason(rule_id="dibao.top_up", text="分类施保的对象发生变化。", article=lines[0].article)
    ]


def _own_income(result: DibaoResult) -> int:
    return result.income_fen - _sealed_total(result) * result.counting_months


def _sealed_total(result: DibaoResult) -> int:
    return sum(line.value_fen for line in result.lines if line.sealed)


def _top_up_lines(result: DibaoResult) -> tuple[tuple[str, int], ...]:
    return tuple(
        (line.code, line.value_fen) for line in result.lines if line.code.startswith("top_up.")
    )


def _article(result: DibaoResult, code: str) -> str:
    def is_it(line: Line) -> bool:
        return line.code == code

    return next((line.article for line in filter(is_it, result.lines)), ARTICLE)
