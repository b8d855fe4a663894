"""What somebody looks at a case's report for: asked once a case and sitting, kept with every look.

A sitting at a case ends ten minutes after the last look at its answers, or with the session.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jiuzhu.interfaces.web.parts.actor import asked

MINUTES = 10
KEY = "reports_opened"
MOST = 20
RENEWED_AFTER = 30  # seconds: not every picture of a gallery writes the session


def keep_opened(request: HttpRequest, number: str, purpose: str) -> None:
    """Remember in the session that this person opened this report, and what for."""
    kept = {**_kept(request), number: {"purpose": purpose, "at": _now(request)}}
    newest = sorted(kept, key=lambda one: kept[one]["at"])[-MOST:]
    request.session[KEY] = {one: kept[one] for one in newest}


def is_opened(request: HttpRequest, number: str) -> str:
    """Return the purpose under which the report is looked at; empty where it has to be asked.

    Each look begins the ten minutes anew.
    """
    one = _kept(request).get(number)
    if one is None:
        return ""
    age = _now(request) - one["at"]
    if not 0 <= age <= MINUTES * 60:
        return ""
    purpose = str(one["purpose"])
    if age > RENEWED_AFTER:
        keep_opened(request, number, purpose)
    return purpose


def _kept(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(KEY) or {})


def _now(request: HttpRequest) -> float:
    return asked(request).at.timestamp()
