"""Report an emergency: one case however many devices report it, every report kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from jiuzhu.casework.cases.access import case_to_change, note_part
from jiuzhu.casework.cases.enums import Category, Involvement, MemberPart, Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.services.advance import open_case, record_act
from jiuzhu.casework.cases.services.number_case import new_progress_code, next_case_number
from jiuzhu.casework.relief.access import relief_to_change
from jiuzhu.casework.relief.enums import ReportSource
from jiuzhu.casework.relief.models import ReliefReport, UrgentRelief
from jiuzhu.casework.relief.queries import OfEvent, same_emergency
from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day, whole_minute
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.kernel.names import match_key
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.deadlines import due_at
from jiuzhu.policy.urgent_relief import urgent_causes
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.households.services.form_household import form_household
from jiuzhu.registers.households.services.register_person import PersonGiven, register_person
from jiuzhu.registers.law.queries import pack_in_force, procedure_in_force
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import centre_of, county_of, managing_organ

NAMELESS = "无名氏"
GROUND = "急难发生地"
URBAN_CLASSES = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyGiven:
    """What is known in the first minutes; without a name, how the person can be recognised.

    `is_other` says that somebody looked at the emergency shown as the same, and it is another one.
    """

    village_code: str
    cause: str
    happened: str
    learned_at: datetime
    name: str = ""
    identity_number: str = ""
    seen_as: str = ""
    phone: str = ""
    source: ReportSource = ReportSource.DESK
    claimed_amount_fen: int | None = None
    is_other: bool = False
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """The emergency, and whether this report joined one that was there already."""

    relief: UrgentRelief
    joined: bool


@transaction.atomic
def report_emergency(*, given: EmergencyGiven, actor: Actor, at: datetime) -> Reported:
    """Open the case of an emergency, or add this report to the case that it already has.

    The place of the emergency decides who helps, wherever the person is registered. The clock of 24
    hours runs from the moment at which the township or the village first learned of it.

    Raises: Forbidden, Refused `urgent.*`, `identity.*`, `name.*`, Conflict `urgent.maybe_same`.
    """
    on = legal_day(at)
    village = managing_organ(region_code=given.village_code, on=on)
    township = village.parent if village.kind == OrganKind.VILLAGE else village
    if township is None or not (township.pk in actor.organs or village.pk in actor.villages):
        raise Forbidden("case.other_area", "这个村（居）不归您的机关经办。请联系所属乡镇（街道）。")
    _check(given, at)
    _one_at_a_time(township)
    known = same_emergency(_event_of(given, township, village))
    if known is not None and not given.is_other:
        return Reported(_join(known, given, actor, at), joined=True)
    relief = _open(given, village, township, actor, at)
    _keep_report(relief, given, actor, at)
    return Reported(relief, joined=False)


def _check(given: EmergencyGiven, at: datetime) -> None:
    if given.cause not in dict(urgent_causes(pack_in_force(), legal_day(at))):
        raise Refused("urgent.cause", "请从列表中选择发生了什么。", field="cause")
    if whole_minute(given.learned_at) > at:
        raise Refused(
            "urgent.learned", "得知时间不能晚于现在。请更正，或校对设备的时钟。", field="learned_at"
        )
    if not given.happened.strip():
        raise Refused("urgent.happened", "请用一句话写明发生了什么。", field="happened")
    if not (given.name.strip() or given.identity_number or given.seen_as.strip()):
        raise Refused("urgent.who", "请填姓名；问不到姓名的，写怎么认出这个人。", field="name")
    if given.identity_number and not given.name.strip():
        raise Refused("urgent.name", "有证件号码的，请把姓名也填上。", field="name")


def _one_at_a_time(township: Organ) -> None:
    """Let two devices of one township report one after the other, so that the second sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('urgent_relief'), %s)", [township.pk])


def _event_of(given: EmergencyGiven, township: Organ, village: Organ) -> OfEvent:
    return OfEvent(
        organ_id=township.pk,
        village_id=village.pk,
        cause=given.cause,
        learned_at=given.learned_at,
        name_key=match_key(given.name) if given.name.strip() else "",
        number_index=_index(given.identity_number),
    )


def _index(number: str) -> bytes | None:
    return keys.blind_index(number, kind="identity") if number else None


