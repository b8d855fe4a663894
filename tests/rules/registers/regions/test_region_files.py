"""The shipped divisions are complete, and their history leads somewhere."""

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import jiuzhu.registers.regions

DATA = Path(jiuzhu.registers.regions.__file__).parent / "data"
KINDS = {"RENAMED", "RENUMBERED", "BECAME_COMMUNITY", "CREATED", "ENDED"}


@pytest.fixture(scope="module")
def places() -> list[dict[str, str]]:
    text = gzip.decompress((DATA / "taian.csv.gz").read_bytes()).decode()
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture(scope="module")
def history() -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / "code_history.csv").read_text("utf-8").splitlines()))


def test_counts_are_the_published_ones(places):
    levels = Counter(place["level"] for place in places)
    assert levels == {"CITY": 1, "COUNTY": 6, "TOWNSHIP": 88, "VILLAGE": 3782}


@pytest.mark.parametrize(
    ("county", "villages"),
    [("370902", 214), ("370911", 724), ("370921", 581), ("370923", 716), ("370982", 913),
     ("370983", 634)],
)  # fmt: skip
def test_villages_per_county(places, county, villages):
    found = [p for p in places if p["level"] == "VILLAGE" and p["code12"].startswith(county)]
    assert len(found) == villages


def test_every_code_has_12_digits_once_and_its_parent_is_there(places):
    codes = {place["code12"] for place in places}
    assert len(codes) == len(places)
    for place in places:
        assert len(place["code12"]) == 12
        assert place["code12"].isdigit()
        assert place["parent"] in codes or place["level"] == "CITY"


def test_no_name_stands_twice_in_one_township(places):
    names = Counter((p["parent"], p["name"]) for p in places if p["level"] == "VILLAGE")
    assert max(names.values()) == 1


def test_kinds_follow_the_names(places):
    kinds = {place["code12"]: (place["kind"], place["name"]) for place in places}
    assert kinds["370911003000"] == ("SUBDISTRICT", "北集坡街道")
    assert kinds["370902202000"] == ("RURAL_TOWNSHIP", "大津口乡")
    committees = [name for kind, name in kinds.values() if kind == "VILLAGE_COMMITTEE"]
    assert sum(name.endswith("村委会") for name in committees) == 3540
    assert len(committees) == 3542


def test_history_lines_are_whole(history):
    for line in history:
        assert line["kind"] in KINDS
        assert bool(line["old_code"]) == (line["kind"] != "CREATED")
        assert bool(line["new_code"]) == (line["kind"] != "ENDED")
        assert date.fromisoformat(line["known_after"]) < date.fromisoformat(line["effective_on"])
        assert line["source"]
        assert (line["kind"] == "RENAMED") <= (line["old_code"] == line["new_code"])


def test_successors_lead_to_a_place_of_today(places, history):
    today = {place["code12"] for place in places}
    moved = {
        line["old_code"]: line["new_code"]
        for line in history
        if line["new_code"] and line["old_code"] not in {"", line["new_code"]}
    }
    ended = {line["old_code"] for line in history if line["kind"] == "ENDED"}
    for code in moved:
        followed, steps = code, 0
        while followed in moved:
            followed, steps = moved[followed], steps + 1
            assert steps < 10
        assert followed in today | ended


def test_what_was_created_is_there_today_or_ended_again(places, history):
    today = {place["code12"] for place in places}
    ended = {line["old_code"] for line in history if line["kind"] == "ENDED"}
    created = [line["new_code"] for line in history if line["kind"] == "CREATED"]
    assert len(created) == 41
    assert set(created) <= today | ended


def test_a_town_that_was_renumbered_took_its_villages_along(history):
    moved = {line["old_code"]: line["new_code"] for line in history}
    assert moved["370983110000"] == "370983113000"
    villages = [code for code in moved if code.startswith("370983110") and code[9:] != "000"]
    assert len(villages) == 53
    assert all(moved[code] == f"370983113{code[9:]}" for code in villages)
