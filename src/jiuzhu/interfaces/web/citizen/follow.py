"""Progress without an account: the code of the slip, the end of the number, one tap.

The two answers stay in the session for ten minutes, so that the elder view or the other language
can be chosen on the page itself; then the page asks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.services.follow_case import FollowedCase, follow_case
from jiuzhu.casework.publicity.services.write_sheets import CITY_HOTLINE
from jiuzhu.casework.workspace.own import PLACES, STAGES, Place
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.citizen.forms import FollowForm
from jiuzhu.interfaces.web.citizen.progress import answer_words
from jiuzhu.interfaces.web.citizen.session import is_citizen, set_frame
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import steps
from jiuzhu.interfaces.web.parts.errors import too_many_requests
from jiuzhu.interfaces.web.parts.pace import is_too_fast
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Fact, Step
from jiuzhu.interfaces.web.parts.submit import told
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Refused

KEY = "followed_case"
SHOWN_FOR = timedelta(minutes=10)
ASKS = "citizen/follow.html"
LONGEST = 40
WITH_SLIP = Actor(name="凭查询码", roles=frozenset({"CITIZEN"}), capabilities=frozenset())


@dataclass(frozen=True, slots=True)
class FollowPage:
    """Ask for the code and the digits."""

    form: FollowForm
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FollowedPage:
    """Say where the case stands, masked."""

    place: Place
    answer: str
    steps: tuple[Step, ...]
    facts: tuple[Fact, ...]


@refusals_as_pages
def follow(request: HttpRequest, code: str = "") -> HttpResponse:
    """Ask for code and digits; whoever is signed in sees the own cases instead."""
    set_frame(request, CITY_HOTLINE)
    if is_citizen(asked(request).actor):
        return redirect("citizen:home")
    posted = request.method == "POST"
    form = FollowForm(request.POST if posted else None, initial={"code": code[:LONGEST]})
    page = FollowPage(form, told(request))
    if not posted:
        return render_page(request, ASKS, page)
    if not form.is_valid():
        return render_page(request, ASKS, page, status=422)
    if is_too_fast(request, "slips"):
        return too_many_requests(request)
    values, here = form.cleaned_data, asked(request)
    try:
        found = follow_case(code=values["code"], last_four=values["last_four"], at=here.at)
    except Refused as refusal:
        return handle_refusal(request, refusal, again=Reshown(ASKS, page, form))
    _note_view(request, found)
    request.session[KEY] = {
        "code": values["code"],
        "last_four": values["last_four"],
        "until": (here.at + SHOWN_FOR).isoformat(),
    }
    return redirect("citizen:followed")


@require_GET
@refusals_as_pages
def followed(request: HttpRequest) -> HttpResponse:
    """Show where the case stands, for ten minutes after the digits were right."""
    here = asked(request)
    kept = request.session.get(KEY)
    if not kept or datetime.fromisoformat(kept["until"]) <= here.at:
        request.session.pop(KEY, None)
        messages.info(request, "为保护您家的信息，请填查询码和后四位再看。")
        return redirect("citizen:follow")
    found = follow_case(code=kept["code"], last_four=kept["last_four"], at=here.at)
    set_frame(request, found.telephone)
    place = PLACES[found.state]
    page = FollowedPage(
        place=place,
        answer=answer_words(found.answer_by),
        steps=steps(
            tuple((str(stage), label) for stage, label in enumerate(STAGES)), str(place.stage)
        ),
        facts=(
            Fact("申请人", found.masked_name),
            Fact("事项", Scheme(found.scheme).label),
            Fact("查询码", found.code, "code"),
            Fact("登记", found.opened_on, "date"),
            Fact("经办", found.organ),
        ),
    )
    return render_page(request, "citizen/followed.html", page)


def follow_url(code: str) -> str:
    """Return the address on the slip: the code is filled in, the digits are not."""
    return reverse("citizen:follow_code", args=[code])


def _note_view(request: HttpRequest, found: FollowedCase) -> None:
    here = asked(request)
    record_access(
        kind=AccessKind.VIEW,
        actor=WITH_SLIP,
        at=here.at,
        request=request_facts(request),
        case_number=found.number,
        subjects=(found.person_id,),
        query="progress/code",
    )
