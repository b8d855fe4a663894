"""A file leaves once: intent first, an unknown fate is asked about, only a person repeats."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jiuzhu.casework.payments.enums import SendingState
from jiuzhu.casework.payments.models import BankSending
from jiuzhu.casework.payments.services.confirm_payroll import confirm_payroll
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.make_bank_file import make_bank_file
from jiuzhu.casework.payments.services.send_bank_file import (
    carry_on,
    intend_sending,
    open_sendings,
    rule_on_sending,
    start_sending,
)
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.periods import Month
from support.fake_bank import FakeBank
from support.many_awards import many_awards
from support.world import COUNTY, World

OCTOBER = PayrollGiven(county_code=COUNTY, month=Month(2020, 10))


def intended(world: World) -> BankSending:
    many_awards(world, 2, first_month=date(2020, 10, 1))
    world.at = datetime(2020, 9, 27, 9, tzinfo=CHINA)
    freeze_payroll(given=OCTOBER, actor=world.as_("fafang", COUNTY), at=world.at)
    confirm_payroll(given=OCTOBER, actor=world.as_("fafang2", COUNTY), at=world.at)
    actor = world.as_("fafang", COUNTY)
    with pytest.raises(Refused) as refusal:
        intend_sending(payroll=OCTOBER, actor=actor, at=world.at)
    assert refusal.value.code == "sending.no_file"
    make_bank_file(payroll=OCTOBER, actor=actor, at=world.at)
    return intend_sending(payroll=OCTOBER, actor=actor, at=world.at)


def rule(
    world: World, seat: str, *, was_taken: bool, ground: str = "10月9日电话查询"
) -> BankSending:
    return rule_on_sending(
        payroll=OCTOBER,
        was_taken=was_taken,
        ground=ground,
        actor=world.as_(seat, COUNTY),
        at=world.at,
    )


def test_one_file_is_sent_once(world: World) -> None:
    sending, bank = intended(world), FakeBank()
    with pytest.raises(Conflict):
        intend_sending(payroll=OCTOBER, actor=world.as_("fafang2", COUNTY), at=world.at)
    assert open_sendings() == (sending.pk,)
    for _ in range(3):
        assert carry_on(sending_id=sending.pk, bank=bank, at=world.at) is SendingState.ACCEPTED
    assert bank.submitted == [str(sending.reference)]
    assert open_sendings() == ()
    sending.refresh_from_db()
    assert sending.receipt.startswith("BK")
    with pytest.raises(Conflict):
        rule(world, "fafang2", was_taken=False)


@pytest.mark.parametrize(
    ("fate", "after"), [("lose", SendingState.ACCEPTED), ("drop", SendingState.NOT_TAKEN)]
)
def test_unknown_fate_is_asked_about_and_never_sent_again(
    world: World, fate: str, after: SendingState
) -> None:
    sending, bank = intended(world), FakeBank(fate)
    assert carry_on(sending_id=sending.pk, bank=bank, at=world.at) is SendingState.SENDING
    for _ in range(3):
        assert carry_on(sending_id=sending.pk, bank=bank, at=world.at) is after
    assert len(bank.submitted) == 1


def test_death_between_note_and_call_is_found_by_asking(world: World) -> None:
    sending, bank = intended(world), FakeBank()
    assert start_sending(sending_id=sending.pk, at=world.at) is not None
    assert start_sending(sending_id=sending.pk, at=world.at) is None
    assert carry_on(sending_id=sending.pk, bank=bank, at=world.at) is SendingState.NOT_TAKEN
    assert bank.submitted == []
    for seat, ground, code in (
        ("fafang2", " ", "sending.ground"),
        ("fafang", "10月9日电话查询", "sending.same_person"),
    ):
        with pytest.raises(Refused) as refusal:
            rule(world, seat, was_taken=False, ground=ground)
        assert refusal.value.code == code
    rule(world, "fafang2", was_taken=False)
    assert carry_on(sending_id=sending.pk, bank=bank, at=world.at) is SendingState.ACCEPTED
    sending.refresh_from_db()
    assert (len(bank.submitted), sending.tries) == (1, 2)


def test_bank_that_cannot_be_asked_needs_a_person(world: World) -> None:
    sending, bank = intended(world), FakeBank("lose", is_mute=True)
    for _ in range(3):
        assert carry_on(sending_id=sending.pk, bank=bank, at=world.at) is SendingState.SENDING
    assert len(bank.submitted) == 1
    rule(world, "fafang2", was_taken=True)
    assert carry_on(sending_id=sending.pk, bank=bank, at=world.at) is SendingState.ACCEPTED
    assert len(bank.submitted) == 1
    assert open_sendings() == ()


def test_refused_file_is_not_sent_again_by_itself(world: World) -> None:
    sending, bank = intended(world), FakeBank("refuse")
    for _ in range(2):
        assert carry_on(sending_id=sending.pk, bank=bank, at=world.at) is SendingState.NOT_TAKEN
    assert len(bank.submitted) == 1
