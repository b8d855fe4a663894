"""Ask the police whose a number is that stands under two names: by letter, signed and sealed."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.cases.queries import doubtful_numbers
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, officer_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.deadlines import due_for
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force


@transaction.atomic
def ask_police(*, number: str, addressee: str, actor: Actor, at: datetime) -> Document:
    """Issue the letter (W16) that names the people of the case and their doubtful numbers.

    社会救助暂行办法 art. 58: the police help to check. The other person of the number is not named:
    the township may not know who that is. A letter that was withdrawn may be written anew.

    Raises: NotVisible, Forbidden, Conflict `case.state`, `police.asked`, Refused `police.none`,
    `police.addressee`.
    """
    case = case_to_change(number=number, actor=actor)
    people = _people(case)
    if not people:
        raise Refused("police.none", "本案没有待公安机关核对的证件号码，不用发函。")
    if not addressee.strip():
        raise Refused("police.addressee", "请填写收函的公安机关。", field="addressee")
    if _has_letter(case, people):
        raise Conflict(
            "police.asked", "协查函已经出具，在“文书”里打印。写错的，撤回原函以后再出具。"
        )
    record_act(case=case, action="ask_police", actor=actor, at=at, summary="发函请公安机关核对号码")
    on = legal_day(at)
    return issue_document(
        kind="W16",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        must_be_delivered=False,  # no notice to the family; the answer proves that it arrived
        build=lambda head: papers.PoliceInquiry(
            head=head,
            addressee=clean_text(addressee, max_length=60),
            matter=f"{case.applicant.name}户{Scheme(case.scheme).label}",
            people=people,
            reply_by=due_for("source_answer", on, calendar_in_force(), pack_in_force()).on,
            handler=officer_of(actor),
            contact=contact_of(case.organ),
        ),
    )


def _people(case: Case) -> tuple[papers.DoubtfulNumber, ...]:
    rows = doubtful_numbers(case).select_related("person")
    relations = dict(CaseMember.objects.filter(case=case).values_list("person_id", "relation"))
    return tuple(
        papers.DoubtfulNumber(
            name=row.person.name,
            relation=Relation(relations[row.person_id]).label,
            identity_number=row.number,
        )
        for row in rows
    )


def _has_letter(case: Case, people: tuple[papers.DoubtfulNumber, ...]) -> bool:
    """Tell whether a letter stands that asks for each of these numbers."""
    asked: set[str] = set()
    for letter in Document.objects.filter(case=case, kind="W16", state=DocumentState.ISSUED):
        content = papers.PoliceInquiry.from_json(json.loads(letter.content))
        asked |= {one.identity_number for one in content.people}
    return all(one.identity_number in asked for one in people)
