"""The outermost database layer of a page: one transaction, with the scope inside it.

Views that were refused roll back only what they did; the refused attempt itself is written on a
second connection after the page's transaction has ended, so that no roll-back can lose it.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.parts.opening import begin

REFUSED_STATUSES = frozenset({403, 404})
SERVER_ERROR = 500
NOBODY = Actor(name="", roles=frozenset(), capabilities=frozenset())


class LazyResponseError(TypeError):
    """Say that a response would be rendered after its transaction has ended."""


class ScopedTransactionMiddleware:
    """Run everything inside in one transaction; nothing is seen until a scope is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request; a connection that was lost since the last one is opened anew.

        The first statement finds out: to ask before every page whether the connection lives would
        be one more.
        """
        try:
            return self._answer(request)
        except OperationalError:
            if hasattr(request, "opening"):
                raise
            connection.close()
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside a transaction; undo everything when the answer is a server error."""
        with transaction.atomic():
            begin(request)
            response = self.get_response(request)
            if not isinstance(response, HttpResponse):
                raise LazyResponseError(f"{request.path} answers lazily; make it a job file")
            if response.status_code >= SERVER_ERROR:
                transaction.set_rollback(True)
        if response.status_code in REFUSED_STATUSES:
            _record_refusal(request)
        return response


def request_facts(request: HttpRequest) -> Request:
    """Return where a request comes from, for the access trace."""
    match = request.resolver_match
    return Request(
        address=str(request.META.get("REMOTE_ADDR", "")),
        device=request.headers.get("User-Agent", "")[:120],
        route=match.view_name if match is not None and match.view_name else "unknown",
    )


def _record_refusal(request: HttpRequest) -> None:
    """Write the attempt of a signed-in person on the second connection."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor is NOBODY:
        return
    refusal = getattr(request, "refusal", None)
    with transaction.atomic(using="aside"):
        record_access(
            kind=AccessKind.REFUSED,
            actor=actor,
            at=clock.now("aside"),
            request=request_facts(request),
            query=quote(request.path)[:200],  # as it was sent: no NUL, no turned writing
            reason=getattr(refusal, "code", "") or "http.refused",
            using="aside",
        )
