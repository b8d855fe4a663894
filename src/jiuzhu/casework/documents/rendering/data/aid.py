"""Contents of the papers of expense-based temporary aid: W19, W21, W24 and W40 of that scheme."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.aftermath import OpinionBoardSheet, OpinionWebSheet
from jiuzhu.casework.documents.rendering.data.assessment import (
    CaseStep,
    ComputationLine,
    Opinion,
    Proposal,
)
from jiuzhu.casework.documents.rendering.data.parts import (
    DELIVERED_COPIES,
    ONE_FILE_COPY_NOTE,
    Contact,
    DocumentContent,
    Head,
    Officer,
    Party,
    Reason,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlayLine:
    """Hold one bill: whose, for what, which days, its number, and what the family bore itself."""

    person: str
    cause: str
    days: str
    invoice: str
    issuer: str
    amount_fen: int
    borne_fen: int
    own_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AidComputation(DocumentContent):
    """W19 支出型临时救助核算表: bill by bill, then line by line with its article."""

    KIND: ClassVar[str] = "W19"
    VARIANT: ClassVar[str] = "aid"
    TITLE: ClassVar[str] = "支出型临时救助核算表"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    scheme: str
    applicant: Party
    category: str
    household_size: int
    cause: str
    identity: str
    computed_on: date
    rules_version: str
    outlays: tuple[OutlayLine, ...]
    lines: tuple[ComputationLine, ...]
    amount_fen: int
    eligible: bool
    conclusion: str
    handler: Officer
    reviewer: Officer
    inputs_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AidApproval(DocumentContent):
    """W40 支出型临时救助审批表: opinions of handler, assessor and decider on one amount."""

    KIND: ClassVar[str] = "W40"
    VARIANT: ClassVar[str] = "expense"
    TITLE: ClassVar[str] = "支出型临时救助审批表"
    COPY_NOTE: ClassVar[str] = "一式两份：存入案卷一份，报县级民政部门备案一份"

    head: Head
    scheme: str
    applicant: Party
    category: str
    household_size: int
    cause: str
    identity: str
    own_fen: int
    proposal: Proposal
    steps: tuple[CaseStep, ...]
    amount_fen: int
    formula: str
    reasons: tuple[Reason, ...]
    opinions: tuple[Opinion, ...]
    power_basis: str
    due_on: date | None = None
    related_party: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AidGrantNotice(DocumentContent):
    """W24 支出型临时救助批准通知书: one amount, paid once."""

    KIND: ClassVar[str] = "W24"
    VARIANT: ClassVar[str] = "aid"
    TITLE: ClassVar[str] = "支出型临时救助批准通知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    applied_on: date
    accepted_on: date
    cause: str
    own_fen: int
    amount_fen: int
    formula: str
    article: str
    payment_way: str
    remedy: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class AidBoardSheet(OpinionBoardSheet):
    """W21 支出型临时救助公示单 for the board: who, how many, how much; never for which illness."""

    VARIANT: ClassVar[str] = "aid_board"
    TITLE: ClassVar[str] = "支出型临时救助公示单"


@dataclass(frozen=True, slots=True, kw_only=True)
class AidWebSheet(OpinionWebSheet):
    """W21 支出型临时救助公示 for the web: masked names, gone after seven days."""

    VARIANT: ClassVar[str] = "aid_web"
    TITLE: ClassVar[str] = "支出型临时救助公示"
