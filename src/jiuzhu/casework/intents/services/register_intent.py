"""Register a wish for help (D1): it exists before any application (S5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from jiuzhu.casework.cases.access import note_part
from jiuzhu.casework.cases.enums import (
    ONE_OFF,
    SHORT_NAMES,
    Category,
    ClockKind,
    Involvement,
    MemberPart,
    Scheme,
    VisitKind,
)
from jiuzhu.casework.cases.models import Case, CaseClock, CaseMember, CaseVisit
from jiuzhu.casework.cases.services.advance import open_case
from jiuzhu.casework.cases.services.hold_same_number import hold_same_number
from jiuzhu.casework.cases.services.number_case import new_progress_code, next_case_number
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.intents.enums import Channel, Initiator
from jiuzhu.casework.intents.models import Intent
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.households.queries import doubts_told
from jiuzhu.registers.households.services.form_household import form_household
from jiuzhu.registers.households.services.register_person import PersonGiven, register_person
from jiuzhu.registers.law.queries import pack_in_force, procedure_in_force
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import centre_of, county_of, managing_organ

NEXT_STEPS = (
    "把共同生活的家庭成员和赡养、抚养、扶养义务人登记完整。",
    "每个人签授权书，申请人签诚信声明和预填的申请表（一次办完）。",
    "我们提请县级核对，核对结果无论符合与否都书面告知您。",
)
SOURCES_TOLD = (
    papers.DataQuery(source="公安交管部门", items="车辆登记", purpose="核对家庭财产"),
    papers.DataQuery(source="自然资源部门", items="不动产登记", purpose="核对家庭财产"),
    papers.DataQuery(source="人社部门", items="社会保险、养老金", purpose="核对家庭收入"),
)
RIGHTS_TOLD = (
    "只为办理社会救助使用，不作他用。",
    "您可以查阅、复制、更正您的信息，可以随时撤回授权。",
    "撤回授权后不再发起新的查询，已完成的核对仍然有效。",
    "接触信息的人员都签有保密协议，每次查看都有记录。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentGiven:
    """What the window writes down in the first minutes.

    `initiative_ground` says why the village or township begins for a person who cannot.
    """

    applicant: PersonGiven
    village_code: str
    category: Category
    category_ground: str
    need: str
    channel: Channel
    identity_checked: bool
    purpose_told: bool
    household_size: int | None = None
    proxy_name: str = ""
    proxy_relation: str = ""
    scheme: Scheme = Scheme.DIBAO
    by_organisation: bool = False
    initiative_ground: str = ""

    @property
    def initiator(self) -> Initiator:
        """Tell who begins."""
        if self.by_organisation:
            return Initiator.ORGANISATION
        return Initiator.PROXY if self.proxy_name else Initiator.SELF


@transaction.atomic
def register_intent(*, given: IntentGiven, actor: Actor, at: datetime) -> Case:
    """Open a case with the wish for help; the clock intent → answer starts.

    The place decides the managing organ of that day, the county unit its procedure. Documents
    W01 and W02 are issued.

    Raises: Refused from the parsers, `intent.initiative`, Conflict `case.live`, Forbidden
    `case.other_area`.
    """
    on = legal_day(at)
    _check_initiative(given)
    village = managing_organ(region_code=given.village_code, on=on)
    township, county = _township(village), county_of(village)
    if township.pk not in actor.organs and village.pk not in actor.villages:
        raise Forbidden("case.other_area", "这个村（居）不归您的机关经办。请联系所属乡镇（街道）。")
    centre = centre_of(county)
    region = village.organplace_set.get(region__code=given.village_code, effective_to=None).region
    number = next_case_number(region=region, scheme=given.scheme, year=on.year)
    applicant = register_person(
        given=given.applicant,
        organs=(township, county, centre, village),
        ground=AccessGround.CASE,
        case_number=number,
        at=at,
        seen_by=actor.officer_id,
    )
    case = Case(
        number=number,
        progress_code=new_progress_code(),
        scheme=given.scheme,
        procedure=procedure_in_force(organ_id=county.pk, scheme=given.scheme, on=on),
        category=given.category,
        category_ground=given.category_ground,
        organ=township,
        county=county,
        village=village,
        region=region,
        applicant=applicant,
        household=form_household(head=applicant, region=region, at=at),
        is_test=applicant.is_test,
    )
    _open(case, given, actor, at)
    hold_same_number(people=[applicant], actor=actor, at=at)
    _write_rows(case, given, actor, at)
    _issue_papers(case, centre, given, actor, at)
    write_message(topic="intent.registered", reference=number, content={"case": number}, at=at)
    return case


def _check_initiative(given: IntentGiven) -> None:
    """Refuse a beginning by the village or township that the law does not know, or without reason.

    43号 art. 11: for people without the capacity to ask for tekun themselves.

    Raises: Refused `intent.initiative`, `intent.initiative_ground`.
    """
    if not given.by_organisation:
        return
    if given.scheme != Scheme.TEKUN:
        raise Refused(
            "intent.initiative",
            "村（居）或乡镇主动代为提出，只用于无民事行为能力、不能自己提出的特困人员。"
            "请改选“特困人员救助供养”，或者由本人、委托的人提出。",
            field="by_organisation",
        )
    if not given.initiative_ground.strip():
        raise Refused(
            "intent.initiative_ground",
            "请写明本人为什么不能自己提出（如无民事行为能力、没有监护人）和谁发现的。",
            field="initiative_ground",
        )


def _open(case: Case, given: IntentGiven, actor: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            open_case(
                case=case,
                action="register_intent",
                actor=actor,
                at=at,
                facts={
                    "identity_checked": given.identity_checked,
                    "purpose_told": given.purpose_told,
                },
                summary=f"登记{case.get_scheme_display()}意愿（{given.channel.label}，{given.initiator.label}）"
                if given.scheme != Scheme.DIBAO
                else f"登记救助意愿（{given.channel.label}）",
                detail={"doubts": doubts_told([case.applicant], on=legal_day(at))},
            )
            CaseMember.objects.create(
                case=case,
                person=case.applicant,
                part=MemberPart.MEMBER,
                relation="SELF",
                is_live=case.scheme not in ONE_OFF,
            )
    except IntegrityError as error:
        raise Conflict(
            "case.live",
            "这个人已有在办或在保的%(scheme)s案件。请查询原案件；不在本辖区的，请联系县级民政部门。",
            values={"scheme": SHORT_NAMES[given.scheme]},
        ) from error


def _write_rows(case: Case, given: IntentGiven, actor: Actor, at: datetime) -> None:
    Intent.objects.create(
        case=case,
        channel=given.channel,
        need=clean_text(given.need, max_length=500, multiline=True),
        received_at=at,
        received_by_id=actor.officer_id,
        identity_checked=given.identity_checked,
        purpose_told_at=at,
        proxy_name=given.proxy_name,
        proxy_relation=given.proxy_relation,
        initiated_by=given.initiator,
        initiative_ground=clean_text(given.initiative_ground, max_length=200),
    )
    if given.channel == Channel.COUNTER:
        CaseVisit.objects.create(case=case, kind=VisitKind.COUNTER, at=at, reason="提出意愿并授权")
    note_part(case=case, actor=actor, part=Involvement.RECEIVED, at=at)


def _issue_papers(
    case: Case, centre: Organ, given: IntentGiven, actor: Actor, at: datetime
) -> None:
    clock = CaseClock.objects.filter(case=case, kind=ClockKind.INTENT_ANSWER).first()
    years = pack_in_force().value("retention.household", legal_day(at)).amount
    proxy = (
        papers.Proxy(name=given.proxy_name, relation=given.proxy_relation)
        if given.proxy_name
        else None
    )
    issue_document(
        kind="W01",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.IntentRegistration(
            head=head,
            scheme=Scheme(case.scheme).label,
            registered_at=at,
            channel=given.channel.label,
            applicant=party_of(case.applicant),
            need=given.need,
            household_size=given.household_size,
            receiver=officer_of(actor),
            contact=contact_of(case.organ),
            next_steps=NEXT_STEPS,
            answer_due_on=None if clock is None else clock.due_on,
            proxy=proxy,
            village=case.village.name,
        ),
    )
    issue_document(
        kind="W02",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.PrivacyNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            told=RIGHTS_TOLD,
            queries=SOURCES_TOLD,
            verification_centre=centre.name,
            retention=f"办结或停止救助后{years}年",
            contact=contact_of(case.organ),
            officer=officer_of(actor),
        ),
    )


def _township(village: Organ) -> Organ:
    if village.kind == OrganKind.VILLAGE and village.parent is not None:
        return village.parent
    return village
