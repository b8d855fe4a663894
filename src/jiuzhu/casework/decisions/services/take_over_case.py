"""Take a household over from an older system (存量转入): a kind of decision (domain 0.2, 12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiuzhu.casework.cases.access import note_part
from jiuzhu.casework.cases.enums import (
    Category,
    HoldKind,
    Involvement,
    MemberPart,
    Scheme,
)
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.services.advance import open_case
from jiuzhu.casework.cases.services.hold_same_number import hold_same_number
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.cases.services.number_case import new_progress_code, next_case_number
from jiuzhu.casework.decisions.access import HeldPower, keep_power, power_held
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.services.write_decision import start_award
from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.contact import parse_bank_account
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.guards import GUARDS
from jiuzhu.registers.households.enums import AccessGround, Relation
from jiuzhu.registers.households.models import BankAccount, Person
from jiuzhu.registers.households.services.form_household import add_members, form_household
from jiuzhu.registers.households.services.register_person import PersonGiven, register_person
from jiuzhu.registers.law.queries import procedure_in_force
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import centre_of, county_of, managing_organ


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyMember:
    """One member as the older system knows them; the first of the list is the applicant."""

    person: PersonGiven
    relation: Relation
    receives: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverGiven:
    """What comes from the older system, and what is missing in it (`holes`, in plain words)."""

    members: tuple[LegacyMember, ...]
    village_code: str
    category: Category
    amount_fen: int
    source_system: str
    source_number: str
    source_dated_on: date | None
    first_month: Month
    holes: tuple[str, ...] = ()
    account_number: str = ""
    account_holder: str = ""


@transaction.atomic
def take_over_case(*, given: TakeOverGiven, actor: Actor, at: datetime) -> Case:
    """Open a case in payment with the amount of the older system; holes are named, not filled.

    The officer of the organ that holds the power takes over. What is missing is listed with a
    hold LEGACY_GAPS, which bars later decisions until a review has cured it, never the payment.

    Raises: Refused `guard.legacy_source_named`, `guard.decider_holds_power`, `legacy.members`,
    `legacy.amount`, `legacy.month`, Forbidden `case.other_area`, Conflict `member.live_case`.
    """
    actor.require("decision.take_over")
    on = legal_day(at)
    _check(given, on)
    case = _new_case(given, actor, at)
    people = _open(case, given, actor, at)
    hold_same_number(people=people, actor=actor, at=at)
    power = power_held(case=case, actor=actor, on=on)
    if power is None:
        raise Refused("guard.decider_holds_power", GUARDS["decider_holds_power"].refusal)
    keep_power(case=case, power=power, on=on)
    _keep_account(given, people[0], on)
    decision = _decide(case, given, power, actor, at)
    start_award(
        decision=decision,
        month=given.first_month,
        covered=tuple(
            person.pk for person, each in zip(people, given.members, strict=True) if each.receives
        ),
        payee_id=people[0].pk,
        in_payment_from=at,
    )
    if given.holes:
        open_hold(
            case=case,
            kind=HoldKind.LEGACY_GAPS,
            reason=f"存量资料缺少：{'、'.join(given.holes)}。请在下次复核时补齐。"[:200],
            actor=actor,
            at=at,
        )
    note_part(case=case, actor=actor, part=Involvement.DECIDED, at=at)
    write_message(
        topic="case.taken_over", reference=case.number, content={"case": case.number}, at=at
    )
    return case


def _check(given: TakeOverGiven, on: date) -> None:
    if not given.members or given.members[0].relation != Relation.SELF:
        raise Refused("legacy.members", "请先填写申请人本人，再填写其他成员。", field="members")
    if given.amount_fen <= 0 or not any(each.receives for each in given.members):
        raise Refused("legacy.amount", "请填写原系统的月保障金额和保障对象。", field="amount")
    if not Month.of(on) <= given.first_month <= Month.of(on).next():
        raise Refused(
            "legacy.month",
            "转入后的发放从本月或下月开始；以前月份由原系统发放，不在这里重复登记。",
            field="first_month",
        )


def _new_case(given: TakeOverGiven, actor: Actor, at: datetime) -> Case:
    on = legal_day(at)
    village = managing_organ(region_code=given.village_code, on=on)
    township, county = _township(village), county_of(village)
    if township.pk not in actor.organs:
        raise Forbidden("case.other_area", "这个村（居）不归您的机关管辖。请由所属机关办理转入。")
    region = village.organplace_set.get(region__code=given.village_code, effective_to=None).region
    number = next_case_number(region=region, scheme=Scheme.DIBAO, year=on.year)
    applicant = _person(given.members[0], number, (township, county, village), actor, at)
    return Case(
        number=number,
        progress_code=new_progress_code(),
        scheme=Scheme.DIBAO,
        procedure=procedure_in_force(organ_id=county.pk, scheme=Scheme.DIBAO, on=on),
        category=given.category,
        category_ground=f"原系统登记（{given.source_system}）"[:120],
        organ=township,
        county=county,
        village=village,
        region=region,
        applicant=applicant,
        household=form_household(head=applicant, region=region, at=at),
        is_legacy=True,
        is_test=applicant.is_test,
    )


def _person(
    member: LegacyMember,
    number: str,
    organs: tuple[Organ, Organ, Organ],
    actor: Actor,
    at: datetime,
) -> Person:
    return register_person(
        given=member.person,
        organs=(*organs, centre_of(organs[1])),
        ground=AccessGround.CASE,
        case_number=number,
        at=at,
        seen_by=actor.officer_id,
    )


def _open(case: Case, given: TakeOverGiven, actor: Actor, at: datetime) -> tuple[Person, ...]:
    source = clean_text(given.source_system, max_length=60)
    organs = (case.organ, case.county, case.village)
    try:
        with transaction.atomic():
            open_case(
                case=case,
                action="take_over",
                actor=actor,
                at=at,
                facts={
                    "legacy_source_named": bool(
                        source and given.source_number and given.source_dated_on
                    )
                },
                summary=f"存量转入（{source}）",
                detail={
                    "source": source,
                    "number": given.source_number,
                    "dated_on": given.source_dated_on,
                    "amount_fen": given.amount_fen,
                    "holes": list(given.holes),
                },
            )
            people = (
                case.applicant,
                *(_person(each, case.number, organs, actor, at) for each in given.members[1:]),
            )
            CaseMember.objects.bulk_create(
                CaseMember(
                    case=case,
                    person=person,
                    part=MemberPart.MEMBER,
                    relation=each.relation,
                    counts_for_benefit=each.receives,
                    ground="原系统登记",
                )
                for person, each in zip(people, given.members, strict=True)
            )
    except IntegrityError as error:
        raise Conflict(
            "member.live_case",
            "名单中有人已在另一件低保案件中。请先核对是否重复，再转入。",
        ) from error
    others = [
        (person, each.relation) for person, each in zip(people[1:], given.members[1:], strict=True)
    ]
    add_members(household=case.household, members=others, on=legal_day(at))
    return people


def _keep_account(given: TakeOverGiven, payee: Person, on: date) -> None:
    if not given.account_number:
        return
    number = parse_bank_account(given.account_number)
    if not BankAccount.objects.filter(person=payee, effective_to__isnull=True).exists():
        BankAccount.objects.create(
            person=payee,
            holder_name=given.account_holder or payee.name,
            number=number,
            number_index=keys.blind_index(number, kind="account"),
            last_four=number[-4:],
            effective_from=on,
        )


def _decide(
    case: Case, given: TakeOverGiven, power: HeldPower, actor: Actor, at: datetime
) -> Decision:
    return Decision.objects.create(
        case=case,
        kind=DecisionKind.TAKE_OVER,
        organ=power.organ,
        delegation_order=power.order,
        decided_at=at,
        decided_by_id=actor.officer_id,
        amount_fen=given.amount_fen,
        members_counted=sum(each.receives for each in given.members),
        effective_month=given.first_month.first_day,
        reasons=[
            {
                "source": given.source_system,
                "number": given.source_number,
                "holes": list(given.holes),
            }
        ],
    )


def _township(village: Organ) -> Organ:
    if village.kind == OrganKind.VILLAGE and village.parent is not None:
        return village.parent
    return village
