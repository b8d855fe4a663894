"""The shipped table of working days is what the script makes of its source."""

import csv
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "extract_calendar.py"
TABLE = ROOT / "src" / "jiuzhu" / "policy" / "calendars" / "cn.csv"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("extract_calendar", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table() -> list[list[str]]:
    return list(csv.reader(TABLE.read_text(encoding="utf-8").splitlines()))


def test_table_is_the_output_of_the_script(script, table):
    made = [list(map(str, row)) for row in script.rows()]
    years = {row[0][:4] for row in made}
    kept = [row for row in table[1:] if row[0][:4] in years]
    assert table[0] == ["date", "workday", "kind", "label", "decree"]
    assert kept == made


def test_second_notices_are_named(table):
    decrees = {row[0]: row[4] for row in table[1:]}
    assert decrees["2019-05-05"] == "国办发明电〔2019〕3号"
    assert decrees["2020-01-31"] == "国办发明电〔2020〕1号"
    assert decrees["2020-01-27"] == "国办发明电〔2019〕16号"
    assert decrees["2018-12-29"] == "国办发明电〔2018〕15号"
    assert decrees["2026-02-14"] == "国办发明电〔2025〕7号"


def test_make_up_days_are_marked(table):
    assert {(row[1], row[2]) for row in table[1:]} == {("0", "HOLIDAY"), ("1", "MAKE_UP")}
