"""Keep who is signed in at the citizen counter, and the telephone between two steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiuzhu.casework.publicity.services.write_sheets import CITY_HOTLINE
from jiuzhu.infra.actor import Actor
from jiuzhu.interfaces.web.parts.actor import CITIZEN_KEY, asked
from jiuzhu.interfaces.web.parts.frame import Frame, frame_of
from jiuzhu.registers.accounts.citizens import Citizen

PHONE_KEY = "citizen_phone"
MINUTES = 30


def keep_phone(request: HttpRequest, number: str) -> None:
    """Remember the telephone until its code was typed."""
    request.session[PHONE_KEY] = number


def phone_of(request: HttpRequest) -> str:
    """Return the telephone to which a code was sent."""
    return str(request.session.get(PHONE_KEY, ""))


def sign_in(request: HttpRequest, citizen: Citizen) -> None:
    """Start a new session for this person; whoever was signed in before is not any more."""
    request.session.flush()
    request.session[CITIZEN_KEY] = {"person_id": citizen.person_id, "name": citizen.name}
    request.session.set_expiry(MINUTES * 60)


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()


def is_citizen(actor: Actor) -> bool:
    """Tell whether a citizen is signed in."""
    return actor.person_id is not None and actor.user_id is None


def citizens_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever is not signed in to the sign-in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_citizen(asked(request).actor):
            return redirect("citizen:sign_in")
        set_frame(request, CITY_HOTLINE)
        return view(request, *args, **kwargs)

    return answer


def set_frame(request: HttpRequest, telephone: str) -> None:
    """Put the telephone to ask, the way home and the way out around the page."""
    frame: Frame = replace(frame_of(request), home_url=reverse("citizen:home"))
    leave = reverse("citizen:leave") if is_citizen(asked(request).actor) else ""
    request.frame = replace(  # type: ignore[attr-defined]
        frame, telephone=telephone or CITY_HOTLINE, sign_out_url=leave
    )
