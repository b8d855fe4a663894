"""Pages anybody may read: start, genuine papers, running notices. No session, no personal data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.documents.queries import PublicCheck, checked_document
from jiuzhu.casework.publicity.queries import public_notices
from jiuzhu.casework.publicity.services.write_sheets import CITY_HOTLINE
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import PageForm, PlainTextField
from jiuzhu.interfaces.web.parts.frame import frame_of
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Column, Empty, Fact, Link, Row, Table, Tile
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.publicity import leaks_in_page
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import organ_of_code, organs_under

CODE_LENGTH = 16
NO_CODE = "-"
NOT_INDEXED = "noindex, nofollow, noarchive"
WITHHELD = "这一页里有不能公开的号码，已经停止显示。请拨打监督电话告诉我们。"
NO_VILLAGE = "没有找到这个地方。请从“村里公示”逐级选择。"


class CodeForm(PageForm):
    """The code printed under the QR sign of a paper."""

    code = PlainTextField(label="查验码（纸面上16位）", max_length=24)


@dataclass(frozen=True, slots=True)
class StartPage:
    """What anybody can do here."""

    tiles: tuple[Tile, ...]
    form: CodeForm
    staff_url: str


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Say whether a paper is genuine."""

    found: PublicCheck | None
    facts: tuple[Fact, ...]
    form: CodeForm


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """Choose a place step by step."""

    title: str
    up: Link | None
    places: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """The running notices of one village, masked."""

    title: str
    up: Link
    on: date
    table: Table
    hotline: str


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Show what anybody can do here."""
    set_frame(request)
    page = StartPage(
        tiles=(
            Tile("自我评估", reverse("public:assess"), "people", "我能申请什么，点几下就知道"),
            Tile("我要申请", reverse("public:apply"), "find", "说一声就行，不用先备材料"),
            Tile("我的办件", reverse("citizen:follow"), "search", "凭查询码看办到哪一步"),
            Tile("掌上公示", reverse("public:places"), "house", "村里正在公示的结果"),
            Tile("政策与标准", reverse("public:policy"), "paper", "多少钱、怎么办、带什么"),
            Tile("文书真伪", reverse("public:check"), "camera", "扫码或输查验码"),
        ),
        form=CodeForm(),
        staff_url=settings.LOGIN_URL,
    )
    return render_page(request, "public/start.html", page)


@require_GET
def apply(request: HttpRequest) -> HttpResponse:
    """Say how to ask for help: no paper is needed to begin."""
    set_frame(request)
    return render_page(request, "public/apply.html")


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a paper."""
    set_frame(request)
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("public:paper", _code(form.cleaned_data["code"]))
    page = CheckPage(found=None, facts=(), form=form)
    status = 422 if form.is_bound else 200
    return render_page(request, "public/check.html", page, status=status)


@require_GET
@refusals_as_pages
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a paper is genuine or withdrawn, and nothing about anybody."""
    set_frame(request)
    found = checked_document(_code(code))
    page = CheckPage(
        found=found,
        facts=(
            Fact("文书名称", found.title),
            Fact("文号", found.number),
            Fact("出具机关", found.organ),
            Fact("出具日期", found.issued_on, "date"),
        ),
        form=CodeForm(),
    )
    return _unindexed(_shielded(render_page(request, "public/check.html", page)))


@require_GET
@refusals_as_pages
def places(request: HttpRequest) -> HttpResponse:
    """Choose the county-level unit."""
    set_frame(request)
    found = organs_under(None, OrganKind.COUNTY)
    page = PlacesPage(title="村里公示", up=None, places=tuple(_link(organ) for organ in found))
    return render_page(request, "public/places.html", page)


@require_GET
@refusals_as_pages
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show the notices of a village, or what lies below a county or a township."""
    set_frame(request)
    organ = organ_of_code(code)
    below = {OrganKind.COUNTY: OrganKind.TOWNSHIP, OrganKind.TOWNSHIP: OrganKind.VILLAGE}
    if organ is None or organ.kind not in {*below, OrganKind.VILLAGE}:
        raise NotVisible("place.unknown", NO_VILLAGE)
    if organ.kind == OrganKind.VILLAGE:
        return _unindexed(_notices(request, organ))
    found = organs_under(organ, below[OrganKind(organ.kind)])
    page = PlacesPage(
        title=phrase("%(short_name)s：村里公示", short_name=organ.short_name),
        up=_up(organ),
        places=tuple(_link(each) for each in found),
    )
    return render_page(request, "public/places.html", page)


@require_GET
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Keep search machines away from notices and papers."""
    lines = (
        "User-agent: *",
        "Disallow: /gk/",
        "Disallow: /yz/",
        "Disallow: /sq/",
        "Disallow: /c/",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _notices(request: HttpRequest, village: Organ) -> HttpResponse:
    on = legal_day(asked(request).at)
    found = public_notices(village_code=village.code, on=on)
    rows = tuple(
        Row(
            (
                each.masked_name,
                each.persons,
                each.monthly_amount,
                each.posted_on,
                each.ends_on,
                Link("有意见", reverse("public:objecting", args=[each.code])),
            )
        )
        for each in found
    )
    columns = (
        Column("申请人", "head"),
        Column("保障人数"),
        Column("每月（元）"),
        Column("公示首日", "date"),
        Column("公示末日", "date"),
        Column("反映", "link"),
    )
    empty = Empty("现在没有正在公示的结果。公示期满的已自动撤下。")
    page = NoticesPage(
        title=phrase("%(name)s：低保审批结果公示", name=village.name),
        up=_up(village),
        on=on,
        table=Table("正在公示的结果", columns, rows, empty),
        hotline=found[0].hotline if found else CITY_HOTLINE,
    )
    return _shielded(render_page(request, "public/notices.html", page), page.hotline)


def _link(organ: Organ) -> Link:
    return Link(organ.short_name, reverse("public:place", args=[organ.code]))


def _up(organ: Organ) -> Link:
    parent = organ.parent
    if organ.kind == OrganKind.COUNTY or parent is None:
        return Link("上一级", reverse("public:places"))
    return Link(
        phrase("回到%(short_name)s", short_name=parent.short_name),
        reverse("public:place", args=[parent.code]),
    )


def _code(text: str) -> str:
    """Read a code as people type it: blanks and small letters do not matter."""
    typed = "".join(sign for sign in text if sign.isascii() and sign.isalnum())
    return typed.upper()[:CODE_LENGTH] or NO_CODE


def set_frame(request: HttpRequest, telephone: str = "") -> None:
    """Show the same page to everybody: no menu and no name of whoever is signed in."""
    request.frame = replace(  # type: ignore[attr-defined]
        frame_of(request),
        home_url=reverse("public:start"),
        sign_out_url="",
        telephone=telephone or CITY_HOTLINE,
    )


def _shielded(answer: HttpResponse, *hotlines: str) -> HttpResponse:
    """Let a page for everybody leave only when no number of a person stands in any byte of it.

    Raises: NotVisible `page.withheld`.
    """
    if leaks_in_page(answer.content.decode(), hotlines=(*hotlines, CITY_HOTLINE)):
        raise NotVisible("page.withheld", WITHHELD)
    return answer


def _unindexed(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Robots-Tag"] = NOT_INDEXED
    return answer
