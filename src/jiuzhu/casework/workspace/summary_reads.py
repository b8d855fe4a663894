"""The reads that the summary of a case is made of, each one for a page that is built."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jiuzhu.casework.applications.queries import application_read
from jiuzhu.casework.cases.models import (
    Case,
    CaseClock,
    CaseEvent,
    CaseMember,
    CaseVisit,
    ClockPause,
)
from jiuzhu.casework.cases.queries import holds_read, members_read
from jiuzhu.casework.intents.models import Authorization, HonestyStatement, Intent
from jiuzhu.casework.intents.queries import standing
from jiuzhu.casework.verification.queries import latest_report_read
from jiuzhu.casework.workspace.narrowing import open_assignments
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.registers.households.models import IdentityDocument


def summary_reads(case: Case, on: date) -> tuple[Read[Any], ...]:
    """Return what the summary of a case is made of; each read is one for a page that is built."""
    return (
        intent_read(case),
        more_read(case),
        members_read(case),
        identities_read(case),
        mandates_read(case, on),
        clocks_read(case),
        pauses_read(case),
        holds_read(case),
        latest_report_read(case),
        application_read(case),
    )


def intent_read(case: Case) -> Read[Intent]:
    """Return the read of the intent of a case."""
    return page_read(
        "intent", lambda case: Intent.objects.filter(case_id=case).order_by("pk")[:1], case.pk
    )


def identities_read(case: Case) -> Read[IdentityDocument]:
    """Return the read of the papers in force of everybody of a case."""
    return page_read("identities", _identities, case.pk)


def _identities(case: int) -> QuerySet[IdentityDocument]:
    people = CaseMember.objects.filter(case_id=case).values("person_id")
    papers = IdentityDocument.objects.filter(person_id__in=people, effective_to__isnull=True)
    return papers.select_related("paper_seen_by").order_by("pk")


def mandates_read(case: Case, on: date) -> Read[Authorization]:
    """Return the read of the mandates of a case that have not run out on a day."""
    return page_read("mandates", _mandates, case.pk, on)


def _mandates(case: int, on: date) -> QuerySet[Authorization]:
    mandates = Authorization.objects.filter(standing(), case_id=case, effective_to__gt=on)
    return mandates.select_related("witnessed_by")


def clocks_read(case: Case) -> Read[CaseClock]:
    """Return the read of the clocks of a case."""
    return page_read("clocks", lambda case: CaseClock.objects.filter(case_id=case), case.pk)


def pauses_read(case: Case) -> Read[ClockPause]:
    """Return the read of the pauses of the clocks of a case."""
    return page_read(
        "pauses",
        lambda case: ClockPause.objects.filter(clock__case_id=case).order_by(
            "effective_from", "pk"
        ),
        case.pk,
    )


def more_read(case: Case) -> Read[dict[str, Any]]:
    """Return the read of visits, signed statement, states reached, who looks after it."""
    return page_read("more", _more, case.pk)


def _more(case: int) -> QuerySet[Any, Any]:
    visits = CaseVisit.objects.filter(case=OuterRef("pk")).order_by().values("case")
    reached = CaseEvent.objects.filter(case=OuterRef("pk")).order_by().values("to_state")
    mine = open_assignments()
    found = Case.objects.filter(pk=case).annotate(
        assignee=Subquery(mine.values("officer__name")[:1]),
        assigned_since=Subquery(mine.values("assigned_at")[:1]),
        visits_n=Coalesce(Subquery(visits.annotate(n=Count("pk")).values("n")), 0),
        is_signed=Exists(HonestyStatement.objects.filter(case=OuterRef("pk"))),
        reached=ArraySubquery(reached.distinct()),
    )
    return found.values("visits_n", "is_signed", "reached", "assignee", "assigned_since")
