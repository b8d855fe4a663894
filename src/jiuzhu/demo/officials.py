"""The people in office of the demo county: clearly marked, none of them real."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from jiuzhu.kernel.names import initials
from jiuzhu.registers.organs.enums import DelegationMode, Employment, OrganKind, Power
from jiuzhu.registers.organs.models import Officer, Organ
from jiuzhu.registers.organs.services.appoint_officer import Appointment, appoint_officer
from jiuzhu.registers.organs.services.delegate_power import OrderGiven, delegate_power

AGREED_UNTIL = date(2030, 1, 1)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "测安测宁测平测和测顺测新测民测惠测仁测礼测义测信测文测明测远测成"


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat at a desk: a short name for the account, and its roles."""

    word: str
    roles: tuple[str, ...]
    employment: Employment = Employment.ESTABLISHED


TOWNSHIP_DESK = (
    Seat("shouli", ("WINDOW", "ARCHIVIST")),
    Seat("diaocha", ("SURVEYOR", "WINDOW")),
    Seat("hedui", ("VERIFIER", "SURVEYOR")),
    Seat("shenhe", ("ASSESSOR",)),
    Seat("shenpi", ("DECIDER",)),
)
COUNTY_DESK = (
    Seat("xianshenpi", ("COUNTY_DECIDER",)),
    Seat("xianshenpi2", ("COUNTY_DECIDER",)),
    Seat("xiandiaocha", ("SURVEYOR",)),
    Seat("fafang", ("PAYROLL",)),
    Seat("fafang2", ("PAYROLL",)),
    Seat("caiwu", ("FINANCE",)),
    Seat("jianguan", ("SUPERVISOR",)),
    Seat("zhengce", ("COUNTY_POLICY",)),
    Seat("guanli", ("SYSTEM_ADMIN",)),
)
CENTRE_DESK = (Seat("zhongxin", ("CENTRE_VERIFIER",)), Seat("zhongxin2", ("CENTRE_VERIFIER",)))
CITY_DESK = (
    Seat("shiji", ("CITY_VIEWER",)),
    Seat("zhengce", ("POLICY_OFFICER",)),
    Seat("zhengce2", ("POLICY_OFFICER",)),
)
VILLAGE_DESK = (Seat("xieli", ("ASSISTANT",), Employment.VILLAGE_CADRE),)
DESKS = {
    OrganKind.TOWNSHIP: TOWNSHIP_DESK,
    OrganKind.COUNTY: COUNTY_DESK,
    OrganKind.CENTRE: CENTRE_DESK,
    OrganKind.CITY: CITY_DESK,
    OrganKind.VILLAGE: VILLAGE_DESK,
}
NEEDS_AGREEMENT = {"VERIFIER", "CENTRE_VERIFIER", "ASSESSOR", "DECIDER", "COUNTY_DECIDER"}


def staff_desk(organ: Organ, *, on: date) -> dict[str, Officer]:
    """Fill the seats of an organ; return officers by the short name of the seat."""
    return {
        seat.word: appoint_officer(given=_appointment(organ, seat), on=on)
        for seat in DESKS[OrganKind(organ.kind)]
    }


def account_name(organ: Organ, seat_word: str) -> str:
    """Return the sign-in name of a seat, for example zyz.shouli."""
    return f"{initials(organ.short_name)[0].lower()}{organ.code[-3:]}.{seat_word}"


def _appointment(organ: Organ, seat: Seat) -> Appointment:
    needs = bool(NEEDS_AGREEMENT.intersection(seat.roles))
    return Appointment(
        staff_number=f"T{organ.code}{seat.word}"[:20],
        name=_name(f"{organ.code}/{seat.word}"),
        organ=organ,
        roles=seat.roles,
        employment=seat.employment,
        agreement_number=f"密〔2020〕{organ.code}-{seat.word}" if needs else "",
        agreement_until=AGREED_UNTIL if needs else None,
    )


def _name(key: str) -> str:
    """Return a made-up name that is marked by 测 (test)."""
    digest = hashlib.sha256(key.encode()).digest()
    surname = SURNAMES[digest[0] % len(SURNAMES)]
    start = (digest[1] % (len(GIVEN) // 2)) * 2
    return f"{surname}{GIVEN[start : start + 2]}"


def delegate_demo_power(township: Organ, *, county: Organ, on: date, batch: str = "第一批") -> None:
    """Move the power to decide every scheme to a township in its own name, as the demo did."""
    for power in Power:
        _delegate(power, township, county=county, on=on, batch=batch)


def _delegate(power: Power, township: Organ, *, county: Organ, on: date, batch: str) -> None:
    staff = [post.officer for post in county.post_set.filter(role="COUNTY_DECIDER")[:2]]
    title = f"{county.short_name}社会救助审批权下放（演示文件）"
    delegate_power(
        from_organ=county,
        to_organ=township,
        given=OrderGiven(
            mode=DelegationMode.AUTHORIZED,
            batch=batch,
            document_title=title,
            document_number=f"演示政发〔2019〕{batch}",
            document_digest=hashlib.sha256(title.encode()).digest(),
            name_on_decision=township.name,
            respondent=township.name,
            reviewing_body=county.reviewing_body,
            reviewing_address=county.reviewing_address,
            court=county.court,
        ),
        confirmed_by=(staff[0], staff[1]),
        effective_from=on,
        power=power,
    )
