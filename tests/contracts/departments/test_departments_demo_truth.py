"""The demo's truth speaks the simulator's language: every person is answered, no row is lost."""

import json
from datetime import date

import pytest

from jiuzhu.casework.verification.ports import (
    ITEMS,
    SOURCES,
    AnswerMeaning,
    PersonIdentity,
    SourceQuestion,
)
from jiuzhu.demo.people import Story
from jiuzhu.demo.population import make_population
from jiuzhu.demo.truths import write_truth
from jiuzhu.gateways.departments.inbound import read_answer
from jiuzhu.gateways.departments.mapping import encode_question
from jiuzhu.gateways.departments.signing import Envelope
from jiuzhu.gateways.departments.simulator.answers import answer_bytes
from jiuzhu.gateways.departments.simulator.store import Question
from jiuzhu.gateways.departments.simulator.truth import Truth

ON = date(2020, 9, 1)
QUERY = "0b9d2c1e-8a0f-4d5b-9c3e-2f1a6b7c8d9e"


@pytest.fixture(scope="module")
def population():
    return make_population(7, 200, ("370902001001",), on=ON)


@pytest.fixture(scope="module")
def truth(population, tmp_path_factory):
    path = tmp_path_factory.mktemp("truth") / "truth.jsonl"
    assert write_truth(population, path) == len(population.truths)
    return Truth(path)


def answer(truth, source, name, number):
    asked = SourceQuestion(
        query_id=QUERY,
        source=source,
        person=PersonIdentity(name, number),
        items=ITEMS[source],
        as_of=ON,
        purpose="核对",
        authorization_id="a",
        callback_url="http://127.0.0.1/",
    )
    question = Question(QUERY, source, encode_question(asked), "r", "http", "n", (), 0, 0.0)
    read = read_answer(answer_bytes(question, truth), Envelope(source, "k", 0, "n", "s"))
    assert (read.query_id, read.person_number, read.as_of) == (QUERY, number, ON)
    return read


@pytest.mark.parametrize("source", SOURCES)
def test_every_row_of_the_demo_truth_reads(population, truth, source):
    total = 0
    for known in population.truths:
        read = answer(truth, source, known.name, known.number)
        assert read.is_complete
        assert len(read.records) == len(getattr(known, source))
        total += len(read.records)
    assert total > 0


def test_demo_people_meet_all_three_meanings(population, truth):
    meanings = {
        answer(truth, "vehicles", person.name, person.identity_number).meaning
        for person in population.persons
        if person.identity_number
    }
    assert meanings == set(AnswerMeaning)


def test_demo_name_mismatch_is_answered_as_one(population, truth):
    households = [one for one in population.households if one.story is Story.NAME_MISMATCH]
    assert households
    for household in households:
        first = household.members[0]
        read = answer(truth, "vehicles", first.name, first.identity_number)
        assert read.meaning is AnswerMeaning.MISMATCH
        assert json.dumps(read.records) == "[]"
