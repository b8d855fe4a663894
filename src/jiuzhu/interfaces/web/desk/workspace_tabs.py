"""The tabs of a case: people, verification, computation, papers, money; stored facts only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from jiuzhu.casework.assessments.queries import (
    latest_computation,
    latest_opinion,
    open_discrepancies,
)
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of, obligors_of
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import CaseMoney, CaseSummary, RequestLine
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.stage import Section, table, today
from jiuzhu.interfaces.web.desk.purpose import MINUTES, is_opened
from jiuzhu.interfaces.web.desk.sheets import sheet
from jiuzhu.interfaces.web.desk.verification_tables import (
    difference_table,
    hit_table,
    mandate_table,
    matrix_table,
    query_table,
)
from jiuzhu.interfaces.web.desk.workspace_frame import WorkspaceFrame, workspace_frame
from jiuzhu.interfaces.web.desk.workspace_page import people_table, shown_paper
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.family_tree import TreePerson, family_tree
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.presenters import Chip, Fact, Link, Paper, Row
from jiuzhu.kernel.money import format_yuan
from jiuzhu.registers.law.queries import pack_in_force

AWARD_HEADS = (
    "决定:head 日期:date 月金额（元）:money 人数:number 起:month 止（不含）:month 每人份额"
)
ORDER_HEADS = "所属月:month 项目 金额（元）:money 人数:number 状态:chip 领款人"
ORDER_TONES = {"PENDING": "todo", "PAID": "done", "FAILED": "near"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TabPage:
    """One tab: sections one under the other; `empty` says who must do what."""

    frame: WorkspaceFrame
    title: str
    sections: tuple[Section, ...] = ()
    papers: tuple[Paper, ...] = ()
    tree: str = ""
    empty: str = ""


def members_tab(request: HttpRequest, case: CaseSummary) -> TabPage:
    """Show the family as a drawing and as a table, obligors apart."""
    people = (*case.members, *case.obligors)
    drawn = family_tree(
        tuple(
            TreePerson(
                name=one.name,
                kin=one.kin,
                words=joined([one.relation, *_age(one.age)], " · "),
                is_obligor=one.is_obligor,
            )
            for one in people
        ),
        title=phrase("%(name)s户的家庭关系图", name=case.applicant),
        description=phrase(
            "家庭成员 %(n)s 人，义务人 %(n2)s 人，虚线框是户外的义务人；同样的内容在下面的表里。",
            n=len(case.members),
            n2=len(case.obligors),
        ),
    )
    doubts = (Section("身份疑点", lines=case.doubts),) if case.doubts else ()
    return TabPage(
        frame=workspace_frame(request, case, "members"),
        title="成员",
        tree=drawn,
        sections=(Section("成员表", table=people_table(case, asked(request).actor)), *doubts),
        empty="" if people else "还没有登记家庭成员。由受理员在“登记家庭情况”里登记。",
    )


def verification_tab(request: HttpRequest, case: CaseSummary) -> TabPage:
    """Show requests, replies by person and source, and rule hits, as far as the post goes."""
    actor = asked(request).actor
    found = queries.requests_of(number=case.number, actor=actor)
    sections: list[Section] = [_request(one) for one in found]
    if found and (actor.may("verification.accept") or actor.may("verification.file")):
        sections += _progress(request, case)
    if any(one.issued_at for one in found):
        sections += _report(request, case)
    return TabPage(
        frame=workspace_frame(request, case, "verification"),
        title="核对",
        sections=tuple(sections),
        empty=""
        if found
        else "还没有提请核对。全家签完授权和诚信声明后，由核对专员提请县级核对中心。",
    )


def computation_tab(request: HttpRequest, case: CaseSummary) -> TabPage:
    """Show the stored computation line by line, and what still waits for a person's decision."""
    here = asked(request)
    frame = workspace_frame(request, case, "computation")
    if not here.actor.may("report.open"):
        sentence = "核算含有核对数据，您的岗位不查看明细。金额和理由见送达本人的通知书。"
        return TabPage(frame=frame, title="测算", empty=sentence)
    row = case_to_see(number=case.number, actor=here.actor)
    newest = latest_computation(row)
    waiting = _to_decide(row, may_decide=here.actor.may("assessment.opine"))
    if newest is None:
        sentence = "还没有核算。入户调查后由审核人核算。"
        return TabPage(
            frame=frame, title="测算", sections=waiting, empty="" if waiting else sentence
        )
    sections = (*waiting, *_opinion(row), *sheet(row, newest))
    return TabPage(frame=frame, title="测算", sections=sections)


