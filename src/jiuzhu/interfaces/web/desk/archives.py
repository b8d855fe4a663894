"""Pages of the archive: what the file lacks, who lets a gap pass, closing the file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from jiuzhu.casework.archives.queries import (
    MADE_AT_CLOSING,
    Completeness,
    completeness,
    ended_on,
    remedies_over,
)
from jiuzhu.casework.archives.services.approve_gaps import GapAllowed, approve_gaps
from jiuzhu.casework.archives.services.archive_case import ArchiveGiven, archive_case
from jiuzhu.casework.documents.queries import kinds_held, undelivered
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    opened,
    sent,
    table,
    today,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodesField, PlainTextField, SubmitForm, TickField
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact, Link, Row

TEXT = 200


class ArchiveForm(SubmitForm):
    """State that nothing is pending."""

    no_remedy_pending = TickField(
        label="已查：没有正在进行的复议、诉讼、追缴、审计整改", required=False
    )


class GapsForm(SubmitForm):
    """Let named gaps pass, with the reason."""

    kinds = CodesField(label="批准哪些缺项", codes=())
    reason = PlainTextField(label="缺少的原因，为什么不能补齐", max_length=TEXT, rows=3)


@refusals_as_pages
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """Close the file of an ended case."""
    here = asked(request)
    case = opened(request, number, "archive")
    form = ArchiveForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        given = ArchiveGiven(no_remedy_pending=form.cleaned_data["no_remedy_pending"])
        row = archive_case(number=number, given=given, actor=here.actor, at=here.at)
        return phrase(
            "已归档，保管到%(retention_until)s，卷内目录已出具。",
            retention_until=row.retention_until,
        )

    def page() -> object:
        on = today(request)
        held = completeness(case, on=on)
        facts = (
            Fact("案件结束", ended_on(case), "date"),
            Fact("救济期限", "已过" if remedies_over(case, on=on) else "还没有过"),
            Fact("案卷", "齐全" if held.is_complete else phrase("缺少：%(text)s", text=held.text)),
        )
        links = [
            Link(
                phrase("送达：%(title)s", title=one.title),
                reverse("desk:deliver", args=[one.check_code]),
            )
            for one in undelivered(case).order_by("pk")
        ]
        return act_page(
            request,
            case,
            form,
            label="归档",
            sections=(
                Section("能不能归档", facts=facts, links=tuple(links)),
                _contents(held, kinds_held(case)),
            ),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


@refusals_as_pages
def gaps(request: HttpRequest, number: str) -> HttpResponse:
    """Let named gaps of a file pass, as somebody other than the archivist."""
    here = asked(request)
    case = opened(request, number, "approve_gaps")
    held = completeness(case, on=today(request))
    form = GapsForm(*sent(request)[:1], on=today(request))
    form.fields["kinds"].choices = [  # type: ignore[attr-defined]
        (gap.kind, phrase("%(name)s（缺%(count)s份）", name=gap.name, count=gap.count))
        for gap in held.gaps
    ]

    def do() -> str:
        values = form.cleaned_data
        approve_gaps(
            number=number,
            gaps=tuple(GapAllowed(kind=kind, reason=values["reason"]) for kind in values["kinds"]),
            actor=here.actor,
            at=here.at,
        )
        return "已批准缺项，由另一名档案员归档。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="批准案卷缺项",
            sections=(_contents(held, kinds_held(case)),),
            intro=("批准人不能归档同一案卷；能补齐的先补齐。",),
            blocked="" if held.open_gaps else "案卷没有待批准的缺项。",
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


def _contents(held: Completeness, kinds: dict[str, int]) -> Section:
    lacking = {gap.kind: gap.count for gap in held.gaps}
    approved = {one.kind: one for one in held.approvals}
    rows = []
    for item in held.required:
        state = (
            phrase("缺%(lacking)s份", lacking=lacking[item.kind]) if item.kind in lacking else "齐"
        )
        if item.kind == MADE_AT_CLOSING:
            state = "归档时自动出具"
        if item.kind in lacking and item.kind in approved:
            one = approved[item.kind]
            state = phrase(
                "缺%(lacking)s份，%(name)s已批准：%(reason)s",
                lacking=lacking[item.kind],
                name=one.approved_by.name,
                reason=one.reason,
            )
        rows.append(Row((item.name, item.count, kinds.get(item.kind, 0), state)))
    heads = "文书:head 应有:number 现有:number 情况"
    return Section("案卷清单", table=table("案卷清单", heads, rows, "没有要求的文书。"))


urlpatterns = [
    path("cases/<str:number>/archive/", archive, name="archive"),
    path("cases/<str:number>/approve-gaps/", gaps, name="approve_gaps"),
]
