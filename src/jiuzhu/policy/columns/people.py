"""Count heads, income and expenses of a chunk of a population: the rules of one person each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.arithmetic import (
    cap_of,
    farm_cost,
    farm_gross,
    group_net,
    imputed_wages,
    least,
    most,
    over_months,
    share_of,
)
from jiuzhu.policy.columns.population import ALIVE, Bools, Ints, Population
from jiuzhu.policy.columns.reasons import ReasonColumn
from jiuzhu.policy.law_of_day import LawOfDay
from jiuzhu.policy.pack_rows import (
    CapUnit,
    ExpenseKind,
    ExpensePer,
    FarmKind,
    IncomeGroup,
    IncomeKind,
    LabourGrade,
    Treatment,
)

K = TypeVar("K")
SMALLEST = 0


@dataclass(slots=True, kw_only=True)
class Chunk:
    """Hold what all rules of one chunk share."""

    population: Population
    law: LawOfDay
    months: int
    standard: Ints
    reasons: ReasonColumn
    alive: Bools | None
    counted: Bools | None

    def by_household(self, people: Ints) -> Ints:
        """Sum a column of people by household."""
        summed: Ints = np.add.reduceat(people, self.population.starts[:-1])
        return summed

    def by_person(self, homes: Any) -> Any:
        """Give a column of households for each of its people."""
        return np.repeat(homes, np.diff(self.population.starts))

    def any_of(self, people: Bools) -> Bools:
        """Say in which households something holds of anybody who counts."""
        found = people if self.counted is None else people & self.counted
        hit: Bools = np.logical_or.reduceat(found, self.population.starts[:-1])
        return hit

    def has_trait(self, names: Iterable[str]) -> Bools:
        """Say which people have one of some traits."""
        known = self.population.traits
        mask = sum(1 << known.index(name) for name in set(names) if name in known)
        bits = self.population.trait_bits
        if bits is None or not mask:
            return np.zeros(self.population.people, dtype=np.bool_)
        found: Bools = (bits & mask) != 0
        return found

    def of_groups(self, key: str, asked: Bools) -> Ints:
        """Give a value for each household by its unit, refusing who asks for an unknown one."""
        found = []
        for number, group in enumerate(self.population.groups):
            where = {"unit": group.unit} if group.unit else {}
            try:
                found.append(self.law.value(key, **where).amount)
            except Refused as refusal:
                self.reasons.refuse(refusal.code, asked & (self.population.group == number))
                found.append(SMALLEST)
        return np.array(found, dtype=np.int64)[self.population.group]

    def cap(self, cap: int, unit: CapUnit, spent: Ints) -> Any:
        """Give a cap of the counting period: a number, a column of households, or None."""
        if unit is CapUnit.NONE:
            return None
        if unit is CapUnit.YUAN:
            return cap * 100 * self.months
        base = self.standard
        if unit is CapUnit.MINIMUM_WAGE_RATE:
            base = self.of_groups("income.minimum_wage", self.any_of(spent != 0))
        return cap_of(cap, base, self.months)


def standards(population: Population, law: LawOfDay, reasons: ReasonColumn) -> Ints:
    """Give the monthly standard of each household; a hole refuses the households that ask it."""
    found = []
    for number, group in enumerate(population.groups):
        dims = {"category": group.category} | ({"unit": group.unit} if group.unit else {})
        try:
            found.append(law.value("dibao.standard", **dims).amount)
        except Refused as refusal:
            reasons.refuse(refusal.code, population.group == number)
            found.append(SMALLEST)
    return np.array(found, dtype=np.int64)[population.group]


def alive(population: Population, on: date) -> Bools | None:
    """Say who still counts: to the end of the month of death; None for everybody."""
    if population.died is None:
        return None
    living: Bools = (population.died == ALIVE) | (population.died >= on.replace(day=1).toordinal())
    return living


def both(one: Bools | None, other: Bools | None) -> Bools | None:
    """Give what holds of both, where None holds of everybody."""
    if one is None or other is None:
        return other if one is None else one
    joined: Bools = one & other
    return joined


def heads(chunk: Chunk, who: Bools | None) -> Ints:
    """Count the people of each household of whom something holds."""
    if who is None:
        return np.diff(chunk.population.starts)
    return chunk.by_household(who.astype(np.int64))


def personal_income(chunk: Chunk) -> Ints:
    """Give the income of the counting period by household, before support."""
    population, law = chunk.population, chunk.law
    kinds = law.by_code(IncomeKind)
    counted: dict[str, Ints] = {}
    deducted: dict[str, Ints] = {}
    limited: dict[str, Ints] = {}
    for (code, of_months), column in population.income.items():
        kind = kinds.get(code)
        if kind is None or chunk.months % of_months:
            named: Bools = column != 0
            named[population.zero_income.get((code, of_months), [])] = True
            _refuse_named(chunk, code, named, known=kind is not None)
            continue
        amount = column
        if of_months != chunk.months:
            amount = over_months(column, of_months, chunk.months)
        if kind.treatment is not Treatment.COUNTED and (
            kind.cap_unit is not CapUnit.NONE or kind.only_for
        ):
            _add(limited, code, amount)
        elif kind.treatment is Treatment.COUNTED:
            _add(counted, kind.group, amount)
        elif kind.treatment is Treatment.DEDUCTED:
            _add(deducted, kind.group, amount)
    for code, amount in limited.items():
        _limit(chunk, kinds[code], amount, counted, deducted)
    _farm(chunk, counted, deducted)
    _imputed(chunk, counted)
    return _net(chunk, counted, deducted)


def _net(chunk: Chunk, counted: dict[str, Ints], deducted: dict[str, Ints]) -> Ints:
    """Net the groups of every person, and sum by household."""
    rules = chunk.law.by_code(IncomeGroup)
    total: Any = 0
    for code in dict.fromkeys((*counted, *deducted)):
        if code not in deducted:
            total = total + counted[code]
            continue
        floor = int(rules[code].floor_at_zero)
        total = total + group_net(counted.get(code, 0), deducted[code], floor)
    if isinstance(total, int):
        return np.zeros(chunk.population.households, dtype=np.int64)
    return chunk.by_household(total if chunk.counted is None else total * chunk.counted)


def _add(sums: dict[K, Ints], key: K, amount: Ints) -> None:
    """Add a column to a sum without touching the population's own."""
    sums[key] = sums[key] + amount if key in sums else amount


