"""The demo county: offices, people in office, a synthetic population, cases through use cases."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from jiuzhu.casework.payments.models import PaymentBatch
from jiuzhu.casework.relief.models import ReserveEntry
from jiuzhu.demo.departments import TruthDepartments
from jiuzhu.demo.desks import Desks
from jiuzhu.demo.emergencies import fill_reserves, report_emergencies
from jiuzhu.demo.officials import delegate_demo_power, staff_desk
from jiuzhu.demo.payroll import pay_one_month
from jiuzhu.demo.people import Population
from jiuzhu.demo.plans import first_day_of, plan_of
from jiuzhu.demo.population import make_population
from jiuzhu.demo.stages import Road
from jiuzhu.infra import clock
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.organs.models import DelegationOrder, Organ

SEED = 20190830
STARTS_AT = datetime(2020, 7, 6, 1, 10, tzinfo=UTC)
SHOWN_AT = datetime(2020, 9, 1, 1, 0, tzinfo=UTC)  # 09:00 in China: the last verified day
IN_OFFICE_SINCE = date(2020, 1, 1)
COUNTY = "370911"
TOWNSHIPS = (
    "370911101", "370911102", "370911001", "370911002", "370911100", "370911103",
    "370911104", "370911106", "370911107", "370911108", "370911109", "370911110",
)  # fmt: skip
NOT_DELEGATED = frozenset({"370911102", "370911109"})
OTHERS = ("3709", COUNTY, f"{COUNTY}HD", "370982", "370982HD", "370982101", "3709GX", "370911003")
VILLAGES_EACH = 2
LOG = logging.getLogger("jiuzhu.demo")


@dataclass(frozen=True, slots=True)
class Offices:
    """The furnished offices: organs with staff, and the villages that have an assistant."""

    organs: tuple[Organ, ...]
    villages: tuple[Organ, ...]


def furnish() -> Offices:
    """Fill the desks of the demo county and delegate the power in batches; repeatable."""
    with transaction.atomic():
        apply_scope(system_actor())
        organs = tuple(Organ.objects.get(code=code) for code in (*OTHERS, *TOWNSHIPS))
        villages = tuple(
            village
            for code in (*TOWNSHIPS, "370982101")
            for village in Organ.objects.filter(kind="VILLAGE", parent__code=code)
            .order_by("code")
            .select_related("parent")[:VILLAGES_EACH]
        )
        for organ in (*organs, *villages):
            staff_desk(organ, on=IN_OFFICE_SINCE)
        county = Organ.objects.get(code=COUNTY)
        for code in TOWNSHIPS:
            township = Organ.objects.get(code=code)
            known = DelegationOrder.objects.filter(to_organ=township).exists()
            if code not in NOT_DELEGATED and not known:
                batch = "第一批" if code < "370911104" else "第二批"
                delegate_demo_power(township, county=county, on=IN_OFFICE_SINCE, batch=batch)
    return Offices(organs=organs, villages=villages)


def population(offices: Offices, cases: int) -> Population:
    """Return the synthetic households of the demo's own villages."""
    own = [village.code for village in offices.villages if village.code.startswith(COUNTY)]
    return make_population(SEED, cases, own)


def set_clock() -> None:
    """Let the demo world stand at its day, unless somebody has moved it already."""
    with transaction.atomic():
        if clock.offset() == timedelta(0):
            clock.move_to(SHOWN_AT)


def build_cases(
    offices: Offices,
    people: Population,
    indexes: Iterable[int],
    *,
    told: Callable[[int, str], None],
) -> int:
    """Carry the named households along their plans; return how many were refused on the way.

    A refusal on the way is part of life (a family that does not qualify further); the case stays
    where it stands and the sentence goes to the log.
    """
    desks = Desks(IN_OFFICE_SINCE)
    departments = TruthDepartments(people.truths)
    villages = {village.code: village for village in offices.villages}
    stopped = 0
    for index in indexes:
        household = people.households[index]
        road = Road(
            household,
            desks=desks,
            departments=departments,
            village=villages[household.village_code],
            starts_at=_first_moment(index),
        )
        try:
            plan_of(index)(road, index)
        except Refused as refusal:
            stopped += 1
            LOG.warning("%s stops: %s %s", household.key, refusal.code, refusal.message)
            told(index, refusal.code)
        else:
            told(index, "")
    return stopped


def pay_demo_month() -> None:
    """Pay September once: with failures at the bank and differences in the ledger."""
    with transaction.atomic():
        apply_scope(system_actor())
        county = Organ.objects.get(code=COUNTY)
        if PaymentBatch.objects.filter(county=county).exists():
            return
    pay_one_month(county, Desks(IN_OFFICE_SINCE))


def relieve_demo_emergencies(offices: Offices) -> None:
    """Fill the reserve funds and report the emergencies of the last days, once."""
    with transaction.atomic():
        apply_scope(system_actor())
        county = Organ.objects.get(code=COUNTY)
        townships = tuple(Organ.objects.filter(code__in=TOWNSHIPS).order_by("code"))
        if ReserveEntry.objects.filter(fund__organ__in=townships).exists():
            return
    desks = Desks(IN_OFFICE_SINCE)
    fill_reserves(townships, county, desks, STARTS_AT)
    places = tuple(village for village in offices.villages if village.code.startswith(COUNTY))
    report_emergencies(places[: 3 * VILLAGES_EACH : VILLAGES_EACH], desks, SHOWN_AT)


def _first_moment(index: int) -> datetime:
    """Return when a household comes: spread over the weekdays from the start."""
    moment = STARTS_AT + timedelta(minutes=7 * (index % 30))
    for _ in range(first_day_of(index)):
        moment += timedelta(days=1)
        while moment.weekday() > 4:  # noqa: PLR2004 -- Saturday and Sunday
            moment += timedelta(days=1)
    return moment
