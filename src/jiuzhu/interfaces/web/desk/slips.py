"""The slip of a case, printed at the counter or in the village and given to the family."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.interfaces.web.acts.case_page import open_case
from jiuzhu.interfaces.web.acts.slip import slip_page
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page


@require_GET
@refusals_as_pages
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """Show the slip of a case, ready for the printer."""
    here = asked(request)
    case = open_case(request, number)
    route = "village:case" if here.actor.villages else "desk:case"
    page = slip_page(
        code=case.progress_code,
        applicant=case.applicant,
        scheme=case.scheme,
        state=case.state,
        organ=case.organ,
        telephone=case_to_see(number=number, actor=here.actor).organ.phone,
        at=here.at,
        back_url=reverse(route, args=[number]),
    )
    return render_page(request, "desk/slip.html", page)


urlpatterns: list[URLPattern] = [path("cases/<str:number>/slip/", slip, name="slip")]
