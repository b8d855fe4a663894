"""Show a computation line by line: how much, on which article, what is not yet verified."""

from __future__ import annotations

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.outcomes import Outcome
from jiuzhu.casework.assessments.queries import doubts_in, facts_of, outcome_of
from jiuzhu.casework.assessments.services.compute_amount import ELIGIBLE_WORDS
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.interfaces.web.acts.stage import Section, table
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.presenters import Fact, Row, Unverified
from jiuzhu.policy.results import Eligibility, HitStatus, Line
from jiuzhu.policy.scheme_results import Pays, SchemeResult

OUTCOMES = {
    HitStatus.HIT: "命中",
    HitStatus.CLEARED: "已排除",
    HitStatus.WAIVED: "已豁免",
    HitStatus.UNKNOWN: "待查清",
}
# What a scheme finds beside its amount, by the name under which a page shows it.
FOUND = {"aid.band": "支出分档", "aid.decider": "由谁审批", "tekun.care_grade": "照料护理档次"}
SAMPLE = "未核实样例值"
SEALED = "义务人数据，不告知申请人"


def sheet(case: Case, computation: Computation) -> tuple[Section, ...]:
    """Return the whole sheet of a computation: result, lines, rules, values nobody verified."""
    result = outcome_of(computation)
    doubts = doubts_in(computation)
    return (
        *((Section("需要留意", lines=doubts),) if doubts else ()),
        _summary(computation, result),
        _lines(case, computation, result),
        _hits(result),
        *_open_values(result),
    )


def summary(computation: Computation) -> Section:
    """Return only the result, for pages about something else."""
    return _summary(computation, outcome_of(computation))


def _summary(computation: Computation, result: Outcome) -> Section:
    sample = Unverified() if result.uses_unverified else None
    return Section(
        "核算结果",
        facts=(
            Fact("结论", ELIGIBLE_WORDS[Eligibility(computation.eligible)]),
            Fact(amount_label(result), computation.amount_fen, "money", unverified=sample),
            *_figures(result),
            Fact("核算日", computation.computed_on, "date"),
            Fact(
                "规则版本",
                phrase(
                    "%(place)s %(rules_version)s（%(pack_digest)s）",
                    place=result.place,
                    rules_version=result.rules_version,
                    pack_digest=computation.pack_digest[:12],
                ),
            ),
        ),
    )


def amount_label(result: Outcome) -> str:
    """Say what an amount is: by the month, or once."""
    is_once = isinstance(result, SchemeResult) and result.pays is Pays.ONCE
    return "救助金额（一次性）" if is_once else "月保障金额"


def _figures(result: Outcome) -> tuple[Fact, ...]:
    """Return the figures of dibao; of another scheme what was found on the way."""
    if isinstance(result, SchemeResult):
        return tuple(
            Fact(FOUND[one.code], one.label) for one in result.findings if one.code in FOUND
        )
    return (
        Fact("保障人数", result.n_benefit, "number"),
        Fact("家庭月人均收入", result.per_head_fen, "money"),
        Fact("低保标准（每人每月）", result.standard_fen, "money"),
    )


def _lines(case: Case, computation: Computation, result: Outcome) -> Section:
    names = _names(case, computation)
    unverified = {f"{use.document}{use.article}" for use in result.uses_unverified}
    rows = tuple(
        Row(
            (
                _label(line, names),
                line.formula_text,
                line.value_fen,
                line.article,
                _remark(line, unverified),
            )
        )
        for line in result.lines
    )
    heads = "项目:head 怎么算 金额（元）:money 依据 说明"
    return Section("逐项核算", table=table("逐项核算", heads, rows, "没有核算项目。"))


def _hits(result: Outcome) -> Section:
    rows = tuple(
        Row((hit.text, OUTCOMES[hit.status], hit.article, hit.evidence)) for hit in result.hits
    )
    heads = "规则:head 结果 依据 证据"
    return Section("规则命中", table=table("规则命中", heads, rows, "没有命中任何限制性规则。"))


def _open_values(result: Outcome) -> tuple[Section, ...]:
    if not result.uses_unverified:
        return ()
    rows = tuple(
        Row((use.label, use.document, use.article, SAMPLE)) for use in result.uses_unverified
    )
    return (
        Section(
            "未核实的标准",
            lines=(
                "以下标准没有与正式文本核对，演示可以继续。",
                "正式审批前须由县级两名政策人员确认。",
            ),
            table=table("未核实的标准", "标准:head 文件 条款 状态", rows, "没有。"),
        ),
    )


def _names(case: Case, computation: Computation) -> dict[str, str]:
    known = {str(row.person_id): row.person.name for row in members_of(case)}
    members = facts_of(computation).members
    return {f"成员{place}": known.get(one.key, "") for place, one in enumerate(members, start=1)}


def _label(line: Line, names: dict[str, str]) -> str:
    place, _, rest = line.label.partition(" ")
    return (
        phrase("%(name)s %(line)s", name=names[place], line=rest)
        if names.get(place)
        else line.label
    )


def _remark(line: Line, unverified: set[str]) -> str:
    marks = (
        line.evidence,
        SEALED if line.sealed else "",
        SAMPLE if line.article in unverified else "",
    )
    return joined([mark for mark in marks if mark], "；")
