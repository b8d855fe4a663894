"""Who manages what, who is in office, who decides on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jiuzhu.kernel.errors import Conflict, NotVisible, Refused
from jiuzhu.policy.remedies import RemedyEffect
from jiuzhu.registers.organs.enums import OpenCases, OrganKind, Role
from jiuzhu.registers.organs.models import (
    Absence,
    DelegationOrder,
    Officer,
    Organ,
    OrganPlace,
    OrganSeal,
    Post,
    SecrecyAgreement,
)


def in_force(on: date) -> Q:
    """Return the filter for rows that hold on a day (end exclusive, open = null)."""
    return Q(effective_from__lte=on) & (Q(effective_to__isnull=True) | Q(effective_to__gt=on))


@dataclass(frozen=True, slots=True)
class DecidingOrgan:
    """The organ that decides on a day, and the order that says so (None: the county itself)."""

    organ: Organ
    order: DelegationOrder | None


def deciding_organ(
    *, power: str, organ: Organ, on: date, accepted_on: date | None = None
) -> DecidingOrgan:
    """Return who decides for a township on a day, for a case accepted on a day (S1).

    Without an order that holds for the case the county unit above decides. A case that nobody has
    accepted yet goes to whoever holds the power that day.

    Raises: Refused `power.no_county`.
    """
    orders = (
        DelegationOrder.objects.filter(holds_for_some(on), power=power, to_organ=organ)
        .select_related("to_organ", "from_organ")
        .order_by("-effective_from")
    )
    for order in orders:
        if decides_case(order, on=on, accepted_on=accepted_on):
            return DecidingOrgan(organ=organ, order=order)
    return DecidingOrgan(organ=county_of(organ), order=None)


def holds_for_some(on: date) -> Q:
    """Return the filter for orders that carry at least some cases on a day."""
    kept = Q(effective_from__lte=on, effective_to__lte=on, open_cases_at_end=OpenCases.STAY)
    return in_force(on) | kept


def decides_case(order: DelegationOrder, *, on: date, accepted_on: date | None) -> bool:
    """Tell whether an order carries a case on a day, by what it says about open cases."""
    span = carried_by(order, on=on)
    if accepted_on is None:
        return order.effective_to is None or order.effective_to > on
    return (span.accepted_from is None or accepted_on >= span.accepted_from) and (
        span.accepted_to is None or accepted_on < span.accepted_to
    )


@dataclass(frozen=True, slots=True)
class CarriedCases:
    """Which cases of a township an order carries: accepted from a day on, before a day."""

    organ_id: int
    accepted_from: date | None
    accepted_to: date | None

    @property
    def is_all(self) -> bool:
        """Tell whether the day of acceptance makes no difference."""
        return self.accepted_from is None and self.accepted_to is None


def carried_by(order: DelegationOrder, *, on: date) -> CarriedCases:
    """Return which cases an order carries on a day on which it carries some."""
    has_ended = order.effective_to is not None and order.effective_to <= on
    stays = order.open_cases_at_start == OpenCases.STAY
    return CarriedCases(
        organ_id=order.to_organ_id,
        accepted_from=order.effective_from if stays else None,
        accepted_to=order.effective_to if has_ended else None,
    )


def require_order(order: DelegationOrder, *, on: date, accepted_on: date | None) -> None:
    """Keep an order from ending until this transaction ends; refuse where it has just ended.

    A decision and a withdrawal at the same moment are served one after the other.

    Raises: Conflict `power.ended`.
    """
    held = (
        DelegationOrder.objects.select_for_update(of=("self",), no_key=True)
        .filter(holds_for_some(on), pk=order.pk)
        .first()
    )
    if held is None or not decides_case(held, on=on, accepted_on=accepted_on):
        raise Conflict(
            "power.ended",
            "%(organ)s的审批权刚刚被收回，这项决定没有作出。请把案件交县级民政部门审批。",
            values={"organ": order.to_organ.name},
        )


def county_of(organ: Organ) -> Organ:
    """Return the county-level unit above an organ (or the organ itself).

    Raises: Refused `power.no_county`.
    """
    current: Organ | None = organ
    while current is not None and current.kind != OrganKind.COUNTY:
        current = current.parent
    if current is None:
        raise Refused(
            "power.no_county",
            "%(organ)s没有上级县级机关。请管理员检查机关设置。",
            values={"organ": organ.name},
        )
    return current


def county_here(organ_id: int, code: str) -> Organ:
    """Return the county unit of an organ; the city names one by its code, else gets the first.

    Raises: NotVisible `organ.no_county`.
    """
    own = Organ.objects.select_related("parent").filter(pk=organ_id).first()
    if own is not None and own.kind != OrganKind.CITY:
        return county_of(own)
    counties = Organ.objects.filter(kind=OrganKind.COUNTY).order_by("code")
    found = counties.filter(code=code).first() if code else counties.first()
    if found is None:
        raise NotVisible("organ.no_county", "没有这个县（市、区）。请从列表中选择。")
    return found


def seal_of(organ: Organ, *, on: date) -> str:
    """Name the seal of an organ that is registered on a day; empty where there is none."""
    found = OrganSeal.objects.filter(in_force(on), organ=organ).values_list("name", flat=True)
    return found.first() or ""


def centre_of(county: Organ) -> Organ:
    """Return the verification centre of a county unit.

    Raises: Refused `organ.no_centre`.
    """
    centre = Organ.objects.filter(parent=county, kind=OrganKind.CENTRE).first()
    if centre is None:
        raise Refused(
            "organ.no_centre",
            "%(county)s还没有设立核对中心。请管理员登记。",
            values={"county": county.name},
        )
    return centre


def managing_organ(*, region_code: str, on: date) -> Organ:
    """Return the organ that manages a place on a day; place code and organ differ (P32).

    Raises: Refused `organ.no_manager`.
    """
    row = (
        OrganPlace.objects.filter(in_force(on), region__code=region_code)
        .select_related("organ")
        .first()
    )
    if row is None:
        raise Refused("organ.no_manager", "这个村（居）当天没有管理机关。请管理员检查管理范围。")
    return row.organ


def organs_below(organ: Organ) -> tuple[int, ...]:
    """Return the ids of an organ and everything below it, villages left out."""
    ids = [organ.pk]
    level = [organ.pk]
    while level:
        level = list(
            Organ.objects.filter(parent_id__in=level)
            .exclude(kind=OrganKind.VILLAGE)
            .values_list("pk", flat=True)
        )
        ids.extend(level)
    return tuple(sorted(ids))


def officers_at(*, organ: Organ, role: str, on: date) -> tuple[Officer, ...]:
    """Return the officers who hold a role in an organ on a day and are not away."""
    away = Absence.objects.filter(in_force(on)).values("officer_id")
    posts = (
        Post.objects.filter(in_force(on), organ=organ, role=role)
        .exclude(officer_id__in=away)
        .select_related("officer")
        .order_by("officer__staff_number")
    )
    return tuple(post.officer for post in posts)


def away_among(*, officer_ids: tuple[int, ...], on: date) -> frozenset[int]:
    """Return those of the officers who are registered as absent on a day."""
    return frozenset(
        Absence.objects.filter(in_force(on), officer_id__in=officer_ids).values_list(
            "officer_id", flat=True
        )
    )


def has_live_agreement(*, officer_id: int | None, on: date) -> bool:
    """Tell whether an officer has a secrecy agreement in force (S11)."""
    return (
        officer_id is not None
        and SecrecyAgreement.objects.filter(
            officer_id=officer_id, signed_on__lte=on, expires_on__gt=on
        ).exists()
    )


def posts_of(*, officer_id: int, on: date) -> tuple[Post, ...]:
    """Return the posts of an officer on a day, county level first."""
    return tuple(
        Post.objects.filter(in_force(on), officer_id=officer_id)
        .select_related("organ", "officer")
        .order_by("organ__kind", "role")
    )


DECIDING_ROLES = {OrganKind.TOWNSHIP: Role.DECIDER, OrganKind.COUNTY: Role.COUNTY_DECIDER}


def deciders_of(*, organ: Organ, on: date) -> tuple[Officer, ...]:
    """Return the officers who may decide for an organ on a day."""
    return officers_at(organ=organ, role=DECIDING_ROLES[OrganKind(organ.kind)], on=on)


def officers_of_organs(*, organ_ids: tuple[int, ...], on: date) -> tuple[tuple[Officer, str], ...]:
    """Return everybody in office at these organs on a day, each once, with where they sit."""
    posts = (
        Post.objects.filter(in_force(on), organ_id__in=organ_ids)
        .select_related("officer", "organ")
        .order_by("organ__code", "officer__staff_number", "pk")
    )
    found: dict[int, tuple[Officer, str]] = {}
    for post in posts:
        found.setdefault(post.officer_id, (post.officer, post.organ.name))
    return tuple(found.values())


def officer_name(officer_id: int) -> str:
    """Return the name of an officer; empty for nobody."""
    return Officer.objects.filter(pk=officer_id).values_list("name", flat=True).first() or ""


def organ_of_code(code: str) -> Organ | None:
    """Return the organ with this code, with what stands above it."""
    return Organ.objects.filter(code=code).select_related("parent").first()


def organs_under(parent: Organ | None, kind: OrganKind) -> tuple[Organ, ...]:
    """Return the organs of a kind, directly under one where one is named, in order of code."""
    found = Organ.objects.filter(kind=kind).select_related("parent")
    if parent is not None:
        found = found.filter(parent=parent)
    return tuple(found.order_by("code"))


def effect_of(organ: Organ, order: DelegationOrder | None) -> RemedyEffect:
    """Return the confirmed remedy effect of the order, or the county unit's own (domain 3.7)."""
    if order is None:
        return RemedyEffect(
            name_on_decision=organ.name,
            respondent=organ.name,
            reviewing_body=organ.reviewing_body,
            reviewing_address=organ.reviewing_address,
            court=organ.court,
        )
    return RemedyEffect(
        name_on_decision=order.name_on_decision,
        respondent=order.respondent,
        reviewing_body=order.reviewing_body,
        reviewing_address=order.reviewing_address,
        court=order.court,
    )
