"""Judge urgent relief (急难型先行救助) on the spot: its tier, its ceiling, and who must agree.

The rules are those of temporary aid; here only the question of a desk at night is put to them:
may this much be given now, for this cause, and does the county have to be asked?
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.facts import Category, HouseholdFacts
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.scheme_facts import AidFacts, PastAid
from jiuzhu.policy.scheme_rows import AidCause, UrgentTier
from jiuzhu.policy.scheme_terms import AidKind
from jiuzhu.policy.temporary_aid import COUNTY, FEN, assess_aid


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefJudged:
    """Hold the tier of a relief and whether the county has to agree."""

    tier: str
    label: str
    article: str
    needs_county: bool


def urgent_causes(pack: Pack, on: date) -> tuple[tuple[str, str], ...]:
    """Name the causes of an emergency of that day, as (code, label)."""
    return tuple((row.code, row.label) for row in pack.rows(AidCause, on) if not row.rigid)


def judge_relief(
    *,
    amount_fen: int,
    cause: str,
    category: str,
    event: str,
    past: tuple[PastAid, ...],
    pack: Pack,
    on: date,
) -> ReliefJudged:
    """Say in which tier an amount falls and who decides; relief first asks for nothing else.

    Raises: Refused('aid.too_much') above every ceiling, Refused('aid.…') from the rules.
    """
    tier = _tier(amount_fen, pack, on)
    facts = AidFacts(
        kind=AidKind.URGENT,
        cause=cause,
        household=HouseholdFacts(category=Category(category), members=()),
        need_fen=amount_fen,
        tier=tier.code,
        event=event,
        past=past,
    )
    result = assess_aid(facts, pack, on)
    decider = next(one for one in result.findings if one.code == "aid.decider")
    return ReliefJudged(
        tier=tier.code,
        label=tier.label,
        article=tier.citation,
        needs_county=decider.value == COUNTY,
    )


def _tier(amount_fen: int, pack: Pack, on: date) -> UrgentTier:
    """Give the lightest tier whose ceiling holds the amount."""
    ceilings = sorted(
        (row for row in pack.rows(UrgentTier, on) if row.most_yuan), key=lambda row: row.most_yuan
    )
    for row in ceilings:
        if amount_fen <= row.most_yuan * FEN:
            return row
    most = ceilings[-1].most_yuan * FEN if ceilings else 0
    raise Refused(
        "aid.too_much",
        "急难型先行救助一次最多%(most)s元。请先救助到这个数，其余的转支出型救助或一事一议。",
        values={"most": format_yuan(most)},
        field="amount",
    )
