"""Point out what is possible but unlikely: an officer looks at it, nobody is refused for it."""

from datetime import date

from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.facts import HouseholdFacts, MemberFacts
from jiuzhu.policy.pack_rows import IncomeKind, Treatment
from jiuzhu.policy.packs import Pack

ADULT = 18
NO_ADULT_INCOME = (
    "全部成年成员都没有任何收入。不因此不予批准；请问清靠什么生活，入户时核实，并在审核意见中写明。"
)


def doubts_of(facts: HouseholdFacts, pack: Pack, on: date) -> tuple[str, ...]:
    """Return what an officer should look at before concluding, in sentences."""
    return (NO_ADULT_INCOME,) if _no_adult_earns(facts, pack, on) else ()


def _no_adult_earns(facts: HouseholdFacts, pack: Pack, on: date) -> bool:
    """Tell whether no adult has an income of any kind, left out or counted."""
    deducted = {
        row.code for row in pack.rows(IncomeKind, on) if row.treatment is Treatment.DEDUCTED
    }
    adults = [one for one in facts.members if one.counts_for_income and _is_adult(one, on)]
    return bool(adults) and not any(
        item.amount_fen > 0 and item.kind not in deducted for one in adults for item in one.income
    )


def _is_adult(member: MemberFacts, on: date) -> bool:
    return member.born_on is None or years_between(member.born_on, on) >= ADULT
