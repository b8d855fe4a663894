"""Remember how a person wants pages to look: elder view, dark, size, row height, language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jiuzhu.interfaces.web.parts.frame import COOKIE_AGE, SIZES, THEMES

OFFERED: dict[str, tuple[str, ...]] = {
    "theme": THEMES,
    "size": SIZES,
    "cozy": ("0", "1"),
    "elder": ("0", "1"),
    settings.LANGUAGE_COOKIE_NAME: tuple(dict(settings.LANGUAGES)),
}


@require_POST
def set_appearance(request: HttpRequest) -> HttpResponse:
    """Set the cookies that were chosen and go back; unknown values are left alone."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    for name, offered in OFFERED.items():
        value = request.POST.get(name)
        if value in offered:
            response.set_cookie(
                name,
                value,
                max_age=COOKIE_AGE,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
    return response
