"""Where cases stand that wait for somebody: state and organs, by the posts of that person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiuzhu.casework.cases.enums import HoldKind, Scheme
from jiuzhu.casework.cases.models import CaseHold
from jiuzhu.casework.cases.queries import power_over
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import remembered
from jiuzhu.infra.together import Read, planned
from jiuzhu.policy.procedures import Procedure, State, load_procedure, procedure_codes
from jiuzhu.registers.law.queries import place_in_force, procedures_in_use
from jiuzhu.registers.organs.enums import OrganKind, Power
from jiuzhu.registers.organs.models import DelegationOrder
from jiuzhu.registers.organs.queries import carried_by, holds_for_some

# Steps that nobody waits for: they are open to the people, or an exception.
OPTIONAL = frozenset(
    {
        "withdraw",
        "open_review",
        "insist_on_application",
        "lapse_supplement",
        "renew_verification",
        "resume_application",
        "resume_assessment",
        "return_verification",
        "return_opinion",
        "take_over",
        "recheck_verification",
        "register_objection",
        "terminate",
        "deny_relief",
        "escalate_relief",
    }
)
# Acts that stand for the next step while the state stays.
WAITING_ACTS = {
    "AUTHORISING": ("sign_authorization",),
    "VERIFYING": ("accept_verification", "ask_sources"),
    "SURVEY": ("compute_amount",),
    "RELIEVED": ("confirm_facts",),
}
DECIDES = "decision.decide"
VISITS = "assessment.visit"
RENEWS = "renew_verification"
# Where a file waits for the window once its report is too old; elsewhere it waits there anyway.
EXPIRES = frozenset({"ACCEPTED", "SURVEY", "OPINION"})
NOT_COUNTY = frozenset({OrganKind.CITY, OrganKind.VILLAGE})


@dataclass(frozen=True, slots=True)
class Carried:
    """The cases of a scheme that an order carries in a township, by their day of acceptance."""

    organ: int
    scheme: str
    accepted_from: date | None = None
    accepted_to: date | None = None

    @property
    def condition(self) -> Q:
        """Return the filter on cases; what was decided before goes to the order of its own day."""
        found = Q(organ_id=self.organ, scheme=self.scheme)
        if self.accepted_to is not None:
            found &= Q(decided_on__isnull=True, accepted_on__lt=self.accepted_to)
        if self.accepted_from is not None:
            found &= Q(decided_on__isnull=False) | Q(accepted_on__gte=self.accepted_from)
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """A state whose cases in these organs wait for the actor.

    `under` names the procedures in which they do, where other versions wait for somebody else.
    `carried` are the cases that orders carry, where these are some of an organ's only; the place
    holds these, or with `is_rest` all but these.
    """

    state: str
    organs: tuple[int, ...]
    only_related: bool = False
    expired_on: date | None = None
    under: tuple[str, ...] = ()
    carried: tuple[Carried, ...] = ()
    is_rest: bool = False

    @property
    def is_plain(self) -> bool:
        """Tell whether every case of the state waits, so that the kept counters tell how many."""
        return (
            not self.only_related and self.expired_on is None and not (self.under or self.carried)
        )

    @property
    def condition(self) -> Q:
        """Return the filter on cases."""
        found = Q(state=self.state, organ_id__in=self.organs)
        if self.carried:
            some = reduce(or_, (one.condition for one in self.carried))
            found &= ~some if self.is_rest else some
        if self.under:
            found &= Q(procedure__in=self.under)
        if self.expired_on is not None:
            live = VerificationReport.objects.filter(
                case=OuterRef("pk"), decision_until__gte=self.expired_on
            )
            found &= Q(~Exists(live))
        if self.only_related:
            related = CaseHold.objects.filter(
                case=OuterRef("pk"), kind=HoldKind.RELATED_PARTY, ended_at__isnull=True
            )
            found &= Q(Exists(related))
        return found


@cache
def every_procedure() -> tuple[Procedure, ...]:
    """Return every procedure of the place, those kept to read old files as well."""
    place = place_in_force()
    return tuple(load_procedure(code, place) for code in procedure_codes(place))


def procedures() -> tuple[Procedure, ...]:
    """Return the procedures that a unit runs or ran: those that cases of this house may have."""
    codes = remembered("procedures_in_use", procedures_in_use)
    return _loaded(codes)


@cache
def _loaded(codes: tuple[str, ...]) -> tuple[Procedure, ...]:
    place = place_in_force()
    return tuple(load_procedure(code, place) for code in codes)


def states() -> tuple[State, ...]:
    """Return every state once, in the order of the tables; words of the first table stand."""
    found: dict[str, State] = {}
    for table in procedures():
        for state in table.states:
            found.setdefault(state.code, state)
    return tuple(found.values())


def places_for(actor: Actor, on: date) -> tuple[Place, ...]:
    """Return where cases wait for this actor on a day; the power of that day counts (S1)."""
    if not actor.organs or actor.organ_kind in NOT_COUNTY:
        return ()
    places: list[Place] = []
    tables = procedures()
    for state in states():
        for capability, under in _waits_for(state.code, tables).items():
            if actor.may(capability):
                found = _places(state.code, capability, under, actor, on)
                places.extend(place for place in found if place.organs)
    taken = {place.state for place in places}
    return (*dict.fromkeys(places), *_expired(actor, on, taken))


def _expired(actor: Actor, on: date, taken: set[str]) -> tuple[Place, ...]:
    """Return where files with an expired report wait for whoever leads them back."""
    places = []
    for table in procedures():
        for move in table.transitions:
            if move.action != RENEWS or not actor.may(move.capability, action=RENEWS):
                continue
            places += [
                Place(state, actor.organs, expired_on=on)
                for state in move.from_states
                if state in EXPIRES and state not in taken
            ]
    return tuple(dict.fromkeys(places))


@cache
def _waits_for(state: str, tables: tuple[Procedure, ...]) -> dict[str, tuple[str, ...]]:
    """Return for whom a case in this state waits, and in which versions (none named: in all)."""
    holding = [table for table in tables if any(one.code == state for one in table.states)]
    waited = {table.code: _waits_in(state, table) for table in holding}
    every = sorted({capability for found in waited.values() for capability in found})
    return {
        capability: ()
        if all(capability in found for found in waited.values())
        else tuple(code for code, found in waited.items() if capability in found)
        for capability in every
    }


def _waits_in(state: str, table: Procedure) -> frozenset[str]:
    steps = {move.capability for move in table.actions_from(state) if move.action not in OPTIONAL}
    acts = {
        act.capability
        for act in table.acts
        if act.action in WAITING_ACTS.get(state, ()) and act.possible_in(state)
    }
    return frozenset(steps | acts)


def _places(
    state: str, capability: str, under: tuple[str, ...], actor: Actor, on: date
) -> tuple[Place, ...]:
    if capability == DECIDES:
        return _decided_by(state, under, actor, on)
    if actor.organ_kind == OrganKind.COUNTY:
        if capability != VISITS:
            return ()
        return (Place(state, actor.organs, only_related=True, under=under),)
    return (Place(state, actor.organs, under=under),)


def delegated_read(actor: Actor, on: date) -> Read[DelegationOrder]:
    """Return the read of the orders that carry cases of organs below the actor on a day."""
    key = ("delegated", actor.organs, on)
    return remembered(key, lambda: planned(key, lambda: _delegated(actor.organs, on)))


def _delegated(organs: tuple[int, ...], on: date) -> QuerySet[DelegationOrder]:
    return DelegationOrder.objects.filter(holds_for_some(on), to_organ_id__in=organs).order_by("pk")


def _decided_by(state: str, under: tuple[str, ...], actor: Actor, on: date) -> tuple[Place, ...]:
    """Return where the actor's organ decides on a day: whole townships, and parts of others."""
    carried = _carried(actor, on)
    by_organ: dict[int, list[Carried]] = {}
    for one in carried:
        by_organ.setdefault(one.organ, []).append(one)
    schemes = {table.scheme for table in procedures()}
    whole = {
        organ
        for organ, found in by_organ.items()
        if schemes <= {c.scheme for c in found if c.accepted_from is None and c.accepted_to is None}
    }
    is_township = actor.organ_kind == OrganKind.TOWNSHIP
    plain = whole if is_township else set(actor.organs) - set(by_organ)
    parts = tuple(one for one in carried if one.organ not in whole)
    return (
        Place(state, tuple(organ for organ in actor.organs if organ in plain), under=under),
        Place(
            state,
            tuple(organ for organ in actor.organs if organ in by_organ and organ not in whole),
            under=under,
            carried=parts,
            is_rest=not is_township,
        ),
    )


def _carried(actor: Actor, on: date) -> tuple[Carried, ...]:
    schemes = {power_over(scheme): scheme.value for scheme in Scheme}
    found = []
    for order in delegated_read(actor, on):
        if order.power in schemes:
            span = carried_by(order, on=on)
            scheme = schemes[Power(order.power)]
            found.append(Carried(span.organ_id, scheme, span.accepted_from, span.accepted_to))
    return tuple(found)
