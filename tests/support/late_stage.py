"""Cases that stand late in the stream without the papers of the early stages.

For tests of one late use case; whole streams are carried by support.stream.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award, AwardShare, Decision
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra import keys
from jiuzhu.infra.actor import system_actor
from jiuzhu.policy.guards import GUARDS
from jiuzhu.registers.households.models import BankAccount, Person
from support.stream import ACCOUNT, to_intent
from support.world import ZHUYANG, World
from unit.documents import late_samples

TO_DECISION = (
    "open_authorization",
    "file_verification",
    "release_fit",
    "invite",
    "submit_application",
    "accept_application",
    "record_home_visit",
    "give_opinion",
)
EVERY_FACT = dict.fromkeys(GUARDS, True)


def walk(case: Case, *actions: str, at: datetime) -> Case:
    """Take steps of the table with every guard answered yes."""
    for action in actions:
        advance(case=case, action=action, actor=system_actor(), at=at, facts=EVERY_FACT)
    return case


def give_account(person: Person, *, on: date, number: str = ACCOUNT, holder: str = "") -> None:
    """Give a person a live account."""
    BankAccount.objects.create(
        person=person,
        holder_name=holder or person.name,
        number=number,
        number_index=keys.blind_index(number, kind="account"),
        last_four=number[-4:],
        effective_from=on,
    )


def write_decision_rows(
    case: Case,
    *,
    kind: DecisionKind,
    amount_fen: int,
    month: date,
    world: World,
    notice: Document | None = None,
    at: datetime | None = None,
) -> Decision:
    """Write a decision with its award; the award before it ends where the new one begins."""
    moment = at or world.at
    computation = Computation.objects.create(
        case=case,
        pack="taian",
        pack_digest="0" * 64,
        computed_on=moment.date(),
        inputs="{}",
        result="{}",
        digest=hashlib.sha256(b"{}").digest(),
        eligible="ELIGIBLE",
        amount_fen=amount_fen,
        members_counted=1,
        computed_at=moment,
        computed_by=world.officer("shenhe"),
    )
    decision = Decision.objects.create(
        case=case,
        kind=kind,
        organ=case.organ,
        decided_at=moment,
        decided_by=world.officer("shenpi"),
        computation=computation,
        amount_fen=amount_fen,
        members_counted=1,
        effective_month=month,
        reasons=[{"rule_id": "test", "text": "测试", "article": "测试"}],
        notice=notice,
    )
    Award.objects.filter(case=case, effective_to__isnull=True).update(effective_to=month)
    if kind != DecisionKind.STOP:
        award = Award.objects.create(
            case=case,
            decision=decision,
            payee=case.applicant,
            amount_fen=amount_fen,
            members_counted=1,
            effective_from=month,
        )
        AwardShare.objects.create(award=award, person=case.applicant, amount_fen=amount_fen)
    return decision


def decided(
    world: World, *, township: str = ZHUYANG, amount_fen: int = 42_600, **kept: Any
) -> Case:
    """Give a granted case with an account, from the month after the decision."""
    case = to_intent(world, township=township, **kept)
    walk(case, *TO_DECISION, "grant", at=world.at)
    give_account(case.applicant, on=world.at.date())
    write_decision_rows(
        case,
        kind=DecisionKind.GRANT,
        amount_fen=amount_fen,
        month=date(2020, 10, 1),
        world=world,
    )
    return case


def in_payment(world: World, **kept: Any) -> Case:
    """Give a case in payment without its publicity."""
    case = decided(world, **kept)
    walk(case, "publish_result", "enter_payment", at=world.at)
    Award.objects.filter(case=case).update(in_payment_from=world.at)
    return case


def an_adverse_notice(case: Case, world: World) -> Document:
    """Issue a notice W31 with the contents of the samples."""
    return issue_document(
        kind="W31",
        case=case,
        organ=case.organ,
        actor=world.actor("shenpi"),
        at=world.at,
        build=lambda head: replace(late_samples.ADJUST, head=head),
    )
