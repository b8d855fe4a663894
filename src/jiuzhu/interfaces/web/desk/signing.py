"""Let everybody sign in one sitting, and tell who has signed by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiuzhu.casework.intents.enums import Capacity, Channel
from jiuzhu.casework.intents.services.sign_authorization import SignatureGiven, sign_authorization
from jiuzhu.casework.intents.services.sign_statement import sign_statement
from jiuzhu.casework.verification.enums import Source
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import CaseSummary, MemberLine
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.case_page import (
    Head,
    case_url,
    case_view,
    finish,
    head_of,
    open_for,
)
from jiuzhu.interfaces.web.desk.intent_forms import (
    SignerRow,
    SignForm,
    signer_rows,
)
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.field_views import ErrorLine, form_errors
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    all_errors,
    render_page,
)
from jiuzhu.interfaces.web.parts.submit import told

FORM_METHODS = ["GET", "HEAD", "POST"]
SIGN = "desk/intents/sign.html"
STATE = "desk/intents/signatures.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPage:
    """Who signs in this sitting."""

    head: Head
    form: SignForm
    signers: tuple[tuple[MemberLine, SignerRow], ...]
    state: SignState
    needs_statement: bool
    may_send_link: bool
    notes: tuple[tuple[str, str], ...]

    @property
    def errors(self) -> tuple[ErrorLine, ...]:
        """List what is to be corrected, person by person."""
        if not self.form.is_bound:
            return ()
        rows = (form_errors(row, row=f"{one.name} ") for one, row in self.signers)
        return all_errors(self.form, *rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignState:
    """Who has signed and who has not, everybody by name."""

    everybody: tuple[MemberLine, ...]

    @property
    def open(self) -> int:
        """Count those whose mandate is missing."""
        return sum(one.authorization is None for one in self.everybody)


@require_http_methods(FORM_METHODS)
@case_view
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """Let the people of one sitting sign, each for themselves or by a guardian (S6)."""
    case = open_for(request, number, "sign_authorization", "intent.register")
    way = Channel.PAPER if asked(request).actor.villages else Channel.COUNTER
    form = SignForm.of(request, case, {"sources": list(Source.values), "way": way.value})
    posted = request.method == "POST"
    signers = signer_rows(
        request.POST if posted else None,
        request.FILES if posted else None,
        case.unsigned,
        case.applicant,
        legal_day(asked(request).at),
    )
    if not posted:
        return render_page(request, SIGN, _sign_page(request, case, form, signers))
    is_valid = form.is_valid()
    checked = [row.is_valid() for _, row in signers]
    rows_valid = all(checked)
    chosen = [(one, row) for one, row in signers if rows_valid and row.cleaned_data.get("signs")]
    _check_signers(form, case, chosen, is_valid=is_valid and rows_valid)
    page = _sign_page(request, case, form, signers)
    if not rows_valid or form.errors or page.errors:
        _keep_scans(request, signers)
        return render_page(request, SIGN, page, status=422)
    return finish(
        request,
        case,
        form,
        _sign_act(request, case, form, chosen),
        again=Reshown(SIGN, page, form),
        before_again=lambda: _keep_scans(request, signers),
        more={str(one.person_id): row.cleaned_data for one, row in chosen},
    )


def state_of(case: CaseSummary) -> SignState:
    """Return who has signed by now."""
    return SignState(everybody=(*case.members, *case.obligors))


def _keep_scans(request: HttpRequest, signers: tuple[tuple[MemberLine, SignerRow], ...]) -> None:
    """Keep the scans of a sitting that is shown again."""
    here = asked(request)
    for _, row in signers:
        row.keep(here.actor, here.at)


def _check_signers(
    form: SignForm,
    case: CaseSummary,
    chosen: list[tuple[MemberLine, SignerRow]],
    *,
    is_valid: bool,
) -> None:
    """Refuse an empty sitting and a signature on paper without its scan."""
    if not is_valid:
        return
    wants_statement = form.cleaned_data["statement"] and not case.is_statement_signed
    if not chosen and not wants_statement:
        form.add_error(None, ValidationError("请勾选现在签的人。", code="authorization.nobody"))
    if form.cleaned_data["way"] != Channel.PAPER:
        return
    for _, row in chosen:
        if row.cleaned_data.get("scan") is None and not row.cleaned_data.get("drawing"):
            sentence = "纸质签字的，请上传扫描件或照片。"
            row.add_error("scan", ValidationError(sentence, code="authorization.scan"))


def _sign_act(
    request: HttpRequest,
    case: CaseSummary,
    form: SignForm,
    chosen: list[tuple[MemberLine, SignerRow]],
) -> Any:
    here = asked(request)
    channel = Channel(form.cleaned_data["way"])
    seen = Channel.VILLAGE if here.actor.villages else Channel.COUNTER

    def act() -> dict[str, Any]:
        for one, row in chosen:
            given = _signature(one, row, (channel, seen), tuple(form.cleaned_data["sources"]))
            sign_authorization(number=case.number, given=given, actor=here.actor, at=here.at)
        told = phrase("已登记 %(n)s 人的授权。", n=len(chosen)) if chosen else ""
        if form.cleaned_data["statement"] and not case.is_statement_signed:
            sign_statement(number=case.number, channel=channel, actor=here.actor, at=here.at)
            told += "诚信声明已签。"
        elif not case.is_statement_signed:
            told += phrase("诚信声明还没有登记：签好以后，在右边勾选，再登记一次。")
        return {"told": told, "next": _onward(request, case, chosen, form)}

    return act


def _onward(
    request: HttpRequest,
    case: CaseSummary,
    chosen: list[tuple[MemberLine, SignerRow]],
    form: SignForm,
) -> str:
    """Stay where a signature of the household or the statement is missing; else go to the case."""
    signed = {one.person_id for one, _ in chosen}
    waiting = [one for one in case.unsigned if one.person_id not in signed and not one.is_obligor]
    is_stated = case.is_statement_signed or form.cleaned_data["statement"]
    if (waiting or not is_stated) and not asked(request).actor.villages:
        return reverse("desk:sign_authorization", args=[case.number])
    return case_url(request, case.number)


def _signature(
    one: MemberLine, row: SignerRow, ways: tuple[Channel, Channel], sources: tuple[str, ...]
) -> SignatureGiven:
    """Return how one person signed; `ways` is the sitting's, and that of who draws on the pad."""
    scan, drawing = row.cleaned_data["scan"], row.cleaned_data["drawing"]
    evidence = drawing or (b"" if scan is None else scan.content)
    name = "手写签名.png" if drawing else ("" if scan is None else scan.name)
    return SignatureGiven(
        person_id=one.person_id,
        signer_name=row.cleaned_data["signer_name"],
        capacity=Capacity(row.cleaned_data["capacity"]),
        signer_ground=row.cleaned_data["signer_ground"] or "",
        channel=ways[1] if drawing else ways[0],
        sources=sources,
        scan=evidence,
        scan_name=name,
        is_drawn=bool(drawing),
    )


def _sign_page(
    request: HttpRequest,
    case: CaseSummary,
    form: SignForm,
    signers: tuple[tuple[MemberLine, SignerRow], ...],
) -> SignPage:
    return SignPage(
        head=head_of(request, case, "签署授权"),
        form=form,
        signers=signers,
        state=state_of(case),
        needs_statement=not case.is_statement_signed,
        may_send_link=not asked(request).actor.villages,
        notes=told(request),
    )


@require_GET
@case_view
def signatures(request: HttpRequest, number: str) -> HttpResponse:
    """Tell who has signed by now; asked again and again while a phone signs, so not traced."""
    here = asked(request)
    here.actor.require("intent.register", action="sign_authorization")
    case = queries.case_summary(number=number, actor=here.actor, on=legal_day(here.at))
    return render_page(request, STATE, state_of(case))


urlpatterns: list[URLPattern] = [
    path("cases/<str:number>/sign-authorization/", sign, name="sign_authorization"),
    path("cases/<str:number>/signatures/", signatures, name="signatures"),
]
