"""Register the honesty statement of the adults and the signed, pre-filled application (S46)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.models import Declaration, HonestyStatement
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict
from jiuzhu.kernel.periods import years_between
from jiuzhu.registers.households.enums import Relation

ADULT = 18


@transaction.atomic
def sign_statement(*, number: str, channel: Channel, actor: Actor, at: datetime) -> None:
    """Register that the adults signed the statement and the pre-filled form; issue W04.

    Raises: Conflict `statement.signed` for a second signature.
    """
    case = case_to_change(number=number, actor=actor)
    if HonestyStatement.objects.filter(case=case).exists():
        raise Conflict("statement.signed", "诚信声明已经签过，不用再签。")
    on = legal_day(at)
    adults = [
        member
        for member in members_of(case)
        if member.person.born_on is None or years_between(member.person.born_on, on) >= ADULT
    ]
    signing = adults or list(members_of(case))[:1]
    HonestyStatement.objects.bulk_create(
        [
            HonestyStatement(case=case, person=member.person, signed_at=at, channel=channel)
            for member in signing
        ]
    )
    Declaration.objects.filter(case=case).update(signed_at=at)
    issue_document(
        kind="W04",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.HonestyStatement(
            head=head,
            scheme=Scheme(case.scheme).label,
            applicant=party_of(case.applicant),
            signers=tuple(
                papers.StatementSigner(
                    name=member.person.name, relation=Relation(member.relation).label
                )
                for member in signing
            ),
        ),
    )
    record_act(
        case=case,
        action="sign_authorization",
        actor=actor,
        at=at,
        summary=f"{len(signing)} 人签诚信声明，签预填申请表",
    )
