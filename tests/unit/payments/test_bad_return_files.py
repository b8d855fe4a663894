"""However a bank spoils its return files, nothing is posted that it did not do.

200 sequences in CI; `JIUZHU_RETURN_FILES=10000 pytest tests/unit/payments/test_bad_return_files.py`
runs the large number. The seed of a failing sequence is in the message.
"""

from __future__ import annotations

import os
import random
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.cases.models import CaseHold
from jiuzhu.casework.payments.enums import ReturnStatus
from jiuzhu.casework.payments.layouts import layout_codes, load_layout
from jiuzhu.casework.payments.models import BankFile, BankReturnLine, PaymentBatch, PaymentOrder
from jiuzhu.casework.payments.services.confirm_payroll import confirm_payroll
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.make_bank_file import make_bank_file
from jiuzhu.casework.payments.services.take_bank_return import take_bank_return
from jiuzhu.gateways.banks.answers import AnswerLine, write_answer
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from support.bad_returns import spoil, truth
from support.many_awards import as_owner, many_awards
from support.world import COUNTY, World

OCTOBER = PayrollGiven(county_code=COUNTY, month=Month(2020, 10))
NUMBER = f"{COUNTY}-dibao-202010"
FILES = int(os.environ.get("JIUZHU_RETURN_FILES", "200"))
STATES = {ReturnStatus.SUCCEEDED: "PAID", ReturnStatus.FAILED: "FAILED"}


def states(batch: PaymentBatch) -> dict[int, str]:
    return dict(PaymentOrder.objects.filter(batch=batch).values_list("line", "state"))


def one_sequence(
    seed: int, batch: PaymentBatch, amounts: dict[int, tuple[int, str]], actor: Actor, at: datetime
) -> set[str]:
    """Take one to three spoilt files, then the true one; return how they were spoilt."""
    chance = random.Random(seed)
    layout = load_layout(chance.choice(layout_codes())[0])
    with as_owner():
        BankFile.objects.filter(batch=batch).update(layout=layout.code)
    true = truth(chance, amounts)
    told: set[int] = set()
    spoils = set()

    def take(content: bytes) -> bool:
        try:
            with transaction.atomic():
                take_bank_return(payroll=OCTOBER, content=content, actor=actor, at=at)
        except Refused:
            return False
        return True

    for _ in range(chance.randint(1, 3)):
        bad = spoil(chance, layout, NUMBER, true)
        spoils.add(bad.spoil)
        taken = take(bad.content)
        if taken:
            told |= bad.told
        assert taken or not bad.told, (seed, bad.spoil, "an honest file was refused")
        for line, state in states(batch).items():
            wanted = STATES[true[line].status] if line in told else "PENDING"
            # What is cut off behind the last word of a file changes nothing that it says.
            if bad.spoil == "cut_bytes" and taken and state == STATES[true[line].status]:
                told.add(line)
                continue
            assert state == wanted, (seed, bad.spoil, line, state)
        again = states(batch)
        take(bad.content)
        assert states(batch) == again, (seed, bad.spoil, "the same file twice")
    lines: list[AnswerLine] = list(true.values())
    take(write_answer(layout, number=NUMBER, lines=lines))
    posted = states(batch)
    assert posted == {line: STATES[one.status] for line, one in true.items()}, seed
    held = set(CaseHold.objects.filter(ended_at=None).values_list("case__orders__line", flat=True))
    assert held == {line for line, state in posted.items() if state == "FAILED"}, seed
    doubtful = BankReturnLine.objects.filter(quarantined=True)
    assert not doubtful.filter(doubt="").exists(), seed
    return spoils


def test_no_spoilt_file_posts_what_the_bank_did_not_do(world: World) -> None:
    many_awards(world, 9, first_month=date(2020, 10, 1))
    world.at = datetime(2020, 9, 27, 9, tzinfo=CHINA)
    freeze_payroll(given=OCTOBER, actor=world.as_("fafang", COUNTY), at=world.at)
    batch = confirm_payroll(given=OCTOBER, actor=world.as_("fafang2", COUNTY), at=world.at)
    make_bank_file(payroll=OCTOBER, actor=world.as_("fafang", COUNTY), at=world.at)
    amounts = {
        order.line: (order.amount_fen, str(order.account))
        for order in PaymentOrder.objects.filter(batch=batch)
    }
    actor = world.as_("caiwu", COUNTY)
    seen: set[str] = set()
    for seed in range(FILES):
        mark = transaction.savepoint()
        seen |= one_sequence(seed, batch, amounts, actor, world.at)
        transaction.savepoint_rollback(mark)
    assert len(seen) == 14, seen
