"""Count the means of a household as dibao counts them, for the schemes that ask the same question.

Income, support and property are computed by `assess_dibao` itself; only the conclusion differs.
"""

from dataclasses import dataclass, replace
from datetime import date

from jiuzhu.policy.dibao import NOT_BLOCKING, assess_dibao
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import Hit, HitStatus, Line, ValueUse
from jiuzhu.policy.worksheet import Worksheet

DIBAO_ONLY = "dibao."


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Hold income over the counting period, heads, the dibao standard, and how it was found."""

    income_fen: int
    months: int
    heads: int
    per_head_fen: int
    standard_fen: int
    lines: tuple[Line, ...]
    hits: tuple[Hit, ...]
    uses: tuple[ValueUse, ...]


def means_of(household: HouseholdFacts, pack: Pack, on: date, *, scheme: str) -> Means:
    """Count the means of a household with the property rules of a scheme.

    Nobody is asked to receive, so no amount of dibao is computed.

    Raises: Refused('policy.hole'), Refused('facts.…') as `assess_dibao` does.
    """
    members = tuple(replace(one, counts_for_benefit=False) for one in household.members)
    found = assess_dibao(replace(household, members=members), pack, on, property_of=scheme)
    return Means(
        income_fen=found.income_fen,
        months=found.counting_months,
        heads=found.n_income,
        per_head_fen=found.per_head_fen,
        standard_fen=found.standard_fen,
        lines=found.lines,
        hits=tuple(hit for hit in found.hits if not hit.rule_id.startswith(DIBAO_ONLY)),
        uses=found.uses,
    )


def sheet_with(means: Means, pack: Pack, on: date) -> Worksheet:
    """Begin a worksheet with the lines, hits and values of the means already on it."""
    sheet = Worksheet(pack, on)
    sheet.lines.extend(means.lines)
    sheet.hits.extend(means.hits)
    sheet.uses.update({use.ref: use for use in means.uses})
    return sheet


def blocking(hits: list[Hit]) -> tuple[Hit, ...]:
    """Leave out the open questions that hold up nothing."""
    return tuple(
        hit
        for hit in hits
        if hit.status is not HitStatus.UNKNOWN or hit.rule_id not in NOT_BLOCKING
    )
