"""A department port for service tests: answers from a table, verified by the contract tests."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from jiuzhu.casework.verification.models import SourceQuery, VerificationRequest
from jiuzhu.casework.verification.ports import (
    SOURCES,
    AnswerMeaning,
    SourceAnswer,
    SourceCode,
    SourceQuestion,
    SourceReceipt,
    SourceRecord,
)
from jiuzhu.casework.verification.services.hand_over import hand_over, waiting_queries
from jiuzhu.casework.verification.services.receive_reply import receive_reply
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.ports import bound

from jiuzhu.casework.verification.ports import DepartmentSources  # isort: skip

Truth = dict[tuple[str, str], tuple[SourceRecord, ...]]


@dataclass
class TableDepartments:
    """Take every question; what is known stands in `truth` by (number, source)."""

    truth: Truth = field(default_factory=dict)
    asked: list[SourceQuestion] = field(default_factory=list)

    def sources(self) -> tuple[SourceCode, ...]:
        """List the sources that are connected."""
        return SOURCES

    def ask(self, question: SourceQuestion, *, sent_at: datetime) -> SourceReceipt:
        """Take the question."""
        del sent_at
        self.asked.append(question)
        return SourceReceipt(query_id=question.query_id, receipt_number=f"R{len(self.asked)}")

    def answer(self, question: SourceQuestion, *, as_of: date) -> SourceAnswer:
        """Return the answer that the department would send."""
        records = self.truth.get((question.person.number, question.source), ())
        return SourceAnswer(
            query_id=question.query_id,
            source=question.source,
            meaning=AnswerMeaning.FOUND if records else AnswerMeaning.NOT_FOUND,
            person_number=question.person.number,
            records=records,
            as_of=as_of,
            nonce=uuid.uuid4().hex,
            sent_at=datetime.now(UTC),  # noqa: TID251 -- the department's own machine clock
        )


def run_sources(
    request: VerificationRequest, *, actor: Actor, at: datetime, truth: Truth | None = None
) -> TableDepartments:
    """Hand over every waiting question and take the answers at once."""
    departments = TableDepartments(truth=truth or {})
    with bound(DepartmentSources, departments):
        for query_id in waiting_queries(request_id=request.pk):
            hand_over(query_id=query_id, actor=actor, at=at, sent_at=at)
    for question in departments.asked:
        receive_reply(answer=departments.answer(question, as_of=at.date()), at=at)
    assert not SourceQuery.objects.filter(request=request, state="ASKED").exists()
    return departments
