"""Tables of verification: the queue, mandates, questions, the matrix of a report."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse

from jiuzhu.casework.workspace.queries import Queue, ReportView, RequestProgress
from jiuzhu.casework.workspace.requests import RequestRow
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.parts.chips import chip, deadline_chip
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import query_url
from jiuzhu.interfaces.web.parts.presenters import (
    Cell,
    Chip,
    Column,
    Empty,
    Link,
    Pager,
    Row,
    Table,
    Tone,
)
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.registers.law.queries import calendar_in_force

MEANING_TONES: dict[str, Tone] = {
    "FOUND": "todo",
    "NOT_FOUND": "done",
    "NOT_ANSWERED": "waiting",
    "NOT_ASKED": "stopped",
    "MISMATCH": "near",
}
REQUEST_TONES: dict[str, Tone] = {
    "FILED": "todo",
    "RETURNED": "stopped",
    "ACCEPTED": "todo",
    "RUNNING": "doing",
    "SETTLED": "todo",
    "RELEASED": "done",
}
HIT_TONES: dict[str, Tone] = {
    "命中": "near",
    "已排除": "done",
    "可豁免": "done",
    "待调查": "waiting",
}


QUEUE_COLUMNS = (
    Column("答复期限", "chip"),
    Column("申请人", "head"),
    Column("人数", "number"),
    Column("状态", "chip"),
    Column("查询进度"),
    Column("提请单位"),
    Column("提请人"),
    Column("提请时间", "moment"),
    Column("案件编号", "code"),
)


def queue_cells(row: RequestRow, on: date, calendar: WorkCalendar) -> tuple[Cell, ...]:
    """Return the cells of one request."""
    is_over = row.state in {"RELEASED", "RETURNED"}
    return (
        None if is_over else deadline_chip(row.due_on, on, calendar),
        row.applicant,
        row.people,
        chip(REQUEST_TONES[row.state], row.state_label),
        f"{row.done}/{row.total}" if row.total else "未发起",
        row.organ,
        row.filed_by,
        row.filed_at,
        row.number,
    )


def queue_table(request: HttpRequest, queue: Queue, at: datetime) -> Table:
    """Lay out the queue of the centre."""
    on, calendar = legal_day(at), calendar_in_force()
    return Table(
        caption="核对提请，先提请的在前",
        columns=QUEUE_COLUMNS,
        rows=tuple(
            Row(
                cells=queue_cells(row, on, calendar),
                url=reverse("desk:request", args=[row.number]),
                key=row.number,
            )
            for row in queue.rows
        ),
        empty=Empty("没有等着办的核对提请。", (Link("全部案件", reverse("desk:cases")),)),
        keys=True,
        as_of=at,
        pager=Pager(
            next_url=query_url(request, after=queue.after) if queue.after else "",
            words=phrase("本页 %(n)s 件", n=len(queue.rows)),
        )
        if queue.rows
        else None,
    )


def mandate_table(found: RequestProgress) -> Table:
    """Lay out who may be asked about, and what."""
    return Table(
        caption="授权查询的人员和项目",
        columns=(
            Column("姓名", "head"),
            Column("关系"),
            Column("授权项目"),
            Column("有效至", "date"),
        ),
        rows=tuple(
            Row(
                cells=(
                    one.person,
                    one.relation,
                    joined(one.sources) or "没有有效授权，不查询",
                    one.effective_to,
                )
            )
            for one in found.mandates
        ),
        empty=Empty("名单是空的，请退回提请。"),
        hide_caption=True,
    )


def query_table(found: RequestProgress) -> Table:
    """Lay out each question; what an answer means is for the centre only."""
    meaning = (Column("结果含义", "chip"),) if found.shows_meanings else ()
    return Table(
        caption="每一项查询",
        columns=(
            Column("姓名", "head"),
            Column("来源"),
            Column("进度"),
            *meaning,
            Column("次数", "number"),
            Column("上次差错"),
            Column("发出", "moment"),
            Column("答复", "moment"),
        ),
        rows=tuple(
            Row(
                cells=(
                    phrase("%(person)s（%(relation)s）", person=one.person, relation=one.relation),
                    one.source,
                    one.state,
                    *((_meaning(one.meaning, one.meaning_label),) if found.shows_meanings else ()),
                    one.tries,
                    one.error,
                    one.asked_at,
                    one.answered_at,
                )
            )
            for one in found.queries
        ),
        empty=Empty("还没有发起查询。"),
    )


def matrix_table(shown: ReportView) -> Table:
    """Lay out person × source with the meaning in words."""
    return Table(
        caption="各人各项的核对结果",
        columns=(
            Column("姓名", "head"),
            Column("关系"),
            *(Column(source) for source in shown.sources),
        ),
        rows=tuple(Row(cells=(name, relation, *cells)) for name, relation, cells in shown.rows),
        empty=Empty("报告没有列出人员。"),
    )


def hit_table(shown: ReportView) -> Table:
    """Lay out how the rules came out, each with its article."""
    return Table(
        caption="规则结果",
        columns=(
            Column("结果", "chip"),
            Column("内容", "head"),
            Column("依据", "basis"),
            Column("证据"),
        ),
        rows=tuple(
            Row(cells=(chip(HIT_TONES[word], word), text, article, evidence))
            for word, text, article, evidence in shown.hits
        ),
        empty=Empty("按已取得的答复，没有命中不符合条件的规则。"),
    )


def difference_table(shown: ReportView) -> Table:
    """Lay out what was declared beside what was found."""
    return Table(
        caption="申报与登记不一致的",
        columns=(
            Column("姓名", "head"),
            Column("来源"),
            Column("说明"),
            Column("申报"),
            Column("登记"),
        ),
        rows=tuple(Row(cells=row) for row in shown.differences),
        empty=Empty("已取得的答复与申报没有不一致；未查询、未答复的项目由调查核实。"),
    )


def earlier_table(shown: ReportView, number: str) -> Table:
    """List the expired reports that came before this one, each with its paper."""
    return Table(
        caption="以前的核对报告（已过期，只供查考）",
        columns=(
            Column("出具", "date"),
            Column("结论", "head"),
            Column("有效期至", "date"),
            Column("文书", "links"),
        ),
        rows=tuple(
            Row(
                cells=(
                    legal_day(one.issued_at),
                    one.conclusion_label,
                    one.valid_until,
                    (Link("打开", reverse("desk:document", args=[number, one.document_code])),)
                    if one.document_code
                    else None,
                )
            )
            for one in shown.earlier
        ),
        empty=Empty("没有以前的报告。"),
    )


def _meaning(code: str, label: str) -> Chip | None:
    return chip(MEANING_TONES[code], label) if code else None
