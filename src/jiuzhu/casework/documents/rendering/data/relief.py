"""Contents of urgent relief: W38 with its receipt, W39."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.parts import (
    ONE_FILE_COPY_NOTE,
    Contact,
    DocumentContent,
    Head,
    Officer,
    Party,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentRelief(DocumentContent):
    """W38 急难型临时救助登记（先行救助）单: what happened, when, what was handed over to whom."""

    KIND: ClassVar[str] = "W38"
    TITLE: ClassVar[str] = "急难型临时救助登记（先行救助）单"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    person: Party
    seen_as: str
    place: str
    cause: str
    happened: str
    learned_at: datetime
    relieved_at: datetime
    due_at: datetime
    late_cause: str
    form: str
    given_to: str
    amount_fen: int
    tier: str
    article: str
    giver: Officer
    witness: str
    complete_by: date | None
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefCompletion(DocumentContent):
    """W39 急难型补办手续审批表: object, cause, amount, who signs, the seal."""

    KIND: ClassVar[str] = "W39"
    TITLE: ClassVar[str] = "急难型临时救助补办手续审批表"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    person: Party
    unknown_reason: str
    place: str
    cause: str
    happened: str
    facts: str
    form: str
    given_to: str
    amount_fen: int
    article: str
    relieved_at: datetime
    complete_by: date | None
    handler: Officer
    giver: str
    contact: Contact
