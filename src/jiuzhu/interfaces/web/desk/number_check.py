"""What a typed identity number says at once: check, birthday, sex, place, cases of the area."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.queries import KnownCase
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase, said
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import IdentityNumber, parse_identity_number
from jiuzhu.kernel.periods import years_between
from jiuzhu.registers.regions.queries import place_of

LONGEST = 60
SEXES = {"MALE": "男", "FEMALE": "女"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPage:
    """What the number tells before the rest is typed."""

    number: IdentityNumber | None = None
    age: int = 0
    sex: str = ""
    place: str = ""
    problem: str = ""
    known: tuple[KnownCase, ...] = ()

    @property
    def doubts(self) -> tuple[str, ...]:
        """List what was changed in writing and what a person has to settle."""
        return () if self.number is None else (*self.number.changes, *self.number.warnings)


@require_POST
@refusals_as_pages
def known_person(request: HttpRequest) -> HttpResponse:
    """Tell what a typed number says and whether the area has a case of this person already."""
    here = asked(request)
    here.actor.require("intent.register")
    text = request.POST.get("identity_number", "").strip()
    page = NumberPage()
    if text:
        try:
            number = parse_identity_number(text[:LONGEST])
        except Refused as refusal:
            page = NumberPage(problem=said(refusal))
        else:
            page = NumberPage(
                number=number,
                age=years_between(number.born_on, legal_day(here.at)),
                sex=SEXES[number.sex],
                place=place_of(number.region6) or phrase("地区代码 %(code)s", code=number.region6),
                known=known_before(request, number),
            )
    return render_page(request, "desk/intents/known.html", page)


def known_before(request: HttpRequest, number: IdentityNumber | None) -> tuple[KnownCase, ...]:
    """Return the cases of the own area in which this person stands; the look is kept (S12)."""
    here = asked(request)
    if number is None:
        return ()
    found = queries.known_cases(number=number, actor=here.actor)
    record_access(
        kind=AccessKind.SEARCH,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        query=f"登记前查重（证件号末四位 {number.number[-4:]}）：{len(found)} 件",
    )
    return found


urlpatterns: list[URLPattern] = [
    path("intents/known/", known_person, name="known_person"),
]
