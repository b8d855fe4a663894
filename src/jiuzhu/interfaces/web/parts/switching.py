"""One PC, two officers: the one who stands up leaves nothing behind for the one who sits down."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiuzhu.interfaces.web.parts.pages import refusals_as_pages


@require_POST
@refusals_as_pages
def switch_user(request: HttpRequest) -> HttpResponse:
    """Sign out at once and ask for the next officer; open drafts stay with their owner.

    The browser forgets the pages it kept (also those behind "back") and what they stored.
    """
    logout(request)
    answer = HttpResponseRedirect(reverse("account_login"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
