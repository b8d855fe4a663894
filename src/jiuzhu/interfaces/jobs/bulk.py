"""Take one step for many cases: each by its own use case, each row undone alone if refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from jiuzhu.casework.cases.services.assign_case import Assigning, assign_case, tell_assigned
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import RowOutcome
from jiuzhu.infra.job_runs import is_cancelled, note_row, order_of, rows_done, tick
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.jobs.scope import working_for
from jiuzhu.kernel.errors import Refused

Order = Mapping[str, Any]
Act = Callable[[str, Actor, datetime, Order], object]


def _assign(number: str, actor: Actor, at: datetime, order: Order) -> object:
    given = Assigning(officer=order["officer"], reason=order["reason"])
    return assign_case(number=number, given=given, actor=actor, at=at)


ACTS: dict[str, Act] = {
    "ask_sources": lambda number, actor, at, _: ask_sources(number=number, actor=actor, at=at),
    "assign_case": _assign,
}


def take_steps(run: JobRun) -> str:
    """Take the step for every case that is left; what was refused is written down with the reason.

    Whoever starts the run again goes on where it stopped.
    """
    order = order_of(run)
    act = ACTS[order["action"]]
    with working_for(run):
        done = rows_done(run)
    refused = 0
    for number in order["numbers"]:
        if number in done:
            continue
        with working_for(run) as (actor, at):
            if is_cancelled(run):
                break
            outcome, cause, sentence = RowOutcome.DONE, "", ""
            try:
                with transaction.atomic():
                    act(number, actor, at, order)
            except Refused as refusal:
                outcome, cause, sentence = RowOutcome.FAILED, refusal.code, refusal.message
                refused += 1
            note_row(
                run,
                key=number,
                label=number,
                outcome=outcome,
                cause=cause,
                sentence=sentence,
                url=f"/w/cases/{number}/",
                at=at,
            )
            tick(run)
    with working_for(run) as (actor, at):
        taken = len(rows_done(run))
        if taken and order["action"] == "assign_case":
            _tell_colleague(run, order, taken, actor, at)
    words = f"办了 {taken} 件"
    return f"{words}，{refused} 件没有办，原因见下表。" if refused else f"{words}。"


def _tell_colleague(run: JobRun, order: Order, taken: int, actor: Actor, at: datetime) -> None:
    """Tell whoever looks after the cases from now on, once for all of them."""
    if order["officer"] == actor.officer_id:
        return
    tell_assigned(
        officer=order["officer"],
        words=f"{actor.name}把 {taken} 件案件分派给您",
        reason=order["reason"],
        link=f"{reverse('desk:cases')}?who=me",
        at=at,
        key=f"assigned-{run.code}",
    )
