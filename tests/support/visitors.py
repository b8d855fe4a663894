"""One officer for every role in every area, with nothing but that role, and two citizens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

from jiuzhu.interfaces.web.access_rows import Area
from jiuzhu.interfaces.web.parts.actor import CITIZEN_KEY
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.services.appoint_officer import Appointment, appoint_officer
from support.world import (
    COUNTY,
    FANZHEN,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    START,
    ZHUYANG,
)

PASSWORD = "Ceshi-mima-2020"
TOWNSHIP_ROLES = ("WINDOW", "SURVEYOR", "VERIFIER", "ASSESSOR", "DECIDER", "ARCHIVIST")
COUNTY_ROLES = (
    *("PAYROLL", "FINANCE", "SUPERVISOR", "SYSTEM_ADMIN", "COUNTY_DECIDER", "COUNTY_POLICY"),
)


@dataclass(frozen=True)
class Visitor:
    """A role at an organ; `370911101/1` is the second village of that township."""

    role: str
    organ: str = ""

    def __str__(self) -> str:
        return f"{self.role}@{self.organ}" if self.organ else self.role

    @property
    def account(self) -> str:
        """Return the name of the account."""
        return f"{self.role}.{self.organ}"[:40]

    def reaches(self, village: str, area: Area) -> bool:
        """Tell from the codes alone whether a case of this village lies in the visitor's area."""
        if area in {Area.NONE, Area.CODE}:
            return True
        if self.role == "CITIZEN":
            return area is Area.SELF and self.organ == "own"
        if area in {Area.SELF, Area.OWN} or self.organ == "3709":
            return False
        if area is Area.COUNTY:
            return self.organ == village[:6]
        if "/" in self.organ:
            return self.organ == f"{ZHUYANG}/0" and village.startswith(ZHUYANG)
        return area is Area.CASE and village.startswith(self.organ.removesuffix("HD"))


VISITORS = (
    *(Visitor(role, organ) for role in TOWNSHIP_ROLES for organ in (ZHUYANG, FANZHEN)),
    *(Visitor(role, COUNTY) for role in COUNTY_ROLES),
    *(Visitor(role, OTHER_COUNTY) for role in ("PAYROLL", "SUPERVISOR", "COUNTY_DECIDER")),
    Visitor("WINDOW", OTHER_TOWNSHIP),
    Visitor("DECIDER", OTHER_TOWNSHIP),
    Visitor("CENTRE_VERIFIER", f"{COUNTY}HD"),
    Visitor("CENTRE_VERIFIER", f"{OTHER_COUNTY}HD"),
    Visitor("CITY_VIEWER", "3709"),
    Visitor("POLICY_OFFICER", "3709"),
    Visitor("ASSISTANT", f"{ZHUYANG}/0"),
    Visitor("ASSISTANT", f"{ZHUYANG}/1"),
    Visitor("CITIZEN", "own"),
    Visitor("CITIZEN", "other"),
    Visitor("ANONYMOUS"),
)


def organ_of(code: str) -> Organ:
    """Return the organ that a visitor's code names."""
    township, _, place = code.partition("/")
    if not place:
        return Organ.objects.get(code=township)
    villages = Organ.objects.filter(kind="VILLAGE", parent__code=township).order_by("code")
    return villages[int(place)]


@transaction.atomic
def appoint_visitors() -> None:
    """Give every visitor an officer and an account."""
    for place, visitor in enumerate(VISITORS):
        if visitor.role in {"CITIZEN", "ANONYMOUS"}:
            continue
        officer = appoint_officer(
            given=Appointment(
                staff_number=f"V{place:03d}",
                name=f"测{visitor.role}"[:20],
                organ=organ_of(visitor.organ),
                roles=(visitor.role,),
                agreement_number=f"密{place}",
                agreement_until=START.replace(year=2030),
            ),
            on=START,
        )
        User.objects.create_staff(username=visitor.account, password=PASSWORD, officer=officer)


def client_of(visitor: Visitor, people: dict[str, int]) -> Client:
    """Return a browser of a visitor: the session is set, sign-in has tests of its own."""
    client = Client()
    if visitor.role == "ANONYMOUS":
        return client
    if visitor.role == "CITIZEN":
        _keep(client, CITIZEN_KEY, {"person_id": people[visitor.organ], "name": "测试"})
        return client
    client.force_login(User.objects.get(username=visitor.account))
    _keep(client, "second_factor", value=True)
    return client


def _keep(client: Client, name: str, value: Any) -> None:
    session = client.session
    session[name] = value
    session.save()
    client.cookies["sessionid"] = session.session_key
