"""Help as pages of its own, and the guided tour for somebody new."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.help import Card, Help, cards, helps
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Link
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.registers.accounts.services.end_tour import end_tour

ONE_PAGE = "help_page:"
OPEN = ("public:", "citizen:")
COUNTERS = (
    ("public:", "公开页"),
    ("citizen:", "群众"),
    ("village:", "村（居）协理员"),
    ("desk:", "工作台"),
    ("", "登录和通用"),
)


@dataclass(frozen=True, slots=True)
class HelpIndex:
    """Every page that has help, by counter."""

    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    tour_url: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The help of one page."""

    help: Help
    back_url: str


@dataclass(frozen=True, slots=True)
class TourPage:
    """One card of the guided tour."""

    card: Card
    number: int
    count: int
    look: Link
    previous_url: str
    next_url: str
    done_url: str


@require_GET
@refusals_as_pages
def index(request: HttpRequest) -> HttpResponse:
    """List the help of all pages."""
    is_staff = asked(request).actor.user_id is not None
    found: dict[str, dict[str, Link]] = {label: {} for _, label in COUNTERS}
    for route, one in helps().items():
        if not is_staff and not route.startswith(OPEN):
            continue
        label = next(label for prefix, label in COUNTERS if route.startswith(prefix))
        link = Link(one.title, reverse("help_page", args=[route]))
        found[label].setdefault(one.title, link)
    groups = tuple((label, tuple(links.values())) for label, links in found.items() if links)
    page = HelpIndex(groups=groups, tour_url=reverse("tour_card", args=[1]) if is_staff else "")
    return render_page(request, "help/index.html", page)


@require_GET
@refusals_as_pages
def page(request: HttpRequest, route: str) -> HttpResponse:
    """Show the help of one page.

    Raises: NotVisible `help.unknown`.
    """
    found = helps().get(route)
    if found is None:
        raise NotVisible("help.unknown", "没有这一页的帮助。请从“帮助”里找。")
    shown = HelpPage(help=found, back_url=reverse("help"))
    return render_page(request, "help/page.html", shown)


@require_GET
@login_required
@refusals_as_pages
def tour_card(request: HttpRequest, card: int) -> HttpResponse:
    """Show one card of the tour.

    Raises: NotVisible `tour.unknown`.
    """
    found, count = cards(), len(cards())
    if not 1 <= card <= count:
        raise NotVisible("tour.unknown", "引导只有8张卡片。请从“帮助”里重新打开。")
    shown = TourPage(
        card=found[card - 1],
        number=card,
        count=count,
        look=Link(found[card - 1].label, _address(found[card - 1].route)),
        previous_url=reverse("tour_card", args=[card - 1]) if card > 1 else "",
        next_url=reverse("tour_card", args=[card + 1]) if card < count else "",
        done_url=reverse("end_tour"),
    )
    return render_page(request, "help/tour.html", shown)


@require_POST
@login_required
@refusals_as_pages
def end(request: HttpRequest) -> HttpResponse:
    """Remember that this account has seen or skipped the tour, and go home."""
    here = asked(request)
    end_tour(actor=here.actor, at=here.at)
    return redirect("desk:tasks")


def _address(route: str) -> str:
    if route.startswith(ONE_PAGE):
        return reverse("help_page", args=[route.removeprefix(ONE_PAGE)])
    return reverse(route)
