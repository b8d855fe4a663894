"""Pages of the payroll: preview and freeze, second person, bank file, return, ledger, trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.payments.layouts import STANDARD, load_layout
from jiuzhu.casework.payments.models import BankFile
from jiuzhu.casework.payments.roster import Roster, roster_frozen, roster_of
from jiuzhu.casework.payments.services.confirm_payroll import confirm_payroll
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.import_ledger import import_ledger
from jiuzhu.casework.payments.services.make_bank_file import BankFileGiven, make_bank_file
from jiuzhu.casework.payments.services.take_bank_return import take_bank_return
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.storage import read_bytes
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent
from jiuzhu.interfaces.web.desk import bank_rulings, payrolls, rosters, sending
from jiuzhu.interfaces.web.desk.payment_parts import (
    BankFileForm,
    ConfirmForm,
    FreezeForm,
    LedgerForm,
    ReturnForm,
    county_here,
    crumbs,
    held_table,
    note_list,
    payroll_of,
    payroll_title,
    payroll_url,
    seen_batch,
    totals,
)
from jiuzhu.interfaces.web.desk.roster_lists import change_table, hit_table
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact, Link
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import NotVisible

SHOWN = 20


@refusals_as_pages
def freeze(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Show what the payroll would hold, then freeze it."""
    here = asked(request)
    here.actor.require("payment.freeze")
    given = payroll_of(here.actor, scheme, month)
    form = FreezeForm(*sent(request)[:1])

    def do() -> str:
        shown = replace(given, seen=form.cleaned_data["seen"])
        batch = freeze_payroll(given=shown, actor=here.actor, at=here.at)
        return phrase(
            "名册已冻结，共%(orders_count)s笔。请另一名发放员复核。",
            orders_count=batch.orders_count,
        )

    def page() -> object:
        county = county_here(here.actor)
        roster = roster_of(county_id=county.pk, scheme=given.scheme, month=given.month, at=here.at)
        form.fields["seen"].initial = roster.seen
        note_list(request, f"payroll/{given.scheme}/{given.month}/preview")
        return _page(
            given,
            form,
            "冻结名册",
            sections=_roster_sections(given, roster),
            intro=("冻结以后不能改；漏发、退票的，下个月补发。",),
            back_url=reverse("desk:payroll"),
            warnings=_to_rule(roster),
        )

    then = payroll_url("payroll_month", given)
    return answer(request, Act(form=form, page=page, do=do, then=then))


