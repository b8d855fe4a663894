"""Hold a population as a struct of arrays: a column per fact, people sorted by household.

A column that is absent says the same of everybody: nobody has such an income, everybody counts.
Money is int64 fen, days are proleptic ordinals. Slices are views: a chunk costs no copy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from jiuzhu.policy.pack_rows import Measure

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
ALIVE = 0
NOT_KNOWN = -1


class Group(NamedTuple):
    """Name the standard a household falls under: category and unit."""

    category: str
    unit: str = ""


class AssetState(StrEnum):
    """Say whether an asset stands, or was cleared or waived."""

    LEFT = "LEFT"
    CLEARED = "CLEARED"
    WAIVED = "WAIVED"


class AssetColumn(NamedTuple):
    """Name one column of assets; owners are numbered within each household."""

    kind: str
    measure: Measure
    owner: int = 0
    state: AssetState = AssetState.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporters:
    """Hold the obligors of a population, sorted by household; amounts are monthly fen.

    `starts` has one more entry than there are households. -1 stands for an amount nobody knows.
    `exempt` numbers the grounds from 1; 0 is none.
    """

    starts: Ints
    family_income: Ints
    family_size: Ints
    supported_persons: Ints
    minor_children: Ints
    children: Ints
    agreed: Ints
    received: Ints
    own_standard: Ints
    exempt: Ints
    agreement_unfair: Bools
    enforcement_failed: Bools
    grounds: tuple[str, ...] = ()

    def slice(self, begin: int, end: int) -> "Supporters":
        """Give the obligors of some households, as views."""
        first, last = int(self.starts[begin]), int(self.starts[end])
        cut = {
            each.name: getattr(self, each.name)[first:last]
            for each in fields(self)
            if each.name not in {"starts", "grounds"}
        }
        return Supporters(starts=self.starts[begin : end + 1] - first, grounds=self.grounds, **cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Hold households and their people column by column.

    `starts` has one more entry than there are households: people of household i are
    `starts[i]:starts[i + 1]`, at least one. `income` and `expenses` are keyed by kind and the
    months an amount covers, `zero_income` holds the people who named such an income of 0 (a kind
    without law is refused for them too), `farm` by kind (hundredths of its unit), `assets` by
    `AssetColumn` (a figure per household), `open_assets` by kind (nobody has answered). `traits`
    numbers the bits of `trait_bits`, `labour_grades` the values of `labour` from 1. `single` is
    the place of the member who applies alone within the household, -1 where the family applies.
    `unfit` numbers, from 1, the `unfit_codes` by which a household was refused before any law was
    asked.
    """

    groups: tuple[Group, ...]
    group: Ints
    starts: Ints
    born: Ints
    died: Ints | None = None
    counts_income: Bools | None = None
    counts_benefit: Bools | None = None
    traits: tuple[str, ...] = ()
    trait_bits: Ints | None = None
    income: Mapping[tuple[str, int], Ints] = field(default_factory=lambda: MappingProxyType({}))
    zero_income: Mapping[tuple[str, int], Ints] = field(
        default_factory=lambda: MappingProxyType({})
    )
    expenses: Mapping[tuple[str, int], Ints] = field(default_factory=lambda: MappingProxyType({}))
    farm: Mapping[str, Ints] = field(default_factory=lambda: MappingProxyType({}))
    labour_grades: tuple[str, ...] = ()
    labour: Ints | None = None
    labour_waived: Bools | None = None
    assets: Mapping[AssetColumn, Ints] = field(default_factory=lambda: MappingProxyType({}))
    open_assets: Mapping[str, Bools] = field(default_factory=lambda: MappingProxyType({}))
    supporters: Supporters | None = None
    single: Ints | None = None
    unfit: Ints | None = None
    unfit_codes: tuple[str, ...] = ()

    @property
    def households(self) -> int:
        """Count the households."""
        return len(self.starts) - 1

    @property
    def people(self) -> int:
        """Count the people."""
        return int(self.starts[-1])

    def chunks(self, size: int) -> Iterator["Population"]:
        """Give the population in pieces of so many households."""
        for begin in range(0, self.households, size):
            yield self.slice(begin, min(begin + size, self.households))

    def slice(self, begin: int, end: int) -> "Population":
        """Give some households, as views."""
        first, last = int(self.starts[begin]), int(self.starts[end])
        homes, people = slice(begin, end), slice(first, last)

        def cut(column: Any, where: slice) -> Any:
            return None if column is None else column[where]

        def cut_all(columns: Mapping[Any, Any], where: slice) -> Mapping[Any, Any]:
            return {key: column[where] for key, column in columns.items()}

        return Population(
            groups=self.groups,
            group=self.group[homes],
            starts=self.starts[begin : end + 1] - first,
            born=self.born[people],
            died=cut(self.died, people),
            counts_income=cut(self.counts_income, people),
            counts_benefit=cut(self.counts_benefit, people),
            traits=self.traits,
            trait_bits=cut(self.trait_bits, people),
            income=cut_all(self.income, people),
            zero_income={
                key: rows[(rows >= first) & (rows < last)] - first
                for key, rows in self.zero_income.items()
            },
            expenses=cut_all(self.expenses, people),
            farm=cut_all(self.farm, people),
            labour_grades=self.labour_grades,
            labour=cut(self.labour, people),
            labour_waived=cut(self.labour_waived, people),
            assets=cut_all(self.assets, homes),
            open_assets=cut_all(self.open_assets, homes),
            supporters=None if self.supporters is None else self.supporters.slice(begin, end),
            single=cut(self.single, homes),
            unfit=cut(self.unfit, homes),
            unfit_codes=self.unfit_codes,
        )
