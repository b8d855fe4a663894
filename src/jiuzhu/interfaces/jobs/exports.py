"""Write a long list into a workbook, piece by piece, under the scope of whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.translation import override

from jiuzhu.infra.actor import Request
from jiuzhu.infra.job_results import keep_result
from jiuzhu.infra.job_runs import is_cancelled, order_of, set_total, tick
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.jobs.scope import working_for
from jiuzhu.interfaces.web.desk.exports import EXPORTS
from jiuzhu.interfaces.web.parts.list_export import (
    KIND,
    Asking,
    ListExport,
    record_export,
    source_of,
)
from jiuzhu.interfaces.web.parts.workbook import ListBook, file_name
from jiuzhu.kernel.errors import Refused

PIECE = 1000
FACTS = Request(route="runs.work")


@override(settings.LANGUAGE_CODE)
def export_list(run: JobRun) -> str:
    """Read the list anew from its beginning, write it, and keep the file for its owner."""
    order = order_of(run)
    export, wanted = EXPORTS[order["list"]], order["wanted"]
    with TemporaryDirectory() as folder:
        with working_for(run) as (actor, at):
            asking = Asking(actor=actor, at=at, wanted=wanted, size=PIECE)
            set_total(run, export.count(asking))
            source = source_of(export, asking, reason=run.reason)
            path = Path(folder) / "list.xlsx"
            book = ListBook(str(path), export.columns(asking), source, streams=folder)
        try:
            lines = _write(run, export, wanted, book)
        finally:
            book.close()  # also a half one: it holds files open
        if lines is None:
            return "已取消，没有生成文件。"
        with working_for(run) as (_, at):
            keep_result(run, content=path.read_bytes(), name=file_name(source), at=at)
    return f"已导出{lines}行，请下载。"


def _write(run: JobRun, export: ListExport, wanted: dict[str, str], book: ListBook) -> int | None:
    """Write every piece in a transaction of its own; None where the owner asked to stop."""
    key, more = "", True
    while more:
        with working_for(run) as (actor, at):
            if is_cancelled(run):
                return None
            asking = Asking(actor=actor, at=at, wanted=wanted, after=key, size=PIECE)
            piece = export.read(asking)
            record_export(export, asking, piece, FACTS, reason=run.reason)
            for cells in piece.rows:
                book.add(cells)
            tick(run, len(piece.rows))
        if piece.after and piece.after == key:
            raise Refused("export.stuck", "清单没有往下读到新的行，导出已停。请重新导出。")
        key, more = piece.after, bool(piece.after)
    return book.lines


WORKS: dict[str, Callable[[JobRun], str]] = {KIND: export_list}
