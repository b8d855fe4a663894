"""Contents of the papers about a verification: W06 and the two forms of W07."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.parts import (
    DELIVERED_COPIES,
    Contact,
    DocumentContent,
    Head,
    Officer,
    Party,
    Reason,
)


class SourceStatus(Enum):
    """What one source said about one person; the five are never merged."""

    FOUND = "查有"
    NOT_FOUND = "查无"
    NOT_ANSWERED = "未反馈"
    NOT_ASKED = "未查询"
    MISMATCH = "姓名不符"


class Conclusion(Enum):
    """What the report advises; it decides nothing."""

    FIT = "符合"
    UNFIT = "不符合"


class RuleOutcome(Enum):
    """How one rule came out: passed, hit, cleared by evidence, or left to the home visit."""

    PASSED = "通过"
    HIT = "触及"
    CLEARED = "已排除"
    NEEDS_SURVEY = "待入户核实"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Name one source, the day its data speak of and the day it answered."""

    name: str
    as_of: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulNumber:
    """Name one person of the case whose number also stands under another name."""

    name: str
    relation: str
    identity_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceInquiry(DocumentContent):
    """W16 行政协查函 to the police: whose is the number; who else holds it is not told."""

    KIND: ClassVar[str] = "W16"
    TITLE: ClassVar[str] = "公民身份号码协查函"
    COPY_NOTE: ClassVar[str] = "一式两份：发函机关存卷一份，送公安机关一份"

    head: Head
    addressee: str
    matter: str
    people: tuple[DoubtfulNumber, ...]
    reply_by: date
    handler: Officer
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """Hold one person's statuses, in the order of the report's sources."""

    name: str
    relation: str
    identity_number: str
    statuses: tuple[SourceStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Set what was declared beside what was found."""

    person: str
    source: str
    item: str
    declared: str
    found: str
    difference: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHit:
    """State one rule, its outcome and the article."""

    rule_id: str
    title: str
    outcome: RuleOutcome
    text: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport(DocumentContent):
    """W06 家庭经济状况核对报告 (649号 art. 58; 57号 art. 17); it advises only.

    Raises ValueError when a row does not hold one status for each source.
    """

    KIND: ClassVar[str] = "W06"
    TITLE: ClassVar[str] = "家庭经济状况核对报告"
    COPY_NOTE: ClassVar[str] = "一份，存入案卷，不向第三方提供"

    head: Head
    scheme: str
    applicant: Party
    requester: str
    request_number: str
    received_on: date
    valid_until: date
    sources: tuple[Source, ...]
    rows: tuple[MatrixRow, ...]
    income: tuple[Comparison, ...]
    property: tuple[Comparison, ...]
    rule_hits: tuple[RuleHit, ...]
    conclusion: Conclusion
    conclusion_text: str
    operator: Officer
    reviewer: Officer
    contradictions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check that the matrix is complete."""
        if any(len(row.statuses) != len(self.sources) for row in self.rows):
            raise ValueError("each row of the matrix needs one status for each source")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededMaterial:
    """Name one thing still needed, how it is got and who gets it."""

    name: str
    how: str
    obtained_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FitNotice(DocumentContent):
    """W07 核对结果告知书, fitting: the invitation to apply."""

    KIND: ClassVar[str] = "W07"
    VARIANT: ClassVar[str] = "fit"
    TITLE: ClassVar[str] = "核对结果告知书（申请通知）"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    report_number: str
    report_issued_on: date
    report_valid_until: date
    needed: tuple[NeededMaterial, ...]
    reply_by: date
    ways: tuple[str, ...]
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfitNotice(DocumentContent):
    """W07 核对结果告知书, not fitting: reasons, objection, and the right to insist.

    泰民〔2019〕14号 二(一): the reasons are told. It is no refusal.
    Raises ValueError without a reason.
    """

    KIND: ClassVar[str] = "W07"
    VARIANT: ClassVar[str] = "unfit"
    TITLE: ClassVar[str] = "核对结果告知书（说明理由）"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    report_number: str
    report_issued_on: date
    report_valid_until: date
    reasons: tuple[Reason, ...]
    objection_way: str
    insist_way: str
    other_help: tuple[str, ...]
    contact: Contact

    def __post_init__(self) -> None:
        """Check that a reason is given."""
        if not self.reasons:
            raise ValueError("an unfit notice needs at least one reason")
