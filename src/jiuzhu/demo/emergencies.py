"""Emergencies of the demo: one that waits for relief, one without a name, one whose papers wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from jiuzhu.casework.relief.enums import ReliefForm
from jiuzhu.casework.relief.services.complete_relief import FactsGiven, confirm_facts
from jiuzhu.casework.relief.services.give_relief import ReliefGiven, give_relief
from jiuzhu.casework.relief.services.keep_reserve import FillGiven, fill_reserve, sign_entry
from jiuzhu.casework.relief.services.report_emergency import (
    EmergencyGiven,
    answer_emergency,
    report_emergency,
)
from jiuzhu.demo.desks import Desks
from jiuzhu.registers.organs.models import Organ

FUND_FEN = 2_000_000


def fill_reserves(townships: Iterable[Organ], county: Organ, desks: Desks, at: datetime) -> None:
    """Give every township its reserve fund, signed by two."""
    for township in townships:
        given = FillGiven(organ_code=township.code, amount_fen=FUND_FEN, note="演示拨款〔2020〕1号")
        entry = desks.act(county, "xianshenpi", at, fill_reserve, given=given)
        desks.act(township, "shenpi", at, sign_entry, organ_id=township.pk, serial=entry.serial)


def report_emergencies(villages: tuple[Organ, ...], desks: Desks, now: datetime) -> None:
    """Report three emergencies of the last days, each in a village of another township."""
    first, second, third = villages
    _waiting(first, desks, now - timedelta(hours=7))
    _without_a_name(second, desks, now - timedelta(hours=20))
    _papers_wait(third, desks, now - timedelta(days=4))


def _township(village: Organ) -> Organ:
    if village.parent is None:
        raise LookupError(f"{village.name} has no township")
    return village.parent


def _reported(given: EmergencyGiven, village: Organ, desks: Desks) -> str:
    at = given.learned_at
    reported = desks.act(_township(village), "shouli", at, report_emergency, given=given)
    return reported.relief.case.number


def _waiting(village: Organ, desks: Desks, at: datetime) -> None:
    """Leave an emergency that somebody took up and nobody relieved yet."""
    given = EmergencyGiven(
        village_code=village.code,
        name="测试急",
        cause="SUDDEN_ILLNESS",
        happened="突发脑梗，住院押金不够",
        learned_at=at,
        is_test=True,
    )
    number = _reported(given, village, desks)
    at += timedelta(minutes=9)
    desks.act(_township(village), "diaocha", at, answer_emergency, number=number)


def _without_a_name(village: Organ, desks: Desks, at: datetime) -> None:
    """Help somebody whose name nobody knows, in goods."""
    given = EmergencyGiven(
        village_code=village.code,
        seen_as="老人，约七十岁，穿蓝棉袄，说不清家在哪里",
        cause="OTHER",
        happened="夜里在路边发现",
        learned_at=at,
        is_test=True,
    )
    number = _reported(given, village, desks)
    at += timedelta(hours=1)
    relief = ReliefGiven(
        form=ReliefForm.GOODS, amount_fen=30_000, relieved_at=at, given_to="棉被、食品、住宿一晚"
    )
    desks.act(_township(village), "shouli", at, give_relief, number=number, given=relief)


def _papers_wait(village: Organ, desks: Desks, at: datetime) -> None:
    """Pay from the reserve fund; the facts are on record, signatures and seal still wait."""
    given = EmergencyGiven(
        village_code=village.code,
        name="测试灾",
        cause="FIRE",
        happened="灶间起火，衣被烧毁，没有地方住",
        learned_at=at,
        is_test=True,
    )
    number = _reported(given, village, desks)
    at += timedelta(hours=3)
    relief = ReliefGiven(form=ReliefForm.CASH, amount_fen=80_000, relieved_at=at, witness="测试证")
    desks.act(_township(village), "shouli", at, give_relief, number=number, given=relief)
    at += timedelta(days=1)
    facts = FactsGiven(facts="两间房烧毁，邻居和村委会证明，与报告一致。")
    desks.act(_township(village), "diaocha", at, confirm_facts, number=number, given=facts)
