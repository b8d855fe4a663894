"""A report stays open for ten minutes after its purpose was written down, for this person only."""

from __future__ import annotations

from django.http import HttpRequest

from jiuzhu.interfaces.web.parts.actor import asked

MINUTES = 10
KEY = "report_opened"


def keep_opened(request: HttpRequest, number: str, purpose: str) -> None:
    """Remember in the session that this person opened this report, and what for."""
    at = asked(request).at
    request.session[KEY] = {"case": number, "purpose": purpose, "at": at.timestamp()}


def is_opened(request: HttpRequest, number: str) -> str:
    """Return the purpose under which the report was opened just now; empty when it was not."""
    kept = request.session.get(KEY)
    if kept is None or kept["case"] != number:
        return ""
    age = asked(request).at.timestamp() - kept["at"]
    return str(kept["purpose"]) if 0 <= age <= MINUTES * 60 else ""
