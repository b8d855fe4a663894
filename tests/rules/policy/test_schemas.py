"""The published JSON Schemas: current, and they take what the program takes and nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from json_schema import faults

from jiuzhu.policy.pack_yaml import read_yaml
from jiuzhu.policy.packs import FILES, ROOT, places
from jiuzhu.policy.schemas import FOLDER, every_schema, outdated, write_schemas

SCHEMAS = every_schema()
CASES = sorted(ROOT.glob("*/cases/**/*.yaml"))


def as_json(found: object) -> Any:
    """Give YAML as JSON says it: a day is text."""
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, list):
        return [as_json(item) for item in found]
    if isinstance(found, dict):
        return {key: as_json(item) for key, item in found.items()}
    return found


def test_the_published_files_are_those_of_the_program() -> None:
    assert outdated() == ()
    assert len(SCHEMAS) == len(FILES) + 8


def test_a_changed_or_missing_or_spare_file_is_named(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert outdated(tmp_path) == ()
    (tmp_path / "cases.json").write_text("{}", encoding="utf-8")
    (tmp_path / "pack/support.json").unlink()
    (tmp_path / "spare.json").write_text("{}", encoding="utf-8")
    assert outdated(tmp_path) == ("cases.json", "pack/support.json", "spare.json")
    write_schemas(tmp_path)
    assert outdated(tmp_path) == ()


@pytest.mark.parametrize("place", places())
@pytest.mark.parametrize("file", FILES)
def test_every_shipped_file_of_a_pack_fits_its_schema(place: str, file: str) -> None:
    found = as_json(read_yaml(ROOT / place / file))
    assert faults(found, SCHEMAS[f"pack/{file.replace('.yaml', '.json')}"]) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_shipped_case_fits_and_so_does_its_input(path: Path) -> None:
    found = as_json(read_yaml(path))
    assert faults(found, SCHEMAS["cases.json"]) == []
    for case in found["cases"]:
        if "refused" in case["output"]:
            continue
        scheme = case.get("scheme", found.get("scheme", "dibao"))
        assert faults(case["input"], SCHEMAS[f"facts/{scheme}.json"]) == [], case["name"]


MEMBER = {"key": "a", "born_on": "1950-01-01"}
BAD = [
    {},
    {"category": "RURAL"},
    {"category": "CITY", "members": [MEMBER]},
    {"category": "RURAL", "members": MEMBER},
    {"category": "RURAL", "members": [{"key": "a"}]},
    {"category": "RURAL", "members": [MEMBER | {"spare": 1}]},
    {"category": "RURAL", "members": [MEMBER | {"counts_for_income": 1}]},
    {"category": "RURAL", "members": [MEMBER | {"income": [{"kind": "WAGES"}]}]},
    {"category": "RURAL", "members": [MEMBER], "assets": [{"kind": "CAR", "value": "1e9"}]},
    {"category": "RURAL", "members": [MEMBER], "assets": [{"kind": "CAR", "value_fen": -1}]},
    {"category": "RURAL", "members": [MEMBER], "assets": [{"kind": "CAR", "value_fen": 10**12}]},
    {"category": "RURAL", "members": [MEMBER], "assets": [{"kind": "CAR", "count": True}]},
    {
        "category": "RURAL",
        "members": [MEMBER],
        "assets": [{"kind": "DEPOSIT", "value": "1.00", "value_fen": 100}],
    },
]


@pytest.mark.parametrize("record", BAD, ids=range(len(BAD)))
def test_what_the_program_refuses_does_not_fit(record: dict[str, Any]) -> None:
    assert faults(record, SCHEMAS["facts/dibao.json"]) != []


def test_a_household_in_fen_or_in_yuan_fits() -> None:
    for amount in ({"amount_fen": 63000}, {"amount": "630.00"}):
        member = MEMBER | {"income": [{"kind": "WAGES", "months": 1} | amount]}
        record = {"category": "RURAL", "members": [member]}
        assert faults(record, SCHEMAS["facts/dibao.json"]) == []


def test_a_formula_that_is_code_does_not_fit() -> None:
    found = as_json(read_yaml(ROOT / "taian/support.yaml"))
    formula = next(one for one in found["values"] if one["key"] == "support.formula")
    formula["history"][0]["text"] = "income * 2"
    assert faults(found, SCHEMAS["pack/support.json"]) != []


def test_the_files_are_json_and_name_their_draft() -> None:
    for path in FOLDER.rglob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["$schema"].endswith("2020-12/schema")
