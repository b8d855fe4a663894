"""Named reads of publicity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.publicity.access import ABSENT
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.kernel.errors import NotVisible

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One notice as the township and the assistant see it."""

    notice_id: int
    code: str
    case_number: str
    shown_name: str
    planned_on: date
    posted_at: datetime | None
    starts_on: date | None
    ends_on: date | None
    taken_down_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebNotice:
    """One running notice as anybody reads it on the web: masked."""

    code: str
    masked_name: str
    persons: str
    monthly_amount: str
    township: str
    hotline: str
    posted_on: date
    ends_on: date
    organ: str


def notice_of(case: Case) -> PublicNotice | None:
    """Return the newest notice of a case."""
    return notice_read(case).first


def notice_read(case: Case) -> Read[PublicNotice]:
    """Return the read of the newest notice of a case."""
    return page_read("notice", _newest, case.pk)


def _newest(case: int) -> QuerySet[PublicNotice]:
    whole = PublicNotice.objects.select_related("document", "decision", "village", "photo", "proof")
    return whole.filter(case_id=case).order_by("-pk")[:1]


def notices_to_post(*, village_ids: tuple[int, ...], after: int = 0) -> tuple[NoticeRow, ...]:
    """Return the sheets that wait to be put up in these villages, one page."""
    return _rows(Q(village_id__in=village_ids, posted_at__isnull=True, pk__gt=after))


def notices_to_take_down(
    *, village_ids: tuple[int, ...], on: date, after: int = 0
) -> tuple[NoticeRow, ...]:
    """Return the sheets whose seven full days are over and that still hang, one page."""
    return _rows(
        Q(
            village_id__in=village_ids,
            ends_on__lt=on,
            posted_at__isnull=False,
            taken_down_at__isnull=True,
            pk__gt=after,
        )
    )


def notice_of_code(code: str) -> NoticeRow:
    """Return one sheet by the code printed on it.

    Raises: NotVisible, same answer for absent and hidden.
    """
    found = _rows(Q(code=code))
    if not found:
        raise NotVisible("notice.not_visible", ABSENT)
    return found[0]


def public_notices(*, village_code: str, on: date) -> tuple[WebNotice, ...]:
    """Return what the web shows of a village on a day: running notices, masked, then nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, web, starts_on, ends_on FROM jiuzhu_public_notices(%s, %s)",
            [village_code, on],
        )
        rows = cursor.fetchall()
    return tuple(_web_notice(*row) for row in rows)


def _web_notice(code: str, web: str, starts_on: date, ends_on: date) -> WebNotice:
    shown = json.loads(web)
    return WebNotice(
        code=code,
        masked_name=shown.get("masked_name", ""),
        persons=shown.get("persons", ""),
        monthly_amount=shown.get("monthly_amount", ""),
        township=shown.get("township", ""),
        hotline=shown.get("hotline", ""),
        posted_on=starts_on,
        ends_on=ends_on,
        organ=shown.get("organ", ""),
    )


def _rows(condition: Q) -> tuple[NoticeRow, ...]:
    found = (
        PublicNotice.objects.filter(condition)
        .order_by("pk")
        .values_list(
            "pk",
            "code",
            "case__number",
            "board__applicant_name",
            "planned_on",
            "posted_at",
            "starts_on",
            "ends_on",
            "taken_down_at",
        )[:PAGE_SIZE]
    )
    return tuple(
        NoticeRow(
            notice_id=pk,
            code=code,
            case_number=number,
            shown_name=name or "",
            planned_on=planned,
            posted_at=posted,
            starts_on=starts,
            ends_on=ends,
            taken_down_at=down,
        )
        for pk, code, number, name, planned, posted, starts, ends, down in found
    )
