"""The other long lists of the desk as files: requests, lines of a payroll, looks, rows of a job."""

from __future__ import annotations

from jiuzhu.casework.payments.models import PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.queries import payroll_page
from jiuzhu.casework.workspace import queries
from jiuzhu.casework.workspace.timeline import count_looks
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.enums import RowOutcome
from jiuzhu.infra.job_runs import own_run
from jiuzhu.infra.models import JobRow
from jiuzhu.interfaces.web.desk.look_table import KINDS, LOOK_COLUMNS, look_cells
from jiuzhu.interfaces.web.desk.payment_parts import (
    LINE_COLUMNS,
    line_cells,
    payroll_said,
    payroll_wanted,
    require_handler,
    seen_batch,
)
from jiuzhu.interfaces.web.desk.verification_tables import QUEUE_COLUMNS, queue_cells
from jiuzhu.interfaces.web.parts.list_export import Asking, ListExport, Piece, key_of
from jiuzhu.interfaces.web.parts.presenters import Column
from jiuzhu.registers.law.queries import calendar_in_force

ERROR_COLUMNS = (Column("行", "head"), Column("原因"), Column("时间", "moment"))


def _requests(asking: Asking) -> Piece:
    found = queries.verification_queue(
        actor=asking.actor,
        state=asking.wanted.get("state", ""),
        after=asking.after,
        size=asking.size,
    )
    on, calendar = legal_day(asking.at), calendar_in_force()
    return Piece(
        rows=tuple(queue_cells(row, on, calendar) for row in found.rows),
        subjects=tuple(row.applicant_id for row in found.rows),
        after=found.after,
    )


def _count_requests(asking: Asking) -> int:
    found = queries.verification_queue(
        actor=asking.actor, state=asking.wanted.get("state", ""), size=1
    )
    counted = {one.state: one.requests for one in found.states}
    return counted.get(asking.wanted.get("state", ""), found.total) or 0


def _batch(asking: Asking) -> PaymentBatch:
    require_handler(asking.actor)
    return seen_batch(payroll_wanted(asking), asking.actor)


def _lines(asking: Asking) -> Piece:
    found = payroll_page(
        _batch(asking),
        after_line=key_of(asking) or 0,
        state=asking.wanted.get("state", ""),
        size=asking.size,
    )
    return Piece(
        rows=tuple(line_cells(line) for line in found),
        subjects=tuple(line.payee_id for line in found),
        after=str(found[-1].line) if len(found) == asking.size else "",
    )


def _count_lines(asking: Asking) -> int:
    found = PaymentOrder.objects.filter(batch=_batch(asking))
    state = asking.wanted.get("state", "")
    return (found.filter(state=state) if state else found).count()


def _looks(asking: Asking) -> Piece:
    found = queries.recent_looks(
        actor=asking.actor,
        kind=_kind(asking),
        before=key_of(asking),
        size=asking.size,
    )
    full = len(found) == asking.size and found[-1].key
    return Piece(
        rows=tuple(look_cells(row, with_case=True) for row in found),
        after=str(found[-1].key) if full else "",
    )


def _kind(asking: Asking) -> str:
    kind = asking.wanted.get("kind", "")
    return kind if kind in dict(KINDS) else ""


def _count_looks(asking: Asking) -> int:
    return count_looks(actor=asking.actor, kind=_kind(asking))


def _failed(asking: Asking) -> Piece:
    run = own_run(code=asking.wanted.get("job", ""), actor=asking.actor)
    rows = run.rows.filter(outcome=RowOutcome.FAILED, pk__gt=key_of(asking) or 0).order_by("pk")
    found: list[JobRow] = list(rows[: asking.size])
    return Piece(
        rows=tuple((row.label or row.key, row.sentence, row.at) for row in found),
        after=str(found[-1].pk) if len(found) == asking.size else "",
    )


def _count_failed(asking: Asking) -> int:
    run = own_run(code=asking.wanted.get("job", ""), actor=asking.actor)
    return run.rows.filter(outcome=RowOutcome.FAILED).count()


REQUESTS = ListExport(
    code="requests",
    title="核对提请",
    names=("state",),
    columns=lambda _: QUEUE_COLUMNS,
    read=_requests,
    count=_count_requests,
)
PAYROLL = ListExport(
    code="payroll",
    title="发放名册",
    names=("scheme", "month", "state"),
    columns=lambda _: LINE_COLUMNS,
    read=_lines,
    count=_count_lines,
    said=payroll_said,
)
LOOKS = ListExport(
    code="looks",
    title="查看查询记录",
    names=("kind",),
    columns=lambda _: LOOK_COLUMNS,
    read=_looks,
    count=_count_looks,
    said=lambda asking: (f"类别：{dict(KINDS)[_kind(asking)]}",),
)
JOB_ROWS = ListExport(
    code="job-rows",
    title="没有办成的行",
    names=("job",),
    columns=lambda _: ERROR_COLUMNS,
    read=_failed,
    count=_count_failed,
)
