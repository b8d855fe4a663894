"""The offices of the tests: 岱岳区 with two townships (one delegated), and 新泰市 beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import cycle

from jiuzhu.demo.officials import delegate_demo_power, staff_desk
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.identity import make_identity_number
from jiuzhu.registers.accounts.queries import actor_of_officer
from jiuzhu.registers.households.services.register_person import PersonGiven
from jiuzhu.registers.law.services.load_law import load_law
from jiuzhu.registers.organs.models import DelegationOrder, Officer, Organ
from jiuzhu.registers.organs.services.load_organs import load_organs
from jiuzhu.registers.regions.services.load_regions import load_regions

START = date(2020, 1, 1)
MORNING = datetime(2020, 9, 1, 1, 0, tzinfo=UTC)  # 09:00 in China, a Tuesday
COUNTY = "370911"
ZHUYANG = "370911101"  # 祝阳镇: decides itself
FANZHEN = "370911102"  # 范镇: the county decides
OTHER_COUNTY = "370982"
OTHER_TOWNSHIP = "370982101"  # 东都镇 of 新泰市
FURNISHED = (
    "3709",
    COUNTY,
    f"{COUNTY}HD",
    ZHUYANG,
    FANZHEN,
    OTHER_COUNTY,
    f"{OTHER_COUNTY}HD",
    OTHER_TOWNSHIP,
)


def first_village(township: str) -> Organ:
    """Return the first village of a township."""
    return Organ.objects.filter(kind="VILLAGE", parent__code=township).order_by("code")[0]


def build_offices() -> None:
    """Load divisions, organs and law, and staff the offices; a kept database has them already."""
    if DelegationOrder.objects.exists():
        return
    load_regions()
    load_organs()
    load_law()
    for code in FURNISHED:
        staff_desk(Organ.objects.get(code=code), on=START)
    for township in (ZHUYANG, FANZHEN, OTHER_TOWNSHIP):
        staff_desk(first_village(township), on=START)
    delegate_demo_power(
        Organ.objects.get(code=ZHUYANG), county=Organ.objects.get(code=COUNTY), on=START
    )


class World:
    """Actors by desk and seat; `as_(…)` also sets the scope of the running transaction."""

    at = MORNING

    def organ(self, code: str) -> Organ:
        """Return an organ by its code."""
        return Organ.objects.get(code=code)

    @cached_property
    def village(self) -> Organ:
        """Return the village of 祝阳镇 that has an assistant."""
        return first_village(ZHUYANG)

    def officer(self, seat: str, organ: str = ZHUYANG) -> Officer:
        """Return the officer of a seat."""
        return Officer.objects.get(staff_number=f"T{organ}{seat}"[:20])

    def actor(self, seat: str, organ: str = ZHUYANG) -> Actor:
        """Return the actor of a seat without touching the scope."""
        found = actor_of_officer(
            officer=self.officer(seat, organ), on=START, organ=self.organ(organ)
        )
        assert found is not None
        return found

    def as_(self, seat: str, organ: str = ZHUYANG) -> Actor:
        """Become an officer: set the scope of the transaction and return the actor."""
        actor = self.actor(seat, organ)
        apply_scope(actor)
        return actor

    def later(self, **delta: int) -> datetime:
        """Move the clock of the test on and return the new moment."""
        self.at = self.at + timedelta(**delta)
        return self.at


#: Three digits tell people born on one day apart; each test starts from an empty county, so the
#: serials may come round again.
_serial = cycle(range(1, 1000))


def a_person(
    name: str = "测试甲",
    *,
    born_on: date = date(1965, 5, 20),
    serial: int | None = None,
    region6: str = "370911",
    village: str = "",
) -> PersonGiven:
    """Return a synthetic person with a valid number."""
    number = make_identity_number(region6, born_on, serial or next(_serial))
    return PersonGiven(
        name=name, identity_number=number, residence=village, is_test=True, phone="19900000000"
    )
