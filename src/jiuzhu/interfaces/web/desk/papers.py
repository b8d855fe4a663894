"""Pages of one paper: serve it, bring back the signed scan, check the scan, take it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.documents.access import ABSENT, document_to_see
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.queries import delivered_on, latest_scan
from jiuzhu.casework.documents.services.attach_scan import attach_scan
from jiuzhu.casework.documents.services.check_scan import check_scan
from jiuzhu.casework.documents.services.record_delivery import record_delivery
from jiuzhu.casework.documents.services.withdraw_document import withdraw_document
from jiuzhu.casework.workspace.papers import REPORT
from jiuzhu.casework.workspace.queries import paper_to_open
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.storage import read_bytes
from jiuzhu.interfaces.web.acts.case_page import open_case
from jiuzhu.interfaces.web.acts.delivery_form import DeliverForm
from jiuzhu.interfaces.web.acts.stage import (
    Act,
    Section,
    act_page,
    answer,
    case_url,
    sent,
    today,
)
from jiuzhu.interfaces.web.desk.purpose import is_opened
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import (
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.language import joined, phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact, Link, Preview
from jiuzhu.interfaces.web.parts.uploads import UploadField, UploadForm
from jiuzhu.kernel.errors import NotVisible


class ScanForm(UploadForm):
    """Bring back the signed and sealed paper."""

    file = UploadField(label="签字盖章后的扫描件或照片（PDF、JPG、PNG）")


class CheckForm(SubmitForm):
    """Confirm what the scan shows."""

    sure = TickField(label="扫描件就是这份文书，签字、盖章齐全，字迹清楚")


class TakeBackForm(SubmitForm):
    """Say why a paper is withdrawn."""

    reason = PlainTextField(label="撤回原因", max_length=200, rows=3)


@refusals_as_pages
def deliver(request: HttpRequest, code: str) -> HttpResponse:
    """Record how a notice was served."""
    here = asked(request)
    document, case = _paper(request, code, "document.deliver", "record_delivery")
    form = DeliverForm(*sent(request), on=today(request))
    form.fields["recipient"].initial = case.applicant.name
    form.fields["delivered_at"].initial = here.at

    def do() -> str:
        row = record_delivery(code=code, given=form.given(), actor=here.actor, at=here.at)
        return phrase(
            "已登记%(method)s，送达回证已出具，救济期限自送达起算。",
            method=row.get_method_display(),
        )

    def page() -> object:
        names = joined([row.person.name for row in members_of(case)])
        return act_page(
            request,
            case,
            form,
            label="登记送达",
            title=phrase("送达：%(title)s", title=document.title),
            sections=(_about(document, case, here.actor),),
            intro=(
                phrase("同住家属：%(names)s。未成年人不能代收。短信通知不算送达。", names=names),
            ),
        )

    act = Act(form=form, page=page, do=do, then=case_url(case.number), number=case.number)
    return answer(request, act)


@refusals_as_pages
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Attach the scan of the signed and sealed paper."""
    here = asked(request)
    document, case = _paper(request, code, "document.deliver", "attach_scan")
    form = ScanForm(*sent(request), on=today(request))

    def do() -> str:
        upload = form.cleaned_data["file"]
        attach_scan(
            code=code,
            scan=upload.content,
            scan_name=upload.name,
            actor=here.actor,
            at=here.at,
        )
        return "已回传签章件，请另一名同事核对。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="回传签章件",
            title=phrase("回传签章件：%(title)s", title=document.title),
            sections=(_about(document, case, here.actor),),
            intro=("先打印文书，签字盖章后扫描或拍照，再在这里上传。",),
        )

    act = Act(form=form, page=page, do=do, then=case_url(case.number), number=case.number)
    return answer(request, act)


