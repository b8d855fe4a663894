"""Take one step for many cases: each by its own use case, each row undone alone if refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.enums import RowOutcome
from jiuzhu.infra.job_runs import is_cancelled, note_row, order_of, rows_done, tick
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.jobs.scope import working_for
from jiuzhu.kernel.errors import Refused

Act = Callable[[str, Actor, datetime], object]
ACTS: dict[str, Act] = {
    "ask_sources": lambda number, actor, at: ask_sources(number=number, actor=actor, at=at),
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
                    act(number, actor, at)
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
    with working_for(run):
        taken = len(rows_done(run))
    words = f"办了 {taken} 件"
    return f"{words}，{refused} 件没有办，原因见下表。" if refused else f"{words}。"
