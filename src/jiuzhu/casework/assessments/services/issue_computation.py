"""Issue W19, the computation sheet: every line with its article (S31)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import doubts_in, facts_of, result_of
from jiuzhu.casework.assessments.services.issue_aid_papers import aid_computation
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import named_officer, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.policy.results import DibaoResult, Eligibility, Hit, HitStatus, Line

OUTCOMES = {
    HitStatus.HIT: papers.RuleOutcome.HIT,
    HitStatus.CLEARED: papers.RuleOutcome.CLEARED,
    HitStatus.WAIVED: papers.RuleOutcome.CLEARED,
    HitStatus.UNKNOWN: papers.RuleOutcome.NEEDS_SURVEY,
}
SUMMING = frozenset({"income.total", "income.per_head"})
CONCLUSIONS = {
    Eligibility.ELIGIBLE: "家庭月人均收入低于低保标准，财产符合规定，符合条件。",
    Eligibility.NOT_ELIGIBLE: "不符合条件，理由见命中的规则。",
    Eligibility.UNDECIDABLE: "尚有事项没有查清，暂不能得出结论。",
}
TEKUN_MET = "无劳动能力、无生活来源、无法定义务人或义务人无履行能力三个条件都具备，符合条件。"


def issue_computation(
    *, case: Case, computation: Computation, actor: Actor, at: datetime
) -> Document:
    """Issue W19 of a computation; lines of obligors stand apart and stay in the file (P39)."""
    return issue_document(
        kind="W19",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: _content(case, computation, actor, head),
    )


def _content(
    case: Case, computation: Computation, actor: Actor, head: papers.Head
) -> papers.ComputationSheet | papers.AidComputation:
    if case.scheme == Scheme.TEMPORARY:
        return aid_computation(case, computation, actor, head)
    return _sheet(case, computation, actor, head)


def formula_of(result: DibaoResult) -> str:
    """Return the formula of the amount as the papers print it; empty where nothing is paid."""
    return "" if result.amount_line is None else result.amount_line.formula_text


def article_of(result: DibaoResult) -> str:
    """Return the article of the amount."""
    return "" if result.amount_line is None else result.amount_line.article


def _sheet(
    case: Case, computation: Computation, actor: Actor, head: papers.Head
) -> papers.ComputationSheet:
    result = result_of(computation)
    names = _names(case, computation)
    eligible = Eligibility(computation.eligible)
    handler = computation.computed_by
    return papers.ComputationSheet(
        head=head,
        scheme=Scheme(case.scheme).label,
        applicant=party_of(case.applicant),
        category=case.get_category_display(),
        household_size=result.n_income,
        covered_persons=result.n_benefit,
        standard_fen=result.standard_fen,
        standard_source=_standard(result).article,
        computed_on=computation.computed_on,
        rules_version=f"{computation.pack} {result.rules_version} {computation.pack_digest[:12]}",
        income_lines=tuple(
            _monthly(_line(line, result, names), result.counting_months)
            for line in result.lines
            if line.code.startswith("income.") and line.code not in SUMMING
        ),
        support_lines=tuple(
            _line(line, result, names) for line in result.lines if line.code.startswith("support.")
        ),
        property_lines=tuple(
            _property(line, result) for line in result.lines if line.code.startswith("asset.")
        ),
        result_lines=tuple(
            _line(line, result, names)
            for line in result.lines
            if line.code in SUMMING
            or line.code.startswith(("dibao.", "top_up.", f"{result.prefix}."))
        ),
        monthly_income_fen=result.income_fen // result.counting_months,
        per_person_fen=result.per_head_fen,
        amount_fen=result.amount_fen,
        eligible=eligible is Eligibility.ELIGIBLE,
        conclusion="".join((_conclusion(case, eligible), *doubts_in(computation))),
        handler=officer_of(actor) if handler is None else named_officer(handler, "ASSESSOR"),
        reviewer=officer_of(actor),
        inputs_digest=bytes(computation.digest).hex(),
    )


def _conclusion(case: Case, eligible: Eligibility) -> str:
    if case.scheme == Scheme.TEKUN and eligible is Eligibility.ELIGIBLE:
        return TEKUN_MET
    return CONCLUSIONS[eligible]


def _standard(result: DibaoResult) -> Line:
    """Return the line of the standard that is paid by, else of the one income is measured with."""
    codes = (f"{result.prefix}.basic_living", "dibao.standard")
    return next(line for code in codes for line in result.lines if line.code == code)


def _names(case: Case, computation: Computation) -> dict[str, str]:
    """Return names by the number under which the rules speak of a member."""
    names = {str(row.person_id): row.person.name for row in members_of(case)}
    members = facts_of(computation).members
    return {
        f"成员{index}": names.get(member.key, "") for index, member in enumerate(members, start=1)
    }


def _line(line: Line, result: DibaoResult, names: dict[str, str]) -> papers.ComputationLine:
    place, _, rest = line.label.partition(" ")
    person = names.get(place, "")
    return papers.ComputationLine(
        label=rest if person else line.label,
        formula=line.formula_text,
        amount_fen=line.value_fen,
        article=line.article,
        evidence=line.evidence,
        person=person,
        verified=_is_verified(line.article, result),
    )


def _monthly(line: papers.ComputationLine, months: int) -> papers.ComputationLine:
    """Return a line of the counting period as a month, cut to the fen for display only."""
    amount = line.amount_fen or 0
    cut = abs(amount) // months * (1 if amount >= 0 else -1)
    return replace(line, amount_fen=cut, formula=f"{line.formula} ÷ {months}")


def _property(line: Line, result: DibaoResult) -> papers.PropertyLine:
    value, _, limit = line.formula_text.partition("，")
    hit = _hit(line.code, result)
    return papers.PropertyLine(
        rule_id=line.code,
        label=line.label,
        value=value,
        limit=limit,
        outcome=papers.RuleOutcome.PASSED if hit is None else OUTCOMES[hit.status],
        article=line.article,
        note=line.evidence,
        verified=_is_verified(line.article, result),
    )


def _hit(rule_id: str, result: DibaoResult) -> Hit | None:
    return next((hit for hit in result.hits if hit.rule_id == rule_id), None)


def _is_verified(article: str, result: DibaoResult) -> bool:
    """Tell whether everything of the law behind an article was checked against the gazette."""
    return all(use.verified for use in result.uses if f"{use.document}{use.article}" == article)
