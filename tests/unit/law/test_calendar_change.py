"""A new calendar moves every open clock, says which beforehand, and writes each move down."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.utils import ProgrammingError

from jiuzhu.casework.cases.enums import ExtensionGround
from jiuzhu.casework.cases.models import Case, CaseClock, CaseEvent, ClockPause
from jiuzhu.casework.cases.queries import clocks_moved_by
from jiuzhu.casework.cases.services.advance import record_change
from jiuzhu.casework.cases.services.keep_clocks import (
    extend_open_clock,
    pause_clock,
    resume_clock,
)
from jiuzhu.casework.cases.services.recompute_clocks import recompute_clocks
from jiuzhu.casework.workspace.queries import case_summary, case_timeline
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.trace.verify import verify_trace
from jiuzhu.interfaces.jobs.clocks import find_stale_clocks, recompute_case
from jiuzhu.kernel.errors import Forbidden, Refused
from jiuzhu.policy.deadlines import PauseGround
from jiuzhu.registers.law.models import CalendarVersion, ProcedureInForce
from jiuzhu.registers.law.queries import calendar_in_force
from jiuzhu.registers.law.services.load_decree import DecreeGiven, calendar_after, load_decree
from support.browser import as_owner
from support.stream import to_accepted, to_intent
from support.world import World

EXTENDED = DecreeGiven(
    year=2020, document="国办发明电〔2020〕样例", text="2020-09-14..2020-09-16 休 临时调休"
)


@pytest.fixture
def case(world: World) -> Case:
    return to_accepted(world)


def administrator(world: World) -> object:
    return replace(
        world.as_("shouli"),
        capabilities=frozenset({"law.calendar"}),
        organs=(),
    )


def clock_of(case: Case) -> CaseClock:
    return CaseClock.objects.get(case=case, kind="acceptance_decision")


def test_the_preview_says_what_moves_and_writes_nothing(world: World, case: Case) -> None:
    before = clock_of(case)
    after, _ = calendar_after(EXTENDED)
    (move,) = clocks_moved_by(after)
    assert (move.kind, move.organ_id) == ("acceptance_decision", case.organ_id)
    assert (move.before.on, move.before.provisional) == (before.due_on, before.provisional)
    assert move.after == after.add_workdays(before.started_on, 20)
    assert clock_of(case).due_on == before.due_on
    assert not CalendarVersion.objects.filter(code=after.version).exists()


def test_loading_recomputes_and_logs_every_open_clock(world: World, case: Case) -> None:
    before = clock_of(case)
    stays = to_intent(world, name="测试庚")
    loaded = load_decree(given=EXTENDED, actor=administrator(world), at=world.at)
    assert calendar_in_force().version == loaded.version == "cn-2026.2"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        find_stale_clocks(0)
        for number in (case, stays):
            recompute_case(case=number.pk, organ=number.organ_id)
            recompute_case(case=number.pk, organ=number.organ_id)
    world.as_("shouli")
    clock, fresh = clock_of(case), Case.objects.get(pk=case.pk)
    due = loaded.add_workdays(before.started_on, 20).on
    assert (clock.due_on, clock.calendar, fresh.due_on) == (due, loaded.version, due)
    assert due > before.due_on
    (event,) = CaseEvent.objects.filter(case=case, action="recompute_clock")
    assert str(before.due_on) in event.summary
    assert str(due) in event.summary
    assert event.to_state == case.state
    assert CaseEvent.objects.filter(case=stays, action="recompute_clock").count() == 1
    assert fresh.next_due_on == min(
        CaseClock.objects.filter(case=case, stopped_on__isnull=True).values_list(
            "due_on", flat=True
        )
    )
    labels = [line.label for line in case_timeline(number=case.number, actor=world.as_("shouli"))]
    assert "重算期限" in labels
    with as_owner():
        assert not verify_trace().findings


def test_the_next_year_ends_what_was_provisional(world: World, case: Case) -> None:
    with as_owner():
        CaseClock.objects.filter(case=case, stopped_on__isnull=True).update(started_on="2026-12-21")
    from rules.policy.test_decrees import YEAR_2027

    given = DecreeGiven(year=2027, document="样例〔2026〕1号", text=YEAR_2027)
    loaded = load_decree(given=given, actor=administrator(world), at=world.at)
    assert loaded.version == "cn-2027"
    with as_owner():
        actor = replace(world.actor("shouli"), is_system=True)
        recompute_clocks(case_id=case.pk, actor=actor, at=world.at)
        assert clock_of(case).provisional is False


def test_only_the_administrator_loads_a_calendar(world: World) -> None:
    with pytest.raises(Forbidden):
        load_decree(given=EXTENDED, actor=world.as_("shenpi"), at=world.at)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"document": " "}, "calendar.document"),
        ({"text": "2020-13-01 休"}, "calendar.line"),
        ({"text": "x" * 100_001}, "calendar.line"),
        ({"year": 2030, "text": "2030-01-01 休"}, "calendar.gap"),
        ({"text": "2020-10-01 休"}, "calendar.same"),
    ],
)
def test_a_bad_decree_changes_nothing(world: World, change: dict[str, object], code: str) -> None:
    versions = CalendarVersion.objects.count()
    with pytest.raises(Refused) as refusal:
        load_decree(given=replace(EXTENDED, **change), actor=administrator(world), at=world.at)
    assert refusal.value.code == code
    assert CalendarVersion.objects.count() == versions


def test_a_stored_calendar_is_never_changed(world: World) -> None:
    load_decree(given=EXTENDED, actor=administrator(world), at=world.at)
    with pytest.raises(ProgrammingError):
        CalendarVersion.objects.update(known_to="2030-12-31")


def test_only_the_system_writes_what_the_law_changed(world: World, case: Case) -> None:
    with pytest.raises(Forbidden):
        record_change(
            case=case, action="x", actor=world.as_("shouli"), at=world.at, summary="x", detail={}
        )


def test_a_pause_moves_the_day_when_it_ends(world: World, case: Case) -> None:
    before = clock_of(case)
    on = legal_day(world.at)
    paused = pause_clock(
        case=case, kind="acceptance_decision", on=on, ground=PauseGround.OBJECTION,
        document_number="异1号",
    )  # fmt: skip
    assert paused is not None
    assert Case.objects.get(pk=case.pk).is_paused
    calendar = calendar_in_force()
    back = calendar.add_workdays(on, 5).on
    clock = resume_clock(case=case, kind="acceptance_decision", on=back)
    still = calendar.workdays_between(max(on, before.started_on), back)
    fresh = Case.objects.get(pk=case.pk)
    assert clock is not None
    assert abs((clock.due_on - before.due_on).days) >= still
    assert (fresh.is_paused, fresh.due_on) == (False, clock.due_on)
    assert ClockPause.objects.get(clock=clock).effective_to == back
    assert resume_clock(case=case, kind="intent_answer", on=back) is None


def test_an_extension_gives_the_longer_period_with_its_ground(world: World) -> None:
    with as_owner():
        ProcedureInForce.objects.update(procedure="N-2022")
    from scenarios.test_other_procedures import to_accepted as to_accepted_first

    case = to_accepted_first(world)
    clock = extend_open_clock(
        case=case,
        clock=clock_of(case),
        ground=ExtensionGround.SPLIT_RESIDENCE,
        document="泰岱祝延〔2020〕1号",
    )
    assert clock.due_on == calendar_in_force().add_workdays(clock.started_on, 45).on
    shown = case_summary(number=case.number, actor=world.as_("shouli"), on=legal_day(world.at))
    (line,) = [one for one in shown.clocks if one.kind == "acceptance_decision"]
    assert (line.limit, line.extension) == (45, "人户分离（泰岱祝延〔2020〕1号）")


def test_the_command_previews_first_and_loads_on_demand(
    world: World, case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "2020.txt"
    path.write_text(EXTENDED.text, encoding="utf-8")
    words = [str(path), "--year", "2020", "--document", "样例〔2020〕1号"]
    with as_owner():
        out = StringIO()
        call_command("jiuzhu_calendar", *words, stdout=out)
        assert "没有载入" in out.getvalue()
        assert "受理到决定 1 个" in out.getvalue()
        assert calendar_in_force().version == "cn-2026"
        out = StringIO()
        call_command("jiuzhu_calendar", *words, "--load", stdout=out)
        assert "重算并记入案件 1 个期限" in out.getvalue()
        assert CaseEvent.objects.filter(case=case, action="recompute_clock").count() == 1
        with pytest.raises(CommandError, match="完全相同"):
            call_command("jiuzhu_calendar", *words, "--load", stdout=out)
        with pytest.raises(CommandError, match="读不了"):
            call_command("jiuzhu_calendar", str(tmp_path / "none"), *words[1:], stdout=out)
