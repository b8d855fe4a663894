"""Register an objection to a published result, from whoever it comes (D15, S16)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import procedure_of
from jiuzhu.casework.cases.services.advance import advance, record_act
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.objections.enums import ObjectionAbout, ObjectionChannel, Wording
from jiuzhu.casework.objections.models import Objection
from jiuzhu.casework.objections.services.issue_sheet import issue_sheet
from jiuzhu.casework.publicity.access import notice_to_change
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day, whole_minute
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.infra.models import StoredFile
from jiuzhu.infra.outbox import write_message
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import clean_name
from jiuzhu.kernel.text import clean_text
from jiuzhu.kernel.workdays import DueDate
from jiuzhu.policy.deadlines import due_for
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force
from jiuzhu.registers.organs.models import Officer

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12
ACTION = "register_objection"
LONGEST = 1000
HELD = "公示期内收到异议，正在处理。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionGiven:
    """What is objected, by whom (if they say so), and in whose words it was written down.

    `against` holds the staff numbers of officers named in it; they will not see it.
    """

    channel: ObjectionChannel
    wording: Wording
    text: str
    received_at: datetime
    name: str = ""
    contact: str = ""
    refusal_note: str = ""
    signed_paper: bytes = b""
    paper_name: str = "异议.jpg"
    against: tuple[str, ...] = ()
    county_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What may be told of a registered objection to whoever brought it."""

    number: str
    is_late: bool
    due_on: date


@transaction.atomic
def register_objection(
    *, code: str, given: ObjectionGiven, actor: Actor, at: datetime
) -> Registered:
    """Write an objection down; while it is open, nothing is decided and no money begins.

    Within the notice period it is an objection, afterwards a complaint. No name is asked for. Who
    registers it need not be able to read it afterwards.

    Raises: NotVisible, Conflict `case.state`, Refused `objection.not_posted`,
    `objection.moment`, `objection.empty`, `objection.refusal`, `objection.contact`,
    `objection.officer`, `file.*`.
    """
    notice, case = notice_to_change(code=code, actor=actor)
    text = _checked(given, notice, at)
    is_late = _is_late(notice, given.received_at)
    number, due = new_number(), due_of(given.received_at)
    row = Objection(
        number=number,
        case=case,
        public_notice=notice,
        channel=given.channel,
        wording=given.wording,
        refusal_note=clean_text(given.refusal_note, max_length=200),
        text=text,
        name=clean_name(given.name) if given.name.strip() else None,
        contact=clean_text(given.contact, max_length=120) or None,
        signed_paper=_paper(given, at),
        against=_officers(given.against),
        county_only=given.county_only,
        received_at=given.received_at,
        recorded_at=at,
        recorded_by_id=actor.officer(),
        is_late=is_late,
        due_on=due.on,
        due_provisional=due.provisional,
        about=ObjectionAbout.COMPLAINT if is_late else ObjectionAbout.RESULT,
    )
    row.sheet = issue_sheet(case=case, objection=row, actor=actor, at=at)
    insert_unseen([row])
    write_into_trace(
        case=case,
        actor=actor,
        at=at,
        summary="公示期满后的反映，按投诉办理" if is_late else "公示期内收到异议",
        detail={"objection": number, "notice": notice.code},
    )
    if not is_late:
        hold_case(case, actor, at)
    write_message(
        topic="objection.registered",
        reference=case.number,
        content={"objection": number},
        at=at,
    )
    return Registered(number=number, is_late=is_late, due_on=due.on)


def write_into_trace(
    *, case: Case, actor: Actor, at: datetime, summary: str, detail: dict[str, str]
) -> None:
    """Keep that an objection came: a step where the version has a state for it, else an act.

    Raises: Conflict `case.state`, Forbidden.
    """
    told: dict[str, Any] = {
        "case": case,
        "action": ACTION,
        "actor": actor,
        "at": at,
        "summary": summary,
        "detail": detail,
    }
    if procedure_of(case).transition(case.state, ACTION) is None:
        record_act(**told)
    else:
        advance(facts={"reason_given": True}, **told)


def new_number() -> str:
    """Return an unguessable number of an objection."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def due_of(received_at: datetime) -> DueDate:
    """Return by when an objection must be dealt with."""
    return due_for("objection", legal_day(received_at), calendar_in_force(), pack_in_force())


def hold_case(case: Case, actor: Actor, at: datetime) -> None:
    """Let nothing be decided or paid while an objection is open."""
    open_hold(case=case, kind=HoldKind.OPEN_OBJECTION, reason=HELD, actor=actor, at=at)


def _checked(given: ObjectionGiven, notice: PublicNotice, at: datetime) -> str:
    """Return the words that are kept."""
    if notice.posted_at is None:
        raise Refused("objection.not_posted", "这张公示单还没有张贴，不能登记异议。请核对查验码。")
    if not whole_minute(notice.posted_at) <= given.received_at <= at:
        raise Refused(
            "objection.moment",
            "提出时间不能早于张贴公示，也不能晚于现在。请更正。",
            field="received_at",
        )
    text = clean_text(given.text, max_length=LONGEST, multiline=True)
    if not text:
        raise Refused("objection.empty", "请写明反映的内容。", field="text")
    if given.wording is Wording.NOT_SIGNED and not given.refusal_note.strip():
        raise Refused(
            "objection.refusal", "本人不愿签字的，请写明情形和在场的人。", field="refusal_note"
        )
    if given.name.strip() and not given.contact.strip():
        raise Refused(
            "objection.contact", "留了姓名的，请同时留联系方式，好送答复。", field="contact"
        )
    return text


def _is_late(notice: PublicNotice, received_at: datetime) -> bool:
    return notice.ends_on is not None and legal_day(received_at) > notice.ends_on


def _paper(given: ObjectionGiven, at: datetime) -> StoredFile | None:
    if not given.signed_paper:
        return None
    return store_upload(given.signed_paper, shown_name=given.paper_name, at=at)


def _officers(staff_numbers: tuple[str, ...]) -> list[int]:
    """Return the officers named in an objection.

    Raises: Refused `objection.officer`.
    """
    found = dict(
        Officer.objects.filter(staff_number__in=staff_numbers).values_list("staff_number", "pk")
    )
    if unknown := sorted(set(staff_numbers) - set(found)):
        raise Refused(
            "objection.officer",
            "没有工号为%(numbers)s的工作人员。请核对。",
            field="against",
            values={"numbers": "、".join(unknown)},
        )
    return sorted(found.values())
