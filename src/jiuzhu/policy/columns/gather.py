"""Turn the facts of many households into columns; who cannot be computed is marked by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.assets import check_asset
from jiuzhu.policy.columns.population import (
    ALIVE,
    NOT_KNOWN,
    AssetColumn,
    AssetState,
    Bools,
    Group,
    Ints,
    Population,
    Supporters,
)
from jiuzhu.policy.earnings import check_farm_item
from jiuzhu.policy.expenses import EXPENSES
from jiuzhu.policy.facts import (
    AssetFacts,
    Category,
    HouseholdFacts,
    MemberFacts,
    SupporterFacts,
)
from jiuzhu.policy.household_checks import check_household, counted_members
from jiuzhu.policy.income import INCOMES
from jiuzhu.policy.pack_rows import Measure
from jiuzhu.policy.period_items import check_item
from jiuzhu.policy.support import check_supporter

PLACEHOLDER = HouseholdFacts(
    category=Category.URBAN, members=(MemberFacts(key="", born_on=date(1950, 1, 1)),)
)


@dataclass(slots=True)
class _Numbered:
    """Number texts in the order in which they come."""

    names: dict[str, int] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """Give the number of a text, from 0."""
        return self.names.setdefault(name, len(self.names))


@dataclass(slots=True)
class _Sparse:
    """Collect a few figures among many rows and write them as one dense column."""

    rows: list[int] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)

    def add(self, row: int, figure: int) -> None:
        """Add a figure to a row."""
        self.rows.append(row)
        self.figures.append(figure)

    def column(self, size: int) -> Ints:
        """Sum the figures by row."""
        found = np.zeros(size, dtype=np.int64)
        np.add.at(found, np.array(self.rows, dtype=np.int64), np.array(self.figures, np.int64))
        return found


def population_of(households: Iterable[HouseholdFacts], on: date) -> Population:
    """Give the columns of many households, in their order.

    A household that cannot be computed on any law (no member, no age, an impossible figure) keeps
    its place and is marked in `unfit`; it is refused later, never taken for 0.
    """
    gathered = _Gathered()
    for facts in households:
        gathered.add(facts, on)
    return gathered.population()


@dataclass(slots=True)
class _Gathered:
    """Hold the columns while households are added."""

    groups: dict[Group, int] = field(default_factory=dict)
    group: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    born: list[int] = field(default_factory=list)
    died: list[int] = field(default_factory=list)
    counts_income: list[bool] = field(default_factory=list)
    counts_benefit: list[bool] = field(default_factory=list)
    traits: _Numbered = field(default_factory=_Numbered)
    trait_bits: list[int] = field(default_factory=list)
    income: dict[tuple[str, int], _Sparse] = field(default_factory=dict)
    zero_income: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    expenses: dict[tuple[str, int], _Sparse] = field(default_factory=dict)
    farm: dict[str, _Sparse] = field(default_factory=dict)
    grades: _Numbered = field(default_factory=_Numbered)
    labour: list[int] = field(default_factory=list)
    labour_waived: list[bool] = field(default_factory=list)
    assets: dict[AssetColumn, _Sparse] = field(default_factory=dict)
    open_assets: dict[str, _Sparse] = field(default_factory=dict)
    supporters: list[SupporterFacts] = field(default_factory=list)
    supporter_starts: list[int] = field(default_factory=lambda: [0])
    single: list[int] = field(default_factory=list)
    codes: _Numbered = field(default_factory=_Numbered)
    unfit: list[int] = field(default_factory=list)

    def add(self, facts: HouseholdFacts, on: date) -> None:
        """Add one household, or its place where it cannot be computed."""
        code = _unfit_code(facts, on)
        group = Group(facts.category.value, facts.unit)
        facts = PLACEHOLDER if code else facts
        self.unfit.append(self.codes.number(code) + 1 if code else 0)
        self.group.append(self.groups.setdefault(group, len(self.groups)))
        for member in facts.members:
            self._add_member(member)
        self._add_assets(facts.assets, len(self.group) - 1)
        self.supporters.extend(facts.supporters)
        self.supporter_starts.append(len(self.supporters))
        keys = [member.key for member in facts.members]
        alone = facts.single_person
        self.single.append(keys.index(alone) if alone else NOT_KNOWN)
        self.starts.append(len(self.born))

    def _add_member(self, member: MemberFacts) -> None:
        """Add one person."""
        row = len(self.born)
        self.born.append((member.born_on or date.min).toordinal())
        self.died.append(member.died_on.toordinal() if member.died_on else ALIVE)
        self.counts_income.append(member.counts_for_income)
        self.counts_benefit.append(member.counts_for_benefit)
        bits = 0
        for trait in member.traits:
            bits |= 1 << self.traits.number(trait)
        self.trait_bits.append(bits)
        for item in member.income:
            column = self.income.setdefault((item.kind, item.months), _Sparse())
            column.add(row, item.amount_fen)
            if not item.amount_fen:
                self.zero_income.setdefault((item.kind, item.months), []).append(row)
        for spent in member.expenses:
            column = self.expenses.setdefault((spent.kind, spent.months), _Sparse())
            column.add(row, spent.amount_fen)
        for grown in member.farm:
            self.farm.setdefault(grown.kind, _Sparse()).add(row, grown.quantity)
        self.labour.append(self.grades.number(member.labour) + 1 if member.labour else 0)
        self.labour_waived.append(bool(member.labour_waived_for))

    def _add_assets(self, assets: tuple[AssetFacts, ...], home: int) -> None:
        """Add what a household owns, by owner."""
        owners = _Numbered()
        for item in assets:
            state = (
                AssetState.CLEARED
                if item.cleared_by
                else AssetState.WAIVED
                if item.waived_for
                else AssetState.LEFT
            )
            if item.unknown:
                if state is AssetState.LEFT:
                    self.open_assets.setdefault(item.kind, _Sparse()).add(home, 1)
                continue
            owner = owners.number(item.owner)
            for measure, figure in (
                (Measure.VALUE, item.value_fen),
                (Measure.COUNT, item.count),
            ):
                name = AssetColumn(item.kind, measure, owner, state)
                self.assets.setdefault(name, _Sparse()).add(home, figure)

    def population(self) -> Population:
        """Close the columns."""
        people, homes = len(self.born), len(self.group)
        return Population(
            groups=tuple(self.groups),
            group=_ints(self.group),
            starts=_ints(self.starts),
            born=_ints(self.born),
            died=_ints(self.died) if any(self.died) else None,
            counts_income=None if all(self.counts_income) else _bools(self.counts_income),
            counts_benefit=None if all(self.counts_benefit) else _bools(self.counts_benefit),
            traits=tuple(self.traits.names),
            trait_bits=_ints(self.trait_bits) if any(self.trait_bits) else None,
            income={key: found.column(people) for key, found in self.income.items()},
            zero_income={key: _ints(rows) for key, rows in self.zero_income.items()},
            expenses={key: found.column(people) for key, found in self.expenses.items()},
            farm={key: found.column(people) for key, found in self.farm.items()},
            labour_grades=tuple(self.grades.names),
            labour=_ints(self.labour) if any(self.labour) else None,
            labour_waived=_bools(self.labour_waived) if any(self.labour_waived) else None,
            assets={key: found.column(homes) for key, found in self.assets.items()},
            open_assets={key: found.column(homes) > 0 for key, found in self.open_assets.items()},
            supporters=self._supporters() if self.supporters else None,
            single=_ints(self.single) if max(self.single, default=-1) >= 0 else None,
            unfit=_ints(self.unfit) if any(self.unfit) else None,
            unfit_codes=tuple(self.codes.names),
        )

    def _supporters(self) -> Supporters:
        """Close the columns of the obligors."""
        grounds = _Numbered()
        every = self.supporters
        exempt = [
            grounds.number(one.exempt_reason) + 1 if one.exempt_reason else 0 for one in every
        ]
        return Supporters(
            starts=_ints(self.supporter_starts),
            family_income=_ints([_known(one.family_income_fen) for one in every]),
            family_size=_ints([one.family_size for one in every]),
            supported_persons=_ints([one.supported_persons for one in every]),
            minor_children=_ints([one.minor_children for one in every]),
            children=_ints([one.children for one in every]),
            agreed=_ints([_known(one.agreed_fen) for one in every]),
            received=_ints([one.received_fen for one in every]),
            own_standard=_ints([_known(one.own_standard_fen) for one in every]),
            exempt=_ints(exempt),
            agreement_unfair=_bools([one.agreement_unfair for one in every]),
            enforcement_failed=_bools([one.enforcement_failed for one in every]),
            grounds=tuple(grounds.names),
        )


def _unfit_code(facts: HouseholdFacts, on: date) -> str:
    """Give the code by which a household is refused whatever the law says; empty for none."""
    try:
        check_household(facts, on)
        for member in counted_members(facts, on):
            for item in member.income:
                check_item(item, item.kind, INCOMES)
            for spent in member.expenses:
                check_item(spent, spent.kind, EXPENSES)
            for grown in member.farm:
                check_farm_item(grown, grown.kind)
        for owned in facts.assets:
            check_asset(owned, owned.kind)
        for one in facts.supporters:
            check_supporter(one)
    except Refused as refusal:
        return refusal.code
    return ""


def _known(amount: int | None) -> int:
    """Write an amount nobody knows as -1."""
    return NOT_KNOWN if amount is None else amount


def _ints(values: list[int]) -> Ints:
    """Give a column of int64."""
    return np.array(values, dtype=np.int64)


def _bools(values: list[bool]) -> Bools:
    """Give a column of truth values."""
    return np.array(values, dtype=np.bool_)