def papers_tab(request: HttpRequest, case: CaseSummary) -> TabPage:
    """List every paper with state, delivery and what can be done with it."""
    papers = queries.papers_of(number=case.number, actor=asked(request).actor)
    return TabPage(
        frame=workspace_frame(request, case, "papers"),
        title="文书",
        papers=tuple(shown_paper(line, case.number) for line in papers),
        empty="" if papers else "还没有出具文书。每办一步，系统自动出具这一步的文书。",
    )


def money_tab(request: HttpRequest, case: CaseSummary) -> TabPage:
    """Show the awards, what was paid month by month, and what came back."""
    actor = asked(request).actor
    found = queries.money_of(number=case.number, actor=actor)
    renewal = reverse("desk:renew_account", args=[case.number])
    may_renew = bool(found.not_arrived) and actor.may("application.accept", action="renew_account")
    sentence = "还没有批准保障金额。审批人批准后，这里显示金额和逐月发放。"
    return TabPage(
        frame=workspace_frame(request, case, "money"),
        title="资金",
        sections=_money(found, renewal if may_renew else "")
        if found.awards or found.orders
        else (),
        empty="" if found.awards or found.orders else sentence,
    )


BUILDERS: dict[str, Callable[[HttpRequest, CaseSummary], TabPage]] = {
    "members": members_tab,
    "verification": verification_tab,
    "computation": computation_tab,
    "papers": papers_tab,
    "money": money_tab,
}


def _age(age: int | None) -> tuple[str, ...]:
    return () if age is None else (phrase("%(n)s岁", n=age),)


def _request(one: RequestLine) -> Section:
    facts = [
        Fact("状态", one.state_label),
        Fact("提请", one.filed_at, "moment", source=one.filed_by),
        Fact("核对中心", one.centre),
        Fact("接收", one.accepted_at, "moment"),
    ]
    if one.returned_reason:
        facts.append(Fact("退回原因", one.returned_reason))
    if one.issued_at is not None:
        tone = chip("done" if one.conclusion == "FIT" else "near", one.conclusion_label)
        facts += [
            Fact("报告出具", one.issued_at, "moment"),
            Fact("结论", tone, "chip", source="报告只供参考，不是审批决定"),
            Fact("报告有效期至", one.valid_until, "date"),
            Fact("可据以审批至", one.decision_until, "date"),
        ]
    return Section("核对提请和报告", facts=tuple(facts))


def _progress(request: HttpRequest, case: CaseSummary) -> list[Section]:
    found = queries.request_progress(
        number=case.number, actor=asked(request).actor, on=today(request)
    )
    if found is None:
        return []
    sections = [Section("授权", table=mandate_table(found))]
    if found.queries:
        sections.append(Section("逐人逐部门的查询", table=query_table(found)))
    return sections


def _report(request: HttpRequest, case: CaseSummary) -> list[Section]:
    """Show the answers to whoever said what for within the last minutes; else the way there."""
    actor = asked(request).actor
    if not actor.may("report.open"):
        return [Section("部门答复", lines=("答复内容只向办理核对、审核、审批的人员按用途开放。",))]
    purpose = is_opened(request, case.number)
    url = reverse("desk:open_report", args=[case.number])
    report = queries.report_of(number=case.number, actor=actor) if purpose else None
    if report is None:
        lines = (
            phrase("写明用途后，在这里显示各部门答复；%(n)s分钟没有再看，要重新写明。", n=MINUTES),
        )
        return [Section("部门答复", lines=lines, links=(Link("说明用途后查看", url),))]
    shown = queries.report_view(report)
    return [
        Section(
            "部门答复（五种含义）",
            lines=(phrase("用途：%(why)s", why=purpose),),
            table=matrix_table(shown),
        ),
        Section("规则命中", table=hit_table(shown)),
        Section("申报与登记的差异", table=difference_table(shown)),
    ]