def _join(known: UrgentRelief, given: EmergencyGiven, actor: Actor, at: datetime) -> UrgentRelief:
    """Keep a further report; an earlier moment of learning moves the clock forward, never back."""
    if known.seen_as and not given.name.strip():
        raise Conflict(
            "urgent.maybe_same",
            "同一个村、同一事由已登记过一个没有姓名的人（%(seen_as)s，案件%(number)s）。"
            "是同一个人的不用再登记；确是另一个人的，勾选“是另一个人或另一件事”再提交。",
            values={"seen_as": known.seen_as, "number": known.case.number},
            field="is_other",
        )
    case = case_to_change(number=known.case.number, actor=actor)
    _keep_report(known, given, actor, at)
    if given.learned_at < known.learned_at and known.relieved_at is None:
        known.learned_at = given.learned_at
        known.due_at = due_at("urgent_relief", given.learned_at, pack_in_force())
        known.save(update_fields=["learned_at", "due_at"])
    record_act(
        case=case,
        action="add_trace",
        actor=actor,
        at=at,
        summary=f"同一急难的另一次报告（{given.source.label}）",
        detail={
            "claimed_at": given.learned_at.isoformat(),
            "amount_fen": given.claimed_amount_fen,
        },
    )
    known.case = case
    return known


def _open(
    given: EmergencyGiven, village: Organ, township: Organ, actor: Actor, at: datetime
) -> UrgentRelief:
    on = legal_day(at)
    county = county_of(township)
    place = village.organplace_set.get(region__code=given.village_code, effective_to=None)
    region = place.region
    number = next_case_number(region=region, scheme=Scheme.TEMPORARY, year=on.year)
    person = register_person(
        given=PersonGiven(
            name=given.name.strip() or NAMELESS,
            identity_number=given.identity_number,
            phone=given.phone,
            is_test=given.is_test,
        ),
        organs=(township, county, centre_of(county), village),
        ground=AccessGround.CASE,
        case_number=number,
        at=at,
        seen_by=actor.officer_id,
    )
    due = due_at("urgent_relief", given.learned_at, pack_in_force())
    is_urban = region.urban_rural_class.startswith(URBAN_CLASSES)
    case = Case(
        number=number,
        progress_code=new_progress_code(),
        scheme=Scheme.TEMPORARY,
        procedure=procedure_in_force(organ_id=county.pk, scheme=Scheme.TEMPORARY, on=on),
        category=Category.URBAN if is_urban else Category.RURAL,
        category_ground=GROUND,
        organ=township,
        county=county,
        village=village,
        region=region,
        applicant=person,
        household=form_household(head=person, region=region, at=at),
        next_due_on=legal_day(due),
        is_test=person.is_test,
    )
    open_case(
        case=case,
        action="report_emergency",
        actor=actor,
        at=at,
        facts={"need_urgent": True},
        summary=f"登记急难（{given.source.label}）",
        detail={"cause": given.cause, "learned_at": given.learned_at.isoformat()},
    )
    # Not live: who is in a standing dibao household is helped in an emergency like anybody else.
    CaseMember.objects.create(
        case=case, person=person, part=MemberPart.MEMBER, relation="SELF", is_live=False
    )
    note_part(case=case, actor=actor, part=Involvement.RECEIVED, at=at)
    write_message(topic="urgent.reported", reference=number, content={"case": number}, at=at)
    index = _index(given.identity_number)
    return UrgentRelief.objects.create(
        case=case,
        organ=township,
        event=secrets.token_hex(8),
        cause=given.cause,
        happened=clean_text(given.happened, max_length=200),
        seen_as=clean_text(given.seen_as, max_length=120),
        person_key=f"N{index.hex()}"[:80] if index else f"P{person.pk}",
        is_unknown=not given.identity_number,
        learned_at=given.learned_at,
        due_at=due,
    )


def _keep_report(relief: UrgentRelief, given: EmergencyGiven, actor: Actor, at: datetime) -> None:
    ReliefReport.objects.create(
        relief=relief,
        source=given.source,
        claimed_at=given.learned_at,
        received_at=at,
        reported_by_id=actor.officer(),
        happened=clean_text(given.happened, max_length=200),
        claimed_amount_fen=given.claimed_amount_fen,
    )


@transaction.atomic
def answer_emergency(*, number: str, actor: Actor, at: datetime) -> UrgentRelief:
    """Take a report up, so that nobody else is rung for it.

    Raises: NotVisible, Forbidden, Conflict `case.state`, `urgent.answered`.
    """
    relief, case = relief_to_change(number=number, actor=actor)
    if actor.organ_kind == OrganKind.VILLAGE:
        raise Forbidden("urgent.of_township", "由乡镇（街道）接手。请等镇里回话，或打电话给镇里。")
    if relief.answered_at is not None:
        raise Conflict("urgent.answered", "这件急难已经有人接手。请刷新页面。")
    record_act(case=case, action="answer_emergency", actor=actor, at=at, summary="接手急难报告")
    relief.answered_at, relief.answered_by_id = at, actor.officer()
    relief.save(update_fields=["answered_at", "answered_by"])
    return relief
