"""The papers of the first sitting: one-time notice, pre-filled application, authorizations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.queries import members_of, obligors_of
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.intents.queries import DeclaredHousehold
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.facts import IncomeItem
from jiuzhu.policy.materials import Material
from jiuzhu.policy.pack_rows import AssetKind, IncomeKind
from jiuzhu.registers.households.enums import Relation, Sex
from jiuzhu.registers.households.queries import NOTHING_HELD, Particulars, particulars_of
from jiuzhu.registers.law.queries import pack_in_force

SHARED_HERE = ("车辆登记信息", "不动产登记信息", "社会保险和养老金信息")


def issue_one_time_notice(
    *, case: Case, materials: tuple[Material, ...], actor: Actor, at: datetime
) -> Document:
    """Issue W11 of the first sitting: everything that is needed, told once (S25)."""
    on = legal_day(at)
    return issue_document(
        kind="W11",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.OneTimeNotice(
            head=head,
            scheme=Scheme(case.scheme).label,
            recipient=party_of(case.applicant),
            stage=papers.NoticeStage.FIRST_SITTING,
            received_on=on,
            gaps=tuple(
                papers.Gap(name=each.name, why="办理本事项需要", how=each.note, basis=each.basis)
                for each in materials
            ),
            deadline=None,
            already_held=(),
            by_department=SHARED_HERE,
            officer=officer_of(actor),
            contact=contact_of(case.organ),
        ),
    )


def issue_form(
    *,
    case: Case,
    household: DeclaredHousehold,
    actor: Actor,
    at: datetime,
    confirmation: papers.Confirmation | None = None,
    proxy: papers.Proxy | None = None,
) -> Document:
    """Issue W09: pre-filled in the first sitting, or dated and confirmed at the application."""
    members, obligors = members_of(case), obligors_of(case)
    people = {str(row.person_id): row for row in (*members, *obligors)}
    held = particulars_of(row.person_id for row in people.values())
    return issue_document(
        kind="W09",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: _form_of(case)(
            head=head,
            applicant=party_of(case.applicant, held),
            category=case.get_category_display(),
            members=tuple(_member(row, held) for row in members),
            incomes=tuple(
                _income(people[member.key], item)
                for member in household.facts.members
                for item in member.income
            ),
            properties=tuple(
                papers.DeclaredProperty(
                    person=people[each.person_key].person.name,
                    kind=_labels(AssetKind).get(each.kind, each.kind),
                    description=each.description,
                    value_fen=each.value_fen,
                )
                for each in household.properties
            ),
            supporters=tuple(_supporter(row, household, held) for row in obligors),
            cause=household.cause,
            account=papers.PayeeAccount(
                holder=household.account_holder,
                bank=household.account_bank,
                number=household.account_number,
            )
            if household.account_number
            else None,
            related_parties=(),
            filled_on=legal_day(at),
            organ_applied_to=case.organ.name,
            proxy=proxy,
            confirmation=confirmation,
        ),
    )


def _form_of(case: Case) -> type[papers.ApplicationForm]:
    return papers.TekunApplicationForm if case.scheme == Scheme.TEKUN else papers.ApplicationForm


def _member(row: CaseMember, held: Mapping[int, Particulars]) -> papers.ApplicationMember:
    return papers.ApplicationMember(
        name=row.person.name,
        relation=Relation(row.relation).label,
        sex=Sex(row.person.sex).label,
        born_on=row.person.born_on,
        identity_number=held.get(row.person_id, NOTHING_HELD).number,
        counted=row.counts_for_income,
    )


def _income(row: CaseMember, item: IncomeItem) -> papers.DeclaredIncome:
    return papers.DeclaredIncome(
        person=row.person.name,
        kind=_labels(IncomeKind).get(item.kind, item.kind),
        yearly_fen=item.amount_fen * 12 // item.months,
        note=item.note,
    )


def _labels(table: type[IncomeKind | AssetKind]) -> dict[str, str]:
    return {row.code: row.label for row in pack_in_force().rows(table)}


def _supporter(
    row: CaseMember, household: DeclaredHousehold, held: Mapping[int, Particulars]
) -> papers.Supporter:
    facts = next(
        (each for each in household.facts.supporters if each.key == str(row.person_id)), None
    )
    return papers.Supporter(
        name=row.person.name,
        relation=Relation(row.relation).label,
        identity_number=held.get(row.person_id, NOTHING_HELD).number,
        family_size=None if facts is None else facts.family_size,
        monthly_support_fen=None if facts is None else facts.received_fen,
    )
