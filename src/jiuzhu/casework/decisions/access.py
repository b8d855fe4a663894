"""Who may decide a case on a day, in whose name, and who stands in (S1–S3, 57号 art. 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuzhu.casework.assessments.queries import latest_computation, outcome_of
from jiuzhu.casework.cases.access import had_part, with_part
from jiuzhu.casework.cases.enums import Involvement, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import (
    delegated_to,
    in_flight_since,
    is_unrelated,
    relatives_among,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.policy.remedies import RemedyEffect
from jiuzhu.policy.scheme_results import SchemeResult
from jiuzhu.policy.temporary_aid import COUNTY
from jiuzhu.registers.organs.enums import Employment, OrganKind
from jiuzhu.registers.organs.models import DelegationOrder, Officer, Organ, Post
from jiuzhu.registers.organs.queries import (
    DECIDING_ROLES,
    DecidingOrgan,
    away_among,
    effect_of,
    in_force,
    require_order,
)

# Who did one of these in a case decides nothing in it (domain 3.1: INV, VER, PAY ≠ DEC).
BARRING_PARTS = (
    Involvement.VISITED,
    Involvement.VERIFIED,
    Involvement.ASSESSED,
    Involvement.PAID,
)
OUTSOURCED = frozenset({Employment.PURCHASED, Employment.PUBLIC_POST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """A decider who cannot decide this case, and why."""

    officer: Officer
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The deciders of the organ that holds the power: who can decide this case, who cannot."""

    organ: Organ
    order: DelegationOrder | None
    free: tuple[Officer, ...]
    barred: tuple[Barred, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPower:
    """The power an actor holds over a case: in whose name, by which order, for whom."""

    organ: Organ
    order: DelegationOrder | None
    effect: RemedyEffect
    substitute_for: Officer | None

    @property
    def basis(self) -> str:
        """Write on what the power rests, as W23 prints it."""
        if self.order is None:
            text = f"{self.organ.name}依法行使审批权"
        else:
            text = (
                f"{self.order.document_title}（{self.order.document_number}，"
                f"{self.order.get_mode_display()}），以{self.order.name_on_decision}名义作出"
            )
        if self.substitute_for is not None:
            text += f"；{self.substitute_for.name}不能审批，由他人代为审批"
        return text


def holder_of(*, case: Case, on: date) -> DecidingOrgan:
    """Return who decides a case that day; above the township's sum of aid the county (T2)."""
    if case.scheme == Scheme.TEMPORARY and _above_township(case):
        return DecidingOrgan(organ=case.county, order=None)
    return delegated_to(case, on=on)


def _above_township(case: Case) -> bool:
    computation = latest_computation(case)
    outcome = None if computation is None else outcome_of(computation)
    return isinstance(outcome, SchemeResult) and outcome.found("aid.decider") == COUNTY


def bench_of(*, case: Case, on: date) -> Bench:
    """Return the deciders of the organ that holds the power that day, each free or barred."""
    holder = holder_of(case=case, on=on)
    free, barred = _sorted(case, holder.organ, on)
    return Bench(organ=holder.organ, order=holder.order, free=free, barred=barred)


def substitute_decider(*, case: Case, on: date) -> Officer | None:
    """Name who decides because somebody of the desk cannot; None where the whole desk is free.

    Another decider of the same organ comes first, then a decider of the county unit above. None
    also where nobody is left at all: `bench_of` says why.
    """
    return _substitute(case, bench_of(case=case, on=on), on)


def _substitute(case: Case, bench: Bench, on: date) -> Officer | None:
    if bench.free:
        return bench.free[0] if bench.barred else None
    if bench.organ.pk == case.county_id:
        return None
    return next(iter(_sorted(case, case.county, on)[0]), None)


def power_held(*, case: Case, actor: Actor, on: date) -> HeldPower | None:
    """Return the power an actor holds over a case that day; None where another organ holds it.

    The county unit stands in only while no decider of the township can decide; it then decides in
    its own name.
    """
    if actor.officer_id is None or actor.is_system or _is_outsourced(actor.officer_id):
        return None
    bench = bench_of(case=case, on=on)
    substitute = _substitute(case, bench, on)
    stands_in = (
        bench.barred[0].officer
        if bench.barred and substitute is not None and substitute.pk == actor.officer_id
        else None
    )
    if actor.organ_id == bench.organ.pk:
        organ = _in_whose_name(bench)
        return HeldPower(
            organ=organ,
            order=bench.order,
            effect=effect_of(organ, bench.order),
            substitute_for=stands_in,
        )
    if actor.organ_id == case.county_id and not bench.free:
        first = bench.barred[0].officer if bench.barred else None
        return HeldPower(
            organ=case.county,
            order=None,
            effect=effect_of(case.county, None),
            substitute_for=stands_in or first,
        )
    return None


def keep_power(*, case: Case, power: HeldPower | None, on: date) -> None:
    """Keep the order on which a decision rests from ending until the decision is written.

    Raises: Conflict `power.ended`.
    """
    if power is not None and power.order is not None:
        require_order(power.order, on=on, accepted_on=in_flight_since(case))


def decider_facts(
    *, case: Case, actor: Actor, power: HeldPower | None, on: date
) -> dict[str, bool]:
    """Return the three guards about the person who decides."""
    return {
        "decider_holds_power": power is not None,
        "decider_not_involved": not had_part(
            case=case, officer_id=actor.officer_id, parts=BARRING_PARTS
        ),
        "decider_unrelated": is_unrelated(case=case, actor=actor, on=on),
    }


def _in_whose_name(bench: Bench) -> Organ:
    """Return the organ whose name and seal the decision carries, by the confirmed effect."""
    order = bench.order
    if order is not None and order.name_on_decision == order.from_organ.name:
        return order.from_organ
    return bench.organ


def _sorted(case: Case, organ: Organ, on: date) -> tuple[tuple[Officer, ...], tuple[Barred, ...]]:
    free: list[Officer] = []
    barred: list[Barred] = []
    posts = list(
        Post.objects.filter(in_force(on), organ=organ, role=DECIDING_ROLES[OrganKind(organ.kind)])
        .select_related("officer")
        .order_by("officer__staff_number")
    )
    bars = _bars(case, tuple(post.officer_id for post in posts), on)
    for post in posts:
        reason = _why_not(post.officer, bars, on)
        if reason:
            barred.append(Barred(officer=post.officer, reason=reason))
        else:
            free.append(post.officer)
    return tuple(free), tuple(barred)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bars:
    """Who of the deciders is away, had a part in the case, is a relative."""

    away: frozenset[int]
    involved: frozenset[int]
    related: frozenset[int]


def _bars(case: Case, officer_ids: tuple[int, ...], on: date) -> _Bars:
    return _Bars(
        away=away_among(officer_ids=officer_ids, on=on),
        involved=with_part(case=case, officer_ids=officer_ids, parts=BARRING_PARTS),
        related=relatives_among(case=case, on=on),
    )


def _why_not(officer: Officer, bars: _Bars, on: date) -> str:
    """Say why a decider cannot decide this case; empty where nothing is in the way."""
    if officer.left_on is not None and officer.left_on <= on:
        return "已离任"
    if officer.employment in OUTSOURCED:
        return "购买服务人员不能审批"
    if officer.pk in bars.away:
        return "请假"
    if officer.pk in bars.involved:
        return "参与过本案的核对、入户、审核或发放"
    if officer.pk in bars.related:
        return "与该家庭有近亲属关系"
    return ""


def _is_outsourced(officer_id: int) -> bool:
    return Officer.objects.filter(pk=officer_id, employment__in=OUTSOURCED).exists()
