"""Take a list out of the house: a small one at once, a large one by a job that asks for a reason.

A list says in a `ListExport` how it is read in pieces, by key; page and job read it the same way,
each under the scope of whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import override

from jiuzhu.infra.actor import Actor, Request
from jiuzhu.infra.enums import AccessKind
from jiuzhu.infra.trace.record_access import record_access
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import query_url
from jiuzhu.interfaces.web.parts.presenters import Cell, Column, Empty, Row, Table
from jiuzhu.interfaces.web.parts.transaction import request_facts
from jiuzhu.interfaces.web.parts.workbook import Source, workbook_answer
from jiuzhu.kernel.errors import Refused

AT_ONCE = 500
KIND = "export.list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks for which rows: the conditions of the address, the key behind which they begin."""

    actor: Actor
    at: datetime
    wanted: Mapping[str, str]
    after: str = ""
    size: int = AT_ONCE + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some rows, whom they name, and the key behind the last; no key: there are no more."""

    rows: tuple[tuple[Cell, ...], ...]
    subjects: tuple[int, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExport:
    """How one list is taken out; `names` are the conditions that its address knows."""

    code: str
    title: str
    names: tuple[str, ...]
    columns: Callable[[Asking], tuple[Column, ...]]
    read: Callable[[Asking], Piece]
    count: Callable[[Asking], int]
    said: Callable[[Asking], Sequence[str]] = lambda _: ()


def export_url(request: HttpRequest) -> str:
    """Return the address under which the shown list is handed over."""
    return query_url(request, to="xlsx", after=None, before=None)


def wants_workbook(request: HttpRequest) -> bool:
    """Tell whether the list is asked for as a file."""
    return request.GET.get("to") == "xlsx"


def wanted_of(request: HttpRequest, export: ListExport) -> dict[str, str]:
    """Return the conditions of the address that the list knows."""
    return {name: value for name in export.names if (value := request.GET.get(name, ""))}


@override(settings.LANGUAGE_CODE)  # a file that leaves the house stays Chinese
def exported(
    request: HttpRequest, export: ListExport, wanted: Mapping[str, str] | None = None
) -> HttpResponse:
    """Hand a list over; one that is longer than `AT_ONCE` leads to the page that asks why."""
    here = asked(request)
    given = wanted_of(request, export) if wanted is None else wanted
    asking = Asking(actor=here.actor, at=here.at, wanted=given)
    piece = export.read(asking)
    if len(piece.rows) > AT_ONCE:
        address = reverse("desk:export", args=[export.code])
        return HttpResponseRedirect(f"{address}?{urlencode(asking.wanted)}".rstrip("?"))
    record_export(export, asking, piece, request_facts(request))
    table = Table(
        caption=export.title,
        columns=export.columns(asking),
        rows=tuple(Row(cells) for cells in piece.rows),
        empty=Empty(""),
    )
    return workbook_answer(table, source_of(export, asking))


@override(settings.LANGUAGE_CODE)
def handed_over(request: HttpRequest, table: Table) -> HttpResponse:
    """Hand over a list that is shown whole and names nobody."""
    here = asked(request)
    record_access(
        kind=AccessKind.EXPORT,
        actor=here.actor,
        at=here.at,
        request=request_facts(request),
        query=f"{table.caption}；{len(table.rows)} 行",
    )
    source = Source(
        title=table.caption, organ=here.actor.organ_name, user=here.actor.name, at=here.at
    )
    return workbook_answer(table, source)


def source_of(export: ListExport, asking: Asking, *, reason: str = "") -> Source:
    """Return what the file says of its own origin."""
    return Source(
        title=export.title,
        organ=asking.actor.organ_name,
        user=asking.actor.name,
        at=asking.at,
        conditions=tuple(export.said(asking)),
        reason=reason,
    )


def record_export(
    export: ListExport, asking: Asking, piece: Piece, facts: Request, *, reason: str = ""
) -> None:
    """Keep who took whose rows, of which list, narrowed how, and why."""
    words = (export.title, *export.said(asking), phrase("%(n)s 行", n=len(piece.rows)))
    record_access(
        kind=AccessKind.EXPORT,
        actor=asking.actor,
        at=asking.at,
        request=facts,
        subjects=piece.subjects,
        query="；".join(words),
        purpose=reason,
    )


def key_of(asking: Asking) -> int | None:
    """Return the id behind which the piece begins; None for the first.

    Raises: Refused `list.key`.
    """
    if asking.after and not (asking.after.isascii() and asking.after.isdecimal()):
        raise Refused("list.key", "页码不正确。请从列表第一页重新翻页。")
    return int(asking.after) if asking.after else None


def behind(asking: Asking, key: str, size: int) -> Asking:
    """Return the same question for the next piece."""
    return replace(asking, after=key, size=size)
