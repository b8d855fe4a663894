"""All pictures and PDFs of one case: what came in, and the papers that went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import CharField, F, QuerySet, Value

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.assessments.models import HomeVisit
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.access import ABSENT
from jiuzhu.casework.documents.models import Delivery, SignedScan
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.workspace.papers import may_open_kind
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.models import StoredFile
from jiuzhu.kernel.errors import Forbidden, NotVisible

CODE = 24  # characters of the digest in an address: enough to be one file of a case
REPORT = "W06"
LABELS = {
    "authorization": "授权签署凭证",
    "mandate": "代办委托书",
    "visit": "入户照片",
    "scan": "签章扫描件",
    "delivery": "送达证据",
    "posted": "公示张贴照片",
    "taken_down": "公示撤下照片",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One file that came in: what it proves, when it came, whether this actor may see it."""

    code: str
    label: str
    about: str
    at: datetime
    kind: Literal["pdf", "image"]
    may_open: bool
    needs_purpose: bool


def pictures_of(*, number: str, actor: Actor) -> tuple[Picture, ...]:
    """Return what came into the file of a case, oldest first; one statement.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    rows = sorted(_rows(case), key=lambda row: (row["at"], row["digest"]))
    return tuple(_picture(row, actor) for row in rows)


def picture_to_open(*, number: str, code: str, actor: Actor) -> tuple[StoredFile, Picture]:
    """Return a file of this very case for an actor who may see it.

    The scan of a report is opened with a purpose elsewhere; `needs_purpose` says so.

    Raises: NotVisible, the same for another case's file and an absent one, Forbidden
    `paper.sensitive`.
    """
    case = case_to_see(number=number, actor=actor)
    for row in _rows(case):
        shown = _picture(row, actor)
        if shown.code != code:
            continue
        if not shown.may_open:
            raise Forbidden(
                "paper.sensitive",
                "这份材料含有核对数据，您的岗位不能查看。需要了解办理情况，请询问经办的乡镇（街道）。",
            )
        return StoredFile.objects.get(digest=bytes(row["digest"])), shown
    raise NotVisible("document.not_visible", ABSENT)


def _rows(case: Case) -> list[dict[str, Any]]:
    """Return every file of a case in one statement."""
    found = [
        _of(Authorization.objects.filter(case=case), "authorization", "evidence", "signed_at"),
        _of(Application.objects.filter(case=case), "mandate", "mandate", "submitted_at"),
        _of(HomeVisit.objects.filter(case=case), "visit", "photo", "visited_at", paper="W14"),
        _of(PublicNotice.objects.filter(case=case), "posted", "photo", "posted_at"),
        _of(PublicNotice.objects.filter(case=case), "taken_down", "last_photo", "taken_down_at"),
        _of(
            SignedScan.objects.filter(document__case=case),
            "scan",
            "file",
            "scanned_at",
            of_paper=True,
        ),
        _of(
            Delivery.objects.filter(document__case=case),
            "delivery",
            "evidence",
            "delivered_at",
            of_paper=True,
        ),
    ]
    return list(found[0].union(*found[1:], all=True))


def _of(
    rows: QuerySet[Any],
    source: str,
    file: str,
    moment: str,
    *,
    paper: str = "",
    of_paper: bool = False,
) -> QuerySet[Any, dict[str, Any]]:
    words = CharField()
    return rows.filter(**{f"{file}__isnull": False}).values(
        source=Value(source, output_field=words),
        digest=F(f"{file}__digest"),
        media_type=F(f"{file}__media_type"),
        at=F(moment),
        paper=F("document__kind") if of_paper else Value(paper, output_field=words),
        about=F("document__title") if of_paper else Value("", output_field=words),
    )


def _picture(row: dict[str, Any], actor: Actor) -> Picture:
    return Picture(
        code=bytes(row["digest"]).hex()[:CODE],
        label=LABELS[row["source"]],
        about=row["about"],
        at=row["at"],
        kind="pdf" if row["media_type"] == "application/pdf" else "image",
        may_open=may_open_kind(row["paper"], actor),
        needs_purpose=row["paper"] == REPORT,
    )
