"""Departments for the growing demo: they answer at once from the synthetic truth.

The cases that stay in verification are asked through the queue and the department simulator
instead, a process of its own.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

from jiuzhu.casework.verification.ports import (
    SOURCES,
    AnswerMeaning,
    DepartmentSources,
    EstateRecord,
    EstateUse,
    InsuranceKind,
    InsuranceRecord,
    InsuranceStatus,
    SourceAnswer,
    SourceCode,
    SourceQuestion,
    SourceReceipt,
    SourceRecord,
    VehicleClass,
    VehicleRecord,
    VehicleStatus,
)
from jiuzhu.demo.people import SyntheticTruth
from jiuzhu.kernel.periods import Month


class TruthDepartments(DepartmentSources):
    """Know what the population's truth says; keep the questions until they are answered."""

    def __init__(self, truths: tuple[SyntheticTruth, ...]) -> None:
        self._truth = {truth.number: truth for truth in truths}
        self.asked: list[SourceQuestion] = []

    def sources(self) -> tuple[SourceCode, ...]:
        """List the sources that are connected."""
        return SOURCES

    def ask(self, question: SourceQuestion, *, sent_at: datetime) -> SourceReceipt:
        """Take a question."""
        del sent_at
        self.asked.append(question)
        return SourceReceipt(query_id=question.query_id, receipt_number=uuid.uuid4().hex)

    def answers(self, *, as_of: date) -> tuple[SourceAnswer, ...]:
        """Answer everything that was asked since the last call."""
        questions, self.asked = self.asked, []
        return tuple(self._answer(question, as_of) for question in questions)

    def _answer(self, question: SourceQuestion, as_of: date) -> SourceAnswer:
        truth = self._truth.get(question.person.number)
        meaning, records = AnswerMeaning.NOT_FOUND, tuple[SourceRecord, ...]()
        if truth is not None and truth.name != question.person.name:
            meaning = AnswerMeaning.MISMATCH
        elif truth is not None:
            records = _records(truth, question.source)
            meaning = AnswerMeaning.FOUND if records else AnswerMeaning.NOT_FOUND
        return SourceAnswer(
            query_id=question.query_id,
            source=question.source,
            meaning=meaning,
            person_number=question.person.number,
            records=records,
            as_of=as_of,
            nonce=uuid.uuid4().hex,
            sent_at=datetime.now(UTC),  # noqa: TID251 -- a department signs with machine time
        )


def _records(truth: SyntheticTruth, source: SourceCode) -> tuple[SourceRecord, ...]:
    match source:
        case "vehicles":
            return tuple(
                VehicleRecord(
                    plate=each.plate,
                    vehicle_class=VehicleClass(each.vehicle_class),
                    brand=each.brand,
                    use_nature=each.use_nature,
                    first_registered_on=date.fromisoformat(each.first_registered_on),
                    status=VehicleStatus(each.status),
                )
                for each in truth.vehicles
            )
        case "real_estate":
            return tuple(
                EstateRecord(
                    certificate_number=each.certificate_number,
                    location=each.location,
                    use=EstateUse(each.use),
                    area_hundredths=each.area_hundredths,
                    share_per_ten_thousand=10_000,
                    registered_on=date.fromisoformat(each.registered_on),
                    is_mortgaged=each.is_mortgaged,
                )
                for each in truth.real_estate
            )
        case "social_insurance":
            return tuple(
                InsuranceRecord(
                    kind=InsuranceKind(each.kind),
                    status=InsuranceStatus(each.status),
                    unit_name=each.unit_name,
                    contribution_base_fen=each.contribution_base_fen,
                    months_paid=each.months_paid,
                    last_paid_month=Month.parse(each.last_paid_month)
                    if each.last_paid_month
                    else None,
                    monthly_benefit_fen=each.monthly_benefit_fen,
                )
                for each in truth.social_insurance
            )
