"""Hold back an address that asks for too much: codes by text message, tries of a slip."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

MOST_AN_HOUR = 60
HOUR = 3600


def is_too_fast(request: HttpRequest, what: str) -> bool:
    """Count what one address asks for within an hour, and tell when it is too much."""
    key = f"citizen-{what}-{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, HOUR)
    return cache.incr(key) > MOST_AN_HOUR
