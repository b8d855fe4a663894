"""Walk a case through its officers: at every step the wrong ones try first and leave nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import connection

from jiuzhu.casework.cases.models import Case, CaseClock, CaseVisit, ClockPause
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.infra.trace.verify import verify_trace
from jiuzhu.kernel.errors import Refused
from support.browser import as_owner
from support.world import COUNTY, FANZHEN, ZHUYANG, World, first_village

NO_RIGHT = "actor.capability"
UNSEEN = "case.not_visible"
EVERY_TABLE = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND relname NOT IN ('regions_region', 'regions_regioncode') ORDER BY 1
"""
Act = Callable[["Walk", Actor, datetime], object]
Wrong = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Step:
    """One act, who may do it, and who tries before with the code of the refusal.

    A seat is a word of the desk, with `@` and the organ where it is not the township itself.
    """

    seat: str
    act: Act
    wrong: Wrong = ()
    hours: int = 1


class Walk:
    """One case of a township, and everybody who has to do with it."""

    def __init__(self, world: World, township: str = ZHUYANG) -> None:
        self.world = world
        self.township = township
        self.number = ""

    @property
    def case(self) -> Case:
        """Return the case as it stands, as the township's window sees it."""
        self.world.as_("shouli", self.township)
        return Case.objects.select_related("applicant", "village").get(number=self.number)

    def actor(self, seat: str) -> Actor:
        """Return the actor of a seat."""
        word, _, place = seat.partition("@")
        organs = {
            "": self.township,
            "county": COUNTY,
            "centre": f"{COUNTY}HD",
            "village": first_village(self.township).code,
            "next": FANZHEN if self.township == ZHUYANG else ZHUYANG,
        }
        return self.world.actor(word, organs[place])

    def go(self, *steps: Step) -> None:
        """Take the steps one after the other, an hour apart unless the step says otherwise."""
        for step in steps:
            at = self.world.later(hours=step.hours)
            self.try_wrongly(step, at)
            actor = self.actor(step.seat)
            apply_scope(actor)
            step.act(self, actor, at)
            self.points_to_its_nearest_date()

    def points_to_its_nearest_date(self) -> None:
        """Compare what the case says of its clocks with the clocks themselves."""
        case = self.case
        running = CaseClock.objects.filter(case=case, stopped_on__isnull=True).order_by("due_on")
        nearest = running.values_list("due_on", "provisional").first() or (None, False)
        assert (case.next_due_on, case.next_due_provisional) == nearest
        paused = ClockPause.objects.filter(clock__in=running, effective_to__isnull=True).exists()
        assert case.is_paused == paused

    def try_wrongly(self, step: Step, at: datetime) -> None:
        """Let the wrong officers try: each is refused with its code, and no row is written."""
        before = rows_of_everything() if step.wrong else {}
        for seat, code in step.wrong:
            actor = self.actor(seat)
            apply_scope(actor)
            with pytest.raises(Refused) as refusal:
                step.act(self, actor, at)
            assert refusal.value.code == code, (seat, refusal.value.code, refusal.value.message)
            assert refusal.value.message.endswith("。")
            assert rows_of_everything() == before, f"{seat} left something behind"

    def kinds(self) -> set[str]:
        """Return the kinds of papers that the case holds."""
        self.world.as_("shouli", self.township)
        return set(Document.objects.filter(case__number=self.number).values_list("kind", flat=True))

    def papers(self, kind: str) -> list[Document]:
        """Return the papers of a kind, the oldest first."""
        self.world.as_("shouli", self.township)
        return list(Document.objects.filter(case__number=self.number, kind=kind).order_by("pk"))

    def visits(self) -> int:
        """Count how often the family had to come."""
        self.world.as_("shouli", self.township)
        return CaseVisit.objects.filter(case__number=self.number).count()

    def is_proved(self) -> None:
        """Prove the whole trace, as the owner reads it."""
        with as_owner():
            report = verify_trace()
        assert not report.findings, report.findings
        assert report.case_events >= self.case.event_count > 0


def rows_of_everything() -> dict[str, object]:
    """Return the number of rows of every table, and how far every case has moved."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(EVERY_TABLE)
        tables = [row[0] for row in cursor.fetchall()]
        parts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables)  # noqa: S608
        cursor.execute(parts)
        rows: dict[str, object] = dict(cursor.fetchall())
        cursor.execute("SELECT number, state, version, event_count, trace_head FROM cases_case")
        rows["cases"] = sorted((*row[:4], bytes(row[4] or b"")) for row in cursor.fetchall())
    return rows
