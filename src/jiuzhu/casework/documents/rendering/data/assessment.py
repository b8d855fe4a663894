"""Contents of the papers of an assessment and its approval: W14, W19, W23."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.parts import (
    ONE_FILE_COPY_NOTE,
    DocumentContent,
    Head,
    Officer,
    Party,
    Photo,
    Reason,
)
from jiuzhu.casework.documents.rendering.data.verification import RuleOutcome
from jiuzhu.kernel.periods import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSeen:
    """Say what the visit found of one member."""

    name: str
    relation: str
    present: bool
    work: str = ""
    health: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dwelling:
    """Describe the home."""

    kind: str
    ownership: str
    area: str
    rooms: str
    condition: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingSeen:
    """Name something of value or use that was seen."""

    name: str
    quantity: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """State one outlay of the household."""

    label: str
    monthly_fen: int
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Set what was declared beside what was seen, with the explanation given."""

    item: str
    declared: str
    seen: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSurvey(DocumentContent):
    """W14 入户调查表 (57号 art. 18): two surveyors, none related to the family.

    Raises ValueError with fewer than two surveyors.
    """

    KIND: ClassVar[str] = "W14"
    TITLE: ClassVar[str] = "入户调查表"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    scheme: str
    household: Party
    visited_at: datetime
    surveyors: tuple[Officer, ...]
    present: tuple[str, ...]
    members: tuple[MemberSeen, ...]
    dwelling: Dwelling
    things: tuple[ThingSeen, ...]
    work: str
    illness: str
    crops: str
    spending: tuple[Spending, ...]
    discrepancies: tuple[Discrepancy, ...]
    photos: tuple[Photo, ...]
    summary: str
    accompanied_by: str = ""
    county_visitor: str = ""

    def __post_init__(self) -> None:
        """Check that two people visited."""
        if len({officer.name for officer in self.surveyors}) < 2:  # noqa: PLR2004
            raise ValueError("a home visit needs two surveyors")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputationLine:
    """Hold one line of a computation: what, how, how much, by which article."""

    label: str
    formula: str
    amount_fen: int | None
    article: str
    evidence: str = ""
    person: str = ""
    verified: bool = True
    """False marks a value of the pack that no one has checked against the gazette."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyLine:
    """Hold one rule on property with the figure, the limit and the outcome."""

    rule_id: str
    label: str
    value: str
    limit: str
    outcome: RuleOutcome
    article: str
    note: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputationSheet(DocumentContent):
    """W19 家庭收入财产核算表 (57号 art. 13 to 15, 23): line by line, each with its article."""

    KIND: ClassVar[str] = "W19"
    TITLE: ClassVar[str] = "家庭收入财产核算表"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    scheme: str
    applicant: Party
    category: str
    household_size: int
    covered_persons: int
    standard_fen: int
    standard_source: str
    computed_on: date
    rules_version: str
    income_lines: tuple[ComputationLine, ...]
    support_lines: tuple[ComputationLine, ...]
    property_lines: tuple[PropertyLine, ...]
    result_lines: tuple[ComputationLine, ...]
    monthly_income_fen: int
    per_person_fen: int
    amount_fen: int
    eligible: bool
    conclusion: str
    handler: Officer
    reviewer: Officer
    inputs_digest: str = ""


class Proposal(Enum):
    """What the form proposes and decides."""

    GRANT = "批准"
    REFUSE = "不予批准"
    ADJUST = "调整"
    STOP = "停发"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Keep one officer's opinion; without a day it is still to be written by hand."""

    role: str
    text: str
    officer: Officer | None = None
    given_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    """Name one step of the case and the day it happened."""

    label: str
    on: date | None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewApproval(DocumentContent):
    """W23 审核审批表: opinions of handler, assessor and decider, amount and formula."""

    KIND: ClassVar[str] = "W23"
    TITLE: ClassVar[str] = "最低生活保障审核审批表"
    COPY_NOTE: ClassVar[str] = "一式两份：存入案卷一份，报县级民政部门一份"

    head: Head
    scheme: str
    applicant: Party
    category: str
    household_size: int
    covered_persons: int
    proposal: Proposal
    steps: tuple[CaseStep, ...]
    standard_fen: int
    per_person_fen: int
    amount_fen: int
    formula: str
    start_month: Month | None
    review_class: str
    reasons: tuple[Reason, ...]
    opinions: tuple[Opinion, ...]
    power_basis: str
    due_on: date | None = None
    before_fen: int | None = None
    related_party: str = ""
