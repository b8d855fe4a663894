"""Assess a population for dibao: eligible, amount and reasons of every household, to the fen.

The amounts are those of `assess_dibao` for each household: the arithmetic is the same text, here
it runs on columns.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.arithmetic import (
    RATE_BASE,
    below_standard,
    household_amount,
    in_tier,
    most,
    per_head,
    tier_amount,
)
from jiuzhu.policy.benefit import ClassOfDay, classes_of_day, rounding_of_day, tiers_of_day
from jiuzhu.policy.columns.obligors import monthly_support
from jiuzhu.policy.columns.people import (
    Chunk,
    alive,
    both,
    expenses,
    heads,
    personal_income,
    standards,
)
from jiuzhu.policy.columns.population import Bools, Ints, Population
from jiuzhu.policy.columns.property import property_rules
from jiuzhu.policy.columns.reasons import REFUSED, ReasonBit, ReasonColumn, Reasons
from jiuzhu.policy.law_of_day import LawOfDay, law_of_day
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import Eligibility, HitStatus

CHUNK = 40_000
NO_AMOUNT = -1
MOST_STANDARD = 10_000_000
Codes = npt.NDArray[np.int8]


class Outcome(IntEnum):
    """Number how a household came out; a refused one has no amount, which is not 0."""

    NOT_ELIGIBLE = 0
    ELIGIBLE = 1
    UNDECIDABLE = 2
    REFUSED = 3


ELIGIBILITIES: dict[int, Eligibility] = {
    Outcome.NOT_ELIGIBLE: Eligibility.NOT_ELIGIBLE,
    Outcome.ELIGIBLE: Eligibility.ELIGIBLE,
    Outcome.UNDECIDABLE: Eligibility.UNDECIDABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """Hold the result of a population, in its order.

    `eligible` holds `Outcome`; amounts are monthly fen, -1 (never 0) where a household was refused;
    bit i of `reasons` stands for `bits[i]`.
    """

    eligible: Codes
    amount_fen: Ints
    per_head_fen: Ints
    reasons: Ints
    bits: tuple[ReasonBit, ...]

    @property
    def total_fen(self) -> int:
        """Sum the amounts of all who qualify, per month."""
        return int(self.amount_fen[self.eligible == Outcome.ELIGIBLE].sum())

    def eligibilities(self) -> tuple[Eligibility | None, ...]:
        """Give the results in the words of the one-household path; None where it refuses."""
        return tuple(ELIGIBILITIES.get(code) for code in self.eligible.tolist())

    def reasons_of(self, household: int) -> tuple[ReasonBit, ...]:
        """Give the reasons of one household."""
        mask = int(self.reasons[household])
        return tuple(bit for number, bit in enumerate(self.bits) if mask >> number & 1)


def assess_population(
    population: Population, pack: Pack, on: date, *, chunk: int = CHUNK
) -> Assessed:
    """Compute eligibility, amount and reasons of every household under the law of a day.

    Raises: Refused('policy.hole') where a value that every household needs is not known, and
    Refused('policy.bounds') for a standard beyond what int64 carries exactly.
    """
    law, reasons = law_of_day(pack, on), Reasons()
    size = population.households
    found = Assessed(
        eligible=np.empty(size, dtype=np.int8),
        amount_fen=np.empty(size, dtype=np.int64),
        per_head_fen=np.empty(size, dtype=np.int64),
        reasons=np.zeros(size, dtype=np.int64),
        bits=(),
    )
    begin = 0
    for piece in population.chunks(chunk):
        where = slice(begin, begin + piece.households)
        column = ReasonColumn(reasons, found.reasons[where])
        eligible, amount, head = _assess(piece, law, column)
        found.eligible[where] = eligible
        found.amount_fen[where] = amount
        found.per_head_fen[where] = head
        begin += piece.households
    return Assessed(
        eligible=found.eligible,
        amount_fen=found.amount_fen,
        per_head_fen=found.per_head_fen,
        reasons=found.reasons,
        bits=tuple(reasons.bits),
    )


def _assess(
    population: Population, law: LawOfDay, reasons: ReasonColumn
) -> tuple[Codes, Ints, Ints]:
    """Assess one chunk."""
    chunk = _chunk(population, law, reasons)
    _refuse_unfit(chunk)
    n_income = most(heads(chunk, chunk.counted), 1)
    income = personal_income(chunk)
    support = monthly_support(chunk)
    if support is not None:
        income = income + support * chunk.months
    income = expenses(chunk, most(income, 0), n_income)
    excluded, open_questions = property_rules(chunk, n_income)
    single = _Single.of(chunk)
    n_benefit = single.beneficiaries()
    below = below_standard(income, chunk.standard, chunk.months, n_income, single.line)
    reasons.add("dibao.income_test", HitStatus.HIT, ~below)
    reasons.add("dibao.no_beneficiary", HitStatus.HIT, n_benefit == 0)
    excluded = excluded | ~below | (n_benefit == 0) | single.hit
    amount = _amount(chunk, income, n_income, n_benefit, single, ~excluded) * ~excluded
    eligible = np.where(excluded, Outcome.NOT_ELIGIBLE, Outcome.ELIGIBLE).astype(np.int8)
    eligible[open_questions & ~excluded] = Outcome.UNDECIDABLE
    head = per_head(income, chunk.months, n_income)
    refused = _refused(reasons)
    if refused is not None:
        eligible[refused] = Outcome.REFUSED
        amount[refused], head[refused] = NO_AMOUNT, NO_AMOUNT
    return eligible, amount, head


def _chunk(population: Population, law: LawOfDay, reasons: ReasonColumn) -> Chunk:
    """Give what all rules share.

    Raises: Refused('policy.hole'), Refused('policy.bounds').
    """
    standard = standards(population, law, reasons)
    if standard.max(initial=0) > MOST_STANDARD:
        raise Refused("policy.bounds", "低保标准超过每人每月10万元，请核对政策包。")
    living = alive(population, law.on)
    return Chunk(
        population=population,
        law=law,
        months=law.value("income.counting_months").amount,
        standard=standard,
        reasons=reasons,
        alive=living,
        counted=both(population.counts_income, living),
    )


def _refuse_unfit(chunk: Chunk) -> None:
    """Refuse the households that were marked before any law was asked."""
    if chunk.population.unfit is not None:
        for number, code in enumerate(chunk.population.unfit_codes, 1):
            chunk.reasons.refuse(code, chunk.population.unfit == number)


def _refused(reasons: ReasonColumn) -> Bools | None:
    """Say which households were refused; None where none was."""
    mask = sum(1 << number for bit, number in reasons.reasons.bits.items() if bit.status == REFUSED)
    if not mask:
        return None
    refused: Bools = (reasons.column & mask) != 0
    reasons.column[refused] &= mask
    return refused


@dataclass(frozen=True, slots=True, kw_only=True)
class _Single:
    """Hold who applies alone (单人保): where, with which line and floor, and without a ground."""

    chunk: Chunk
    alone: Bools | None
    is_alone: Bools | None
    line: Any
    floor: Any
    hit: Any

    @classmethod
    def of(cls, chunk: Chunk) -> "_Single":
        """Read who applies alone; without any, the family's line and floor."""
        law, population = chunk.law, chunk.population
        minimum = law.value("dibao.minimum_rate").amount if law.is_on("dibao.minimum") else 0
        if population.single is None:
            return cls(
                chunk=chunk, alone=None, is_alone=None, line=RATE_BASE, floor=minimum, hit=False
            )
        alone: Bools = population.single >= 0
        is_alone = np.zeros(population.people, dtype=np.bool_)
        is_alone[(population.starts[:-1] + population.single)[alone]] = True
        if not law.is_on("dibao.single"):
            chunk.reasons.refuse("single.off", alone)
            return cls(
                chunk=chunk, alone=None, is_alone=None, line=RATE_BASE, floor=minimum, hit=False
            )
        grounds = law.value("dibao.single_traits").items
        fitting = chunk.has_trait(grounds) & is_alone
        if chunk.alive is not None:
            fitting &= chunk.alive
        hit = alone & ~np.logical_or.reduceat(fitting, population.starts[:-1])
        chunk.reasons.add("dibao.single_person", HitStatus.HIT, hit)
        line, floor = law.value("dibao.single_line").amount, law.value("dibao.single_floor").amount
        return cls(
            chunk=chunk,
            alone=alone,
            is_alone=is_alone,
            line=np.where(alone, line, RATE_BASE),
            floor=np.where(alone, floor, minimum),
            hit=hit,
        )

    def receiving(self) -> Bools | None:
        """Say who receives: all who may, or the one who applies alone; None for everybody."""
        who = both(self.chunk.population.counts_benefit, self.chunk.alive)
        if self.alone is None or self.is_alone is None:
            return who
        return both(who, self.is_alone | ~self.chunk.by_person(self.alone))

    def beneficiaries(self) -> Ints:
        """Count who receives."""
        return heads(self.chunk, self.receiving())


