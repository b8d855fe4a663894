"""Test the property of a chunk of a population: every rule of the pack, all households at once."""

from typing import Any

import numpy as np

from jiuzhu.policy.arithmetic import Number, most
from jiuzhu.policy.assets import limit_of
from jiuzhu.policy.columns.people import Chunk
from jiuzhu.policy.columns.population import AssetState, Bools, Ints
from jiuzhu.policy.pack_rows import Aggregation, AssetKind, AssetRule, Comparator
from jiuzhu.policy.results import HitStatus

# States that still count at each measuring: with everything, without the cleared, and what is left.
GROSS = frozenset(AssetState)
SCHEME = "dibao"
UNCLEARED = GROSS - {AssetState.CLEARED}
LEFT = frozenset({AssetState.LEFT})


def property_rules(chunk: Chunk, n_income: Ints) -> tuple[Bools, Bools]:
    """Run every property rule; say who is excluded and whose question is still open."""
    population, none = chunk.population, np.zeros(chunk.population.households, dtype=np.bool_)
    _refuse_unknown_kinds(chunk)
    excluded, open_questions = none, none
    for rule in chunk.law.rows(AssetRule):
        if not rule.concerns(SCHEME):
            continue
        limit = _limit(chunk, rule, n_income)
        left = _measure(chunk, rule, LEFT)
        unknown = _unknown(chunk, rule)
        hit: Bools | None = None
        if left is not None:
            hit = left > limit
            chunk.reasons.add(rule.rule_id, HitStatus.HIT, hit)
            excluded = excluded | hit
        if unknown is not None:
            asked = unknown if hit is None else unknown & ~hit
            chunk.reasons.add(rule.rule_id, HitStatus.UNKNOWN, asked)
            open_questions = open_questions | asked
        if any(name.state is not AssetState.LEFT for name in population.assets):
            _explained(chunk, rule, limit, _or(hit, unknown))
    return excluded, open_questions


def _refuse_unknown_kinds(chunk: Chunk) -> None:
    """Refuse households with an asset that no table knows."""
    known = chunk.law.by_code(AssetKind)
    for name, column in chunk.population.assets.items():
        if name.kind not in known:
            chunk.reasons.refuse("asset.kind", column != 0)
    for kind, asked in chunk.population.open_assets.items():
        if kind not in known:
            chunk.reasons.refuse("asset.kind", asked)


def _limit(chunk: Chunk, rule: AssetRule, n_income: Ints) -> Number:
    """Give the limit of a rule, raised where a member has one of its traits."""
    limit = limit_of(rule, chunk.standard, raised=False)
    if rule.raised_for:
        traits = chunk.has_trait(rule.raised_for)
        people = traits if chunk.alive is None else traits & chunk.alive
        raised = np.logical_or.reduceat(people, chunk.population.starts[:-1])
        limit = np.where(raised, limit_of(rule, chunk.standard, raised=True), limit)
    if rule.aggregation is Aggregation.PER_HEAD:
        limit = limit * n_income
    return limit if rule.comparator is Comparator.AT_MOST else limit - 1


def _measure(chunk: Chunk, rule: AssetRule, states: frozenset[AssetState]) -> Any:
    """Sum the assets of a rule; where any member counts, take the largest owner."""
    sums: dict[int, Ints] = {}
    per_owner = rule.aggregation is Aggregation.ANY_MEMBER
    for name, column in chunk.population.assets.items():
        if name.kind in rule.kinds and name.measure is rule.measure and name.state in states:
            owner = name.owner if per_owner else 0
            sums[owner] = sums[owner] + column if owner in sums else column
    largest: Any = None
    for column in sums.values():
        largest = column if largest is None else most(largest, column)
    return largest


def _unknown(chunk: Chunk, rule: AssetRule) -> Bools | None:
    """Say where nobody has answered about an asset of a rule."""
    found: Bools | None = None
    for kind, column in chunk.population.open_assets.items():
        if kind in rule.kinds:
            found = _or(found, column)
    return found


def _or(one: Bools | None, other: Bools | None) -> Bools | None:
    """Give what holds of either, where None holds of nobody."""
    if one is None or other is None:
        return other if one is None else one
    joined: Bools = one | other
    return joined


def _explained(chunk: Chunk, rule: AssetRule, limit: Number, settled: Bools | None) -> None:
    """Write where a rule fires no more because an asset was cleared or waived."""
    gross = _measure(chunk, rule, GROSS)
    if gross is None:
        return
    uncleared = _measure(chunk, rule, UNCLEARED)
    waived = np.zeros(len(gross), dtype=np.bool_) if uncleared is None else uncleared > limit
    cleared = (gross > limit) & ~waived
    if settled is not None:
        waived, cleared = waived & ~settled, cleared & ~settled
    chunk.reasons.add(rule.rule_id, HitStatus.WAIVED, waived)
    chunk.reasons.add(rule.rule_id, HitStatus.CLEARED, cleared)
