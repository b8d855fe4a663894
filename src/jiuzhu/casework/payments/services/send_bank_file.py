"""Send a bank file at most once: intent first, ask before anything is repeated (T-09).

Each step is a transaction of its own, so that a death anywhere leaves what is true: before
`start_sending` nothing left the house; after it nobody knows until the bank was asked.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.payments.access import batch_number, batch_to_change
from jiuzhu.casework.payments.enums import SendingState
from jiuzhu.casework.payments.models import BankFile, BankSending
from jiuzhu.casework.payments.ports import (
    BankCounter,
    BankMute,
    BankParcel,
    BankRefused,
    BankUnknown,
)
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.jobs import enqueue
from jiuzhu.infra.storage import read_bytes
from jiuzhu.kernel.errors import Conflict, Refused

JOB = "money.send"
SHORTEST = 4
OPEN = (SendingState.INTENDED.value, SendingState.SENDING.value)


@transaction.atomic
def intend_sending(*, payroll: PayrollGiven, actor: Actor, at: datetime) -> BankSending:
    """Write the intent and hand it to a job; a file has one sending, whoever asks first.

    Raises: Forbidden, NotVisible, Refused `sending.no_file`, Conflict `sending.under_way`.
    """
    batch = batch_to_change(
        county_code=payroll.county_code,
        scheme=payroll.scheme,
        month=payroll.month,
        actor=actor,
        capability="payment.send",
    )
    file = BankFile.objects.filter(batch=batch).first()
    if file is None:
        raise Refused("sending.no_file", "银行文件还没有生成。请先生成，两人签字后再发送。")
    if BankSending.objects.filter(file=file).exists():
        raise Conflict("sending.under_way", "这个文件已经提交发送，不会再发一次。请看发送结果。")
    sending = BankSending.objects.create(
        file=file,
        state=SendingState.INTENDED,
        intended_at=at,
        intended_by_id=actor.officer(),
    )
    enqueue(JOB, lock=f"send-{sending.pk}", sending=sending.pk)
    return sending


def carry_on(*, sending_id: int, bank: BankCounter, at: datetime) -> SendingState:
    """Do the next safe step of a sending: send what never left, ask about all else."""
    parcel = start_sending(sending_id=sending_id, at=at)
    if parcel is not None:
        return _send(sending_id, parcel, bank, at)
    state = SendingState(BankSending.objects.values_list("state", flat=True).get(pk=sending_id))
    return _ask(sending_id, bank, at) if state is SendingState.SENDING else state


@transaction.atomic
def start_sending(*, sending_id: int, at: datetime) -> BankParcel | None:
    """Note that the file leaves now; None where it left before, whatever became of it."""
    sending = (
        BankSending.objects.select_for_update(of=("self",))
        .select_related("file__file", "file__batch__county")
        .get(pk=sending_id)
    )
    if sending.state != SendingState.INTENDED:
        return None
    sending.state, sending.sent_at, sending.tries = SendingState.SENDING, at, sending.tries + 1
    sending.save(update_fields=["state", "sent_at", "tries"])
    digest = bytes(sending.file.file.digest)
    return BankParcel(
        reference=str(sending.reference),
        number=batch_number(sending.file.batch),
        layout=sending.file.layout,
        digest=digest.hex(),
        content=read_bytes(digest),
    )


@transaction.atomic
def rule_on_sending(
    *, payroll: PayrollGiven, was_taken: bool, ground: str, actor: Actor, at: datetime
) -> BankSending:
    """Let a person who asked the bank say whether it has the file.

    What never arrived goes out once more under the same reference, which the bank takes once.

    Raises: Forbidden, NotVisible, Refused `sending.ground`, `sending.same_person`, Conflict
    `sending.known`.
    """
    batch = batch_to_change(
        county_code=payroll.county_code,
        scheme=payroll.scheme,
        month=payroll.month,
        actor=actor,
        capability="payment.send",
    )
    sending = BankSending.objects.select_for_update().filter(file__batch=batch).first()
    if sending is None or sending.state not in {SendingState.SENDING, SendingState.NOT_TAKEN}:
        raise Conflict("sending.known", "这个文件的发送结果已经清楚，不用认定。请刷新查看。")
    if len(ground.strip()) < SHORTEST:
        raise Refused("sending.ground", "请写明向银行查询的时间、接听人和答复。", field="ground")
    if sending.intended_by_id == actor.officer():
        raise Refused("sending.same_person", "提交发送的人不能认定结果。请由另一名发放员认定。")
    sending.ground, sending.ruled_at = ground.strip()[:200], at
    sending.ruled_by_id = actor.officer()
    sending.state = SendingState.ACCEPTED if was_taken else SendingState.INTENDED
    sending.settled_at = at if was_taken else None
    sending.save(update_fields=["ground", "ruled_at", "ruled_by", "state", "settled_at"])
    if not was_taken:
        enqueue(JOB, lock=f"send-{sending.pk}", sending=sending.pk)
    return sending


def open_sendings() -> tuple[int, ...]:
    """Return the sendings of which something is still to be done, found from the data."""
    return tuple(
        BankSending.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True)
    )


def _send(sending_id: int, parcel: BankParcel, bank: BankCounter, at: datetime) -> SendingState:
    try:
        receipt = bank.submit(parcel)
    except BankRefused:
        return _note(sending_id, SendingState.NOT_TAKEN, "", at)
    except BankUnknown:
        return SendingState.SENDING
    return _note(sending_id, SendingState.ACCEPTED, receipt, at)


def _ask(sending_id: int, bank: BankCounter, at: datetime) -> SendingState:
    reference = BankSending.objects.values_list("reference", flat=True).get(pk=sending_id)
    try:
        receipt = bank.ask(str(reference))
    except (BankUnknown, BankMute):
        return SendingState.SENDING
    if receipt is None:
        return _note(sending_id, SendingState.NOT_TAKEN, "", at)
    return _note(sending_id, SendingState.ACCEPTED, receipt, at)


@transaction.atomic
def _note(sending_id: int, state: SendingState, receipt: str, at: datetime) -> SendingState:
    """Keep what the bank said; a word that comes late changes nothing that is known."""
    changed = BankSending.objects.filter(pk=sending_id, state=SendingState.SENDING)
    changed.update(state=state, receipt=receipt[:60], settled_at=at)
    return SendingState(BankSending.objects.values_list("state", flat=True).get(pk=sending_id))
