"""Seeded households: 2.2 people each, incomes around the standard, one obligor at most."""

from datetime import date

import numpy as np

from jiuzhu.policy.columns import AssetColumn, Group, Population, Supporters
from jiuzhu.policy.facts import (
    AssetFacts,
    Category,
    ExpenseItem,
    HouseholdFacts,
    IncomeItem,
    MemberFacts,
    SupporterFacts,
)
from jiuzhu.policy.pack_rows import Measure

SEED = 20_200_901
TRAITS = ("SEVERE_DISABILITY", "SERIOUS_ILLNESS", "SINGLE_PARENT")
SIZES, SHARES = (1, 2, 3, 4, 5), (0.35, 0.32, 0.16, 0.12, 0.05)
UNITS = tuple(f"37090{number}" for number in range(8))
DEPOSIT = AssetColumn("DEPOSIT", Measure.VALUE)
COUNTS = tuple(AssetColumn(kind, Measure.COUNT) for kind in ("HOME", "CAR", "OPERATING_FIRM"))


def draw(households: int) -> Population:
    rng = np.random.default_rng(SEED)
    sizes = rng.choice(SIZES, households, p=SHARES)
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    people = int(starts[-1])

    def money(share: float, top: int) -> np.ndarray:
        return np.where(rng.random(people) < share, rng.integers(0, top, people), 0)

    obligors = (rng.random(households) < 0.15).astype(np.int64)
    total = int(obligors.sum())
    return Population(
        groups=tuple(Group(each, unit) for unit in UNITS for each in ("URBAN", "RURAL")),
        group=rng.integers(0, 16, households),
        starts=starts,
        born=rng.integers(date(1930, 1, 1).toordinal(), date(2020, 8, 1).toordinal(), people),
        counts_benefit=(rng.random(people) < 0.97),
        traits=TRAITS,
        trait_bits=np.where(rng.random(people) < 0.2, rng.integers(0, 8, people), 0),
        income={
            ("WAGES", 12): money(0.4, 1_800_000),
            ("PENSION", 12): money(0.25, 500_000),
            ("JOB_COST", 12): money(0.2, 900_000),
            ("SOCIAL_CONTRIBUTIONS", 12): money(0.3, 100_000),
            ("SCHOLARSHIP", 12): money(0.1, 500_000),
        },
        expenses={("MEDICAL", 12): money(0.2, 2_000_000), ("EDUCATION", 12): money(0.1, 900_000)},
        assets={
            DEPOSIT: rng.integers(0, 4_000_000, households),
            COUNTS[0]: rng.choice((0, 1, 2), households, p=(0.2, 0.75, 0.05)),
            COUNTS[1]: (rng.random(households) < 0.08).astype(np.int64),
            COUNTS[2]: (rng.random(households) < 0.02).astype(np.int64),
        },
        supporters=Supporters(
            starts=np.concatenate(([0], np.cumsum(obligors))).astype(np.int64),
            family_income=rng.integers(0, 1_500_000, total),
            family_size=rng.integers(1, 6, total),
            supported_persons=rng.integers(1, 4, total),
            minor_children=np.ones(total, dtype=np.int64),
            children=np.ones(total, dtype=np.int64),
            agreed=np.full(total, -1),
            received=np.zeros(total, dtype=np.int64),
            own_standard=np.full(total, -1),
            exempt=np.zeros(total, dtype=np.int64),
            agreement_unfair=np.zeros(total, dtype=np.bool_),
            enforcement_failed=np.zeros(total, dtype=np.bool_),
        ),
    )


def facts_of(population: Population, home: int) -> HouseholdFacts:
    """Write one household as the facts that a case holds."""
    group = population.groups[int(population.group[home])]
    first, last = int(population.starts[home]), int(population.starts[home + 1])
    members = tuple(_member(population, row) for row in range(first, last))
    assets = tuple(
        AssetFacts(
            kind=name.kind,
            value_fen=int(column[home]) if name.measure is Measure.VALUE else 0,
            count=int(column[home]) if name.measure is Measure.COUNT else 1,
        )
        for name, column in population.assets.items()
        if column[home]
    )
    every = population.supporters
    assert every is not None
    supporters = tuple(
        SupporterFacts(
            key=f"s{row}",
            family_income_fen=int(every.family_income[row]),
            family_size=int(every.family_size[row]),
            supported_persons=int(every.supported_persons[row]),
        )
        for row in range(int(every.starts[home]), int(every.starts[home + 1]))
    )
    return HouseholdFacts(
        category=Category(group.category),
        unit=group.unit,
        members=members,
        assets=assets,
        supporters=supporters,
    )


def _member(population: Population, row: int) -> MemberFacts:
    assert population.counts_benefit is not None
    assert population.trait_bits is not None
    bits = int(population.trait_bits[row])
    return MemberFacts(
        key=str(row),
        born_on=date.fromordinal(int(population.born[row])),
        counts_for_benefit=bool(population.counts_benefit[row]),
        traits=tuple(name for bit, name in enumerate(TRAITS) if bits >> bit & 1),
        income=tuple(
            IncomeItem(kind=kind, months=months, amount_fen=int(column[row]))
            for (kind, months), column in population.income.items()
            if column[row]
        ),
        expenses=tuple(
            ExpenseItem(kind=kind, months=months, amount_fen=int(column[row]))
            for (kind, months), column in population.expenses.items()
            if column[row]
        ),
    )
