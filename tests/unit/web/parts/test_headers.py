"""Headers of every answer."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from jiuzhu.interfaces.web.parts.headers import SecurityHeadersMiddleware


def answered(response: HttpResponse, rf: RequestFactory) -> HttpResponse:
    return SecurityHeadersMiddleware(lambda _request: response)(rf.get("/"))  # type: ignore[return-value]


def test_page_allows_nothing_inline_and_nothing_foreign(rf: RequestFactory) -> None:
    response = answered(HttpResponse("<p>"), rf)

    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("kind", ["application/pdf", "image/png"])
def test_file_may_be_shown_inside_our_pages_only(rf: RequestFactory, kind: str) -> None:
    response = answered(HttpResponse(b"x", content_type=kind), rf)

    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_pages_are_not_stored(rf: RequestFactory) -> None:
    assert answered(HttpResponse("<p>"), rf)["Cache-Control"] == "no-store"


def test_public_page_may_say_otherwise(rf: RequestFactory) -> None:
    response = HttpResponse("<p>")
    response["Cache-Control"] = "max-age=300"

    assert answered(response, rf)["Cache-Control"] == "max-age=300"
