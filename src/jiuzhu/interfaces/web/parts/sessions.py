"""Session and account of a request as its first statement brought them: nothing is read twice.

Django's own checks stay: a session that has ended or was signed out is none, and an account whose
password was changed or which was closed is signed out with its next request.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from typing_extensions import override

from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.accounts.opening import Opening

LONGEST_KEY = 64


class SessionStore(db.SessionStore):
    """A stored session that may have been read already."""

    def take(self, stored: str | None) -> None:
        """Take what was stored under the key; None where no living session has it."""
        if stored is None:
            self._session_key = None
            self._session_cache: dict[str, Any] = {}
        else:
            self._session_cache = self.decode(stored)


class OpenedSessionMiddleware(SessionMiddleware):
    """Give the request the session that its first statement read."""

    @override
    def process_request(self, request: HttpRequest) -> None:
        """Set the session."""
        super().process_request(request)
        if isinstance(request.session, SessionStore):
            request.session.take(opening_of(request).session_data)


class OpenedAuthenticationMiddleware(AuthenticationMiddleware):
    """Give the request the account that its first statement read, once it is proved."""

    @override
    def process_request(self, request: HttpRequest) -> None:
        """Set the account, looked at when somebody asks for it."""
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_user_of, request))  # type: ignore[assignment]


def opening_of(request: HttpRequest) -> Opening:
    """Return what the first statement of this request brought."""
    opening: Opening = request.opening  # type: ignore[attr-defined]  # the outermost middleware
    return opening


def session_key_of(request: HttpRequest) -> str:
    """Return the key that the browser sent; empty without one, or for what is no key."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return key if key.isascii() and key.isalnum() and len(key) <= LONGEST_KEY else ""


def _user_of(request: HttpRequest) -> Any:
    """Return the account; Django itself looks it up where what was read does not prove it."""
    user = opening_of(request).user
    return user if user is not None and _is_proved(request, user) else auth.get_user(request)


def _is_proved(request: HttpRequest, user: User) -> bool:
    """Tell whether the session names this account, and with the password that it has now."""
    session = request.session
    return (
        session.get(auth.SESSION_KEY) == str(user.pk)
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and user.is_active
        and constant_time_compare(
            session.get(auth.HASH_SESSION_KEY, ""), user.get_session_auth_hash()
        )
    )
