"""The unit of which somebody asks how payroll and ledger agree, and its differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from jiuzhu.casework.payments.agreement import (
    BatchAgreement,
    DifferenceRow,
    agreements_of,
    difference_row,
    differences_of,
    kinds_of,
)
from jiuzhu.casework.payments.models import LedgerLine
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import organs_below

NOT_HERE = "没有找到这个单位。请从“台账一致率”进入。"
NO_DIFFERENCE = "没有找到这处差异。请从差异清单进入。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The unit of an address: city, county or township, with the payrolls below it.

    `above` leads up as far as the own area reaches; `named` has the units that occur.
    """

    code: str
    name: str
    township: int | None
    is_city: bool
    above: tuple[tuple[str, str], ...]
    batches: tuple[BatchAgreement, ...]
    named: Mapping[int, tuple[str, str]]

    @property
    def batch_ids(self) -> tuple[int, ...]:
        """Return the payrolls of the unit."""
        return tuple(one.batch_id for one in self.batches)


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInPlace:
    """One difference with the payroll that it belongs to."""

    row: DifferenceRow
    batch_month: Month
    county_code: str


def place_of(*, actor: Actor, month: Month, unit: str, scheme: str) -> Place:
    """Return the unit that an address names, or the own one, with its payrolls of a month.

    Raises: Forbidden `actor.capability`, NotVisible `agreement.no_unit`.
    """
    actor.require("agreement.view")
    reach = organs_below(Organ.objects.get(pk=actor.organ_id)) if actor.organ_id else ()
    wanted = {"code": unit} if unit else {"pk": actor.organ_id}
    organ = Organ.objects.select_related("parent").filter(**wanted, pk__in=reach).first()
    if organ is None:
        raise NotVisible("agreement.no_unit", NOT_HERE)
    is_city = organ.kind not in {OrganKind.COUNTY, OrganKind.TOWNSHIP}
    county = organ.parent_id if organ.kind == OrganKind.TOWNSHIP else organ.pk
    batches = tuple(
        one
        for one in agreements_of(month=month, actor=actor)
        if scheme in {"", one.scheme} and (is_city or one.county_id == county)
    )
    occurring = {one.county_id for one in batches}
    occurring |= {unit.organ_id or 0 for one in batches for unit in one.units}
    return Place(
        code=organ.code,
        name=organ.name,
        township=organ.pk if organ.kind == OrganKind.TOWNSHIP else None,
        is_city=is_city,
        above=_above(organ, frozenset(reach)),
        batches=batches,
        named={one.pk: (one.code, one.name) for one in Organ.objects.filter(pk__in=occurring)},
    )


def place_differences(
    place: Place, *, kind: str = "", after: int = 0, size: int = 50
) -> tuple[DifferenceRow, ...]:
    """Return one page of the differences of a unit."""
    rows = _lines(place, kind).filter(pk__gt=after).order_by("pk")
    rows = rows.select_related("order__payee", "order__case", "organ", "explanation")[:size]
    return tuple(difference_row(line) for line in rows)


def count_place_differences(place: Place, *, kind: str = "") -> int:
    """Count the differences of a unit."""
    return _lines(place, kind).count()


def place_kinds(place: Place) -> tuple[tuple[str, str, int], ...]:
    """Count the differences of a unit by kind."""
    return kinds_of(_lines(place, ""))


def difference_in_place(line: int) -> DifferenceInPlace:
    """Return one difference.

    Raises: NotVisible `ledger.not_visible`.
    """
    found = (
        LedgerLine.objects.select_related(
            "ledger__batch__county", "order__payee", "order__case", "organ", "explanation"
        )
        .filter(pk=line)
        .exclude(difference="EQUAL")
        .first()
    )
    if found is None:
        raise NotVisible("ledger.not_visible", NO_DIFFERENCE)
    return DifferenceInPlace(
        row=difference_row(found),
        batch_month=Month.of(found.ledger.batch.month),
        county_code=found.ledger.batch.county.code,
    )


def _lines(place: Place, kind: str) -> QuerySet[LedgerLine]:
    return differences_of(*place.batch_ids, organ_id=place.township, kind=kind)


def _above(organ: Organ, reach: frozenset[int]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    above = organ.parent
    while above is not None and above.pk in reach:
        found.insert(0, (above.code, above.name))
        above = above.parent
    return tuple(found)
