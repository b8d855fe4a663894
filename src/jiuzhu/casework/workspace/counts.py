"""How much stands behind each tab of a case; one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.assessments.models import HomeVisit
from jiuzhu.casework.cases.models import Case, CaseNote
from jiuzhu.casework.documents.models import Delivery, Document, SignedScan
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.verification.models import VerificationRequest
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class TabCounts:
    """Numbers beside the names of the tabs."""

    requests: int
    papers: int
    pictures: int
    notes: int


def tab_counts(*, number: str, actor: Actor) -> TabCounts:
    """Return the numbers of a case; zeros where the actor sees no such case."""
    actor.require("case.view")
    requests, papers, pictures, notes = tab_counts_read(number).first or (0, 0, 0, 0)
    return TabCounts(requests=requests, papers=papers, pictures=pictures, notes=notes)


def tab_counts_read(number: str) -> Read[tuple[int, ...]]:
    """Return the read of the numbers of a case."""
    return page_read("tab_counts", _counts, number)


def _counts(number: str) -> QuerySet[Case, tuple[int, ...]]:
    return (
        Case.objects.filter(number=number)
        .annotate(
            requests_n=_count(VerificationRequest.objects, "case"),
            notes_n=_count(CaseNote.objects, "case"),
            papers_n=_count(Document.objects, "case"),
            pictures_n=_count(Authorization.objects.filter(evidence__isnull=False), "case")
            + _count(Application.objects.filter(mandate__isnull=False), "case")
            + _count(HomeVisit.objects.filter(photo__isnull=False), "case")
            + _count(PublicNotice.objects.filter(photo__isnull=False), "case")
            + _count(PublicNotice.objects.filter(last_photo__isnull=False), "case")
            + _count(SignedScan.objects, "document__case")
            + _count(Delivery.objects.filter(evidence__isnull=False), "document__case"),
        )
        .values_list("requests_n", "papers_n", "pictures_n", "notes_n")
    )


def _count(rows: Any, case: str) -> Coalesce:
    mine: QuerySet[Any] = rows.filter(**{case: OuterRef("pk")}).order_by()
    counted = mine.values(case).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
