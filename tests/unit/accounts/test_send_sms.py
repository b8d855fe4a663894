"""Text messages keep what became of them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.ports import bound
from jiuzhu.infra.scope import apply_scope
from jiuzhu.registers.accounts.models import SmsDelivery as Row
from jiuzhu.registers.accounts.ports import (
    SmsAcceptance,
    SmsDelivery,
    SmsReceipt,
    SmsSender,
    SmsState,
)
from jiuzhu.registers.accounts.services.send_sms import refresh_deliveries, send_sms
from support.world import World


class Carrier(SmsSender):
    """A carrier that accepts or not, and tells later how far a message came."""

    def __init__(self, *, accepts: bool = True) -> None:
        self.accepts = accepts
        self.state: SmsState | None = None

    def send(
        self, phone: str, template_code: str, values: Mapping[str, str], reference: str
    ) -> SmsReceipt:
        taken = SmsAcceptance.ACCEPTED if self.accepts else SmsAcceptance.FAILED
        return SmsReceipt(state=taken, provider_id=f"P-{reference}")

    def delivery(self, provider_id: str) -> SmsDelivery | None:
        return None if self.state is None else SmsDelivery(state=self.state)


def as_worker() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jiuzhu_worker")
    apply_scope(system_actor())


def send(world: World, carrier: Carrier) -> Row:
    as_worker()
    with bound(SmsSender, carrier):
        return send_sms(
            phone="19900000001",
            template="SIGN_IN_CODE",
            values={"code": "123456", "minutes": "5"},
            reference="r1",
            at=world.at,
        )


def test_message_is_followed_to_its_delivery(world: World) -> None:
    carrier = Carrier()
    row = send(world, carrier)
    assert row.state == "QUEUED"
    with bound(SmsSender, carrier):
        assert refresh_deliveries() == 0
        carrier.state = SmsState.DELIVERED
        assert refresh_deliveries() == 1
        assert refresh_deliveries() == 0
    assert Row.objects.get().state == "DELIVERED"


def test_message_the_carrier_refused_says_so(world: World) -> None:
    assert send(world, Carrier(accepts=False)).state == "FAILED"


def test_phone_is_kept_encrypted(world: World) -> None:
    send(world, Carrier())
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_smsdelivery")
        (stored,) = cursor.fetchone()
    assert b"19900000001" not in bytes(stored)
