"""Keep what is being typed: save, throw away, renew the page's token after signing in again."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from jiuzhu.infra.form_drafts import drop_form_draft, save_form_draft
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.formats import time_of_day
from jiuzhu.interfaces.web.parts.language import said
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, status_of
from jiuzhu.kernel.errors import NotVisible, Refused

NOT_KEPT = ("csrfmiddlewaretoken", "rows", "step", "draft_form", "draft_version", "draft_title")
LONGEST_FORM, LONGEST_TITLE = 80, 60


@require_POST
@refusals_as_pages
def save(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep what the page holds now, for this account alone; leave no trace of it."""
    here = asked(request)
    here.actor.require("intent.register")
    posted = request.POST.copy()
    form, title = posted.get("draft_form", ""), posted.get("draft_title", "")
    version = posted.get("draft_version", "")
    for name in NOT_KEPT:
        posted.pop(name, None)
    try:
        saved = save_form_draft(
            key=key,
            form=form[:LONGEST_FORM],
            owner=_owner(request),
            title=title[:LONGEST_TITLE],
            content=_content(posted),
            version=_version(version),
            at=here.at,
        )
    except Refused as refusal:
        return JsonResponse(
            {"code": refusal.code, "sentence": said(refusal)}, status=status_of(refusal)
        )
    return JsonResponse({"version": saved, "at": time_of_day(here.at)})


@require_POST
@refusals_as_pages
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Throw an own draft away and go back to the form."""
    asked(request).actor.require("intent.register")
    drop_form_draft(key=key, owner=_owner(request))
    back = request.POST.get("back_to", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/w/"):
        back = reverse("desk:register_intent")
    return HttpResponseRedirect(back)


@require_GET
@refusals_as_pages
def token(request: HttpRequest) -> HttpResponse:
    """Give a page that stayed open the token of the present session, and say whose it is."""
    return JsonResponse({"token": get_token(request), "account": _owner(request)})


def _content(posted: QueryDict) -> str:
    """Return the fields in which something stands, as a form posts them."""
    kept = QueryDict(mutable=True)
    for name, values in posted.lists():
        if any(values):
            kept.setlist(name, values)
    return kept.urlencode()


def _version(text: str) -> int:
    """Return the version that a page knows.

    Raises: Refused `draft.form`.
    """
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise Refused("draft.form", "草稿的标记不对。请重新打开本页后再填。")
    return int(text)


def _owner(request: HttpRequest) -> int:
    """Return the account that asks.

    Raises: NotVisible for somebody without one.
    """
    user_id = asked(request).actor.user_id
    if user_id is None:
        raise NotVisible("draft.nobody", "请先登录，再填写。")
    return user_id


urlpatterns: list[URLPattern] = [
    path("drafts/token/", token, name="draft_token"),
    path("drafts/<uuid:key>/", save, name="save_draft"),
    path("drafts/<uuid:key>/drop/", drop, name="drop_draft"),
]
