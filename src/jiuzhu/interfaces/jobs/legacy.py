"""Take households over one by one; each is a decision of its own and is undone alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from jiuzhu.casework.decisions.legacy_preview import (
    Standing,
    from_plain,
    preview_households,
    take_over_given,
)
from jiuzhu.casework.decisions.legacy_table import LegacyHousehold
from jiuzhu.casework.decisions.services.take_over_case import take_over_case
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import RowOutcome
from jiuzhu.infra.job_results import keep_result
from jiuzhu.infra.job_runs import is_cancelled, note_row, order_of, rows_done, tick
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.jobs.scope import working_for
from jiuzhu.interfaces.web.desk.legacy_books import result_book
from jiuzhu.interfaces.web.desk.legacy_import import KIND
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month

ALREADY = "已在本平台，没有重复转入"


def take_over_all(run: JobRun) -> str:
    """Take over what is left, and hand every household's result back in a workbook."""
    order = order_of(run)
    households = tuple(from_plain(one) for one in order["households"])
    with working_for(run):
        done = rows_done(run)
    for household in households:
        if household.source in done:
            continue
        with working_for(run) as (actor, at):
            if is_cancelled(run):
                break
            _one(run, household, order, actor, at)
            tick(run)
    with working_for(run) as (_, at):
        results = {
            row.key: (RowOutcome(row.outcome).label, row.sentence)
            for row in run.rows.order_by("pk")
        }
        taken = sum(result == RowOutcome.DONE.label for result, _ in results.values())
        keep_result(run, content=result_book(households, results), name="存量转入结果.xlsx", at=at)
    return f"共{len(households)}户，办成{taken}户，没有办成{len(results) - taken}户。"


def _one(
    run: JobRun, household: LegacyHousehold, order: dict[str, Any], actor: Actor, at: datetime
) -> None:
    said: dict[str, Any] = {"outcome": RowOutcome.DONE}
    try:
        with transaction.atomic():
            number = _taken_over(household, order, actor, at)
            said |= {"sentence": number or ALREADY}
            if number:
                said |= {"url": reverse("desk:case", args=[number])}
    except Refused as refusal:
        said = {
            "outcome": RowOutcome.FAILED,
            "cause": refusal.code,
            "sentence": refusal.message,
        }
    label = f"{household.source} {household.people[0].name}"
    note_row(run, key=household.source, label=label, at=at, **said)


def _taken_over(
    household: LegacyHousehold, order: dict[str, Any], actor: Actor, at: datetime
) -> str:
    """Return the number of the new case; nothing where this very household is here already."""
    (found,) = preview_households(households=[household], source_system=order["source_system"])
    if found.standing == Standing.SAME:
        return ""
    case = take_over_case(
        given=take_over_given(
            household=household,
            source_system=order["source_system"],
            first_month=Month.parse(order["first_month"]),
            is_test=order["is_test"],
        ),
        actor=actor,
        at=at,
    )
    return case.number


WORKS: dict[str, Callable[[JobRun], str]] = {KIND: take_over_all}
