"""Answer a request with a page: rendered at once, refusals in the words of the use case."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from jiuzhu.interfaces.web.parts.errors import error_response
from jiuzhu.interfaces.web.parts.field_views import ErrorLine, form_errors
from jiuzhu.interfaces.web.parts.forms import apply_refusal
from jiuzhu.interfaces.web.parts.frame import frame_of
from jiuzhu.interfaces.web.parts.language import said
from jiuzhu.interfaces.web.parts.presenters import Conflict as ConflictNote
from jiuzhu.interfaces.web.parts.presenters import Link
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused

UNPROCESSABLE = 422
METHODS = frozenset({"GET", "HEAD", "POST"})
P = ParamSpec("P")

__all__ = [
    "Reshown",
    "all_errors",
    "back_link",
    "form_errors",
    "handle_refusal",
    "query_url",
    "refusals_as_pages",
    "render_page",
]


@dataclass(frozen=True, slots=True)
class Reshown:
    """Name the page that shows a form again after a refusal."""

    template: str
    page: object
    form: forms.BaseForm


def render_page(
    request: HttpRequest, template: str, page: object = None, *, status: int = 200
) -> HttpResponse:
    """Render a template now, with `page` (a frozen dataclass) and `frame` in its context."""
    context: dict[str, Any] = {"page": page, "frame": frame_of(request), "status": status}
    return HttpResponse(render_to_string(template, context, request, using="jinja2"), status=status)


def handle_refusal(
    request: HttpRequest,
    refusal: Refused,
    *,
    again: Reshown | None = None,
    conflict: ConflictNote | None = None,
) -> HttpResponse:
    """Answer a refusal: 403, 404 and 409 as pages, all others as 422 with the form shown again."""
    status = status_of(refusal)
    request.refusal = refusal  # type: ignore[attr-defined]  # the access trace keeps its code
    if again is not None and status == UNPROCESSABLE:
        apply_refusal(again.form, refusal)
        return render_page(request, again.template, again.page, status=UNPROCESSABLE)
    return error_response(
        request, status, reason=said(refusal), conflict=conflict, back=back_link(request)
    )


def status_of(refusal: Refused) -> int:
    """Return the HTTP status of a refusal; one without a kind of its own is unprocessable."""
    if isinstance(refusal, Forbidden | NotVisible | Conflict):
        return refusal.status
    return UNPROCESSABLE


def refusals_as_pages(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let a view raise refusals; each becomes its written page. Other methods are 405."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = _request_of(args)
        if request.method not in METHODS:
            return error_response(request, 405)
        try:
            return view(*args, **kwargs)
        except Refused as refusal:
            return handle_refusal(request, refusal)

    return answer


def _request_of(args: tuple[object, ...]) -> HttpRequest:
    request = args[0]
    if not isinstance(request, HttpRequest):
        raise TypeError("a view takes the request first")
    return request


def back_link(request: HttpRequest) -> Link | None:
    """Offer the page that a person came from, if it is one of ours."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return None
    return Link("返回上一页", referer)


def query_url(request: HttpRequest, **changes: str | None) -> str:
    """Return this list's address with some parameters changed; None takes one away."""
    query: QueryDict = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def all_errors(
    *sources: tuple[ErrorLine, ...] | list[ErrorLine] | forms.BaseForm,
) -> tuple[ErrorLine, ...]:
    """Join the errors of several forms and row tables for one summary."""
    lines: list[ErrorLine] = []
    for source in sources:
        lines.extend(form_errors(source) if isinstance(source, forms.BaseForm) else source)
    return tuple(lines)
