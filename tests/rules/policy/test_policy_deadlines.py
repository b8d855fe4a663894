from datetime import UTC, date, datetime, timedelta

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.calendars import load_calendar
from jiuzhu.policy.deadlines import (
    Pause,
    PauseGround,
    authorization_valid_until,
    due_at,
    due_for,
    elapsed,
    light,
    limit_for,
    limit_kinds,
    months_later,
    report_valid_until,
)
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.procedures import load_procedure, running_codes

PACK = load_pack("taian")
CALENDAR = load_calendar()


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2019-09-02", "2019-09-30"),
        ("2019-09-27", "2019-10-30"),
        ("2020-01-15", "2020-02-19"),
        ("2024-02-01", "2024-03-05"),
        ("2025-01-20", "2025-02-21"),
        ("2026-09-18", "2026-10-22"),
    ],
)
def test_twenty_working_days(accepted, due):
    found = due_for("acceptance_decision", date.fromisoformat(accepted), CALENDAR, PACK)
    assert (found.on, found.provisional) == (date.fromisoformat(due), False)


@pytest.mark.parametrize(
    ("relieved", "due"),
    [
        ("2025-09-25", "2025-10-09"),
        ("2026-02-09", "2026-02-14"),
        ("2026-02-13", "2026-02-27"),
    ],
)
def test_five_working_days(relieved, due):
    found = due_for("urgent_completion", date.fromisoformat(relieved), CALENDAR, PACK)
    assert found.on == date.fromisoformat(due)


def test_past_the_calendar_a_date_is_provisional():
    assert due_for("acceptance_decision", date(2026, 12, 20), CALENDAR, PACK).provisional


def test_a_pause_moves_the_day():
    plain = due_for("acceptance_decision", date(2020, 9, 1), CALENDAR, PACK)
    assert due_for("acceptance_decision", date(2020, 9, 1), CALENDAR, PACK, 3).on == (
        CALENDAR.add_workdays(plain.on, 3).on
    )
    with pytest.raises(ValueError, match="pause"):
        due_for("acceptance_decision", date(2020, 9, 1), CALENDAR, PACK, -1)


def test_calendar_days_roll_off_a_holiday():
    assert due_for("supplement", date(2020, 9, 16), CALENDAR, PACK).on == date(2020, 10, 9)
    assert due_for("supplement", date(2020, 9, 1), CALENDAR, PACK).on == date(2020, 9, 16)


def test_twenty_four_hours_are_real_hours():
    start = datetime(2020, 10, 3, 23, 0, tzinfo=UTC)
    assert due_at("urgent_relief", start, PACK) == start + timedelta(hours=24)
    with pytest.raises(ValueError, match="zone"):
        due_at("urgent_relief", datetime(2020, 10, 3, 23, 0), PACK)


def test_hours_and_days_are_not_mixed():
    for call in (
        lambda: due_for("urgent_relief", date(2020, 9, 1), CALENDAR, PACK),
        lambda: due_at("acceptance_decision", datetime(2020, 9, 1, tzinfo=UTC), PACK),
        lambda: due_for("warning_share", date(2020, 9, 1), CALENDAR, PACK),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.code == "deadline.unit"


def test_months_end_on_the_same_day_or_the_last():
    assert months_later(date(2020, 11, 30), 3) == date(2021, 2, 28)
    assert months_later(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert report_valid_until(date(2020, 9, 1), PACK) == date(2020, 12, 1)
    assert authorization_valid_until(date(2020, 9, 1), PACK) == date(2021, 9, 1)
    assert due_for("report_validity", date(2020, 9, 1), CALENDAR, PACK).on == date(2020, 12, 1)


@pytest.mark.parametrize(
    ("kind", "text", "verified"),
    [
        ("acceptance_decision", "20个工作日", True),
        ("urgent_relief", "24小时", True),
        ("urgent_completion", "5个工作日", True),
        ("supplement", "15日", False),
        ("refusal_notice", "3个工作日", False),
        ("invite", "2个工作日", False),
        ("publicity", "7日", False),
        ("report_validity", "3个月", False),
        ("authorization_validity", "12个月", False),
    ],
)
def test_limits_say_what_they_are_and_whether_checked(kind, text, verified):
    limit = limit_for(kind, PACK, date(2020, 9, 1))
    assert (limit.text, limit.verified) == (text, verified)
    assert limit.article
    assert kind in limit_kinds(PACK)


@pytest.mark.parametrize("code", running_codes("taian", scheme="dibao"))
def test_every_clock_a_procedure_starts_has_a_limit(code):
    procedure = load_procedure(code, "taian")
    started = {clock for move in procedure.transitions for clock in move.clocks_start}
    own = {limit.clock for limit in procedure.limits}
    assert started
    assert started <= own | set(limit_kinds(PACK))


def test_an_unknown_clock_is_a_hole():
    with pytest.raises(Refused) as caught:
        due_for("tea_time", date(2020, 9, 1), CALENDAR, PACK)
    assert caught.value.code == "policy.hole"


def test_gross_and_net_days():
    start, on = date(2020, 9, 1), date(2020, 9, 15)
    pause = Pause(
        ground=PauseGround.SUPPLEMENT,
        document="补正通知",
        effective_from=date(2020, 9, 7),
        effective_to=date(2020, 9, 10),
    )
    used = elapsed(start, on, (pause,), CALENDAR)
    assert (used.gross, used.net) == (10, 7)
    assert elapsed(start, on, (pause, pause), CALENDAR).net == 7
    uncounted = Pause(
        ground=PauseGround.FORCE_MAJEURE, document="通告", effective_from=date(2020, 9, 7)
    )
    assert elapsed(start, on, (uncounted,), CALENDAR).net == 10


def test_an_open_pause_and_one_from_before_the_start():
    start, on = date(2020, 9, 1), date(2020, 9, 15)
    still_open = Pause(
        ground=PauseGround.OBJECTION, document="异议登记", effective_from=date(2020, 9, 14)
    )
    assert elapsed(start, on, (still_open,), CALENDAR).net == 8
    early = Pause(
        ground=PauseGround.SUPPLEMENT,
        document="补正通知",
        effective_from=date(2020, 8, 1),
        effective_to=date(2020, 9, 3),
    )
    assert elapsed(start, on, (early,), CALENDAR).net == 9


def test_a_pause_without_paper_is_no_pause():
    pause = Pause(ground=PauseGround.SUPPLEMENT, document="", effective_from=date(2020, 9, 7))
    with pytest.raises(ValueError, match="document"):
        elapsed(date(2020, 9, 1), date(2020, 9, 15), (pause,), CALENDAR)


@pytest.mark.parametrize(
    ("used", "colour"),
    [(9, "GREEN"), (10, "AMBER"), (15, "AMBER"), (16, "RED"), (20, "RED"), (21, "OVERDUE")],
)
def test_traffic_lights(used, colour):
    assert light(used, 20) == colour
