"""Security headers on every answer: nothing inline, nothing from elsewhere, nothing cached."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'"
)
FILE_POLICY = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
SHOWN_IN_PLACE = ("application/pdf", "image/")


class SecurityHeadersMiddleware:
    """Set the headers; a view may set its own Cache-Control for what is public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let a file be framed by our own pages only, and a page by nobody."""
        response = self.get_response(request)
        is_file = response.get("Content-Type", "").startswith(SHOWN_IN_PLACE)
        response.headers.setdefault("Content-Security-Policy", FILE_POLICY if is_file else POLICY)
        response.headers["X-Frame-Options"] = "SAMEORIGIN" if is_file else "DENY"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cache-Control", "no-store")
        return response
