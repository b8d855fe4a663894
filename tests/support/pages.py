"""Small helpers of the page tests: what was shown, a file to send, how a case stands."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import HttpResponse

from jiuzhu.casework.cases.models import Case
from jiuzhu.infra.models import AccessEvent
from support.browser import Browser, as_owner, hidden_values
from support.pictures import a_photo


def shown(answer: HttpResponse, status: int = 200) -> str:
    """Return the text of a page that answered with this status."""
    text = answer.content.decode()
    assert answer.status_code == status, (answer.status_code, answer.headers, text[-3000:])
    return text


def gone_to(answer: HttpResponse) -> str:
    """Return where a submitted form led."""
    assert answer.status_code == 302, shown(answer, 302)
    return answer.headers["Location"]


def a_file(name: str = "photo.png", seed: int = 1) -> BytesIO:
    """Return a small picture as a browser sends it."""
    found = BytesIO(a_photo(seed))
    found.name = name
    return found


def state_of(case: Case) -> str:
    """Return the state in which a case is now."""
    with as_owner():
        return Case.objects.get(pk=case.pk).state


def looks(kind: str = "VIEW") -> int:
    """Count the looks that the trace holds."""
    with as_owner():
        return AccessEvent.objects.filter(kind=kind).count()


def twice(browser: Browser, path: str, values: dict[str, Any]) -> tuple[HttpResponse, HttpResponse]:
    """Send the same form twice, as a double click or the back button does."""
    page = browser.get(path)
    sent = {**hidden_values(page), **values}
    return browser.post(path, sent), browser.post(path, sent)
