"""Who is asking: set the actor, the moment, the scope and the frame of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.parts.errors import error_response
from jiuzhu.interfaces.web.parts.menu import frame_for
from jiuzhu.interfaces.web.parts.opening import settle_scope
from jiuzhu.interfaces.web.parts.sessions import opening_of
from jiuzhu.interfaces.web.parts.transaction import NOBODY
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.accounts.queries import actor_of_user, unread_notices

NUL = "\x00"
SESSION_KEY = "actor"
CITIZEN_KEY = "citizen"
STAFF_ONLY = ("/w/", "/v/")
OPEN_WITHOUT_TOTP = ("/accounts/", "/static/", "/appearance/")


class HttpRequestWithActor(HttpRequest):
    """A request after the middleware: who asks, and when."""

    actor: Actor
    at: datetime


def asked(request: HttpRequest) -> HttpRequestWithActor:
    """Return the request with the type that the middleware gave it."""
    return cast("HttpRequestWithActor", request)


class ActorMiddleware:
    """Set actor, moment, scope and frame; staff without a second factor set it up first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the person who asks."""
        here = asked(request)
        here.at = opening_of(request).at
        here.actor = actor_of(request, here.at)
        settle_scope(request, here.actor)
        frame = frame_for(here.actor, here.at, request.path)
        request.frame = frame  # type: ignore[attr-defined]
        if frame.notices_url and _shows_bell(request):
            request.bell = partial(unread_notices, here.actor)  # type: ignore[attr-defined]
        if NUL in request.path or f"%{ord(NUL):02x}" in request.META.get("QUERY_STRING", ""):
            return error_response(request, 404)  # PostgreSQL holds no such text: nothing has it
        if _is_unsigned(request):
            return redirect_to_login(request.get_full_path())
        if _needs_second_factor(request):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return self.get_response(request)


def actor_of(request: HttpRequest, at: datetime) -> Actor:
    """Return the actor of the session; rebuilt from the register on every new legal day."""
    citizen = request.session.get(CITIZEN_KEY)
    if citizen is not None:
        return Actor(
            name=citizen["name"],
            roles=frozenset({"CITIZEN"}),
            capabilities=frozenset({"case.view"}),
            person_id=citizen["person_id"],
        )
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    today = legal_day(at).isoformat()
    kept = request.session.get(SESSION_KEY)
    if kept is not None and kept["day"] == today and kept["actor"]["user_id"] == user.pk:
        return Actor.from_session(kept["actor"])
    actor = actor_of_user(user=user, on=legal_day(at)) or NOBODY
    if actor is not NOBODY:
        request.session[SESSION_KEY] = {"day": today, "actor": actor.to_session()}
    return actor


def _shows_bell(request: HttpRequest) -> bool:
    """Tell whether a page with a header is asked for: not for a part of one or a sent form."""
    return request.method == "GET" and request.headers.get("HX-Request") != "true"


def _is_unsigned(request: HttpRequest) -> bool:
    """Tell whether somebody who is not signed in as staff (a citizen is not) asks for its page."""
    return request.path.startswith(STAFF_ONLY) and not request.user.is_authenticated


def _needs_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if not isinstance(user, User) or request.path.startswith(OPEN_WITHOUT_TOTP):
        return False
    if request.session.get("second_factor"):
        return False
    if is_mfa_enabled(user):
        request.session["second_factor"] = True
        return False
    return bool(settings.JIUZHU_SECOND_FACTOR)
