"""Register one person's mandate to look up named sources (S6); per person, never per household."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.intents.enums import Capacity, Channel
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.intents.queries import standing
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused
from jiuzhu.kernel.names import clean_name
from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.deadlines import authorization_valid_until
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.queries import centre_of

ADULT = 18
SOURCE_ITEMS = {
    "vehicles": papers.DataQuery(source="公安交管部门", items="车辆登记"),
    "real_estate": papers.DataQuery(source="自然资源部门", items="不动产登记"),
    "social_insurance": papers.DataQuery(source="人社部门", items="社会保险、养老金"),
}
CAPACITIES = {
    Capacity.SELF: papers.SignerCapacity.SELF,
    Capacity.GUARDIAN: papers.SignerCapacity.GUARDIAN,
    Capacity.VILLAGE_GUARDIAN: papers.SignerCapacity.VILLAGE_GUARDIAN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureGiven:
    """Who signs for whom, in which capacity, on what."""

    person_id: int
    signer_name: str
    capacity: Capacity = Capacity.SELF
    signer_ground: str = ""
    channel: Channel = Channel.COUNTER
    sources: tuple[str, ...] = tuple(SOURCE_ITEMS)
    scan: bytes = b""
    scan_name: str = ""
    is_drawn: bool = False
    witness_id: int | None = None


@transaction.atomic
def sign_authorization(
    *, number: str, given: SignatureGiven, actor: Actor, at: datetime
) -> Authorization:
    """Register the signed mandate of one person of the case and issue W03.

    A minor or a person without capacity is signed for by a guardian with the ground (民法典
    art. 27–34). The mandate ends on the day the pack says. Who signs at the counter signs before
    the officer who registers it: that is the witness.

    Raises: NotVisible, Refused `authorization.*`, Conflict `authorization.live`.
    """
    case = case_to_change(number=number, actor=actor)
    member = member_of(case, given.person_id)
    if given.is_drawn or given.channel == Channel.COUNTER:
        given = replace(given, witness_id=actor.officer_id)
    row = write_authorization(case=case, member=member, given=given, at=at, actor=actor)
    record_act(
        case=case,
        action="sign_authorization",
        actor=actor,
        at=at,
        summary=f"{member.person.name} 签署授权（{row.get_capacity_display()}）",
        detail={
            "authorization": row.pk,
            "sources": row.sources,
            "drawn": row.drawn,
            "witness": row.witnessed_by_id,
        },
    )
    return row


def member_of(case: Case, person_id: int) -> CaseMember:
    """Return the person's row in the case.

    Raises: NotVisible `authorization.stranger`.
    """
    member = (
        CaseMember.objects.filter(case=case, person_id=person_id).select_related("person").first()
    )
    if member is None:
        raise NotVisible("authorization.stranger", "这个人不在本案名单中。请先登记为成员或义务人。")
    return member


def is_minor(person: Person, on: date) -> bool:
    """Tell whether somebody else has to sign for a person."""
    return person.born_on is not None and years_between(person.born_on, on) < ADULT


def write_authorization(
    *, case: Case, member: CaseMember, given: SignatureGiven, at: datetime, actor: Actor
) -> Authorization:
    """Check and write the mandate with its paper; shared by counter and link."""
    on = legal_day(at)
    _check(member.person, given, on)
    earlier = Authorization.objects.filter(standing(), case=case, person=member.person)
    if earlier.filter(effective_to__gt=on).exists():
        raise Conflict(
            "authorization.live",
            "%(name)s 已经签过授权，不用再签。",
            values={"name": member.person.name},
        )
    earlier.update(replaced_at=at)
    row = Authorization(
        case=case,
        person=member.person,
        capacity=given.capacity,
        signer_name=clean_name(given.signer_name),
        signer_ground=given.signer_ground,
        sources=list(given.sources),
        purpose=f"申请{Scheme(case.scheme).label}，核对家庭经济状况",
        channel=given.channel,
        signed_at=at,
        registered_by_id=actor.officer_id,
        witnessed_by_id=given.witness_id,
        drawn=given.is_drawn,
        effective_from=on,
        effective_to=authorization_valid_until(on, pack_in_force()),
    )
    if given.scan:
        row.evidence = store_upload(given.scan, shown_name=given.scan_name, at=at)
    row.document = _paper(case, member, row, actor, at)
    row.evidence_digest = sha256(given.scan or canonical_json(row.document.content))
    row.save(force_insert=True)
    return row


def _check(person: Person, given: SignatureGiven, on: date) -> None:
    if not given.sources or not set(given.sources) <= set(SOURCE_ITEMS):
        raise Refused("authorization.sources", "请至少选择一个查询项目，且只能选清单中的项目。")
    if given.is_drawn and not (given.scan and given.witness_id):
        raise Refused(
            "authorization.drawing",
            "%(name)s 在签名板上的签名没有收到，或不是当面签的。请当面重签，或改用纸质签字后扫描。",
            values={"name": person.name},
            field="drawing",
        )
    if given.capacity == Capacity.SELF and is_minor(person, on):
        raise Refused(
            "authorization.minor",
            "%(name)s 未满18周岁，须由监护人签署并写明依据。",
            values={"name": person.name},
            field="capacity",
        )
    if given.capacity == Capacity.SELF and clean_name(given.signer_name) != person.name:
        raise Refused(
            "authorization.other_signer",
            "本人签署时，签署人姓名须与被查询人一致。由他人签署的，请选择监护人并写明依据。",
            field="signer_name",
        )
    if given.capacity != Capacity.SELF and not given.signer_ground.strip():
        raise Refused(
            "authorization.ground",
            "监护人签署须写明依据（如：父母，民法典第27条）。",
            field="signer_ground",
        )


def _paper(
    case: Case, member: CaseMember, row: Authorization, actor: Actor, at: datetime
) -> Document:
    person = party_of(member.person)
    signer = person if row.capacity == Capacity.SELF else papers.Party(name=row.signer_name)
    return issue_document(
        kind="W03",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        person_id=member.person_id,
        build=lambda head: papers.Authorization(
            head=head,
            scheme=Scheme(case.scheme).label,
            person=person,
            relation=Relation(member.relation).label,
            applicant_name=case.applicant.name,
            capacity=CAPACITIES[Capacity(row.capacity)],
            signer=signer,
            signer_basis=row.signer_ground,
            queries=tuple(SOURCE_ITEMS[source] for source in row.sources),
            valid_from=row.effective_from,
            valid_to=row.effective_to,
            verification_centre=centre_of(case.county).name,
        ),
    )
