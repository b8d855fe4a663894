"""Apply the rules of the scheme of a case: one way in and one way back for every scheme.

The kind of the facts says which rules apply. A stored result names its scheme; dibao, the first
that was stored, names none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.results import DibaoResult
from jiuzhu.policy.scheme_facts import AidFacts, TekunFacts
from jiuzhu.policy.scheme_results import SchemeResult
from jiuzhu.policy.tekun import SCHEME as TEKUN
from jiuzhu.policy.tekun_case import TekunResult, assess_tekun_case, household_of
from jiuzhu.policy.temporary_aid import SCHEME as AID
from jiuzhu.policy.temporary_aid import assess_aid

DIBAO = "dibao"
Facts = HouseholdFacts | AidFacts | TekunFacts
Outcome = DibaoResult | SchemeResult
FACTS_OF: Mapping[str, type[Facts]] = MappingProxyType(
    {DIBAO: HouseholdFacts, AID: AidFacts, TEKUN: TekunFacts}
)


def assess(facts: Facts, pack: Pack, on: date, *, rules_version: str | None = None) -> Outcome:
    """Compute by the rules of the scheme that the facts belong to.

    `rules_version` asks for an older text of the rules, where a scheme keeps one.

    Raises: Refused as the rules do.
    """
    if isinstance(facts, AidFacts):
        return assess_aid(facts, pack, on)
    if isinstance(facts, TekunFacts):
        return assess_tekun_case(facts, pack, on)
    if rules_version is None:
        return assess_dibao(facts, pack, on)
    return assess_dibao(facts, pack, on, rules_version=rules_version)


def household_in(facts: Facts) -> HouseholdFacts:
    """Return the household that the facts of any scheme speak of."""
    if isinstance(facts, TekunFacts):
        return household_of(facts)
    return facts.household if isinstance(facts, AidFacts) else facts


def covered_by(outcome: Outcome, facts: Facts) -> int:
    """Return for how many people an amount is computed."""
    if isinstance(outcome, DibaoResult):
        return outcome.n_benefit
    return sum(member.counts_for_benefit for member in household_in(facts).members)


def read_outcome(stored: str) -> Outcome:
    """Read a stored result back.

    Raises: Refused `policy.record` where it was changed.
    """
    record = json.loads(stored)
    if _scheme(record) == DIBAO:
        return DibaoResult.from_record(record)
    if _scheme(record) == TEKUN:
        return from_plain(TekunResult, record)
    return SchemeResult.from_record(record)


def read_facts(stored: object, *, result: str) -> Facts:
    """Read the facts of a stored computation back, by the scheme of its result.

    Raises: Refused `policy.record` where they were changed.
    """
    facts: Facts = from_plain(FACTS_OF[_scheme(json.loads(result))], stored)
    return facts


def _scheme(result: dict[str, object]) -> str:
    return str(result.get("scheme", DIBAO))
