"""Complete the family and what it declares, tell everything once, open authorization (D2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import ONE_OFF, MemberPart, Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.cases.services.hold_same_number import hold_same_number
from jiuzhu.casework.intents.family import (
    FamilyGiven,
    MemberGiven,
    ObligorGiven,
    TekunGiven,
    facts_of,
    unit_of,
)
from jiuzhu.casework.intents.models import Declaration, OneTimeNotice
from jiuzhu.casework.intents.queries import DeclaredHousehold, PropertyDeclared
from jiuzhu.casework.intents.services.issue_papers import issue_form, issue_one_time_notice
from jiuzhu.infra import keys as key_ring
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.contact import parse_bank_account
from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.facts import Category as FactsCategory
from jiuzhu.policy.households import FamilyUnit
from jiuzhu.policy.materials import CaseFacts, required_materials
from jiuzhu.policy.records import to_plain
from jiuzhu.policy.relations import UNLIKELY_GAP, Related, narrow_gaps, refuse_impossible
from jiuzhu.policy.scheme_facts import ObligorFacts, TekunClaim
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.households.models import BankAccount, Person
from jiuzhu.registers.households.queries import doubts_told
from jiuzhu.registers.households.services.form_household import add_members
from jiuzhu.registers.households.services.register_person import register_person
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import centre_of

APPLICANT = 0
# The circumstance of the pack under which bills are looked at.
OUTLAYS = "outlays"
WRITTEN_AGAIN = ("part", "relation", "counts_for_income", "counts_for_benefit", "ground")


@transaction.atomic
def open_authorization(*, number: str, given: FamilyGiven, actor: Actor, at: datetime) -> Case:
    """Write down members, obligors and declared facts; issue W11 and the pre-filled W09.

    The family unit is computed by the version in force (57号 art. 7); nobody is asked for one of
    the five proofs (S24).

    Parent and child less than fifteen years apart, and a number with a wrong check digit, stand
    with a reason only, and stay marked.

    Raises: Refused from the parsers, Conflict `member.live_case`, Refused `guard.members_complete`,
    `relation.*`.
    """
    case = case_to_change(number=number, actor=actor)
    step_of(case, "open_authorization")
    actor.require("intent.register", action="open_authorization")
    _check_one_person(case, given)
    on = legal_day(at)
    centre = centre_of(case.county)
    members = [
        _member(case, centre, index, each, actor, at) for index, each in enumerate(given.members)
    ]
    unit = unit_of(given, on)
    _write_members(case, given, members, unit, on)
    obligors = [_obligor(case, centre, each, actor, at) for each in given.obligors]
    gaps = _check_relations(given, members, obligors)
    hold_same_number(people=[*members, *obligors], actor=actor, at=at)
    _mark_gaps(case, gaps, given.age_gap_reason)
    account = parse_bank_account(given.account_number) if given.account_number else ""
    household = _declared(case, given, members, obligors, unit, account)
    _declare(case, household, actor, at)
    if account:
        _keep_account(members[APPLICANT], given.account_holder, account, on)
    materials = required_materials(
        CaseFacts(
            circumstances=given.circumstances | ({OUTLAYS} if case.scheme in ONE_OFF else set()),
            sources_up=given.sources_up,
        ),
        pack_in_force(),
        on,
    )
    OneTimeNotice.objects.create(
        case=case,
        items=[to_plain(each) for each in materials],
        told_at=at,
        document=issue_one_time_notice(case=case, materials=materials, actor=actor, at=at),
    )
    issue_form(case=case, household=household, actor=actor, at=at)
    advance(
        case=case,
        action="open_authorization",
        actor=actor,
        at=at,
        facts={"members_complete": bool(given.members) and bool(given.cause.strip())},
        summary=f"登记家庭成员{len(members)}人、义务人{len(obligors)}人，一次性告知",
        detail={
            "doubts": doubts_told([*members, *obligors], on=on),
            "age_gaps": list(gaps),
            "age_gap_reason": given.age_gap_reason if gaps else "",
        },
    )
    return case


def _check_one_person(case: Case, given: FamilyGiven) -> None:
    """Refuse anybody beside the person in a tekun case: it is about one person (43号 art. 4).

    Raises: Refused `tekun.one_person`.
    """
    if case.scheme == Scheme.TEKUN and len(given.members) > 1:
        raise Refused(
            "tekun.one_person",
            "特困以本人为单位办理，家庭成员只填本人；子女、配偶等有赡养抚养扶养义务的人填在义务人里。",
            field="members",
        )


def _claim(
    case: Case, given: FamilyGiven, person: Person, obligors: list[Person]
) -> TekunClaim | None:
    """Return what tekun asks; what nobody said about an obligor stays a question."""
    if case.scheme != Scheme.TEKUN:
        return None
    said = given.tekun or TekunGiven()
    return TekunClaim(
        key=str(person.pk),
        obligors=tuple(
            replace(each.tekun or ObligorFacts(key=""), key=str(one.pk), born_on=one.born_on)
            for one, each in zip(obligors, given.obligors, strict=True)
        ),
        disabilities=said.disabilities,
        in_school=said.in_school,
        chose_orphan_benefit=said.chose_orphan_benefit,
    )


def _member(
    case: Case, centre: Organ, index: int, given: MemberGiven, actor: Actor, at: datetime
) -> Person:
    if index == APPLICANT:
        return case.applicant
    return register_person(
        given=given.person,
        organs=(case.organ, case.county, centre, case.village),
        ground=AccessGround.CASE,
        case_number=case.number,
        at=at,
        seen_by=actor.officer_id,
    )


def _obligor(case: Case, centre: Organ, given: ObligorGiven, actor: Actor, at: datetime) -> Person:
    """Register a supporter, also one in another county; the case's organs see them by its row."""
    person = register_person(
        given=given.person,
        organs=(case.organ, case.county, centre),
        ground=AccessGround.SUPPORTER,
        case_number=case.number,
        at=at,
        seen_by=actor.officer_id,
    )
    CaseMember.objects.create(
        case=case,
        person=person,
        part=MemberPart.OBLIGOR,
        relation=given.relation,
        counts_for_income=False,
        counts_for_benefit=False,
        ground="法定赡养、抚养、扶养义务人",
        is_live=False,
    )
    return person


