"""Deadlines and states say the same thing everywhere, in a sign and in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jiuzhu.interfaces.web.parts.chips import (
    SIGNS,
    STATE_TONES,
    deadline_chip,
    hours_chip,
    state_chip,
    steps,
)
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.procedures import load_procedure, running_codes

TODAY = date(2020, 9, 1)  # a Tuesday
CALENDAR = WorkCalendar(
    "test", {date(2020, 9, 5): True}, date(2020, 1, 1), date(2020, 12, 31)
)  # Saturday the 5th is made up


@pytest.mark.parametrize(
    ("due_on", "tone", "words"),
    [
        (date(2020, 8, 31), "overdue", "超期1个工作日"),
        (date(2020, 8, 28), "overdue", "超期2个工作日"),
        (TODAY, "near", "今天到期"),
        (date(2020, 9, 3), "near", "剩2个工作日"),
        (date(2020, 9, 4), "soon", "剩3个工作日"),
        (date(2020, 9, 5), "soon", "剩4个工作日"),
        (date(2020, 9, 9), "soon", "剩7个工作日"),
        (date(2020, 9, 10), "soon", "剩8个工作日"),
        (date(2020, 9, 11), "calm", "剩9个工作日"),
    ],
)
def test_deadline_counts_working_days(due_on: date, tone: str, words: str) -> None:
    chip = deadline_chip(due_on, TODAY, CALENDAR)

    assert (chip.tone, chip.words) == (tone, words)
    assert chip.detail == f"止{due_on}"


def test_paused_clock_is_never_late() -> None:
    chip = deadline_chip(date(2020, 8, 3), TODAY, CALENDAR, paused=True)

    assert (chip.tone, chip.words) == ("paused", "已暂停计时")


def test_provisional_day_is_marked() -> None:
    chip = deadline_chip(date(2021, 2, 1), TODAY, CALENDAR, provisional=True)

    assert "暂定" in chip.detail


def test_no_deadline_is_said() -> None:
    assert deadline_chip(None, TODAY, CALENDAR).words == "无时限"


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [
        (timedelta(hours=-3), "overdue", "超期3小时"),
        (timedelta(minutes=20), "near", "剩不到1小时"),
        (timedelta(hours=6), "near", "剩6小时"),
        (timedelta(hours=7), "soon", "剩7小时"),
        (timedelta(hours=20), "calm", "剩20小时"),
    ],
)
def test_urgent_clock_runs_in_hours(left: timedelta, tone: str, words: str) -> None:
    at = datetime(2020, 9, 1, 2, tzinfo=UTC)

    chip = hours_chip(at + left, at)

    assert (chip.tone, chip.words) == (tone, words)


def test_every_tone_has_a_sign_of_its_own() -> None:
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_every_state_of_the_procedure_has_a_tone() -> None:
    codes = (*running_codes("taian"), *running_codes("taian", scheme="temporary"))
    tables = [load_procedure(code, "taian") for code in codes]
    states = {state.code for table in tables for state in table.states}

    assert set(STATE_TONES) == states


def test_state_unknown_to_us_is_said_to_be_unknown() -> None:
    assert state_chip("NEW", "新状态").tone == "unknown"


def test_steps_up_to_the_current_one() -> None:
    way = steps((("a", "授权"), ("b", "核对"), ("c", "申请")), "b")

    assert [step.state for step in way] == ["done", "current", "todo"]


def test_steps_of_a_finished_way() -> None:
    way = steps((("a", "授权"), ("b", "核对")), "b", finished=True)

    assert [step.state for step in way] == ["done", "done"]