def _refuse_named(chunk: Chunk, code: str, named: Bools, *, known: bool) -> None:
    """Refuse the households that name an income this law cannot place."""
    once = any(kind.code == code for kind in chunk.law.pack.rows(IncomeKind))
    refusal = "income.months" if known else "policy.hole" if once else "income.kind"
    chunk.reasons.refuse(refusal, chunk.any_of(named))


def _limit(
    chunk: Chunk,
    kind: IncomeKind,
    amount: Ints,
    counted: dict[str, Ints],
    deducted: dict[str, Ints],
) -> None:
    """Deduct, or leave out, a limited kind up to its cap; above it, it counts."""
    cap = chunk.cap(kind.cap, kind.cap_unit, amount)
    if isinstance(cap, np.ndarray):
        cap = chunk.by_person(cap)
    within = amount if cap is None else least(amount, cap)
    if kind.only_for:
        within = within * chunk.has_trait(kind.only_for)
    if kind.treatment is Treatment.DEDUCTED:
        _add(deducted, kind.group, within)
    else:
        _add(counted, kind.group, amount - within)


def _farm(chunk: Chunk, counted: dict[str, Ints], deducted: dict[str, Ints]) -> None:
    """Value crops and animals by yield and price."""
    kinds = chunk.law.by_code(FarmKind)
    for code, quantity in chunk.population.farm.items():
        kind = kinds.get(code)
        if kind is None:
            chunk.reasons.refuse("farm.kind", chunk.any_of(quantity != 0))
            continue
        gross = farm_gross(quantity, kind.yield_hundredths, kind.price_fen, chunk.months)
        _add(counted, kind.group, gross)
        _add(deducted, kind.group, farm_cost(quantity, kind.cost_fen, chunk.months))


def _imputed(chunk: Chunk, counted: dict[str, Ints]) -> None:
    """Impute labour income where an officer set a grade, up to what is known already."""
    population = chunk.population
    if population.labour is None:
        return
    grades = chunk.law.by_code(LabourGrade)
    for number, code in enumerate(population.labour_grades, 1):
        graded: Bools = population.labour == number
        if code not in grades:
            chunk.reasons.refuse("income.labour", chunk.any_of(graded))
            continue
        if population.labour_waived is not None:
            graded &= ~population.labour_waived
        if not chunk.law.is_on("income.imputed") or not graded.any():
            continue
        grade = grades[code]
        wage = chunk.of_groups("income.minimum_wage", chunk.any_of(graded))
        imputed = imputed_wages(wage, grade.rate_per_ten_thousand, chunk.months)
        known = counted.get(grade.group, np.zeros(population.people, dtype=np.int64))
        above = most(chunk.by_person(imputed) - known, 0) * graded
        counted[grade.group] = known + above


def expenses(chunk: Chunk, income: Ints, n_income: Ints) -> Ints:
    """Give the income less the necessary expenses, where the law deducts any."""
    law = chunk.law
    if not law.is_on("expenses.enabled") or not chunk.population.expenses:
        return income
    kinds = law.by_code(ExpenseKind)
    spent: dict[str, Ints] = {}
    for (code, of_months), column in chunk.population.expenses.items():
        if code not in kinds or chunk.months % of_months:
            refusal = "expense.months" if code in kinds else "expense.kind"
            chunk.reasons.refuse(refusal, chunk.any_of(column != 0))
            continue
        _add(spent, code, over_months(column, of_months, chunk.months))
    total = _deductible(chunk, kinds, spent)
    if law.is_on("expenses.ceiling_enabled"):
        asked = np.zeros(chunk.population.households, dtype=np.bool_)
        for amount in spent.values():
            asked |= chunk.any_of(amount != 0)
        ceiling = chunk.of_groups("expenses.ceiling", asked)
        total = total * (income <= ceiling * chunk.months * n_income)
    left: Ints = most(income - total, 0)
    return left


def _deductible(chunk: Chunk, kinds: Mapping[str, ExpenseKind], spent: dict[str, Ints]) -> Ints:
    """Sum by household what of the outlay may be deducted."""
    total = np.zeros(chunk.population.households, dtype=np.int64)
    for code, amount in spent.items():
        kind = kinds[code]
        share = share_of(amount, kind.rate_per_ten_thousand)
        if kind.only_for:
            share = share * chunk.has_trait(kind.only_for)
        if chunk.counted is not None:
            share = share * chunk.counted
        cap = chunk.cap(kind.cap, kind.cap_unit, amount)
        if cap is not None and kind.per is ExpensePer.MEMBER:
            share = least(share, chunk.by_person(cap) if isinstance(cap, np.ndarray) else cap)
        by_home = chunk.by_household(share)
        if cap is not None and kind.per is ExpensePer.HOUSEHOLD:
            by_home = least(by_home, cap)
        total += by_home
    return total
