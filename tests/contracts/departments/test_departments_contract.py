"""The same promises on both roads: HTTP client and drop folder, against the simulator's process."""

from dataclasses import replace
from datetime import date

import pytest
from departments_harness import OWNER, POOR, STRANGER, wait_until

from jiuzhu.casework.verification.ports import (
    AnswerMeaning,
    EstateRecord,
    EstateUse,
    InsuranceKind,
    InsuranceRecord,
    InsuranceStatus,
    PersonIdentity,
    SourceRefused,
    VehicleClass,
    VehicleRecord,
    VehicleStatus,
)
from jiuzhu.kernel.periods import Month

VAN = VehicleRecord(
    "鲁J12345", VehicleClass.CAR, "五菱宏光", "非营运", date(2018, 3, 5), VehicleStatus.NORMAL
)
MOTORCYCLE = VehicleRecord(
    "鲁J99999", VehicleClass.MOTORCYCLE, "嘉陵", "非营运", date(2020, 8, 20), VehicleStatus.OVERDUE
)
FLAT = EstateRecord(
    certificate_number="鲁(2017)泰安市不动产权第0001号",
    location="泰山区测试街1号",
    use=EstateUse.DWELLING,
    area_hundredths=8950,
    share_per_ten_thousand=3333,
    registered_on=date(2017, 5, 2),
    is_mortgaged=True,
)
JOB = InsuranceRecord(
    InsuranceKind.EMPLOYEE_PENSION,
    InsuranceStatus.PAYING,
    "测试公司",
    376701,
    96,
    Month(2020, 8),
    None,
)
PENSION = InsuranceRecord(
    InsuranceKind.RESIDENT_PENSION, InsuranceStatus.DRAWING, "", None, 180, None, 14200
)


@pytest.mark.parametrize(
    ("source", "records"),
    [
        ("vehicles", (VAN, MOTORCYCLE)),
        ("real_estate", (FLAT,)),
        ("social_insurance", (JOB, PENSION)),
    ],
)
def test_answer_found_carries_typed_records(exchange, source, records):
    question = exchange.question(OWNER, source)
    receipt = exchange.ask(question)
    answer = exchange.await_answer(question)
    assert receipt.query_id == answer.query_id == question.query_id
    assert receipt.receipt_number
    assert (answer.meaning, answer.records) == (AnswerMeaning.FOUND, records)
    assert answer.as_of == date(2020, 9, 1)
    assert answer.is_complete
    assert answer.dropped_fields == ()


@pytest.mark.parametrize("person", [POOR, STRANGER])
def test_answer_not_found_is_not_a_mismatch(exchange, person):
    answer = exchange.answer_to(exchange.question(person))
    assert (answer.meaning, answer.records) == (AnswerMeaning.NOT_FOUND, ())


def test_answer_mismatch_gives_nothing_away(exchange):
    other_name = PersonIdentity(name="测试丁", number=OWNER.number)
    answer = exchange.answer_to(exchange.question(other_name))
    assert (answer.meaning, answer.records) == (AnswerMeaning.MISMATCH, ())


def test_answer_width_of_name_is_no_mismatch(exchange):
    wide = PersonIdentity(name="测试 甲", number=OWNER.number)
    assert exchange.answer_to(exchange.question(wide)).meaning == AnswerMeaning.FOUND


def test_answer_holds_only_items_asked_for(exchange):
    question = exchange.question(OWNER, "social_insurance", items=("pensions",))
    assert exchange.answer_to(question).records == (PENSION,)


def test_answer_speaks_of_the_day_asked_about(exchange):
    question = exchange.question(OWNER, as_of=date(2020, 8, 19))
    answer = exchange.answer_to(question)
    assert (answer.as_of, answer.records) == (date(2020, 8, 19), (VAN,))


def test_ask_ordered_mismatch(exchange):
    exchange.simulator.control.order("mismatch", source="vehicles")
    assert exchange.answer_to(exchange.question(OWNER)).meaning == AnswerMeaning.MISMATCH


def test_answer_about_wrong_person_is_refused_and_not_kept(exchange):
    exchange.simulator.control.order("wrong_person", source="vehicles")
    question = exchange.question(OWNER)
    exchange.ask(question)
    assert exchange.await_refusal() == "test.wrong_person"
    assert all(answer.person_number == OWNER.number for answer in exchange.inbox.about(question))


@pytest.mark.parametrize("source", ["vehicles", "real_estate", "social_insurance"])
def test_answer_extra_fields_are_dropped(exchange, source):
    exchange.simulator.control.order("extra_fields", source=source)
    answer = exchange.answer_to(exchange.question(OWNER, source))
    assert answer.dropped_fields == ("SJHM", "HYZK", "(unnamed)")
    assert answer.is_complete
    assert answer.records
    assert "13800000000" not in repr(answer)
    assert "已婚" not in repr(answer)


def test_answer_ten_fold_rows_count_once(exchange):
    exchange.simulator.control.order("ten_fold", source="vehicles")
    answer = exchange.answer_to(exchange.question(OWNER))
    assert answer.records == (VAN, MOTORCYCLE)
    assert answer.duplicate_rows == 18