def _amount(
    chunk: Chunk, income: Ints, n_income: Ints, n_benefit: Ints, single: _Single, paid: Bools
) -> Ints:
    """Give the monthly amount by the gap, or by the tiers of a category that has them."""
    law = chunk.law
    step, rounding = law.value("dibao.rounding_step").amount, rounding_of_day(law)
    rates = _top_up_rates(chunk, single)
    amount: Ints = household_amount(
        income,
        chunk.standard,
        chunk.months,
        n_income,
        n_benefit,
        rates,
        step,
        single.floor,
        single.line,
        rounding,
    )
    for category in {group.category for group in chunk.population.groups}:
        if not law.is_on("dibao.tiers", category=category):
            continue
        numbers = [n for n, one in enumerate(chunk.population.groups) if one.category == category]
        where = np.isin(chunk.population.group, numbers)
        if single.alone is not None:
            where &= ~single.alone
        rate = _tier_rate(chunk, category, income, n_income, where & paid)
        tiered = tier_amount(rate, chunk.standard, n_benefit, rates, step, rounding)
        amount = np.where(where, tiered, amount)
    return amount


def _tier_rate(chunk: Chunk, category: str, income: Ints, n_income: Ints, where: Bools) -> Any:
    """Give what each person gets in the tier that the gap reaches; none is a hole."""
    rate: Any = np.full(len(income), NO_AMOUNT, dtype=np.int64)
    for row in tiers_of_day(chunk.law, category):
        reached = in_tier(income, chunk.standard, chunk.months, n_income, row.gap_per_ten_thousand)
        rate = np.where(reached, row.pays_per_ten_thousand, rate)
    chunk.reasons.refuse("policy.hole", where & (rate == NO_AMOUNT))
    return most(rate, 0)


def _top_up_rates(chunk: Chunk, single: _Single) -> Any:
    """Sum by household the highest top-up rate of each member who receives."""
    if not chunk.law.value("top_up.enabled").is_on:
        return 0
    rates: Any = 0
    for each in reversed(classes_of_day(chunk.law)):
        rates = np.where(_of_class(chunk, each), each.row.rate_per_ten_thousand, rates)
    if isinstance(rates, int):
        return 0
    receiving = single.receiving()
    return chunk.by_household(rates if receiving is None else rates * receiving)


def _of_class(chunk: Chunk, one: ClassOfDay) -> Any:
    """Say who is of the class of a top-up: by trait, by age, or by both."""
    fitting: Bools | None = chunk.has_trait((one.row.trait,)) if one.row.trait else None
    if one.born_by is not None:
        fitting = both(fitting, chunk.population.born <= one.born_by.toordinal())
    if one.born_after is not None:
        fitting = both(fitting, chunk.population.born > one.born_after.toordinal())
    return fitting
