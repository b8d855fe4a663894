"""The same rules by hand: bare NumPy expressions in float64, and one plain Python function."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

import numpy as np
from benchmarks.rules.law import ON
from benchmarks.rules.people import COUNTS, DEPOSIT

from jiuzhu.policy.columns import Population

URBAN, RURAL, WAGE = 63_000.0, 47_500.0, 173_000.0
AGED = date(ON.year - 70, ON.month, ON.day).toordinal()
GROWN = date(ON.year - 18, ON.month, ON.day).toordinal()
CHUNK = 40_000
SEVERE, ILL, ALONE = 1, 2, 4
ZERO, D_URBAN, D_RURAL = Decimal(0), Decimal(63_000), Decimal(47_500)
D_JOB_COST = Decimal(622_800)
D_HEAVY, D_AGED, D_MINOR, D_ALONE = (Decimal(rate) / 100 for rate in (30, 20, 15, 10))


class Floats:
    """A population as a hand-written program would hold it: float64 where there is money."""

    def __init__(self, population: Population) -> None:
        every = population.supporters
        assert every is not None
        assert population.trait_bits is not None
        assert population.counts_benefit is not None
        codes = [one.category == "URBAN" for one in population.groups]
        self.urban = np.array(codes)[population.group]
        self.starts, self.born = population.starts, population.born
        self.benefit, self.bits = population.counts_benefit, population.trait_bits
        money = {**population.income, **population.expenses}
        for (kind, _), column in money.items():
            setattr(self, kind.lower(), column.astype(np.float64))
        self.savings = population.assets[DEPOSIT].astype(np.float64)
        self.homes, self.cars, self.firms = (population.assets[name] for name in COUNTS)
        self.obligors = every.starts
        self.family = every.family_income.astype(np.float64)
        self.size, self.spread = every.family_size, every.supported_persons

    def chunks(self) -> Iterator[tuple[int, int]]:
        for begin in range(0, len(self.urban), CHUNK):
            yield begin, min(begin + CHUNK, len(self.urban))


def columns(p: Floats) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    size = len(p.urban)
    eligible, reasons = np.empty(size, dtype=np.bool_), np.empty(size, dtype=np.int64)
    amount, head = np.empty(size), np.empty(size)
    for begin, end in p.chunks():
        eligible[begin:end], amount[begin:end], head[begin:end], reasons[begin:end] = _chunk(
            p, begin, end
        )
    return eligible, amount, head, reasons


def _chunk(p: Floats, begin: int, end: int) -> tuple[np.ndarray, ...]:
    first, last = p.starts[begin], p.starts[end]
    people, homes = slice(first, last), slice(begin, end)
    at = p.starts[begin:end] - first
    heads = np.diff(p.starts[begin : end + 1])
    standard = np.where(p.urban[homes], URBAN, RURAL)
    wages = np.maximum(p.wages[people] - np.minimum(p.job_cost[people], WAGE * 3.6), 0.0)
    income = np.add.reduceat(wages + p.pension[people] - p.social_contributions[people], at)
    rows = slice(p.obligors[begin], p.obligors[end])
    counts = np.diff(p.obligors[begin : end + 1])
    line = 2.0 * np.repeat(standard, counts)
    owed = np.maximum(p.family[rows] / p.size[rows] - line, 0.0) * 0.5
    owed = np.floor(owed / p.spread[rows] + 1e-9)
    sums = np.concatenate(([0.0], np.cumsum(owed)))
    ends = p.obligors[begin : end + 1] - p.obligors[begin]
    income = np.maximum(income + 12.0 * (sums[ends[1:]] - sums[ends[:-1]]), 0.0)
    school = np.minimum(p.education[people], np.repeat(12.0 * standard, heads))
    outlay = np.minimum(np.add.reduceat(p.medical[people], at), 48.0 * standard)
    income = np.maximum(income - outlay - np.add.reduceat(school, at), 0.0)
    head = income / (12.0 * heads)
    benefit = np.add.reduceat(p.benefit[people].astype(np.float64), at)
    rich = p.savings[homes] > 36.0 * standard * heads
    homes_hit, cars, firms = p.homes[homes] > 1, p.cars[homes] > 0, p.firms[homes] > 0
    above, nobody = head >= standard, benefit == 0
    bits, born = p.bits[people], p.born[people]
    rate = np.where(bits & (SEVERE | ILL), 0.3, np.where(born <= AGED, 0.2, 0.0))
    rate = np.maximum(rate, np.where(born > GROWN, 0.15, 0.0))
    rate = np.maximum(rate, np.where(bits & ALONE, 0.1, 0.0)) * p.benefit[people]
    extra = np.add.reduceat(rate, at) * standard
    each = np.maximum(standard - head, 0.2 * standard)
    amount = np.ceil((each * benefit + extra) / 100.0 - 1e-9) * 100.0
    amount = np.minimum(amount, standard * benefit + np.ceil(extra - 1e-9))
    out = rich | homes_hit | cars | firms | above | nobody
    reasons = rich * 1 | homes_hit * 2 | cars * 4 | firms * 8 | above * 16 | nobody * 32
    return ~out, np.where(out, 0.0, amount), np.floor(head + 1e-9), reasons


Person = tuple[float, float, float, float, float, float, int, int, bool]
Home = tuple[bool, list[Person], float, int, int, int, list[tuple[float, int, int]]]


def scalar(home: Home) -> tuple[bool, float, float, int]:
    """One household as a plain function: floats in, no line and no article out."""
    urban, people, savings, homes, cars, firms, obligors = home
    standard = URBAN if urban else RURAL
    income = medical = school = rates = 0.0
    benefit = 0
    for wages, pension, cost, paid, ill_cost, fees, born, bits, receives in people:
        income += max(wages - min(cost, WAGE * 3.6), 0.0) + pension - paid
        medical += ill_cost
        school += min(fees, 12.0 * standard)
        if receives:
            benefit += 1
            if bits & 3:
                rates += 0.3
            elif born <= AGED:
                rates += 0.2
            elif born > GROWN:
                rates += 0.15
            elif bits & 4:
                rates += 0.1
    for family, size, spread in obligors:
        income += 12.0 * (max(family / size - 2.0 * standard, 0.0) * 0.5 / spread // 1.0)
    income = max(max(income, 0.0) - min(medical, 48.0 * standard) - school, 0.0)
    heads = len(people)
    head = income / (12.0 * heads)
    reasons = (
        (savings > 36.0 * standard * heads) * 1
        | (homes > 1) * 2
        | (cars > 0) * 4
        | (firms > 0) * 8
        | (head >= standard) * 16
        | (benefit == 0) * 32
    )
    if reasons:
        return False, 0.0, head, reasons
    extra = rates * standard
    exact = max(standard - head, 0.2 * standard) * benefit + extra
    amount = -(-(exact - 1e-7) // 100.0) * 100.0
    return True, min(amount, standard * benefit + extra), head, reasons


def plain(p: Floats, home: int) -> Home:
    """Write one household for the plain function."""
    first, last = int(p.starts[home]), int(p.starts[home + 1])
    people: list[Person] = [
        (
            float(p.wages[row]),
            float(p.pension[row]),
            float(p.job_cost[row]),
            float(p.social_contributions[row]),
            float(p.medical[row]),
            float(p.education[row]),
            int(p.born[row]),
            int(p.bits[row]),
            bool(p.benefit[row]),
        )
        for row in range(first, last)
    ]
    rows = range(int(p.obligors[home]), int(p.obligors[home + 1]))
    obligors = [(float(p.family[row]), int(p.size[row]), int(p.spread[row])) for row in rows]
    owned = float(p.savings[home]), int(p.homes[home]), int(p.cars[home]), int(p.firms[home])
    return (bool(p.urban[home]), people, *owned, obligors)


def plain_decimal(home: Home) -> Any:
    """Write the same household with Decimal for money: the exact way to compute by hand."""
    urban, people, savings, homes, cars, firms, obligors = home
    exact = [(*(Decimal(money) for money in one[:6]), *one[6:]) for one in people]
    return (
        *(urban, exact, Decimal(savings), homes, cars, firms),
        [(Decimal(family), size, spread) for family, size, spread in obligors],
    )


def scalar_decimal(home: Any) -> tuple[bool, Decimal, Decimal, int]:
    """One household as a plain function in Decimal."""
    urban, people, savings, homes, cars, firms, obligors = home
    standard = D_URBAN if urban else D_RURAL
    income = medical = school = rates = ZERO
    benefit = 0
    for wages, pension, cost, paid, ill_cost, fees, born, bits, receives in people:
        income += max(wages - min(cost, D_JOB_COST), ZERO) + pension - paid
        medical += ill_cost
        school += min(fees, 12 * standard)
        if receives:
            benefit += 1
            if bits & 3:
                rates += D_HEAVY
            elif born <= AGED:
                rates += D_AGED
            elif born > GROWN:
                rates += D_MINOR
            elif bits & 4:
                rates += D_ALONE
    for family, size, spread in obligors:
        income += 12 * (max(family / size - 2 * standard, ZERO) / 2 / spread // 1)
    income = max(max(income, ZERO) - min(medical, 48 * standard) - school, ZERO)
    heads = len(people)
    head = income / (12 * heads)
    reasons = (
        (savings > 36 * standard * heads) * 1
        | (homes > 1) * 2
        | (cars > 0) * 4
        | (firms > 0) * 8
        | (head >= standard) * 16
        | (benefit == 0) * 32
    )
    if reasons:
        return False, ZERO, head, reasons
    extra = rates * standard
    exact = max(standard - head, standard / 5) * benefit + extra
    amount = (exact / 100).to_integral_value(ROUND_CEILING) * 100
    return True, min(amount, standard * benefit + extra), head, reasons