@pytest.mark.parametrize(
    ("source", "places"),
    [
        (
            "vehicles",
            [(3, "HPHM", "field.type"), (4, "CCDJRQ", "date.future"), (5, "CLLX", "field.code")],
        ),
        (
            "real_estate",
            [(2, "JZMJ", "field.shape"), (3, "JZMJ", "field.type"), (4, "JZMJ", "field.shape")],
        ),
        (
            "social_insurance",
            [
                (3, "AAE180", "field.shape"),
                (4, "AAE180", "field.shape"),
                (5, "AAE180", "field.type"),
            ],
        ),
    ],
)
def test_answer_unreadable_rows_are_quarantined_with_place_and_reason(exchange, source, places):
    exchange.simulator.control.order("bad_types", source=source)
    answer = exchange.answer_to(exchange.question(OWNER, source))
    assert [(row.row, row.field, row.code) for row in answer.quarantined] == places
    assert not answer.is_complete
    assert len(answer.records) == places[0][0] - 1


def test_answer_with_only_unreadable_rows_is_not_nothing_found(exchange):
    exchange.simulator.control.order("bad_types", source="vehicles")
    answer = exchange.answer_to(exchange.question(POOR))
    assert (answer.meaning, answer.records) == (AnswerMeaning.FOUND, ())
    assert not answer.is_complete


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("truncated", "callback.row_count"),
        ("gbk", "callback.malformed"),
        ("garbage_answer", "callback.malformed"),
        ("forged", "callback.signature"),
    ],
)
def test_answer_that_is_spoiled_is_refused_as_a_whole(exchange, fault, code):
    exchange.simulator.control.order(fault, source="vehicles")
    question = exchange.question(OWNER)
    exchange.ask(question)
    assert exchange.await_refusal() == code


def test_answer_that_comes_three_times_says_the_same(exchange):
    exchange.simulator.control.order("duplicate", source="vehicles")
    question = exchange.question(OWNER)
    exchange.answer_to(question)
    wait_until(lambda: len(exchange.collected().about(question)) + exchange.inbox.replays == 3)
    answers = exchange.inbox.about(question)
    assert {answer.records for answer in answers} == {(VAN, MOTORCYCLE)}
    assert len({answer.nonce for answer in answers}) == len(answers)


def test_answer_dropped_leaves_the_question_unanswered(exchange):
    exchange.simulator.control.order("drop", source="vehicles")
    question = exchange.question(OWNER)
    exchange.ask(question)
    follow_up = exchange.question(OWNER)
    wait_until(lambda: _is_taken(exchange, question))
    exchange.answer_to(follow_up)
    assert exchange.simulator.state_of(question) == "DROPPED"
    assert exchange.inbox.about(question) == []


def _is_taken(exchange, question):
    known = exchange.simulator.control.questions()
    return any(entry["query_id"] == question.query_id for entry in known)


def test_ask_late_source_delays_no_other(exchange):
    exchange.simulator.control.order("late", source="vehicles", seconds=3600)
    slow = exchange.question(OWNER, "vehicles")
    exchange.ask(slow)
    wait_until(lambda: _is_taken(exchange, slow))
    exchange.answer_to(exchange.question(OWNER, "real_estate"))
    assert exchange.simulator.state_of(slow) == "PENDING"
    exchange.simulator.control.clear()
    assert exchange.await_answer(slow).records == (VAN, MOTORCYCLE)


def test_ask_twice_is_one_question(exchange):
    question = exchange.question(OWNER)
    first = exchange.ask(question)
    exchange.await_answer(question)
    assert exchange.ask(question) == first
    exchange.answer_to(exchange.question(OWNER))
    assert len(exchange.inbox.about(question)) == 1


def test_ask_source_that_is_not_connected(exchange):
    question = replace(exchange.question(OWNER), source="tax")
    with pytest.raises(SourceRefused) as refusal:
        exchange.departments().ask(question, sent_at=None)
    assert refusal.value.code == "source.not_connected"


def test_sources_lists_what_is_connected(exchange):
    assert exchange.departments().sources() == ("vehicles", "real_estate", "social_insurance")


def test_simulator_dies_halfway_and_answers_after_restart(mortal):
    mortal.simulator.control.order("die_halfway", source="vehicles")
    question = mortal.question(OWNER)
    mortal.ask(question)
    assert mortal.simulator.ended() == -9
    assert mortal.collected().about(question) == []
    mortal.simulator.start()
    assert mortal.await_answer(question).records == (VAN, MOTORCYCLE)
    assert len(mortal.inbox.about(question)) == 1


def test_simulator_without_truth_never_says_nothing_found(mortal):
    mortal.simulator.truth.unlink()
    question = mortal.question(OWNER)
    mortal.ask(question)
    wait_until(lambda: _is_taken(mortal, question))
    assert mortal.collected().about(question) == []
    mortal.simulator.write_truth()
    assert mortal.await_answer(question).meaning == AnswerMeaning.FOUND
