"""Take a person into office with posts and, where needed, the secrecy agreement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jiuzhu.infra import keys
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.roles import CLOSED_TO_OUTSOURCED, role
from jiuzhu.registers.organs.enums import Employment
from jiuzhu.registers.organs.models import Officer, Organ, Post, SecrecyAgreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Who, how employed, with which roles in one organ."""

    staff_number: str
    name: str
    organ: Organ
    roles: tuple[str, ...]
    employment: Employment = Employment.ESTABLISHED
    identity_number: str = ""
    agreement_number: str = ""
    agreement_until: date | None = None


@transaction.atomic
def appoint_officer(*, given: Appointment, on: date) -> Officer:
    """Register the officer, the posts from a day on, and the agreement (S10, S11, S39).

    Raises: Refused `officer.role_kind` for a role that this kind of organ does not have,
    `officer.outsourced` for a role that outsourced staff may not hold.
    """
    _check_roles(given)
    officer, _ = Officer.objects.get_or_create(
        staff_number=given.staff_number,
        defaults={
            "name": given.name,
            "employment": given.employment,
            "identity_index": keys.blind_index(given.identity_number, kind="identity")
            if given.identity_number
            else None,
        },
    )
    for code in given.roles:
        Post.objects.get_or_create(
            officer=officer, organ=given.organ, role=code, defaults={"effective_from": on}
        )
    if given.agreement_number and given.agreement_until:
        SecrecyAgreement.objects.get_or_create(
            number=given.agreement_number,
            defaults={
                "officer": officer,
                "signed_on": on,
                "expires_on": given.agreement_until,
            },
        )
    return officer


def _check_roles(given: Appointment) -> None:
    for code in given.roles:
        entry = role(code)
        if given.organ.kind not in entry.areas:
            raise Refused(
                "officer.role_kind",
                "%(organ)s不设“%(role)s”岗位。请重新选择岗位。",
                values={"organ": given.organ.name, "role": entry.label},
            )
        if given.employment == Employment.PURCHASED and _only_closed(entry.capabilities):
            raise Refused(
                "officer.outsourced",
                "购买服务人员不能担任“%(role)s”。请安排在编人员。",
                values={"role": entry.label},
            )


def _only_closed(capabilities: Iterable[str]) -> bool:
    return any(capability == "decision.decide" for capability in capabilities) or all(
        capability in CLOSED_TO_OUTSOURCED for capability in capabilities
    )
