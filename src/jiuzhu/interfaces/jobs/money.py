"""Jobs of money: send files to the bank, count the agreement of a month on its fixed day."""

from __future__ import annotations

from procrastinate import App

from jiuzhu.casework.payments.ports import BankCounter
from jiuzhu.casework.payments.services.freeze_agreement import batches_to_count, freeze_agreement
from jiuzhu.casework.payments.services.send_bank_file import JOB, carry_on, open_sendings
from jiuzhu.infra import clock
from jiuzhu.infra.ports import PortError, port
from jiuzhu.interfaces.jobs.scope import session_scope, working


def count_agreement(timestamp: int) -> None:
    """Freeze the figure of every payroll whose day is over; one transaction each."""
    del timestamp
    with working() as (_, at):
        due = batches_to_count(at=at)
    for batch_id in due:
        with working() as (_, at):
            freeze_agreement(batch_id=batch_id, at=at)


def send(*, sending: int) -> None:
    """Do the next safe step of a sending; each step is a transaction of its own."""
    session_scope()
    carry_on(sending_id=sending, bank=port(BankCounter), at=clock.now())


def follow_sendings(timestamp: int) -> None:
    """Ask about every file of which nobody knows whether the bank has it."""
    del timestamp
    session_scope()
    try:
        bank = port(BankCounter)
    except PortError:
        return
    for sending in open_sendings():
        carry_on(sending_id=sending, bank=bank, at=clock.now())


def register(app: App) -> None:
    """Register the jobs and their times."""
    app.task(name=JOB, queue="default")(send)
    app.periodic(cron="*/5 * * * *")(
        app.task(name="money.follow", queue="default")(follow_sendings)
    )
    app.periodic(cron="20 * * * *")(
        app.task(name="money.agreement", queue="default")(count_agreement)
    )
