"""Whom a change of the law touches: households, decisions that differ, what is owed; by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from jiuzhu.casework.reviews.enums import Effect
from jiuzhu.casework.reviews.models import (
    BackPayLine,
    BackPayRun,
    BackPayUnit,
    BacktestDifference,
    DifferenceExplanation,
    SimulatedHousehold,
    Simulation,
)
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.law.models import LawActivation, LawChange


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedRow:
    """One household that a change would touch; amounts in fen a month."""

    key: int
    number: str
    applicant: str
    applicant_id: int
    organ: str
    effect: str
    old_fen: int
    new_fen: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """One decision that comes out otherwise; amounts in fen a month; who explained it, and how."""

    key: int
    number: str
    applicant_id: int
    organ: str
    computed_on: date
    old_eligible: str
    old_fen: int
    new_eligible: str
    new_fen: int
    problem: str
    explanation: str
    explained_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """What one household is owed for one month, in fen."""

    key: int
    number: str
    applicant: str
    applicant_id: int
    organ: str
    month: Month
    old_fen: int
    new_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewlyRow:
    """One refused household that a change in force lets in; the amount in fen a month."""

    key: int
    number: str
    applicant: str
    applicant_id: int
    organ: str
    change: str
    first_month: Month
    new_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackPaySums:
    """What a back-pay run found in all units; the amount in fen."""

    first_month: Month
    last_month: Month
    households: int
    total_fen: int
    ended_at: datetime | None


def touched_rows(
    simulation: Simulation | None, *, effect: str, after: int, size: int
) -> tuple[TouchedRow, ...]:
    """Return the touched households that the scope shows, only those of one effect where asked."""
    found = _touched(simulation, effect).filter(pk__gt=after)
    return tuple(
        TouchedRow(
            key=one.pk,
            number=one.case.number,
            applicant=one.case.applicant.name,
            applicant_id=one.case.applicant_id,
            organ=one.organ.short_name,
            effect=Effect(one.effect).label,
            old_fen=one.old_fen,
            new_fen=one.new_fen,
            problem=one.problem,
        )
        for one in found.select_related("case__applicant", "organ").order_by("pk")[:size]
    )


def count_touched(simulation: Simulation | None, *, effect: str) -> int:
    """Count the touched households that the scope shows."""
    return _touched(simulation, effect).count()


def _touched(simulation: Simulation | None, effect: str) -> QuerySet[SimulatedHousehold]:
    found = SimulatedHousehold.objects.filter(simulation=simulation)
    return found.filter(effect=effect) if effect else found


def difference_rows(
    simulation: Simulation | None, *, is_open: bool, after: int, size: int
) -> tuple[DifferenceRow, ...]:
    """Return the differences that the scope shows, only the unexplained ones where asked."""
    found = _differences(simulation, is_open=is_open).filter(pk__gt=after)
    found = found.select_related("case", "organ").prefetch_related("explanation__explained_by")
    return tuple(_difference_row(one) for one in found.order_by("pk")[:size])


def count_differences(simulation: Simulation | None, *, is_open: bool) -> int:
    """Count the differences that the scope shows."""
    return _differences(simulation, is_open=is_open).count()


def _differences(simulation: Simulation | None, *, is_open: bool) -> QuerySet[BacktestDifference]:
    found = BacktestDifference.objects.filter(simulation=simulation)
    if not is_open:
        return found
    # Looked up row by row: joined, every explanation ever given would be read for one page.
    words = DifferenceExplanation.objects.filter(difference=OuterRef("pk")).values("pk")
    return found.annotate(words=Subquery(words)).filter(words__isnull=True)


def _difference_row(one: BacktestDifference) -> DifferenceRow:
    said = getattr(one, "explanation", None)
    return DifferenceRow(
        key=one.pk,
        number=one.case.number,
        applicant_id=one.case.applicant_id,
        organ=one.organ.short_name,
        computed_on=one.computed_on,
        old_eligible=one.old_eligible,
        old_fen=one.old_fen,
        new_eligible=one.new_eligible,
        new_fen=one.new_fen,
        problem=one.problem,
        explanation="" if said is None else said.text,
        explained_by="" if said is None else said.explained_by.name,
    )


def back_pay_run(change: LawChange) -> BackPayRun | None:
    """Return the back-pay run of a change."""
    return BackPayRun.objects.filter(activation__change=change).first()


def activation_of(change: LawChange) -> LawActivation | None:
    """Return when and by whom a change was put into force."""
    return (
        LawActivation.objects.select_related("change", "prepared_by", "activated_by")
        .filter(change=change)
        .first()
    )


def back_pay_sums(run: BackPayRun) -> BackPaySums:
    """Return the sums of a back-pay run over the units that the scope shows."""
    sums = BackPayUnit.objects.filter(run=run).aggregate(
        households=Sum("households", default=0), total_fen=Sum("total_fen", default=0)
    )
    return BackPaySums(
        first_month=Month.of(run.first_month),
        last_month=Month.of(run.last_month),
        households=sums["households"],
        total_fen=sums["total_fen"],
        ended_at=run.ended_at,
    )


def owed_rows(run: BackPayRun | None, *, after: int, size: int) -> tuple[OwedRow, ...]:
    """Return the lines of a back-pay run that the scope shows."""
    found = BackPayLine.objects.filter(run=run, pk__gt=after)
    return tuple(
        OwedRow(
            key=one.pk,
            number=one.case.number,
            applicant=one.case.applicant.name,
            applicant_id=one.case.applicant_id,
            organ=one.organ.short_name,
            month=Month.of(one.month),
            old_fen=one.old_fen,
            new_fen=one.new_fen,
        )
        for one in found.select_related("case__applicant", "organ").order_by("pk")[:size]
    )


def count_owed(run: BackPayRun | None) -> int:
    """Count the lines of a back-pay run that the scope shows."""
    return BackPayLine.objects.filter(run=run).count()


def newly_rows(*, after: int, size: int) -> tuple[NewlyRow, ...]:
    """Return the refused households that a change in force lets in, as the scope shows them."""
    found = _newly().filter(pk__gt=after).order_by("pk")
    found = found.select_related("case__applicant", "organ", "simulation__change")
    return tuple(
        NewlyRow(
            key=one.pk,
            number=one.case.number,
            applicant=one.case.applicant.name,
            applicant_id=one.case.applicant_id,
            organ=one.organ.short_name,
            change=one.simulation.change.title,
            first_month=Month.of(one.simulation.first_month),
            new_fen=one.new_fen,
        )
        for one in found[:size]
    )


def count_newly() -> int:
    """Count the refused households that a change in force lets in."""
    return _newly().count()


def _newly() -> QuerySet[SimulatedHousehold]:
    return SimulatedHousehold.objects.filter(
        effect=Effect.NEW, simulation__change__lawactivation__isnull=False
    )
