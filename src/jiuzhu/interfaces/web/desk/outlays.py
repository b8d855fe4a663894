"""Pages of expense-based aid: the bills of a family, and the filing with the county."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jiuzhu.casework.applications.relief import cause_labels, outlays_of, relief_request
from jiuzhu.casework.applications.services.list_outlays import (
    OutlayGiven,
    OutlaysGiven,
    list_outlays,
)
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.decisions.services.file_with_county import file_with_county, missing_to_file
from jiuzhu.interfaces.web.acts.finding_forms import CHOOSE, Codes, offering
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    opened,
    paper_links,
    sent,
    today,
)
from jiuzhu.interfaces.web.desk.outlay_sheet import outlay_section
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    CodesField,
    LegalDateField,
    PlainTextField,
    SubmitForm,
    YuanField,
)
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.rows import RowForm, Rows
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.scheme_terms import IDENTITY_LABELS, Identity
from jiuzhu.registers.law.queries import pack_in_force

PREFIX = "outlays"
PAPERS = (("W40", "审批表"), ("W27", "公示证明"), ("W24", "批准通知书"), ("W19", "核算表"))


class OutlayRow(RowForm):
    """One bill."""

    person = CodeField(label="谁的", codes=())
    cause = CodeField(label="支出原因", codes=())
    paid_from = LegalDateField(label="费用起", past=True)
    paid_to = LegalDateField(label="费用止", past=True)
    amount = YuanField(label="票据金额")
    borne = YuanField(label="报销和他人承担", required=False)
    invoice = PlainTextField(label="票据号码", max_length=40, required=False)
    issuer = PlainTextField(label="开票单位", max_length=80, required=False)


class OutlaysForm(SubmitForm):
    """Why aid is asked for, and what the family holds."""

    also_posted = (f"{PREFIX}-", "rows")

    holds = CodesField(
        label="已认定的身份（低保、特困在本系统里的不用选）",
        codes=tuple((one.value, label) for one, label in IDENTITY_LABELS.items()),
        required=False,
    )
    certificate = PlainTextField(label="认定文书名称和文号", max_length=120, required=False)

    def __init__(self, *args: Any, causes: Codes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"] = CodeField(label="申请救助的原因", codes=(CHOOSE, *causes))
        self.order_fields(["cause", "holds", "certificate"])


class FilingForm(SubmitForm):
    """What the county writes beside the filing."""

    note = PlainTextField(label="备案意见", max_length=100, required=False)


@refusals_as_pages
def outlays(request: HttpRequest, number: str) -> HttpResponse:
    """Enter the bills of a family: typed row by row, or pasted from a spreadsheet."""
    here = asked(request)
    case = opened(request, number, "list_outlays")
    on = today(request)
    causes = tuple(cause_labels(pack_in_force(), on).items())
    form = OutlaysForm(*sent(request)[:1], on=on, causes=causes)
    rows = _rows(case, request, causes)
    if request.method != "POST":
        _fill(form, case)

    def do() -> str:
        given = OutlaysGiven(
            cause=form.cleaned_data["cause"],
            holds=tuple(Identity(one) for one in form.cleaned_data["holds"]),
            certificate=form.cleaned_data["certificate"] or "",
            outlays=tuple(_given(one) for one in rows.cleaned),
        )
        list_outlays(number=number, given=given, actor=here.actor, at=here.at)
        return "支出和票据已登记。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="登记支出和票据",
            rows=(rows,),
            intro=(
                "照票据原件逐张填：医院收费票据、学费收据等。报销、减免和别人承担的填在后一栏。",
                "一张票据只能用一次，在别处用过的登记不上。没有票据的支出不能作为救助依据。",
            ),
            after=outlay_section(case, on),
        )

    act = Act(form=form, page=page, do=do, then=case_url(number), number=number, rows=(rows,))
    return answer(request, act)


def _rows(case: Case, request: HttpRequest, causes: Codes) -> Rows:
    people = tuple((str(row.person_id), row.person.name) for row in members_of(case))
    return Rows(
        offering(OutlayRow, person=(CHOOSE, *people), cause=(CHOOSE, *causes)),
        prefix=PREFIX,
        label="支出和票据",
        data=request.POST if request.method == "POST" else None,
        initial=tuple(
            {
                "person": str(one.person_id),
                "cause": one.cause,
                "paid_from": one.paid_from,
                "paid_to": one.paid_to,
                "amount": format_yuan(one.amount_fen),
                "borne": format_yuan(one.borne_fen) if one.borne_fen else "",
                "invoice": one.invoice,
                "issuer": one.issuer,
            }
            for one in outlays_of(case)
        ),
        on=today(request),
        min_rows=1,
    )


def _given(row: dict[str, Any]) -> OutlayGiven:
    return OutlayGiven(
        person_id=int(row["person"]),
        cause=row["cause"],
        paid_from=row["paid_from"],
        paid_to=row["paid_to"],
        amount_fen=row["amount"],
        borne_fen=row["borne"] or 0,
        invoice=row["invoice"] or "",
        issuer=row["issuer"] or "",
    )


def _fill(form: OutlaysForm, case: Case) -> None:
    """Show what was written before."""
    request = relief_request(case)
    if request is not None:
        form.fields["cause"].initial = request.cause
        form.fields["holds"].initial = request.holds
        form.fields["certificate"].initial = request.certificate


@refusals_as_pages
def filing(request: HttpRequest, number: str) -> HttpResponse:
    """File a granted aid with the county."""
    here = asked(request)
    case = opened(request, number, "file_with_county")
    form = FilingForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        note = form.cleaned_data["note"] or ""
        file_with_county(number=number, actor=here.actor, at=here.at, note=note)
        return "已备案，救助金转入发放。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="县级备案",
            sections=(
                *outlay_section(case, today(request)),
                Section("备案材料", links=paper_links(case, *PAPERS)),
            ),
            warnings=(GUARDS["filing_complete"].refusal,) if missing_to_file(case) else (),
        )

    return answer(request, Act(form=form, page=page, do=do, then=case_url(number), number=number))


urlpatterns = [
    path("cases/<str:number>/list-outlays/", outlays, name="list_outlays"),
    path("cases/<str:number>/file-with-county/", filing, name="file_with_county"),
]
