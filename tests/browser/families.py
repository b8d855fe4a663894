"""The synthetic families of the browser tests, and what the departments know about them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from jiuzhu.demo.people import SyntheticTruth, SyntheticVehicle
from jiuzhu.kernel.contact import luhn_digit
from jiuzhu.kernel.identity import make_identity_number

CAR = SyntheticVehicle("鲁JT001测", "CAR", "测试牌", "非营运", "2018-03-05", "NORMAL")


@dataclass(frozen=True)
class Member:
    """One person with a valid number."""

    name: str
    number: str


@dataclass(frozen=True)
class Family:
    """A couple, the child at home if there is one, a daughter who lives elsewhere."""

    applicant: Member
    spouse: Member
    child: Member | None
    daughter: Member
    account: str
    phone: str
    has_car: bool = False

    @property
    def at_home(self) -> tuple[Member, ...]:
        """Return who lives together."""
        couple = (self.applicant, self.spouse)
        return couple if self.child is None else (*couple, self.child)

    @property
    def signed_for(self) -> tuple[Member, ...]:
        """Return everybody whose mandate is asked for."""
        return (*self.at_home, self.daughter)

    def truth(self) -> list[dict[str, Any]]:
        """Return what the departments know, one line a person."""
        cars = {self.applicant.number: (CAR,)} if self.has_car else {}
        return [
            asdict(SyntheticTruth(one.number, one.name, cars.get(one.number, ()), (), ()))
            for one in self.signed_for
        ]


BORN = (date(1968, 5, 20), date(1970, 3, 2), date(2010, 7, 9), date(1991, 1, 8))
OLD = (date(1946, 3, 11), date(1948, 10, 6), None, date(1972, 6, 15))


def a_family(
    serial: int, surname: str, births: tuple[date | None, ...] = BORN, **more: Any
) -> Family:
    """Make a family of people who do not exist; serial keeps their numbers apart."""
    names = (f"{surname}测一", f"{surname}测二", f"{surname}测三", f"{surname}测四")
    people: list[Any] = [
        None if born_on is None else Member(name, make_identity_number("370911", born_on, serial))
        for name, born_on in zip(names, births, strict=True)
    ]
    body = f"622202{serial:012d}"
    return Family(*people, account=body + luhn_digit(body), phone=f"199{serial:08d}", **more)


GRANTED = a_family(611, "程")
REFUSED = a_family(612, "康")
INSISTED = a_family(613, "温", has_car=True)
ELDERLY = a_family(614, "岳", OLD)
LISTED = a_family(641, "单")
EVERYBODY = (GRANTED, REFUSED, INSISTED, ELDERLY, LISTED)
