"""The departments' truth file: grows, is rewritten, is torn, and is never taken for empty."""

import json
import os

import pytest

from jiuzhu.gateways.departments.simulator.truth import Truth, TruthNotReady


def line(number, name):
    return json.dumps({"number": number, "name": name}) + "\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "truth.jsonl"
    path.write_text(line("1", "a") + line("2", "b"))
    return path


def test_person_is_found_or_unknown(path):
    truth = Truth(path)
    assert truth.person("2")["name"] == "b"
    assert truth.person("3") is None
    assert truth.count() == 2


def test_person_later_line_wins_and_file_may_grow(path):
    truth = Truth(path)
    assert truth.person("3") is None
    with path.open("a") as file:
        file.write(line("3", "c") + line("1", "newer"))
    assert truth.person("3")["name"] == "c"
    assert truth.person("1")["name"] == "newer"


def test_person_torn_last_line_is_not_there_yet(path):
    truth = Truth(path)
    with path.open("a") as file:
        file.write('{"number": "3", "na')
    assert truth.person("3") is None
    with path.open("a") as file:
        file.write('me": "c"}\n')
    assert truth.person("3")["name"] == "c"


@pytest.mark.parametrize("name", ["z", "longer than before"])
def test_person_rewritten_file_is_read_anew(path, name):
    truth = Truth(path)
    assert truth.person("1")["name"] == "a"
    path.write_text(line("9", name) + line("1", name))
    os.utime(path, ns=(1, 1))
    assert truth.person("1")["name"] == name
    assert truth.person("2") is None


def test_person_replaced_file_is_read_anew(path, tmp_path):
    truth = Truth(path)
    assert truth.person("1")["name"] == "a"
    (tmp_path / "new").write_text(line("1", "z") + line("2", "b"))
    (tmp_path / "new").replace(path)
    assert truth.person("1")["name"] == "z"


def test_person_without_a_file_is_not_unknown(tmp_path):
    truth = Truth(tmp_path / "none")
    with pytest.raises(TruthNotReady):
        truth.person("1")
    assert truth.count() == 0


@pytest.mark.parametrize("bad", ["{", "[]", "{}", "1"])
def test_person_with_a_line_that_does_not_read_nobody_is_unknown(path, bad):
    truth = Truth(path)
    with path.open("a") as file:
        file.write(bad + "\n")
    with pytest.raises(TruthNotReady):
        truth.person("3")
