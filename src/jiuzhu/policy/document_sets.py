"""Say which documents a finished file must hold, by the way the case went (S27, domain.md §5).

The rules are rows of the pack; a case taken over from an older system has passed few states and is
asked for little, a case that ended early only for what it made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.document_kinds import CATALOGUE, DocumentKind, document_number
from jiuzhu.policy.pack_rows import FileRule, PerWhat
from jiuzhu.policy.packs import Pack

__all__ = [
    "CATALOGUE",
    "CasePath",
    "DocumentKind",
    "PathFacts",
    "Requirement",
    "document_number",
    "gaps_in_file",
    "path_of",
    "required_in_file",
    "retention_years",
]


class CasePath(StrEnum):
    """Name the ways a case can end or run."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    CLOSED_UNFIT = "CLOSED_UNFIT"
    STOPPED = "STOPPED"


PATH_STATES: Mapping[str, CasePath] = {
    "STOPPED": CasePath.STOPPED,
    "WITHDRAWN": CasePath.WITHDRAWN,
    "DECIDED_NO": CasePath.REFUSED,
    "IN_PAYMENT": CasePath.GRANTED,
    "DECIDED_YES": CasePath.GRANTED,
    "CLOSED": CasePath.CLOSED_UNFIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFacts:
    """Hold the way a case went.

    `states` are the states it has passed, the present one included; `facts` are words of the pack
    (proxy, adjusted, objected, appraised, asked_police, notices); the two numbers say how many
    copies of a kind are due.
    """

    states: frozenset[str]
    facts: frozenset[str] = frozenset()
    authorized_persons: int = 1
    delivered_notices: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Hold one document kind a file must hold, how many, and why."""

    kind: str
    name: str
    label: str
    count: int
    article: str


def path_of(facts: PathFacts) -> CasePath:
    """Say which way a case went, by the latest stage it reached.

    Raises: Refused('file.open') for a case that has not come to any end.
    """
    for state, path in PATH_STATES.items():
        if state in facts.states:
            return path
    raise Refused("file.open", "案件还没有办结，不能按办结案卷检查。请办结后再归档。")


def required_in_file(facts: PathFacts, pack: Pack, on: date) -> tuple[Requirement, ...]:
    """Give the documents the file of a finished case must hold.

    Raises: Refused('file.open') for a case that has not come to any end.
    """
    path_of(facts)
    found = []
    for rule in pack.rows(FileRule, on):
        count = _count(rule, facts)
        if count and _applies(rule, facts):
            found.append(
                Requirement(
                    kind=rule.kind,
                    name=CATALOGUE[rule.kind].name_zh,
                    label=rule.label,
                    count=count,
                    article=rule.citation,
                )
            )
    return tuple(found)


def _applies(rule: FileRule, facts: PathFacts) -> bool:
    """Say whether any circumstance of a rule is met."""
    met = {"always"} | facts.facts | {f"state:{state}" for state in facts.states}
    if facts.delivered_notices:
        met |= {"notices"}
    return bool(met & set(rule.when))


def _count(rule: FileRule, facts: PathFacts) -> int:
    """Say how many documents of a kind are due."""
    counts = {
        PerWhat.CASE: 1,
        PerWhat.AUTHORIZED_PERSON: facts.authorized_persons,
        PerWhat.DELIVERED_NOTICE: facts.delivered_notices,
    }
    return counts[rule.per]


def gaps_in_file(
    held: Mapping[str, int], required: tuple[Requirement, ...]
) -> tuple[Requirement, ...]:
    """Give what is missing, each with the number that is lacking."""
    return tuple(
        Requirement(
            kind=one.kind,
            name=one.name,
            label=one.label,
            count=one.count - held.get(one.kind, 0),
            article=one.article,
        )
        for one in required
        if held.get(one.kind, 0) < one.count
    )


def retention_years(kind: str, pack: Pack, on: date) -> int:
    """Give the years a document is kept after the end of its case.

    Raises: KeyError for an unknown kind, Refused('policy.hole') without a rule.
    """
    return pack.value(f"retention.{CATALOGUE[kind].retention}", on).amount
