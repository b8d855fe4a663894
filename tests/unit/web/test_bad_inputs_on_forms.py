"""Throw every payload of the catalogue at every field of every form of the pages."""

from __future__ import annotations

import copy
import importlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms import Field

from jiuzhu.interfaces.web.parts.forms import (
    BankAccountField,
    IdentityNumberField,
    KernelField,
    LegalDateField,
    PageForm,
    PersonNameField,
    PhoneField,
    PlainTextField,
    YuanField,
)
from jiuzhu.interfaces.web.parts.moments import MomentField
from jiuzhu.kernel.contact import Phone
from jiuzhu.kernel.identity import IdentityKind, IdentityNumber
from jiuzhu.kernel.money import format_yuan

CATALOGUE = Path(__file__).parents[2] / "bad_inputs.toml"
INPUTS = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["input"]
KINDS: dict[str, type[Field]] = {
    "identity": IdentityNumberField,
    "name": PersonNameField,
    "name_checked": PersonNameField,
    "phone": PhoneField,
    "account": BankAccountField,
    "money": YuanField,
    "date": LegalDateField,
    "text": PlainTextField,
}


def text_of(payload: dict[str, Any]) -> str:
    return payload["text"] if "text" in payload else "".join(map(chr, payload["points"]))


def forms() -> list[type[PageForm]]:
    """Return every form of the pages: whatever the addresses of the house import."""
    importlib.import_module("jiuzhu.config.urls")
    found: list[type[PageForm]] = []
    waiting: list[type[PageForm]] = [PageForm]
    while waiting:
        form = waiting.pop()
        waiting.extend(form.__subclasses__())
        if form.base_fields:
            found.append(form)
    return found


FIELDS = sorted(
    {
        (f"{form.__module__}.{form.__qualname__}.{name}", name)
        for form in forms()
        for name, field in form.base_fields.items()
        if isinstance(field, KernelField)
    }
)
BY_NAME = {
    f"{form.__module__}.{form.__qualname__}.{name}": field
    for form in forms()
    for name, field in form.base_fields.items()
}
# The field of a name shows doubts (name_checked); what it answers there stands before the parser's.
CHECKED = {
    entry["id"]
    for entry in INPUTS
    if any(payload["kind"] == "name_checked" for payload in entry.get("payload", ()))
}
PAYLOADS = [
    (f"{entry['id']}-{payload['kind']}-{number}", payload)
    for entry in INPUTS
    for number, payload in enumerate(entry.get("payload", ()))
    if not (payload["kind"] == "name" and entry["id"] in CHECKED)
]


def plain(value: Any) -> str:
    """Write a cleaned value as the catalogue writes it."""
    match value:
        case IdentityNumber():
            return value.number if value.kind is IdentityKind.RESIDENT_ID else str(value.kind)
        case Phone():
            return value.number
        case _ if hasattr(value, "isoformat"):
            return value.isoformat()
        case _:
            return str(value)


@pytest.mark.parametrize("place", [place for place, _ in FIELDS])
def test_every_field_answers_as_the_catalogue_says(place: str) -> None:
    field = BY_NAME[place]
    kinds = {kind for kind, cls in KINDS.items() if type(field) is cls}
    for label, payload in PAYLOADS:
        value, code, sentence = answer(field, text_of(payload))
        matches = payload["kind"] in kinds
        assert code != "no code", (place, label)
        if code:
            assert sentence.endswith(("。", "？")), (place, label)
            is_narrower = code in {"phone.mobile_only", "text.too_long", "name.too_long"}
            assert payload["answer"] == "R" or not matches or is_narrower, (place, label, code)
        elif matches:
            assert payload["answer"] != "R", (place, label, value)
            assert value is None or plain(value) == payload["value"], (place, label)


def answer(field: Field, text: str) -> tuple[Any, str, str]:
    """Return what a field makes of a text: a value, or the code and sentence of its refusal."""
    try:
        return copy.deepcopy(field).clean(text), "", ""
    except ValidationError as refusal:
        first = refusal.error_list[0]
        return None, str(first.code or "no code"), str(refusal.messages[0])


def test_the_walk_finds_the_forms_of_all_counters() -> None:
    modules = {place.rpartition(".")[0] for place, _ in FIELDS}
    for word in ("desk", "acts", "citizen", "public"):
        assert any(f".{word}." in module for module in modules), word
    assert len(FIELDS) > 60


@pytest.mark.parametrize(
    "text",
    [
        "2020-09-01",
        "2020-02-30 10:00",
        "2020-09-01 24:00",
        "2020-09-01 10:60",
        "1900-01-01 10:00",
        "9999-12-31 10:00",
        "2020-09-01 10:00:00 x",
        "\u202e2020-09-01 10:00",
        "10:00",
        "now",
    ],
)
def test_a_moment_is_read_strictly(text: str) -> None:
    with pytest.raises(ValidationError):
        MomentField().clean(text)


def test_a_moment_is_taken_in_china_and_shown_as_typed() -> None:
    field = MomentField()
    moment = field.clean("2020-9-1 9:05")
    assert moment.utcoffset().total_seconds() == 8 * 3600
    assert field.prepare_value(moment) == "2020-09-01 09:05"
    assert field.prepare_value("x") == "x"


def test_format_of_money_is_the_kernels() -> None:
    assert plain(YuanField().clean("1,000.00")) == "100000"
    assert format_yuan(100_000) == "1000.00"
