"""Turn the departments' field names into ours, and ours into theirs; keep only what was asked for.

Names follow the usage of the trades: traffic police (HPHM, CLPP1, CCDJRQ...), estate register
(BDCQZH, GHYT, JZMJ...) and social insurance (AAE140, AAC008, AAE180...). A field that is not listed
here is dropped before anything is stored (data minimisation: PIPL art. 6); a row that does not read
is quarantined with its place and reason, the other rows stay.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from jiuzhu.casework.verification.ports import (
    EstateRecord,
    EstateUse,
    InsuranceKind,
    InsuranceRecord,
    InsuranceStatus,
    QuarantinedRow,
    SourceCode,
    SourceQuestion,
    SourceRecord,
    VehicleClass,
    VehicleRecord,
    VehicleStatus,
)
from jiuzhu.gateways.departments.fields import (
    Cell,
    FieldUnreadable,
    Reader,
    area,
    choice,
    day,
    flag,
    month,
    optional,
    share,
    text,
    whole,
    yuan,
)

MAX_ROWS = 500
_MAX_NAMES = 20
_FIELD_NAME = re.compile(r"[A-Za-z0-9_]{1,32}", re.ASCII)

_VEHICLE_CLASSES = {
    "K": VehicleClass.CAR,
    "H": VehicleClass.TRUCK,
    "M": VehicleClass.MOTORCYCLE,
    "N": VehicleClass.TRICYCLE,
    "C": VehicleClass.MOBILITY_VEHICLE,
    "T": VehicleClass.FARM_VEHICLE,
    "X": VehicleClass.OTHER,
}
_VEHICLE_STATES = {
    "A": VehicleStatus.NORMAL,
    "Q": VehicleStatus.OVERDUE,
    "E": VehicleStatus.CANCELLED,
    "G": VehicleStatus.SEIZED,
}
_ESTATE_USES = {
    "10": EstateUse.DWELLING,
    "11": EstateUse.HOMESTEAD,
    "20": EstateUse.SHOP,
    "30": EstateUse.OFFICE,
    "40": EstateUse.INDUSTRIAL,
    "50": EstateUse.GARAGE,
    "90": EstateUse.OTHER,
}
_INSURANCES = {
    "110": InsuranceKind.EMPLOYEE_PENSION,
    "120": InsuranceKind.PUBLIC_PENSION,
    "170": InsuranceKind.RESIDENT_PENSION,
    "210": InsuranceKind.UNEMPLOYMENT,
    "410": InsuranceKind.WORK_INJURY,
}
_INSURANCE_STATES = {
    "1": InsuranceStatus.PAYING,
    "2": InsuranceStatus.PAUSED,
    "3": InsuranceStatus.DRAWING,
    "4": InsuranceStatus.ENDED,
}


@dataclass(frozen=True, slots=True)
class _Form:
    """Hold how the rows of one source read: the owner's field, our fields, the record they make."""

    owner: str
    record: Callable[..., SourceRecord]
    fields: Mapping[str, tuple[str, Reader]]


_FORMS: Mapping[SourceCode, _Form] = {
    "vehicles": _Form(
        owner="SFZMHM",
        record=VehicleRecord,
        fields={
            "HPHM": ("plate", text(16)),
            "CLLX": ("vehicle_class", choice(_VEHICLE_CLASSES)),
            "CLPP1": ("brand", text(60)),
            "SYXZ": ("use_nature", text(30)),
            "CCDJRQ": ("first_registered_on", day),
            "ZT": ("status", choice(_VEHICLE_STATES)),
        },
    ),
    "real_estate": _Form(
        owner="QLRZJH",
        record=EstateRecord,
        fields={
            "BDCQZH": ("certificate_number", text(80)),
            "ZL": ("location", text(200)),
            "GHYT": ("use", choice(_ESTATE_USES)),
            "JZMJ": ("area_hundredths", area),
            "QLBL": ("share_per_ten_thousand", share),
            "DJSJ": ("registered_on", day),
            "SFDY": ("is_mortgaged", flag),
        },
    ),
    "social_insurance": _Form(
        owner="AAC002",
        record=InsuranceRecord,
        fields={
            "AAE140": ("kind", choice(_INSURANCES)),
            "AAC008": ("status", choice(_INSURANCE_STATES)),
            "AAB004": ("unit_name", text(120, may_be_empty=True)),
            "AAE180": ("contribution_base_fen", optional(yuan)),
            "AAE201": ("months_paid", whole(0, 1200)),
            "AAE003": ("last_paid_month", optional(month)),
            "AAE019": ("monthly_benefit_fen", optional(yuan)),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold what the rows of an answer came to."""

    records: tuple[SourceRecord, ...]
    quarantined: tuple[QuarantinedRow, ...]
    dropped_fields: tuple[str, ...]
    duplicate_rows: int


def encode_question(question: SourceQuestion) -> bytes:
    """Write a question in the departments' field names; the same question, the same bytes."""
    fields = {
        "QQBH": question.query_id,
        "XM": question.person.name,
        "ZJHM": question.person.number,
        "CXSX": list(question.items),
        "JZRQ": question.as_of.isoformat(),
        "CXMD": question.purpose,
        "SQSBH": question.authorization_id,
        "HDDZ": question.callback_url,
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def read_rows(source: SourceCode, rows: list[object], *, number: str, as_of: date) -> Rows:
    """Read delivered rows; identical rows count once."""
    form = _FORMS[source]
    records: dict[SourceRecord, None] = {}
    quarantined: list[QuarantinedRow] = []
    dropped: dict[str, None] = {}
    for place, row in enumerate(rows, start=1):
        try:
            records[_read_row(form, row, number=number, as_of=as_of)] = None
        except FieldUnreadable as error:
            quarantined.append(QuarantinedRow(place, error.field, error.code))
        if isinstance(row, dict):
            dropped.update(dict.fromkeys(_unknown_names(form, row)))
    return Rows(
        records=tuple(records),
        quarantined=tuple(quarantined),
        dropped_fields=tuple(dropped)[:_MAX_NAMES],
        duplicate_rows=len(rows) - len(quarantined) - len(records),
    )


def _read_row(form: _Form, row: object, *, number: str, as_of: date) -> SourceRecord:
    if not isinstance(row, dict):
        raise FieldUnreadable("", "row.not_an_object")
    if row.get(form.owner) != number:
        raise FieldUnreadable(form.owner, "row.other_person")
    values = {}
    for theirs, (ours, read) in form.fields.items():
        if theirs not in row:
            raise FieldUnreadable(theirs, "field.missing")
        values[ours] = read(Cell(theirs, row[theirs], as_of))
    return form.record(**values)


def _unknown_names(form: _Form, row: Mapping[str, object]) -> list[str]:
    unknown = [name for name in row if name != form.owner and name not in form.fields]
    return [name if _FIELD_NAME.fullmatch(name) else "(unnamed)" for name in unknown]
