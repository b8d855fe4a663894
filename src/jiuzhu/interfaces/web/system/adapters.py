"""How staff sign in: by name and password, then a code; nobody signs up."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from typing_extensions import override

from jiuzhu.infra import keys
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.transaction import NOBODY, request_facts
from jiuzhu.registers.accounts.queries import actor_of_user


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Close sign-up; accounts are opened by the administrator."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/w/"

    @override
    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in after password and code, and keep that it happened."""
        super().login(request, user)
        here = asked(request)
        actor = actor_of_user(user=user, on=legal_day(here.at)) or NOBODY
        record_access(
            kind=AccessKind.SIGN_IN, actor=actor, at=here.at, request=request_facts(request)
        )

    @override
    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, "这个账号已停用。需要恢复的，请联系本单位管理员。")
        return HttpResponseRedirect(reverse("account_login"))

    @override
    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again only when it was not typed in the last minutes."""
        request = context.request
        records = get_authentication_records(request, request.user)
        age = time.time() - max((one["at"] for one in records), default=0)
        return bool(age > app_settings.REAUTHENTICATION_TIMEOUT)

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: staff have no mailbox here."""


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keep the secrets of the second factor encrypted."""

    @override
    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys.encrypt(text)).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return keys.decrypt(base64.b64decode(encrypted_text))

    @override
    def build_totp_url(self, user: Any, secret: str) -> str:
        return f"otpauth://totp/jiuzhu:{user.username}?secret={secret}&issuer=jiuzhu"
