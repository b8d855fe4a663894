"""Issue the register sheet of an objection (W22): it proves that one came, and says no more."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.objections.enums import ObjectionChannel, Wording
from jiuzhu.casework.objections.models import Objection
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.digests import canonical_json, sha256


def issue_sheet(*, case: Case, objection: Objection, actor: Actor, at: datetime) -> Document:
    """Issue the sheet for the file; the words and the name stay sealed behind their digest."""
    return issue_document(
        kind="W22",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        must_be_delivered=False,
        build=lambda head: papers.ObjectionSheet(
            head=head,
            objection=objection.number,
            sheet_number=objection.public_notice.document.number,
            channel=ObjectionChannel(objection.channel).label,
            wording=Wording(objection.wording).label,
            is_named=objection.name is not None,
            received_at=objection.received_at,
            due_on=objection.due_on,
            digest=sealed_digest(objection),
            recorded_by=actor.name,
        ),
    )


def sealed_digest(objection: Objection) -> str:
    """Return the digest that proves later that the sealed words were not changed."""
    sealed = {
        "objection": objection.number,
        "text": objection.text,
        "name": objection.name or "",
        "contact": objection.contact or "",
    }
    return sha256(canonical_json(sealed)).hex()
