"""`policy assess` and `policy schema`: JSON in, result or a named refusal out, no database."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from jiuzhu.interfaces.cli.main import main
from jiuzhu.policy.packs import ROOT
from jiuzhu.policy.results import DibaoResult
from jiuzhu.policy.scheme_results import SchemeResult

ELDER = {"category": "RURAL", "members": [{"key": "a", "born_on": "1950-01-01"}]}
TEKUN = {
    "household": ELDER,
    "tekun": [{"key": "a", "obligors": [], "failed_abilities": ["BED"]}],
}


def run(tmp_path: Path, record: object, *words: str) -> int:
    path = tmp_path / "household.json"
    text = record if isinstance(record, str) else json.dumps(record)
    path.write_text(text, encoding="utf-8")
    return main(["policy", "assess", str(path), "--on", "2020-09-01", *words])


def test_a_table_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, ELDER) == 0
    printed = capsys.readouterr().out
    assert "户月保障金额  475.00" in printed
    assert "依据：社会救助暂行办法（国务院令第649号）第十二条" in printed
    assert "金额：每月 475.00 元" in printed
    assert "未经核实" in printed


def test_json_for_a_machine_is_the_result_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, ELDER, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found.pop("scheme") == "dibao"
    assert DibaoResult.from_record(found).amount_fen == 47_500


def test_every_scheme_can_be_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tekun = {
        "category": "RURAL",
        "person": ELDER["members"][0],
        "claim": TEKUN["tekun"][0],
    }
    assert run(tmp_path, tekun, "--scheme", "tekun", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert SchemeResult.from_record(found).found("tekun.care_grade") == "PARTIAL"
    assert run(tmp_path, tekun, "--scheme", "tekun") == 0
    assert "半护理  依据：" in capsys.readouterr().out
    assert run(tmp_path, TEKUN, "--scheme", "classify") == 0
    printed = capsys.readouterr().out
    assert "[符合条件] 特困人员救助供养（a）  895.00 元" in printed
    assert printed.endswith("认定为：tekun.a\n")


def test_an_identity_pays_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--scheme", "low_income", "--place", "sample-city")
    assert run(tmp_path, {"household": ELDER}, *words) == 0
    assert "只认定身份，没有救助金" in capsys.readouterr().out


def test_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.TextIOWrapper(io.BytesIO(json.dumps(ELDER).encode()))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["policy", "assess", "--on", "2020-09-01"]) == 0
    assert "475.00" in capsys.readouterr().out


def test_another_place_and_any_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, ELDER, "--place", "sample-city") == 0
    assert "583.30" in capsys.readouterr().out
    shutil.copytree(ROOT / "taian", tmp_path / "own")
    path = tmp_path / "own/standards.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"475.00"', '"500.00"'), encoding="utf-8"
    )
    assert run(tmp_path, ELDER, "--pack", str(tmp_path / "own")) == 0
    assert "金额：每月 500.00 元" in capsys.readouterr().out


BAD: list[tuple[Any, str, str]] = [
    ('{"category": 1.5}', "assess.input", "1.5"),
    ('{"category": NaN}', "assess.input", "NaN"),
    ('{"category": Infinity}', "assess.input", "Infinity"),
    ('{"category": "RURAL", "category": "URBAN"}', "assess.input", "写了两次"),
    ('{\n"category" "RURAL"}', "assess.input", "第2行"),
    ("[" * 100_000, "assess.input", "JSON"),
    (" " * 1_000_001, "assess.input", "1 MB"),
    ({}, "policy.record", "category"),
    ({"category": "RURAL", "members": []}, "facts.members", "家庭成员"),
    (
        {"category": "RURAL", "members": [{"key": "a", "born_on": None}]},
        "facts.born_on",
        "出生日期",
    ),
]


@pytest.mark.parametrize(("record", "code", "named"), BAD, ids=range(len(BAD)))
def test_what_cannot_be_computed_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], record: object, code: str, named: str
) -> None:
    assert run(tmp_path, record, "--json") == 3
    found = json.loads(capsys.readouterr().out)
    assert found["refused"] == code
    assert named in found["message"]
    assert run(tmp_path, record) == 3
    assert named in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["--scheme", "housing"], ["--place", "nowhere"], ["--pack", "/nowhere"]],
)
def test_what_does_not_exist_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert run(tmp_path, ELDER, *words) == 3
    assert words[1] in capsys.readouterr().err


def test_a_missing_file_and_one_that_is_no_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "assess", "/nowhere.json", "--on", "2020-09-01"]) == 3
    assert "/nowhere.json" in capsys.readouterr().err
    path = tmp_path / "x.json"
    path.write_bytes(b"\xff\xfe{}")
    assert main(["policy", "assess", str(path), "--on", "2020-09-01"]) == 3
    assert "UTF-8" in capsys.readouterr().err


def test_a_broken_pack_computes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "taian", tmp_path / "own")
    path = tmp_path / "own/support.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("text: F2", "text: income * 2"), encoding="utf-8"
    )
    assert run(tmp_path, ELDER, "--pack", str(tmp_path / "own")) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "support.yaml 第" in printed.err
    assert run(tmp_path, ELDER) == 0


def test_schemas_are_listed_shown_checked_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "schema"]) == 0
    assert "facts/tekun.json" in capsys.readouterr().out
    assert main(["policy", "schema", "facts/tekun.json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "特困人员救助供养"
    assert main(["policy", "schema", "facts/housing.json"]) == 1
    assert "facts/housing.json" in capsys.readouterr().err
    assert main(["policy", "schema", "--check"]) == 0
    assert main(["policy", "schema", "--write", str(tmp_path)]) == 0
    assert (tmp_path / "pack/standards.json").is_file()