@refusals_as_pages
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Check the scan as the second person."""
    here = asked(request)
    document, case = _paper(request, code, "document.deliver", "check_scan")
    form = CheckForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        check_scan(code=code, actor=here.actor, at=here.at)
        return "已核对签章件。"

    def page() -> object:
        newest = latest_scan(document)
        url = reverse("desk:scan_file", args=[code])
        sections = [_about(document, case, here.actor)]
        if newest is not None:
            kind = "pdf" if newest.file.media_type == "application/pdf" else "image"
            shown = Preview("回传的签章件", url, "pdf" if kind == "pdf" else "image")
            facts = (
                Fact("回传时间", newest.scanned_at, "moment"),
                Fact("回传人", newest.scanned_by.name),
            )
            sections.append(Section("回传的签章件", facts=facts, preview=shown))
        return act_page(
            request,
            case,
            form,
            label="核对签章件",
            title=phrase("核对签章件：%(title)s", title=document.title),
            sections=sections,
            intro=("由回传人以外的同事核对；看不清的请退回重新扫描，不要勾选。",),
            blocked="" if newest is not None else "还没有回传签章件。",
        )

    act = Act(form=form, page=page, do=do, then=case_url(case.number), number=case.number)
    return answer(request, act)


@require_GET
@refusals_as_pages
def scan_file(request: HttpRequest, code: str) -> HttpResponse:
    """Show the newest scan of a paper."""
    document, case = _paper(request, code, "document.deliver", "check_scan")
    if document.kind == REPORT and not is_opened(request, case.number):
        return redirect("desk:open_report", case.number)
    newest = latest_scan(document)
    if newest is None:
        raise NotVisible("document.not_visible", ABSENT)
    content = read_bytes(bytes(newest.file.digest))
    return HttpResponse(content, content_type=newest.file.media_type)


@refusals_as_pages
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a paper that was issued by mistake and not served."""
    here = asked(request)
    document, case = _paper(request, code, "document.issue")
    form = TakeBackForm(*sent(request)[:1], on=today(request))

    def do() -> str:
        withdraw_document(
            code=code, reason=form.cleaned_data["reason"], actor=here.actor, at=here.at
        )
        return "文书已撤回，查验页会显示已撤回；文书仍留在案卷里。"

    def page() -> object:
        return act_page(
            request,
            case,
            form,
            label="撤回文书",
            title=phrase("撤回文书：%(title)s", title=document.title),
            sections=(_about(document, case, here.actor),),
            intro=("只能撤回出错且没有送达的文书；已经送达的，须依程序作出新的决定。",),
            danger=True,
        )

    act = Act(form=form, page=page, do=do, then=case_url(case.number), number=case.number)
    return answer(request, act)


def _paper(
    request: HttpRequest, code: str, capability: str, action: str = ""
) -> tuple[Document, Case]:
    """Return a paper with its case; a page that is opened is written into the trace.

    Raises: NotVisible, Forbidden.
    """
    here = asked(request)
    here.actor.require(capability, action=action)
    document = document_to_see(code=code, actor=here.actor)
    if document.case is None:
        raise NotVisible("document.not_visible", ABSENT)
    paper_to_open(number=document.case.number, code=code, actor=here.actor)
    if request.method != "POST":
        open_case(request, document.case.number)
    return document, document.case


def _about(document: Document, case: Case, actor: Actor) -> Section:
    served = delivered_on(document.pk)
    code = document.check_code
    links = [Link("打开文书", reverse("desk:document", args=[case.number, code]))]
    is_own = document.organ_id in actor.organs and actor.may("document.issue")
    if is_own and served is None and document.state == DocumentState.ISSUED:
        links.append(Link("撤回文书", reverse("desk:withdraw_document", args=[code])))
    return Section(
        "文书",
        facts=(
            Fact("名称", document.title),
            Fact("文号", document.number),
            Fact("出具日期", legal_day(document.issued_at), "date"),
            Fact("状态", document.get_state_display()),
            Fact("签章", document.get_seal_state_display()),
            Fact("送达日期", served, "date"),
        ),
        links=tuple(links),
    )


urlpatterns = [
    path("papers/<slug:code>/deliver/", deliver, name="deliver"),
    path("papers/<slug:code>/scan/", scan, name="attach_scan"),
    path("papers/<slug:code>/check/", check, name="check_scan"),
    path("papers/<slug:code>/scan-file/", scan_file, name="scan_file"),
    path("papers/<slug:code>/withdraw/", take_back, name="withdraw_document"),
]
