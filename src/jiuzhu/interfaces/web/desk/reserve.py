"""Pages of the reserve fund: balances for the county, the cash book, filling, the second name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.relief.books import (
    PAGE_SIZE,
    Book,
    EntryLine,
    balances_of,
    book_of,
    count_entries,
)
from jiuzhu.casework.relief.services.keep_reserve import FillGiven, fill_reserve, sign_entry
from jiuzhu.infra.actor import Actor
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, answer, sent, table, today
from jiuzhu.interfaces.web.desk.relief import ReliefList
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm, TickField, YuanField
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.list_export import (
    Asking,
    ListExport,
    Piece,
    exported,
    key_of,
    wants_workbook,
)
from jiuzhu.interfaces.web.parts.pages import query_url, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Cell,
    Column,
    Empty,
    Link,
    Pager,
    Row,
    Table,
)
from jiuzhu.kernel.errors import Forbidden
from jiuzhu.kernel.money import format_yuan
from jiuzhu.registers.organs.enums import OrganKind

LIST = "desk/relief/list.html"
COLUMNS = (
    Column("笔号", "head"),
    Column("时间", "moment"),
    Column("类别"),
    Column("摘要"),
    Column("收支", "money", unit="元"),
    Column("结余", "money", unit="元"),
    Column("登记人"),
    Column("第二签字人"),
)
NOT_YOURS = "备用金台账由乡镇（街道）和所属县级民政部门查看。请换到有权限的岗位。"


class FillForm(SubmitForm):
    """What the county has sent."""

    amount = YuanField(label="拨入金额")
    note = PlainTextField(label="拨款文件或凭证", max_length=120)


class SignForm(SubmitForm):
    """Sign as the second person."""

    sure = TickField(label="已核对现金、收条和这一笔，签字")


@require_GET
@refusals_as_pages
def reserve(request: HttpRequest) -> HttpResponse:
    """Show the own cash book, or to the county the balance of each of its townships."""
    actor = _keeper(asked(request).actor)
    if actor.organ_kind == OrganKind.TOWNSHIP:
        return _book(request, book_of(code="", actor=actor, before=_before(request)))
    rows = tuple(
        Row(
            (one.name, one.balance_fen, one.unsigned),
            url=reverse("desk:reserve_of", args=[one.code]),
        )
        for one in balances_of(actor=actor)
    )
    heads = "乡镇（街道）:head 余额:money 等第二人签字:number"
    page = ReliefList(
        title="备用金",
        crumbs=(Link("我的待办", reverse("desk:tasks")),),
        facts=(),
        next=None,
        actions=(),
        tabs=(),
        table=table("备用金", heads, rows, "没有乡镇（街道）。"),
        export_url="",
    )
    return render_page(request, LIST, page)


@require_GET
@refusals_as_pages
def reserve_of(request: HttpRequest, code: str) -> HttpResponse:
    """Show the cash book of one township."""
    actor = _keeper(asked(request).actor)
    if wants_workbook(request):
        return exported(request, RESERVE, {"organ": code})
    return _book(request, book_of(code=code, actor=actor, before=_before(request)))


@refusals_as_pages
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """Enter what the county has sent to a township."""
    here = asked(request)
    here.actor.require("reserve.fill")
    book = book_of(code=code, actor=here.actor)
    form = FillForm(*sent(request)[:1], on=today(request))
    back = reverse("desk:reserve_of", args=[code])

    def do() -> str:
        values = form.cleaned_data
        given = FillGiven(organ_code=code, amount_fen=values["amount"], note=values["note"])
        fill_reserve(given=given, actor=here.actor, at=here.at)
        return "已登记拨入。"

    def page() -> object:
        return _page(book, "登记拨入", form, back)

    return answer(request, Act(form=form, page=page, do=do, then=back))


@refusals_as_pages
def sign(request: HttpRequest, code: str, serial: int) -> HttpResponse:
    """Sign one line as the second person."""
    here = asked(request)
    here.actor.require("reserve.sign")
    book = book_of(code=code, actor=here.actor)
    form = SignForm(*sent(request)[:1], on=today(request))
    back = reverse("desk:reserve")

    def do() -> str:
        sign_entry(organ_id=book.organ_id, serial=serial, actor=here.actor, at=here.at)
        return phrase("第%(n)s笔已由第二人签字。", n=serial)

    def page() -> object:
        return _page(book, phrase("第%(n)s笔，第二人签字", n=serial), form, back)

    return answer(request, Act(form=form, page=page, do=do, then=back))


def _page(book: Book, title: str, form: SubmitForm, back: str) -> ActPage:
    return ActPage(
        title=title,
        crumbs=(Link("备用金", reverse("desk:reserve")),),
        chips=(),
        facts=(book.name, _balance(book)),
        sections=(),
        form=form,
        label=title,
        back_url=back,
    )


def _keeper(actor: Actor) -> Actor:
    if not (actor.may("reserve.sign") or actor.may("reserve.fill")):
        raise Forbidden("reserve.not_yours", NOT_YOURS)
    return actor


def _before(request: HttpRequest) -> int | None:
    key = request.GET.get("before", "")
    return int(key) if key.isascii() and key.isdecimal() else None


def _balance(book: Book) -> str:
    return phrase("余额 %(yuan)s 元", yuan=format_yuan(book.balance_fen))


def _book(request: HttpRequest, book: Book) -> HttpResponse:
    actor = asked(request).actor
    shown = book.entries[:PAGE_SIZE]
    more = len(book.entries) > PAGE_SIZE
    older = query_url(request, before=str(shown[-1].serial)) if more else ""
    rows = tuple(Row(_shown(line, book, actor)) for line in shown)
    page = ReliefList(
        title=phrase("%(organ)s 备用金台账", organ=book.name),
        crumbs=(Link("急难救助", reverse("desk:urgent")),),
        facts=(_balance(book),),
        next=Action("登记拨入", reverse("desk:reserve_fill", args=[book.code]), primary=True)
        if actor.may("reserve.fill")
        else None,
        actions=(),
        tabs=(),
        table=Table(
            "备用金台账",
            (*COLUMNS[:-1], Column("第二签字人", "chip"), Column("签字", "links")),
            rows,
            Empty("台账还没有一笔。县级拨入后从这里记起。"),
            hide_caption=True,
            pager=Pager(next_url=older) if older else None,
        ),
        export_url=f"{reverse('desk:reserve_of', args=[book.code])}?to=xlsx",
    )
    return render_page(request, LIST, page)


def _shown(line: EntryLine, book: Book, actor: Actor) -> tuple[Cell, ...]:
    signed = chip("done", line.signed_by) if line.signed_by else chip("waiting", phrase("等签字"))
    can = not line.signed_by and actor.may("reserve.sign") and actor.organ_id == book.organ_id
    url = reverse("desk:reserve_sign", args=[book.code, line.serial])
    return (*_cells(line)[:-1], signed, (Link("签字", url),) if can else None)


def _cells(line: EntryLine) -> tuple[Cell, ...]:
    return (
        str(line.serial),
        line.made_at,
        line.kind,
        line.note,
        line.amount_fen,
        line.balance_fen,
        line.made_by,
        line.signed_by,
    )


def _exported(asking: Asking) -> Piece:
    code = asking.wanted.get("organ", "")
    actor = _keeper(asking.actor)
    book = book_of(code=code, actor=actor, before=key_of(asking), size=asking.size - 1)
    full = len(book.entries) == asking.size
    return Piece(
        rows=tuple(map(_cells, book.entries)),
        after=str(book.entries[-1].serial) if full else "",
    )


RESERVE = ListExport(
    code="reserve",
    title="备用金台账",
    names=("organ",),
    columns=lambda _: COLUMNS,
    read=_exported,
    count=lambda asking: count_entries(
        code=asking.wanted.get("organ", ""), actor=_keeper(asking.actor)
    ),
)
urlpatterns = [
    path("reserve/", reserve, name="reserve"),
    path("reserve/<slug:code>/", reserve_of, name="reserve_of"),
    path("reserve/<slug:code>/fill/", fill, name="reserve_fill"),
    path("reserve/<slug:code>/<int:serial>/sign/", sign, name="reserve_sign"),
]
