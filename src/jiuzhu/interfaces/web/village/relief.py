"""The screen of an emergency on the phone of the village."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.relief.enums import ReportSource
from jiuzhu.interfaces.web.acts.relief_forms import PhoneUrgentForm
from jiuzhu.interfaces.web.acts.urgent_page import Counter, urgent_screen
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.village.home import assistant_of


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def urgent(request: HttpRequest) -> HttpResponse:
    """Report an emergency from the village, with what was given already."""
    assistant_of(request)
    counter = Counter(
        layout="layouts/village.html",
        form=PhoneUrgentForm,
        source=ReportSource.PHONE,
        back_url=reverse("village:home"),
        then=reverse("village:home"),
    )
    return urgent_screen(request, counter)