def _to_decide(case: Case, *, may_decide: bool) -> tuple[Section, ...]:
    """List the differences that nobody has explained, with the way to rule on them."""
    rows = open_discrepancies(case)
    if not rows:
        return ()
    names = {str(row.person_id): row.person.name for row in (*members_of(case), *obligors_of(case))}
    pack = pack_in_force()
    heads = "姓名:head 来源 申报 登记"
    shown = tuple(
        Row(
            (
                names.get(one.person_key, ""),
                pack.label("sources", one.source),
                one.declared or "没有",
                one.found,
            )
        )
        for one in rows
    )
    here = case.state == "SURVEY" and may_decide
    url = reverse("desk:compute_amount", args=[case.number])
    return (
        Section(
            "需您决定" if here else "还没有说明的差异",
            lines=("申报和登记不一致，逐项写明怎么回事，再核算。",),
            table=table("还没有说明的差异", heads, shown, "没有。"),
            links=(Link("逐项说明并核算", url),) if here else (),
        ),
    )


def _opinion(case: Case) -> tuple[Section, ...]:
    opinion = latest_opinion(case)
    if opinion is None:
        return ()
    return (
        Section(
            "审核意见",
            facts=(
                Fact("意见", "建议批准" if opinion.recommends_grant else "建议不予批准"),
                Fact("理由", opinion.text),
                Fact("审核人", opinion.given_by.name),
                Fact("出具时间", opinion.given_at, "moment"),
            ),
        ),
    )


def _money(found: CaseMoney, renewal: str) -> tuple[Section, ...]:
    awards = tuple(
        Row(
            (
                one.decision,
                legal_day(one.decided_at),
                one.amount_fen,
                one.members,
                one.starts,
                one.ends_before,
                joined(
                    [
                        phrase("%(name)s %(yuan)s元", name=name, yuan=format_yuan(fen))
                        for name, fen in one.shares
                    ]
                ),
            )
        )
        for one in found.awards
    )
    orders = tuple(
        Row(
            (
                one.month,
                one.item,
                one.amount_fen,
                one.persons,
                _order_state(one.state, one.state_label, one.failure),
                one.payee,
            )
        )
        for one in found.orders
    )
    return (
        Section("保障待遇", table=table("保障待遇", AWARD_HEADS, awards, "没有。")),
        Section(
            "逐月发放",
            facts=(
                Fact("已发放合计", found.paid_fen, "money"),
                Fact("退票", phrase("%(n)s 笔", n=found.returned)),
            ),
            lines=_what_to_do(found),
            links=(Link("更换收款账户", renewal),) if renewal else (),
            table=table(
                "逐月发放",
                ORDER_HEADS,
                orders,
                "还没有列入发放名册。转入发放后，由县级每月冻结名册发放。",
            ),
        ),
    )


def _what_to_do(found: CaseMoney) -> tuple[str, ...]:
    """Tell who stands at the counter with an empty card what is to be done."""
    if not found.not_arrived:
        return ()
    months = joined(
        [
            phrase("%(year)s年%(month)s月", year=one.year, month=one.month)
            for one in found.not_arrived
        ]
    )
    return (
        phrase(
            "%(months)s被银行退回，没有到账，原因写在下面。请和领款人核对银行卡，办“更换收款账户”，"
            "随下一批名册重发。",
            months=months,
        ),
    )


def _order_state(state: str, label: str, failure: str) -> Chip:
    return chip(ORDER_TONES[state], label, failure)  # type: ignore[arg-type]
