"""What stands around every page: who is signed in, where, the menu, the clock and how it looks."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.http import HttpRequest

from jiuzhu.interfaces.web.parts.help import Help, helps
from jiuzhu.interfaces.web.parts.presenters import Link

Theme = Literal["auto", "light", "dark"]
TextSize = Literal["normal", "large", "larger"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
SIZES: tuple[TextSize, ...] = ("normal", "large", "larger")
COOKIE_AGE = 365 * 24 * 3600
FIRST_PAGE = "desk:tasks"
NOBODYS = "no account"


@dataclass(frozen=True, slots=True)
class Appearance:
    """Remember on the server's side how a person wants pages to look."""

    theme: Theme = "auto"
    size: TextSize = "normal"
    cozy: bool = False
    elder: bool = False

    @property
    def html_class(self) -> str:
        """List the classes that the root element takes."""
        chosen = (
            self.theme if self.theme != "auto" else "",
            self.size if self.size != "normal" else "",
            "cozy" if self.cozy else "",
        )
        return " ".join(name for name in chosen if name)


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Group links of the menu under a heading."""

    label: str
    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """Hold all that a layout shows; the session's middleware sets it as `request.frame`."""

    organ: str = ""
    user: str = ""
    post: str = ""
    scope: str = ""
    menu: tuple[MenuGroup, ...] = ()
    home_url: str = "/"
    layout: str = "layouts/desk.html"
    search_url: str = ""
    keys_url: str = ""
    search_value: str = ""
    sign_out_url: str = ""
    account: str = ""
    switch_url: str = ""
    account_url: str = ""
    help: Help | None = None
    is_new: bool = False
    notices_url: str = ""
    notices_count: int = 0
    telephone: str = ""
    demo_clock: datetime | None = None
    appearance: Appearance = Appearance()
    path: str = "/"


def appearance_of(request: HttpRequest) -> Appearance:
    """Read the cookies of appearance; a value nobody offers counts as not set."""
    theme = request.COOKIES.get("theme")
    size = request.COOKIES.get("size")
    return Appearance(
        theme=next((known for known in THEMES if known == theme), "auto"),
        size=next((known for known in SIZES if known == size), "normal"),
        cozy=request.COOKIES.get("cozy") == "1",
        elder=request.COOKIES.get("elder") == "1",
    )


def frame_of(request: HttpRequest) -> Frame:
    """Take the frame that the session set, with the appearance of this browser."""
    frame = getattr(request, "frame", None) or Frame()
    bell = getattr(request, "bell", None)
    return replace(
        frame,
        notices_count=0 if bell is None else bell(),
        appearance=appearance_of(request),
        path=request.get_full_path(),
        help=_help_of(request) or frame.help,
        is_new=_is_new(request),
    )


def _help_of(request: HttpRequest) -> Help | None:
    """Return the help of the page that answers; an error page has none."""
    match = request.resolver_match
    return None if match is None else helps().get(match.view_name)


def _is_new(request: HttpRequest) -> bool:
    """Tell whether the account opens its first page and has not seen the guided tour."""
    match = request.resolver_match
    if match is None or match.view_name != FIRST_PAGE:
        return False
    return getattr(request.user, "tour_ended_at", NOBODYS) is None
