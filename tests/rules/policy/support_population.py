"""Draw a population of columns from a seed, and write each of its households as facts."""

from datetime import date

import numpy as np

from jiuzhu.policy.columns import AssetColumn, AssetState, Group, Population, Supporters
from jiuzhu.policy.facts import (
    AssetFacts,
    Category,
    ExpenseItem,
    FarmItem,
    HouseholdFacts,
    IncomeItem,
    MemberFacts,
    SupporterFacts,
)
from jiuzhu.policy.pack_rows import Measure

TRAITS = ("SEVERE_DISABILITY", "SERIOUS_ILLNESS", "SINGLE_PARENT")
GRADES = ("FULL", "PARTIAL")
INCOMES = (
    *((kind, 12) for kind in ("WAGES", "PENSION", "RENT", "BUSINESS_REVENUE", "BUSINESS_COST")),
    *((kind, 1) for kind in ("ODD_JOBS", "JOB_COST", "SOCIAL_CONTRIBUTIONS", "AUXILIARY_WAGES")),
    *((kind, 3) for kind in ("SUPPORT_PAID", "SCHOLARSHIP")),
)
SPENT = ("MEDICAL", "EDUCATION", "DISABILITY_CARE")
GROWN = ("WHEAT", "PIG")
SIZES = (1, 2, 3, 4, 5, 15)


def draw_population(seed: int, count: int) -> Population:
    """Draw so many households; most lie near the standard, where rules are decided."""
    draw = np.random.default_rng(seed)
    sizes = draw.choice(SIZES, count, p=(0.3, 0.34, 0.2, 0.1, 0.05, 0.01))
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    people = int(starts[-1])
    scale = np.repeat(draw.choice((20_000, 200_000, 900_000), count), sizes)

    def some(share, top):
        return np.where(draw.random(people) < share, draw.random(people) * top, 0).astype(np.int64)

    income = {(kind, months): some(0.15, scale * months / 12) for kind, months in INCOMES}
    first = np.zeros(people, dtype=np.bool_)
    first[starts[:-1]] = True
    counts = first | (draw.random(people) < 0.95)
    died = np.where(draw.random(people) < 0.01, date(2020, 8, 31).toordinal(), 0)
    died = np.where(draw.random(people) < 0.01, date(2020, 9, 1).toordinal(), died)
    died[first] = 0
    alone = draw.random(count) < 0.05
    return Population(
        groups=(Group("URBAN"), Group("RURAL")),
        group=draw.integers(0, 2, count),
        starts=starts,
        born=draw.integers(date(1935, 1, 1).toordinal(), date(2020, 8, 1).toordinal(), people),
        died=died.astype(np.int64),
        counts_income=counts,
        counts_benefit=counts & (draw.random(people) < 0.95),
        traits=TRAITS,
        trait_bits=np.where(draw.random(people) < 0.3, draw.integers(0, 8, people), 0),
        income=income,
        expenses={(kind, 12): some(0.05, 2_000_000) for kind in SPENT},
        farm={kind: some(0.05, 900) for kind in GROWN},
        labour_grades=GRADES,
        labour=np.where(draw.random(people) < 0.05, draw.integers(1, 3, people), 0),
        labour_waived=draw.random(people) < 0.3,
        assets=_assets(draw, count),
        open_assets={"CAR": draw.random(count) < 0.02, "SECURITIES": draw.random(count) < 0.02},
        supporters=_supporters(draw, count),
        single=np.where(alone, draw.integers(0, sizes), -1),
    )


def _assets(draw, count):
    def some(share, top):
        return np.where(draw.random(count) < share, draw.integers(0, top, count), 0)

    found = {AssetColumn("DEPOSIT", Measure.VALUE, 0): some(0.6, 3_000_000)}
    found[AssetColumn("SECURITIES", Measure.VALUE, 1)] = some(0.1, 3_000_000)
    found[AssetColumn("DEPOSIT", Measure.VALUE, 0, AssetState.WAIVED)] = some(0.1, 3_000_000)
    for kind, share in (("CAR", 0.1), ("HOME", 0.6), ("OPERATING_FIRM", 0.05)):
        for owner in (0, 1):
            found[AssetColumn(kind, Measure.COUNT, owner)] = some(share / 2, 2)
    found[AssetColumn("CAR", Measure.COUNT, 0, AssetState.CLEARED)] = some(0.1, 2)
    return found