def _check_relations(
    given: FamilyGiven, members: list[Person], obligors: list[Person]
) -> tuple[int, ...]:
    """Refuse what cannot be; return whose unlikely age stands with the reason that was given."""
    people = [*members[APPLICANT + 1 :], *obligors]
    relations = [each.relation for each in given.members[APPLICANT + 1 :]]
    relations += [each.relation for each in given.obligors]
    related = [
        Related(person.name, relation, person.born_on)
        for person, relation in zip(people, relations, strict=True)
    ]
    born_on = members[APPLICANT].born_on
    refuse_impossible(related, applicant_born_on=born_on)
    gaps = narrow_gaps(related, applicant_born_on=born_on)
    if gaps and not given.age_gap_reason.strip():
        names = "、".join(one.name for one in gaps)
        raise Refused(
            "relation.age_gap",
            "%(names)s与申请人相差不到%(unlikely_gap)s岁，与所选关系不大相符。请核对证件；"
            "确实如此的，请在“年龄差说明”里写明原因。",
            values={"names": names, "unlikely_gap": UNLIKELY_GAP},
            field="age_gap_reason",
        )
    return tuple(person.pk for person, one in zip(people, related, strict=True) if one in gaps)


def _mark_gaps(case: Case, people: tuple[int, ...], reason: str) -> None:
    told = f"与申请人相差不到{UNLIKELY_GAP}岁：{clean_text(reason, max_length=120)}"
    CaseMember.objects.filter(case=case, person_id__in=people).update(doubt=told)


def _write_members(
    case: Case, given: FamilyGiven, members: list[Person], unit: FamilyUnit, on: date
) -> None:
    try:
        with transaction.atomic():
            CaseMember.objects.bulk_create(
                _rows(case, given, members, unit),
                update_conflicts=True,
                unique_fields=["case", "person"],
                update_fields=WRITTEN_AGAIN,
            )
    except IntegrityError as error:
        raise Conflict(
            "member.live_case",
            "名单中有人已在另一户的低保案件中，或同一人填了两次。请核对后再登记。",
        ) from error
    others = [
        (person, each.relation)
        for person, each in list(zip(members, given.members, strict=True))[APPLICANT + 1 :]
    ]
    add_members(household=case.household, members=others, on=on)


def _rows(
    case: Case, given: FamilyGiven, members: list[Person], unit: FamilyUnit
) -> list[CaseMember]:
    """Return the row of each member; of one person named twice, the last."""
    rows = {
        person.pk: CaseMember(
            case=case,
            person=person,
            part=MemberPart.MEMBER,
            relation=each.relation,
            counts_for_income=standing.counts_for_income,
            counts_for_benefit=standing.counts_for_benefit,
            ground=f"{standing.text}（{standing.article}）"[:120],
            is_live=case.scheme not in ONE_OFF,
        )
        for person, each, standing in zip(members, given.members, unit.standings, strict=True)
    }
    return list(rows.values())


def _declared(
    case: Case,
    given: FamilyGiven,
    members: list[Person],
    obligors: list[Person],
    unit: FamilyUnit,
    account: str,
) -> DeclaredHousehold:
    key = [str(person.pk) for person in members]
    for asset in given.assets:
        if not 0 <= asset.owner < len(members):
            raise Refused("asset.owner", "财产所有人须是家庭成员。请重新选择。", field="assets")
    facts = facts_of(
        given,
        unit,
        category=FactsCategory(case.category),
        births=tuple(person.born_on for person in members),
        keys=tuple(key),
        obligor_keys=tuple(str(person.pk) for person in obligors),
    )
    return DeclaredHousehold(
        facts=facts,
        claim=_claim(case, given, members[APPLICANT], obligors),
        cause=clean_text(given.cause, max_length=500, multiline=True),
        properties=tuple(
            PropertyDeclared(
                person_key=key[asset.owner],
                kind=asset.facts.kind,
                description=asset.description,
                value_fen=asset.facts.value_fen,
            )
            for asset in given.assets
        ),
        account_holder=given.account_holder,
        account_bank=given.account_bank,
        account_number=account,
        kin_statement=given.kin_statement,
    )


def _declare(case: Case, household: DeclaredHousehold, actor: Actor, at: datetime) -> None:
    content = canonical_json(to_plain(household))
    Declaration.objects.create(
        case=case,
        content=content.decode(),
        digest=sha256(content),
        filled_at=at,
        filled_by_id=actor.officer_id,
        kin_declared=bool(household.kin_statement.strip()),
        kin_statement=household.kin_statement,
    )


def _keep_account(person: Person, holder: str, account: str, on: date) -> None:
    BankAccount.objects.filter(person=person, effective_to__isnull=True).exclude(
        number_index=key_ring.blind_index(account, kind="account")
    ).update(effective_to=on)
    if not BankAccount.objects.filter(person=person, effective_to__isnull=True).exists():
        BankAccount.objects.create(
            person=person,
            holder_name=holder or person.name,
            number=account,
            number_index=key_ring.blind_index(account, kind="account"),
            last_four=account[-4:],
            effective_from=on,
        )
