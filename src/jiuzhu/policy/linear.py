"""Decide exactly whether linear conditions can hold together, with an example or a proof.

Fourier–Motzkin elimination over exact fractions: no sampling and no rounding. Where the conditions
cannot hold, the proof is a sum of the conditions, each times a factor not below zero, that reads
0 > 0 (or less): anybody can check it by hand. Where they can, the example satisfies every one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Condition:
    """Hold one condition: the sum of its terms and the constant is ≥ 0, or > 0 when strict."""

    terms: Mapping[str, Fraction] = field(hash=False)
    strict: bool
    constant: Fraction = ZERO
    text: str = ""

    def holds(self, example: Mapping[str, Fraction]) -> bool:
        """Say whether an example satisfies the condition."""
        total = self.constant + sum(factor * example[name] for name, factor in self.terms.items())
        return total > 0 if self.strict else total >= 0

    def negated(self) -> "Condition":
        """Give the condition that holds exactly where this one does not."""
        return Condition(
            {name: -factor for name, factor in self.terms.items()},
            strict=not self.strict,
            constant=-self.constant,
            text=f"非（{self.text}）",
        )


@dataclass(frozen=True, slots=True)
class Example:
    """Hold values that satisfy all conditions; whole numbers where only ratios matter."""

    values: Mapping[str, Fraction] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold the factors by which the conditions add up to a contradiction, in their order."""

    factors: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold one derived condition and how it is made of the first ones."""

    terms: Mapping[str, Fraction] = field(hash=False)
    constant: Fraction
    strict: bool
    made_of: tuple[Fraction, ...]

    @property
    def is_false(self) -> bool:
        """Say whether a row without variables can never hold."""
        never = self.constant < 0 or (self.strict and self.constant == 0)
        return not self.terms and never


def solve(conditions: Sequence[Condition]) -> Example | Proof:
    """Give an example that satisfies all conditions, or the proof that there is none."""
    rows = [_first(number, one, len(conditions)) for number, one in enumerate(conditions)]
    names = sorted({name for one in conditions for name, factor in one.terms.items() if factor})
    stages: list[tuple[str, list[_Row]]] = []
    for name in names:
        if found := _contradiction(rows):
            return found
        stages.append((name, rows))
        rows = _without(name, rows)
    if found := _contradiction(rows):
        return found
    return Example(_example(stages, conditions))


def _first(number: int, one: Condition, count: int) -> _Row:
    made_of = tuple(Fraction(int(place == number)) for place in range(count))
    terms = {name: factor for name, factor in one.terms.items() if factor}
    return _Row(terms, one.constant, one.strict, made_of)


def _contradiction(rows: Iterable[_Row]) -> Proof | None:
    return next((Proof(row.made_of) for row in rows if row.is_false), None)


def _without(name: str, rows: list[_Row]) -> list[_Row]:
    """Eliminate a variable: each lower bound against each upper bound."""
    lower = [row for row in rows if row.terms.get(name, ZERO) > 0]
    upper = [row for row in rows if row.terms.get(name, ZERO) < 0]
    kept = [row for row in rows if name not in row.terms]
    sums = [
        _sum(low, 1 / low.terms[name], high, -1 / high.terms[name])
        for low in lower
        for high in upper
    ]
    return [*kept, *sums]


def _sum(one: _Row, times: Fraction, other: _Row, others: Fraction) -> _Row:
    names = one.terms.keys() | other.terms.keys()
    added = {
        name: times * one.terms.get(name, ZERO) + others * other.terms.get(name, ZERO)
        for name in names
    }
    return _Row(
        {name: factor for name, factor in added.items() if factor},
        times * one.constant + others * other.constant,
        one.strict or other.strict,
        tuple(
            times * mine + others * theirs
            for mine, theirs in zip(one.made_of, other.made_of, strict=True)
        ),
    )


def _example(
    stages: list[tuple[str, list[_Row]]], conditions: Sequence[Condition]
) -> dict[str, Fraction]:
    """Choose the variables from the last eliminated to the first, each inside its bounds."""
    values: dict[str, Fraction] = {}
    for name, rows in reversed(stages):
        values[name] = _chosen(name, rows, values)
    if all(one.constant == 0 for one in conditions):
        # Only ratios matter: the same example in whole numbers.
        whole = lcm(*(value.denominator for value in values.values())) if values else 1
        return {name: value * whole for name, value in values.items()}
    return values


def _chosen(name: str, rows: list[_Row], known: Mapping[str, Fraction]) -> Fraction:
    bounds: dict[bool, list[tuple[Fraction, bool]]] = {True: [], False: []}
    for row in rows:
        factor = row.terms.get(name, ZERO)
        if factor:
            rest = row.constant + sum(
                (other * known[one] for one, other in row.terms.items() if one != name), ZERO
            )
            bounds[factor > 0].append((-rest / factor, row.strict))
    low = max(bounds[True], default=None)
    high = min(bounds[False], key=lambda bound: (bound[0], not bound[1]), default=None)
    if low is not None and high is not None:
        return (low[0] + high[0]) / 2
    if low is not None:
        return low[0] + (1 if low[1] else 0)
    if high is not None:
        return high[0] - (1 if high[1] else 0)
    return ZERO
