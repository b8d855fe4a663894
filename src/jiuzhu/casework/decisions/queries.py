"""Named reads of decisions and awards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q

from jiuzhu.casework.assessments.models import Computation, Opinion
from jiuzhu.casework.assessments.queries import latest_computation, latest_opinion, outcome_of
from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import Case, CaseEvent
from jiuzhu.casework.decisions.enums import PlanState
from jiuzhu.casework.decisions.models import Award, Decision, PlannedGrant
from jiuzhu.infra.reading import remembered
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.dibao import unverified_values
from jiuzhu.policy.results import ValueUse
from jiuzhu.registers.law.queries import confirmed_keys

DECIDED_FROM = "OPINION"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardShown:
    """An award with what a person asks about it."""

    award: Award
    shares: tuple[tuple[str, int], ...]


def current_award(case: Case) -> Award | None:
    """Return the award without an end."""
    return (
        Award.objects.filter(case=case, effective_to__isnull=True)
        .select_related("decision", "payee")
        .first()
    )


def free_month(case: Case, first: Month) -> Month:
    """Return the first month from one on in which nobody of a family is paid by the scheme yet.

    A person is covered once a scheme and month: two one-off amounts of one month stand apart.
    """
    members = case.members.filter(part=MemberPart.MEMBER).values("person_id")
    taken = set(
        Award.objects.filter(
            case__scheme=case.scheme,
            effective_from__gte=first.first_day,
            shares__person_id__in=members,
        ).values_list("effective_from", flat=True)
    )
    while first.first_day in taken:
        first = first.next()
    return first


def award_in(case: Case, month: Month) -> Award | None:
    """Return the award that covers a month."""
    day = month.first_day
    return (
        Award.objects.filter(case=case, effective_from__lte=day)
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gt=day))
        .select_related("decision", "payee")
        .first()
    )


def shares_of(award: Award) -> AwardShown:
    """Return an award with the share of every covered person."""
    rows = award.shares.select_related("person").order_by("pk")
    return AwardShown(award=award, shares=tuple((row.person.name, row.amount_fen) for row in rows))


def waiting_plan(case: Case) -> PlannedGrant | None:
    """Return the confirmation of a case that waits for its minutes; only one can."""
    return remembered(("plan", case.pk), lambda: _waiting_plan(case))


def _waiting_plan(case: Case) -> PlannedGrant | None:
    if case.state != DECIDED_FROM:
        return None
    waiting = PlannedGrant.objects.filter(case=case, state=PlanState.WAITING)
    return waiting.select_related("officer").first()


def latest_decision(case: Case) -> Decision | None:
    """Return the newest decision of a case."""
    return (
        Decision.objects.filter(case=case)
        .select_related("organ", "delegation_order", "decided_by", "computation", "notice")
        .order_by("-decided_at", "-pk")
        .first()
    )


def decisions_of(case: Case) -> tuple[Decision, ...]:
    """Return every decision of a case, oldest first."""
    return tuple(
        Decision.objects.filter(case=case)
        .select_related("organ", "decided_by", "computation", "notice")
        .order_by("decided_at", "pk")
    )


def open_values(case: Case, computation: Computation, *, on: date) -> tuple[ValueUse, ...]:
    """Return the unverified values behind a computation that the county unit has not confirmed."""
    confirmed = confirmed_keys(organ_id=case.county_id, on=on)
    return unverified_values(outcome_of(computation), confirmed)


def values_carry_decision(case: Case, computation: Computation, *, on: date) -> bool:
    """Tell whether the values may carry a real payment; a demo shows them and goes on."""
    return bool(settings.JIUZHU_DEMO) or not open_values(case, computation, on=on)


def opinion_to_decide(case: Case) -> Opinion:
    """Return the opinion on which a decider decides.

    Raises: Refused `decision.no_opinion`.
    """
    opinion = latest_opinion(case)
    if opinion is None:
        raise Refused("decision.no_opinion", "本案还没有审核意见。请先由审核人核算并出具意见。")
    return opinion


def rests_on_opinion(case: Case, opinion: Opinion) -> bool:
    """Tell whether nothing was computed after the opinion that gives another result."""
    newest = latest_computation(case)
    return newest is None or (newest.eligible, newest.amount_fen) == (
        opinion.computation.eligible,
        opinion.computation.amount_fen,
    )


def was_publicised(case: Case, opinion: Opinion) -> bool:
    """Tell whether the publicity of this very opinion was concluded, as the events have it."""
    return CaseEvent.objects.filter(
        case=case, action="conclude_publicity", at__gte=opinion.given_at
    ).exists()
