"""What a person rules on before and after the bank: names, doubtful lines; the signed sheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.payments.access import batch_number
from jiuzhu.casework.payments.layouts import STANDARD, layout_codes, load_layout
from jiuzhu.casework.payments.queries import bank_file_of, doubtful_line
from jiuzhu.casework.payments.services.make_bank_file import names_to_rule
from jiuzhu.casework.payments.services.rule_on_name import NameRuling, rule_on_name
from jiuzhu.casework.payments.services.rule_on_return import rule_on_return
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent
from jiuzhu.interfaces.web.desk.payment_parts import (
    DoubtForm,
    NameForm,
    crumbs,
    payroll_of,
    payroll_url,
    require_handler,
    seen_batch,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Fact, Link
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.kernel.periods import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """What two people sign and hand over with the file."""

    title: str
    crumbs: tuple[Link, ...]
    section: Section
    signers: tuple[str, ...]


@refusals_as_pages
def names(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Rule on the names that a bank cannot write, one by one."""
    here = asked(request)
    here.actor.require("payment.send")
    given = payroll_of(here.actor, scheme, month)
    code = request.GET.get("layout", STANDARD)
    layout = load_layout(code)
    waiting = names_to_rule(seen_batch(given, here.actor), layout)
    form = NameForm(*sent(request)[:1])
    form.fields["line"].choices = [(str(one.line), f"{one.line} {one.name}") for one in waiting]  # type: ignore[attr-defined]
    then = f"{payroll_url('rule_names', given)}?layout={layout.code}"

    def do() -> str:
        cleaned = form.cleaned_data
        ruling = NameRuling(
            line=int(cleaned["line"]),
            layout=layout.code,
            alias=cleaned["alias"] or "",
            ground=cleaned["ground"],
        )
        rule_on_name(payroll=given, given=ruling, actor=here.actor, at=here.at)
        return "户名已裁定。"

    def page() -> object:
        links = tuple(
            Link(title, query_url(request, layout=other), current=other == layout.code)
            for other, title in layout_codes()
        )
        lines = tuple(one.text for one in waiting) or ("这种格式没有要裁定的户名。",)
        return ActPage(
            title="户名裁定",
            crumbs=crumbs(given, "户名裁定"),
            chips=(),
            facts=(layout.title,),
            sections=(
                Section("按哪种文件格式", links=links),
                Section("银行写不了的户名", lines=lines),
            ),
            form=form,
            label="保存裁定",
            back_url=payroll_url("payroll_month", given),
            blocked="" if waiting else "没有要裁定的户名，可以生成银行文件。",
        )

    return answer(request, Act(form=form, page=page, do=do, then=then))


@refusals_as_pages
def doubt(request: HttpRequest, doubt: int) -> HttpResponse:
    """Settle a doubtful line of a return file."""
    here = asked(request)
    here.actor.require("payment.return")
    found = doubtful_line(doubt)
    form = DoubtForm(*sent(request)[:1])
    back = reverse("desk:payroll_month", args=[found.scheme, str(found.month)])

    def do() -> str:
        ruling = form.cleaned_data["ruling"]
        rule_on_return(line=doubt, ruling=ruling, actor=here.actor, at=here.at)
        return "已记下核实结果。名册没有改动。"

    def page() -> object:
        facts = (
            Fact("回盘文件第几行", found.position, "number"),
            Fact("疑点", found.doubt),
            Fact("银行说", found.status),
            Fact("银行流水号", found.serial or None),
            Fact("领款人", found.payee or None),
            Fact("名册金额", found.amount_fen, "money"),
            Fact("名册登记", found.state or None),
        )
        return ActPage(
            title="有疑点的回盘行",
            crumbs=(
                Link("发放名册", reverse("desk:payroll")),
                Link(str(found.month), back),
                Link("有疑点的回盘行", ""),
            ),
            chips=(),
            facts=(),
            sections=(Section("回盘行", facts=facts),),
            form=form,
            label="保存核实结果",
            back_url=back,
        )

    return answer(request, Act(form=form, page=page, do=do, then=back))


@require_GET
@refusals_as_pages
def sheet(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Print count, sum and digest of the file that goes to the bank."""
    here = asked(request)
    require_handler(here.actor)
    given = payroll_of(here.actor, scheme, month)
    batch = seen_batch(given, here.actor)
    file = bank_file_of(batch)
    if file is None:
        raise NotVisible("payroll.no_file", "银行文件还没有生成。请先生成。")
    facts = (
        Fact("单位", batch.county.name),
        Fact("批次号", batch_number(batch), "code"),
        Fact("发放月份", Month.of(batch.month), "month"),
        Fact("文件名", file.file.shown_name, "code"),
        Fact("文件格式", load_layout(file.layout).title),
        Fact("笔数", file.lines, "number"),
        Fact("总额", file.total_fen, "money"),
        Fact("文件摘要（SHA-256）", " ".join(_groups(bytes(file.file.digest).hex()))),
        Fact("生成", file.made_at, "moment", file.made_by.name),
    )
    page = SheetPage(
        title=phrase("送银行签字单 %(month)s", month=given.month),
        crumbs=crumbs(given, "送银行签字单"),
        section=Section("送银行文件", facts=facts),
        signers=("经办人", "复核人", "银行接收人"),
    )
    return render_page(request, "desk/stage/bank_sheet.html", page)


def _groups(text: str) -> list[str]:
    return [text[at : at + 8] for at in range(0, len(text), 8)]


urlpatterns = [
    path("payroll/doubts/<int:doubt>/", doubt, name="return_doubt"),
    path("payroll/<str:scheme>/<str:month>/names/", names, name="rule_names"),
    path("payroll/<str:scheme>/<str:month>/sheet/", sheet, name="bank_sheet"),
]
