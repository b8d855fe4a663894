"""Where cases stand that wait for somebody: state and organs, by the posts of that person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import CaseHold
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import remembered
from jiuzhu.infra.together import Read, planned
from jiuzhu.policy.procedures import Procedure, State, load_procedure, procedure_codes
from jiuzhu.registers.law.queries import place_in_force, procedures_in_use
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import DelegationOrder
from jiuzhu.registers.organs.queries import in_force

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
    }
)
# Acts that stand for the next step while the state stays.
WAITING_ACTS = {
    "AUTHORISING": ("sign_authorization",),
    "VERIFYING": ("accept_verification", "ask_sources"),
    "SURVEY": ("compute_amount",),
}
DECIDES = "decision.decide"
VISITS = "assessment.visit"
RENEWS = "renew_verification"
# Where a file waits for the window once its report is too old; elsewhere it waits there anyway.
EXPIRES = frozenset({"ACCEPTED", "SURVEY", "OPINION"})
NOT_COUNTY = frozenset({OrganKind.CITY, OrganKind.VILLAGE})


@dataclass(frozen=True, slots=True)
class Place:
    """A state whose cases in these organs wait for the actor.

    `under` names the procedures in which they do, where other versions wait for somebody else.
    """

    state: str
    organs: tuple[int, ...]
    only_related: bool = False
    expired_on: date | None = None
    under: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Tell whether every case of the state waits, so that the kept counters tell how many."""
        return not self.only_related and self.expired_on is None and not self.under

    @property
    def condition(self) -> Q:
        """Return the filter on cases."""
        found = Q(state=self.state, organ_id__in=self.organs)
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
    places = []
    tables = procedures()
    for state in states():
        for capability, under in _waits_for(state.code, tables).items():
            if actor.may(capability):
                found = _places(state.code, capability, under, actor, on)
                places += [place for place in found if place.organs]
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
        return _deciding_places(state, under, actor, on)
    if actor.organ_kind == OrganKind.COUNTY:
        if capability != VISITS:
            return ()
        return (Place(state, actor.organs, only_related=True, under=under),)
    return (Place(state, actor.organs, under=under),)


def _deciding_places(
    state: str, under: tuple[str, ...], actor: Actor, on: date
) -> tuple[Place, ...]:
    """Return where cases wait for a decider; one place where all schemes are decided alike."""
    by_scheme: dict[str, list[str]] = {}
    for table in procedures():
        if any(one.code == state for one in table.states) and (not under or table.code in under):
            by_scheme.setdefault(table.scheme, []).append(table.code)
    organs = {scheme: _decided_by(actor, on, f"{scheme}.decide") for scheme in by_scheme}
    if len(set(organs.values())) == 1:
        return (Place(state, next(iter(organs.values())), under=under),)
    return tuple(
        Place(state, organs[scheme], under=tuple(codes)) for scheme, codes in by_scheme.items()
    )


def delegated_read(actor: Actor, on: date) -> Read[tuple[int, str]]:
    """Return the read of the organs below the actor that decide on a day, each with its power."""
    key = ("delegated", actor.organs, on)
    return remembered(key, lambda: planned(key, lambda: _delegated(actor.organs, on)))


def _delegated(organs: tuple[int, ...], on: date) -> QuerySet[DelegationOrder, tuple[int, str]]:
    orders = DelegationOrder.objects.filter(in_force(on), to_organ_id__in=organs)
    return orders.values_list("to_organ_id", "power")


def _decided_by(actor: Actor, on: date, power: str) -> tuple[int, ...]:
    """Return the townships for which the actor's organ decides by a power on a day."""
    delegated = {organ for organ, moved in delegated_read(actor, on) if moved == power}
    if actor.organ_kind == OrganKind.TOWNSHIP:
        return tuple(organ for organ in actor.organs if organ in delegated)
    return tuple(organ for organ in actor.organs if organ not in delegated)
