"""File a verification with the county centre (D3; S7, S10, S11)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change, note_part
from jiuzhu.casework.cases.enums import Involvement, Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.queries import is_unrelated
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, officer_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.intents.queries import is_complete, live_on, statement_signed
from jiuzhu.casework.intents.services.sign_authorization import SOURCE_ITEMS
from jiuzhu.casework.verification.enums import RequestState
from jiuzhu.casework.verification.models import VerificationRequest
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.deadlines import due_for
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.queries import numbers_of
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force
from jiuzhu.registers.organs.models import SecrecyAgreement
from jiuzhu.registers.organs.queries import centre_of, has_live_agreement


@transaction.atomic
def file_verification(*, number: str, actor: Actor, at: datetime) -> VerificationRequest:
    """File the request with every live authorization; W05 is issued.

    A supporter who did not sign is listed and will be NOT_ASKED; a member who did not sign blocks.

    Raises: Refused `guard.*`, Conflict `case.state`.
    """
    case = case_to_change(number=number, actor=actor)
    on = legal_day(at)
    request = VerificationRequest(
        case=case,
        centre=centre_of(case.county),
        state=RequestState.FILED,
        filed_at=at,
        filed_by_id=actor.officer(),
    )
    advance(
        case=case,
        action="file_verification",
        actor=actor,
        at=at,
        facts={
            "authorizations_complete": is_complete(case, on),
            "honesty_statement_signed": statement_signed(case),
            "agreement_live": has_live_agreement(officer_id=actor.officer_id, on=on),
            "filer_unrelated": is_unrelated(case=case, actor=actor, on=on),
        },
        summary="提请县级核对",
    )
    request.save(force_insert=True)
    note_part(case=case, actor=actor, part=Involvement.VERIFIED, at=at)
    _paper(case, request, actor, at)
    return request


def _paper(case: Case, request: VerificationRequest, actor: Actor, at: datetime) -> None:
    on = legal_day(at)
    agreement = (
        SecrecyAgreement.objects.filter(officer_id=actor.officer(), expires_on__gt=on)
        .order_by("-expires_on")
        .first()
    )
    persons = _persons(case, at)
    issue_document(
        kind="W05",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.VerificationRequest(
            head=head,
            scheme=Scheme(case.scheme).label,
            centre=request.centre.name,
            urgency="普通",
            matter=f"{case.applicant.name} 户{Scheme(case.scheme).label}",
            as_of=on,
            reply_by=due_for("source_answer", on, calendar_in_force(), pack_in_force()).on,
            persons=persons,
            filer=officer_of(actor),
            agreement_number="" if agreement is None else agreement.number,
            contact=contact_of(case.organ),
        ),
    )


def _authorizations(case: Case, at: datetime) -> list[Authorization]:
    return list(
        Authorization.objects.filter(live_on(legal_day(at)), case=case)
        .select_related("person", "document")
        .order_by("pk")
    )


def _persons(case: Case, at: datetime) -> tuple[papers.RequestedPerson, ...]:
    mandates = _authorizations(case, at)
    numbers = numbers_of(row.person_id for row in mandates)
    relations = dict(CaseMember.objects.filter(case=case).values_list("person_id", "relation"))
    return tuple(
        _person(row, Relation(relations[row.person_id]), numbers.get(row.person_id, ""))
        for row in mandates
    )


def _person(row: Authorization, relation: Relation, number: str) -> papers.RequestedPerson:
    return papers.RequestedPerson(
        name=row.person.name,
        identity_number=number,
        relation=relation.label,
        authorization_number="" if row.document is None else row.document.number,
        valid_to=row.effective_to,
        items="、".join(SOURCE_ITEMS[source].items for source in row.sources),
    )
