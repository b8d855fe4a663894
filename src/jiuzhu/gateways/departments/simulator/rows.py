"""Write the truth as the departments' rows, in their own field names, as of the day asked about."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

Row = dict[str, Any]

_VEHICLE_CLASSES = {
    "CAR": "K",
    "TRUCK": "H",
    "MOTORCYCLE": "M",
    "TRICYCLE": "N",
    "MOBILITY_VEHICLE": "C",
    "FARM_VEHICLE": "T",
    "OTHER": "X",
}
_VEHICLE_STATES = {"NORMAL": "A", "OVERDUE": "Q", "CANCELLED": "E", "SEIZED": "G"}
_ESTATE_USES = {
    "DWELLING": "10",
    "HOMESTEAD": "11",
    "SHOP": "20",
    "OFFICE": "30",
    "INDUSTRIAL": "40",
    "GARAGE": "50",
    "OTHER": "90",
}
_INSURANCES = {
    "EMPLOYEE_PENSION": "110",
    "PUBLIC_PENSION": "120",
    "RESIDENT_PENSION": "170",
    "UNEMPLOYMENT": "210",
    "WORK_INJURY": "410",
}
_INSURANCE_STATES = {"PAYING": "1", "PAUSED": "2", "DRAWING": "3", "ENDED": "4"}


def rows_of(source: str, person: Mapping[str, Any], items: list[str], as_of: date) -> list[Row]:
    """Return what a department holds about a person on a day, only the items asked for.

    Raises KeyError and ValueError where the truth is not in its own shape.
    """
    write = _WRITERS[source]
    facts: list[Row] = [fact for fact in person[source] if _is_asked(source, fact, items)]
    known = [fact for fact in facts if _registered_on(fact) <= as_of]
    return [write(_as_of(fact, as_of), str(person["number"])) for fact in known]


def _is_asked(source: str, fact: Row, items: list[str]) -> bool:
    if source != "social_insurance":
        return True
    return ("pensions" if fact["status"] == "DRAWING" else "contributions") in items


def _registered_on(fact: Row) -> date:
    text = fact.get("first_registered_on") or fact.get("registered_on")
    return date.fromisoformat(text) if text else date.min


def _as_of(fact: Row, as_of: date) -> Row:
    paid = fact.get("last_paid_month")
    return fact if paid is None else {**fact, "last_paid_month": min(paid, f"{as_of:%Y-%m}")}


def _vehicle(fact: Row, number: str) -> Row:
    return {
        "SFZMHM": number,
        "HPHM": fact["plate"],
        "CLLX": _VEHICLE_CLASSES[fact["vehicle_class"]],
        "CLPP1": fact["brand"],
        "SYXZ": fact["use_nature"],
        "CCDJRQ": fact["first_registered_on"],
        "ZT": _VEHICLE_STATES[fact["status"]],
    }


def _estate(fact: Row, number: str) -> Row:
    return {
        "QLRZJH": number,
        "BDCQZH": fact["certificate_number"],
        "ZL": fact["location"],
        "GHYT": _ESTATE_USES[fact["use"]],
        "JZMJ": _two_decimals(fact["area_hundredths"]),
        "QLBL": fact["share"],
        "DJSJ": fact["registered_on"],
        "SFDY": "1" if fact["is_mortgaged"] else "0",
    }


def _insurance(fact: Row, number: str) -> Row:
    return {
        "AAC002": number,
        "AAE140": _INSURANCES[fact["kind"]],
        "AAC008": _INSURANCE_STATES[fact["status"]],
        "AAB004": fact["unit_name"],
        "AAE180": _amount(fact["contribution_base_fen"]),
        "AAE201": fact["months_paid"],
        "AAE003": _month(fact["last_paid_month"]),
        "AAE019": _amount(fact["monthly_benefit_fen"]),
    }


_WRITERS: Mapping[str, Callable[[Row, str], Row]] = {
    "vehicles": _vehicle,
    "real_estate": _estate,
    "social_insurance": _insurance,
}


def _month(text: str | None) -> str | None:
    return None if text is None else text.replace("-", "")


def _amount(fen: int | None) -> str | None:
    return None if fen is None else _two_decimals(fen)


def _two_decimals(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
