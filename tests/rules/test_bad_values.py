"""Throw every payload of `tests/bad_inputs.toml` at the kernel parser of its field kind."""

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import jiuzhu.registers.regions
from jiuzhu.kernel.contact import parse_bank_account, parse_phone
from jiuzhu.kernel.dates import parse_legal_date
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import IdentityKind, parse_identity_number
from jiuzhu.kernel.money import format_yuan, parse_yuan
from jiuzhu.kernel.names import check_name, clean_name, match_key
from jiuzhu.kernel.periods import years_between
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.calendars import load_calendar

CATALOGUE = Path(__file__).parent.parent / "bad_inputs.toml"
INPUTS = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["input"]
HISTORY = Path(jiuzhu.registers.regions.__file__).parent / "data" / "code_history.csv"


@dataclass(frozen=True)
class Read:
    value: str
    is_changed: bool = False
    is_doubted: bool = False


def read_identity(text: str) -> Read:
    found = parse_identity_number(text)
    value = found.number if found.kind is IdentityKind.RESIDENT_ID else str(found.kind)
    return Read(value, bool(found.changes), bool(found.warnings))


def read_name(text: str) -> Read:
    value = clean_name(text)
    return Read(value, value != text, bool(check_name(text).warnings))


def read_checked_name(text: str) -> Read:
    found = check_name(text)
    return Read(found.value, bool(found.changes), bool(found.warnings))


def read_phone(text: str) -> Read:
    found = parse_phone(text)
    return Read(found.number, bool(found.changes))


def read_date(text: str, not_after: date | None = None) -> Read:
    found = parse_legal_date(text, not_after=not_after)
    return Read(found.value.isoformat(), bool(found.changes))


def read_money(text: str) -> Read:
    fen = parse_yuan(text)
    return Read(str(fen), format_yuan(fen) != text)


def read_due(text: str) -> Read:
    start, days = text.split()
    due = load_calendar().add_workdays(date.fromisoformat(start), int(days))
    return Read(due.on.isoformat(), is_doubted=due.provisional)


def read_age(text: str) -> Read:
    born_on, on = map(date.fromisoformat, text.split())
    return Read(str(years_between(born_on, on)))


def read_region(text: str) -> Read:
    with HISTORY.open(encoding="utf-8", newline="") as handle:
        successors = {
            row["old_code"]: row["new_code"]
            for row in csv.DictReader(handle)
            if row["old_code"] != row["new_code"] and row["new_code"]
        }
    code = text
    while code in successors:
        code = successors[code]
    return Read(code, code != text)


def told(parse: Callable[[str], str]) -> Callable[[str], Read]:
    """The value stands beside what was typed, so the reader sees the change."""
    return lambda text: Read(parse(text), parse(text) != text)


READERS: dict[str, Callable[[str], Read]] = {
    "identity": read_identity,
    "name": read_name,
    "name_checked": read_checked_name,
    "match_key": told(match_key),
    "phone": read_phone,
    "account": told(parse_bank_account),
    "money": read_money,
    "date": read_date,
    "date_until_2020_09_01": lambda text: read_date(text, date(2020, 9, 1)),
    "text": told(lambda text: clean_text(text, max_length=200)),
    "due": read_due,
    "age": read_age,
    "region_code": read_region,
}


def text_of(payload: dict[str, Any]) -> str:
    return payload["text"] if "text" in payload else "".join(map(chr, payload["points"]))


def outcome(kind: str, text: str) -> str:
    try:
        return "read:" + READERS[kind](text).value.encode("utf-8").hex()
    except Refused as refusal:
        return refusal.code


PAYLOADS = [
    pytest.param(payload, id=f"{entry['id']}-{payload['kind']}-{number}")
    for entry in INPUTS
    for number, payload in enumerate(entry.get("payload", ()))
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_bad_input_gets_its_answer(payload):
    read = READERS[payload["kind"]]
    if payload["answer"] == "R":
        with pytest.raises(Refused) as refusal:
            read(text_of(payload))
        assert refusal.value.code == payload["code"]
        assert refusal.value.message.endswith("。")
        return
    found = read(text_of(payload))
    assert found.value == payload["value"]
    if payload["answer"] == "N":
        assert found.is_changed
    elif payload["answer"] == "W":
        assert found.is_doubted
    else:
        assert payload["answer"] == "A"
        assert not found.is_doubted
        if payload["kind"] != "money":
            assert not found.is_changed


def test_catalogue_holds_each_of_the_72_once():
    assert [entry["id"] for entry in INPUTS] == list(range(1, 73))


@pytest.mark.parametrize("entry", INPUTS, ids=lambda entry: str(entry["id"]))
def test_entry_says_who_answers(entry):
    assert entry["title"]
    assert entry["fields"]
    if "payload" in entry:
        assert {payload["answer"] for payload in entry["payload"]} <= set("RNWQA")
        assert {payload["kind"] for payload in entry["payload"]} == set(entry["fields"])
    else:
        assert entry["answer"] in set("RNWQA")
        assert bool(entry.get("where")) != bool(entry.get("later") and entry.get("why"))


@pytest.mark.parametrize("kind", ["identity", "name", "phone", "account", "money", "date", "text"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_breaks_any_parser(kind, payload):
    """A field may get anything: it answers with a value or a refusal, never with an accident."""
    answer = outcome(kind, text_of(payload))
    assert answer.split(".")[0] == kind or answer.startswith("read:")
