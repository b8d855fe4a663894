"""All addresses of the house; every route has a row in the access table."""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.totp import views as totp_views
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from jiuzhu.interfaces.web.system import views as system

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", system.healthz, name="healthz"),
    path("readyz", system.readyz, name="readyz"),
    path(
        "callbacks/departments/<slug:source>",
        system.department_callback,
        name="department_callback",
    ),
    path("accounts/login/", account_views.login, name="account_login"),
    path("accounts/logout/", account_views.logout, name="account_logout"),
    path("accounts/reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("accounts/2fa/authenticate/", mfa_views.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/", mfa_views.index, name="mfa_index"),
    path("accounts/2fa/reauthenticate/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", totp_views.activate_totp, name="mfa_activate_totp"),
    # Nobody takes the own second factor away; the administrator gives a new one.
    path(
        "accounts/2fa/totp/deactivate/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_deactivate_totp",
    ),
    path("w/", include("jiuzhu.interfaces.web.desk.urls")),
    path("v/", include("jiuzhu.interfaces.web.village.urls")),
    path("c/", include("jiuzhu.interfaces.web.citizen.urls")),
    path("", include("jiuzhu.interfaces.web.public.urls")),
    path("", include("jiuzhu.interfaces.web.parts.urls")),
]

handler400 = "jiuzhu.interfaces.web.parts.errors.bad_request"
handler403 = "jiuzhu.interfaces.web.parts.errors.permission_denied"
handler404 = "jiuzhu.interfaces.web.parts.errors.page_not_found"
handler429 = "jiuzhu.interfaces.web.parts.errors.too_many_requests"
handler500 = "jiuzhu.interfaces.web.parts.errors.server_error"