def _supporters(draw, count):
    sizes = draw.choice((0, 1, 2), count, p=(0.7, 0.2, 0.1))
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    total = int(starts[-1])

    def maybe(share, top):
        return np.where(draw.random(total) < share, draw.integers(0, top, total), -1)

    return Supporters(
        starts=starts,
        family_income=maybe(0.7, 1_500_000),
        family_size=draw.integers(1, 6, total),
        supported_persons=draw.integers(1, 4, total),
        minor_children=draw.integers(1, 4, total),
        children=draw.integers(1, 6, total),
        agreed=maybe(0.3, 80_000),
        received=np.maximum(maybe(0.3, 80_000), 0),
        own_standard=np.full(total, -1),
        exempt=np.where(draw.random(total) < 0.1, 1, 0),
        agreement_unfair=draw.random(total) < 0.2,
        enforcement_failed=draw.random(total) < 0.2,
        grounds=("ON_ASSISTANCE",),
    )


def facts_of(population: Population) -> list[HouseholdFacts]:
    """Write every household of a drawn population as facts."""
    members, supporters = _members(population), _obligors(population.supporters)
    starts, others = population.starts.tolist(), population.supporters.starts.tolist()
    owned = _owned(population)
    single, group = population.single.tolist(), population.group.tolist()
    return [
        HouseholdFacts(
            category=Category(population.groups[group[home]].category),
            members=tuple(members[starts[home] : starts[home + 1]]),
            supporters=tuple(supporters[others[home] : others[home + 1]]),
            assets=tuple(owned[home]),
            single_person=members[starts[home] + single[home]].key if single[home] >= 0 else "",
        )
        for home in range(population.households)
    ]


def _members(population):
    figures = [
        (make, key, column.tolist())
        for make, columns in (
            (_income, population.income),
            (_expense, population.expenses),
            (_farm, population.farm),
        )
        for key, column in columns.items()
    ]
    rows = zip(
        population.born.tolist(),
        population.died.tolist(),
        population.counts_income.tolist(),
        population.counts_benefit.tolist(),
        population.trait_bits.tolist(),
        population.labour.tolist(),
        population.labour_waived.tolist(),
        strict=True,
    )
    found = []
    for number, (born, died, income, benefit, bits, labour, waived) in enumerate(rows):
        items = {_income: [], _expense: [], _farm: []}
        for make, key, column in figures:
            if column[number]:
                items[make].append(make(key, column[number]))
        found.append(
            MemberFacts(
                key=str(number),
                born_on=date.fromordinal(born),
                died_on=date.fromordinal(died) if died else None,
                counts_for_income=income,
                counts_for_benefit=benefit,
                traits=tuple(name for bit, name in enumerate(TRAITS) if bits >> bit & 1),
                income=tuple(items[_income]),
                expenses=tuple(items[_expense]),
                farm=tuple(items[_farm]),
                labour=GRADES[labour - 1] if labour else "",
                labour_waived_for="照料病人" if waived else "",
            )
        )
    return found


def _income(key, figure):
    return IncomeItem(kind=key[0], months=key[1], amount_fen=figure)


def _expense(key, figure):
    return ExpenseItem(kind=key[0], months=key[1], amount_fen=figure)


def _farm(key, figure):
    return FarmItem(kind=key, quantity=figure)


def _owned(population):
    found = [[] for _ in range(population.households)]
    for name, column in population.assets.items():
        for home in np.flatnonzero(column).tolist():
            figure = int(column[home])
            found[home].append(
                AssetFacts(
                    kind=name.kind,
                    value_fen=figure if name.measure is Measure.VALUE else 0,
                    count=figure if name.measure is Measure.COUNT else 1,
                    owner=f"o{name.owner}",
                    cleared_by="已报废" if name.state is AssetState.CLEARED else "",
                    waived_for="就医专款" if name.state is AssetState.WAIVED else "",
                )
            )
    for kind, column in population.open_assets.items():
        for home in np.flatnonzero(column).tolist():
            found[home].append(AssetFacts(kind=kind, unknown=True))
    return found


def _obligors(every):
    rows = zip(
        every.family_income.tolist(),
        every.family_size.tolist(),
        every.supported_persons.tolist(),
        every.children.tolist(),
        every.agreed.tolist(),
        every.received.tolist(),
        every.exempt.tolist(),
        every.agreement_unfair.tolist(),
        every.enforcement_failed.tolist(),
        strict=True,
    )
    return [
        SupporterFacts(
            key=f"s{number}",
            family_income_fen=None if income < 0 else income,
            family_size=size,
            supported_persons=supported,
            children=children,
            agreed_fen=None if agreed < 0 else agreed,
            received_fen=received,
            exempt_reason=every.grounds[exempt - 1] if exempt else "",
            agreement_unfair=unfair,
            enforcement_failed=failed,
        )
        for number, (
            income,
            size,
            supported,
            children,
            agreed,
            received,
            exempt,
            unfair,
            failed,
        ) in enumerate(rows)
    ]
