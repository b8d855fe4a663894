"""State the household of a case taken over from an older system, for its first computation."""

from __future__ import annotations

from jiuzhu.casework.assessments.queries import decided_computation, facts_of, latest_computation
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.policy.facts import Category, HouseholdFacts, MemberFacts


def facts_of_legacy(case: Case) -> HouseholdFacts | None:
    """Return the members as they were taken over; income and property come as findings.

    None where the case has facts of its own: a declaration, or a decision on a computation.
    """
    if not case.is_legacy or decided_computation(case) is not None:
        return None
    newest = latest_computation(case)
    if newest is not None:
        return facts_of(newest)
    return HouseholdFacts(
        category=Category(case.category),
        members=tuple(
            MemberFacts(
                key=str(row.person_id),
                born_on=row.person.born_on,
                counts_for_income=row.counts_for_income,
                counts_for_benefit=row.counts_for_benefit,
            )
            for row in members_of(case)
        ),
    )