@refusals_as_pages
def confirm(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Confirm a frozen payroll as the second person."""
    here = asked(request)
    here.actor.require("payment.freeze")
    given = payroll_of(here.actor, scheme, month)
    form = ConfirmForm(*sent(request)[:1])

    def do() -> str:
        confirm_payroll(given=given, actor=here.actor, at=here.at)
        return "名册已复核，可以生成银行文件。"

    def page() -> object:
        batch = seen_batch(given, here.actor)
        roster = roster_frozen(batch)
        return _page(
            given,
            form,
            "复核名册",
            sections=(
                *_changes(given, roster),
                Section(
                    "未列入的家庭和原因",
                    table=held_table(roster.held[:SHOWN]),
                    links=_all(given, "payroll_held", len(roster.held)),
                ),
                totals(batch, None),
            ),
            intro=("冻结人不能复核自己冻结的名册。",),
        )

    then = payroll_url("payroll_month", given)
    return answer(request, Act(form=form, page=page, do=do, then=then))


@refusals_as_pages
def bank_file(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Make the file for the bank; what its characters cannot write is named and left out."""
    here = asked(request)
    here.actor.require("payment.send")
    given = payroll_of(here.actor, scheme, month)
    form = BankFileForm(*sent(request)[:1])

    def do() -> str:
        asked_for = BankFileGiven(layout=form.cleaned_data["layout"] or STANDARD)
        made = make_bank_file(payroll=given, actor=here.actor, at=here.at, given=asked_for)
        told = phrase("银行文件已生成，共%(lines)s行。请下载后送银行。", lines=made.file.lines)
        return told + "".join(f" {one.text}" for one in made.left_out)

    def page() -> object:
        return _page(
            given,
            form,
            "生成银行文件",
            sections=(totals(seen_batch(given, here.actor), None),),
            intro=("户名里有银行写不了的字的，先到“户名裁定”逐个裁定，再生成文件。",),
        )

    then = payroll_url("payroll_month", given)
    return answer(request, Act(form=form, page=page, do=do, then=then))


@require_GET
@refusals_as_pages
def download(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Hand over the bank file; the export is written into the trace."""
    here = asked(request)
    here.actor.require("payment.send")
    given = payroll_of(here.actor, scheme, month)
    batch = seen_batch(given, here.actor)
    file = BankFile.objects.filter(batch=batch).select_related("file").first()
    if file is None:
        raise NotVisible("payroll.no_file", "银行文件还没有生成。请先生成。")
    record_access(
        kind=AccessKind.EXPORT,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        query=f"bank-file/{given.scheme}/{given.month}",
    )
    content = read_bytes(bytes(file.file.digest))
    found = HttpResponse(content, content_type=load_layout(file.layout).media_type)
    found.headers["Content-Disposition"] = f'attachment; filename="{file.file.shown_name}"'
    return found


@refusals_as_pages
def bank_return(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Take the bank's return file."""

    def take(given: PayrollGiven, content: bytes) -> str:
        here = asked(request)
        taken = take_bank_return(payroll=given, content=content, actor=here.actor, at=here.at)
        told = phrase(
            "回盘已导入：成功%(paid)s笔，失败%(failed)s笔。", paid=taken.paid, failed=taken.failed
        )
        return told + ("失败的已标记，请乡镇核对账户。" if taken.failed else "")

    return _upload(request, scheme, month, "payment.return", "导入银行回盘", ReturnForm, take)


@refusals_as_pages
def ledger(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Import the finance ledger and measure how far it agrees."""

    def take(given: PayrollGiven, content: bytes) -> str:
        here = asked(request)
        taken = import_ledger(payroll=given, content=content, actor=here.actor, at=here.at)
        return phrase(
            "台账已比对：%(union)s项中%(equal)s项一致，差异列在下面。",
            union=taken.union,
            equal=taken.equal,
        )

    return _upload(request, scheme, month, "ledger.import", "导入财务台账", LedgerForm, take)


def _upload(
    request: HttpRequest,
    scheme: str,
    month: str,
    capability: str,
    label: str,
    form_class: type[ReturnForm | LedgerForm],
    take: Callable[[PayrollGiven, bytes], str],
) -> HttpResponse:
    here = asked(request)
    here.actor.require(capability)
    given = payroll_of(here.actor, scheme, month)
    form = form_class(*sent(request))

    def page() -> object:
        return _page(given, form, label, sections=(totals(seen_batch(given, here.actor), None),))

    then = payroll_url("payroll_month", given)
    act = Act(
        form=form,
        page=page,
        do=lambda: take(given, form.cleaned_data["file"].content),
        then=then,
    )
    return answer(request, act)


def _page(
    given: PayrollGiven,
    form: SubmitForm,
    label: str,
    *,
    sections: tuple[Section, ...],
    intro: tuple[str, ...] = (),
    back_url: str = "",
    warnings: tuple[str, ...] = (),
) -> ActPage:
    return ActPage(
        title=payroll_title(given, label),
        crumbs=crumbs(given, label),
        chips=(),
        facts=(),
        sections=sections,
        form=form,
        label=label,
        back_url=back_url or payroll_url("payroll_month", given),
        intro=intro,
        warnings=warnings,
    )


def _all(given: PayrollGiven, name: str, count: int) -> tuple[Link, ...]:
    """Lead to a whole list, which can be taken out as a file."""
    if not count:
        return ()
    return (Link(phrase("看全部%(n)s行，可导出", n=count), payroll_url(name, given)),)


def _to_rule(roster: Roster) -> tuple[str, ...]:
    if not roster.open_hits:
        return ()
    return (phrase("还有%(n)s条核对结果没有处理，处理以后才能冻结。", n=len(roster.open_hits)),)


def _changes(given: PayrollGiven, roster: Roster) -> tuple[Section, ...]:
    """Show differences and hits, counted by kind, the first of them at once."""
    counted = tuple(Fact(str(kind.label), n, "number") for kind, n in roster.counted().items())
    hits = Section(
        "名册核对",
        facts=(
            Fact("核对出的情况", len(roster.hits), "number"),
            Fact("待处理", len(roster.open_hits), "number"),
        ),
        table=hit_table(roster.hits[:SHOWN]) if roster.hits else None,
        links=(Link("逐条处理", payroll_url("payroll_hits", given)),) if roster.hits else (),
    )
    return (
        Section(
            "与上月的差异",
            facts=counted,
            table=change_table(roster.changed[:SHOWN]),
            links=_all(given, "payroll_differences", len(roster.changed)),
        ),
        hits,
    )


def _roster_sections(given: PayrollGiven, roster: Roster) -> tuple[Section, ...]:
    """Show the differences first, then what the match found, who stands beside, the totals."""
    facts = (
        Fact("家庭", roster.households, "number"),
        Fact("笔数（含补发的月份）", roster.lines, "number"),
        Fact("人数", roster.persons, "number"),
        Fact("总额", roster.total_fen, "money"),
    )
    return (
        *_changes(given, roster),
        Section(
            "未列入的家庭和原因",
            table=held_table(roster.held[:SHOWN]),
            links=_all(given, "payroll_held", len(roster.held)),
        ),
        Section("将冻结的名册", facts=facts),
    )


urlpatterns = [
    *bank_rulings.urlpatterns,
    *sending.urlpatterns,
    *payrolls.urlpatterns,
    *rosters.urlpatterns,
    path("payroll/<str:scheme>/<str:month>/freeze/", freeze, name="freeze_payroll"),
    path("payroll/<str:scheme>/<str:month>/confirm/", confirm, name="confirm_payroll"),
    path("payroll/<str:scheme>/<str:month>/bank-file/", bank_file, name="bank_file"),
    path("payroll/<str:scheme>/<str:month>/bank-file.csv", download, name="download_bank_file"),
    path("payroll/<str:scheme>/<str:month>/return/", bank_return, name="bank_return"),
    path("payroll/<str:scheme>/<str:month>/ledger/", ledger, name="import_ledger"),
]
