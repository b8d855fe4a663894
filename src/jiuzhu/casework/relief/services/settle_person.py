"""Add later who was helped: the person who is registered already, or the number to the new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.models import CaseMember
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.relief.access import relief_to_change
from jiuzhu.casework.relief.models import UrgentRelief
from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.households.services.form_household import form_household
from jiuzhu.registers.households.services.register_person import (
    PersonGiven,
    end_temporary_identity,
    identify_person,
    person_by_number,
    register_person,
)
from jiuzhu.registers.organs.queries import centre_of

MERGED = "补登身份后并入已登记的人员"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityGiven:
    """The name and number that the paper shows."""

    name: str
    identity_number: str


@transaction.atomic
def settle_person(*, number: str, given: IdentityGiven, actor: Actor, at: datetime) -> UrgentRelief:
    """Say who the helped person is; a number that is known leads to that person, never to a second.

    Whoever was opened without a number gets it; where it is known, the case goes over to its
    holder, and the trace keeps that it was the same.

    Raises: NotVisible, Forbidden, Conflict `urgent.same_event`, Refused `urgent.known`,
    `identity.*`, `name.*`, `person.*`.
    """
    relief, case = relief_to_change(number=number, actor=actor)
    if not relief.is_unknown:
        raise Refused("urgent.known", "这个人的身份已经登记。号码有误的，请按更正办理。")
    if not given.identity_number:
        raise Refused("identity.empty", "请填写证件号码。", field="identity_number")
    index = keys.blind_index(given.identity_number, kind="identity")
    key = f"N{index.hex()}"[:80]
    _refuse_second(relief, key)
    before = case.applicant
    named = PersonGiven(
        name=given.name, identity_number=given.identity_number, is_test=before.is_test
    )
    if person_by_number(given.identity_number) is None:
        identify_person(person=before, given=named, at=at, seen_by=actor.officer_id)
        person = before
    else:
        person = register_person(
            given=named,
            organs=(case.organ, case.county, centre_of(case.county), case.village),
            ground=AccessGround.CASE,
            case_number=number,
            at=at,
            seen_by=actor.officer_id,
        )
        end_temporary_identity(before, legal_day(at), MERGED)
    record_act(
        case=case,
        action="settle_person",
        actor=actor,
        at=at,
        summary="补登救助对象的身份",
        detail={"before": before.pk, "person": person.pk},
        fields={
            "applicant": person,
            "household": form_household(head=person, region=case.region, at=at),
        },
    )
    CaseMember.objects.filter(case=case, person=before).update(person=person)
    relief.is_unknown, relief.unknown_reason, relief.person_key = False, "", key
    relief.save(update_fields=["is_unknown", "unknown_reason", "person_key"])
    return relief


def _refuse_second(relief: UrgentRelief, key: str) -> None:
    """Refuse where this person was relieved for the same emergency under the number already."""
    other = (
        UrgentRelief.objects.filter(organ=relief.organ, event=relief.event, person_key=key)
        .exclude(pk=relief.pk)
        .select_related("case")
        .first()
    )
    if other is not None:
        raise Conflict(
            "urgent.same_event",
            "这个人在同一急难中已经登记过（案件%(number)s）。请核对；重复发放的，登记情况不实并追缴。",
            values={"number": other.case.number},
        )
