"""Contents of what the decision sends out: W24, W25, W31, W33."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.parts import (
    DELIVERED_COPIES,
    ONE_FILE_COPY_NOTE,
    Contact,
    DocumentContent,
    Head,
    Party,
    Proxy,
    Reason,
)
from jiuzhu.kernel.periods import Month

REVIEW_PERIOD = re.compile(r"(60|六十)\s*[日天]")
SUIT_PERIOD = re.compile(r"(6|六)\s*个月")


def require_grounds(reasons: tuple[Reason, ...], remedy: str) -> None:
    """Refuse an unfavourable notice without reasons or without the remedies.

    行政复议法 art. 20; 行政诉讼法 art. 46: who is not told keeps the right for a year.
    Raises ValueError.
    """
    if not reasons:
        raise ValueError("an unfavourable notice needs at least one reason")
    if not (REVIEW_PERIOD.search(remedy) and SUIT_PERIOD.search(remedy)):
        raise ValueError("an unfavourable notice names both remedies: 60日 and 6个月")


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantNotice(DocumentContent):
    """W24 确认（批准）通知书: amount, start month, review class, duties."""

    KIND: ClassVar[str] = "W24"
    TITLE: ClassVar[str] = "最低生活保障批准通知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES
    SAYS: ClassVar[tuple[str, ...]] = ("duties", "rights")

    head: Head
    scheme: str
    recipient: Party
    applied_on: date
    accepted_on: date
    category: str
    covered: tuple[str, ...]
    standard_fen: int
    per_person_fen: int
    amount_fen: int
    formula: str
    article: str
    start_month: Month
    review_class: str
    review_text: str
    payment_way: str
    publicity_text: str
    report_within: str
    remedy: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalNotice(DocumentContent):
    """W25 不予批准告知书: facts, article, reasons, remedies."""

    KIND: ClassVar[str] = "W25"
    TITLE: ClassVar[str] = "不予批准告知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    applied_on: date
    accepted_on: date
    facts: tuple[str, ...]
    reasons: tuple[Reason, ...]
    remedy: str
    other_help: tuple[str, ...]
    contact: Contact

    def __post_init__(self) -> None:
        """Check reasons and remedies."""
        require_grounds(self.reasons, self.remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentNotice(DocumentContent):
    """W31 低保金调整告知书: before, after, month, reasons, remedies."""

    KIND: ClassVar[str] = "W31"
    VARIANT: ClassVar[str] = "adjust"
    TITLE: ClassVar[str] = "低保金调整告知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    facts: tuple[str, ...]
    reasons: tuple[Reason, ...]
    persons_before: int
    persons_after: int
    before_fen: int
    after_fen: int
    formula: str
    effective_month: Month
    remedy: str
    contact: Contact

    def __post_init__(self) -> None:
        """Check reasons and remedies."""
        require_grounds(self.reasons, self.remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNotice(DocumentContent):
    """W31 低保金停发告知书: last month paid, reasons, remedies, other help."""

    KIND: ClassVar[str] = "W31"
    VARIANT: ClassVar[str] = "stop"
    TITLE: ClassVar[str] = "低保金停发告知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    facts: tuple[str, ...]
    reasons: tuple[Reason, ...]
    before_fen: int
    last_paid_month: Month
    stop_month: Month
    exit_talk_on: date | None
    other_help: tuple[str, ...]
    remedy: str
    contact: Contact

    def __post_init__(self) -> None:
        """Check reasons and remedies."""
        require_grounds(self.reasons, self.remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequest(DocumentContent):
    """W33 撤回申请书: the person's own wish, without any penalty."""

    KIND: ClassVar[str] = "W33"
    VARIANT: ClassVar[str] = "request"
    TITLE: ClassVar[str] = "撤回申请书"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    scheme: str
    applicant: Party
    intent_on: date
    stage: str
    reason: str
    organ_applied_to: str
    recorded_by: str = ""
    proxy: Proxy | None = None


class EndingCause(Enum):
    """Why the handling ended without a decision."""

    WITHDRAWN = "您（本户）自愿撤回申请"
    LAPSED = "补正期限届满，未收到需补正的材料"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalNotice(DocumentContent):
    """W33 终止办理告知书: the handling ends, the right to apply again stays."""

    KIND: ClassVar[str] = "W33"
    VARIANT: ClassVar[str] = "notice"
    TITLE: ClassVar[str] = "终止办理告知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    cause: EndingCause
    cause_on: date
    details: str
    stage: str
    remedy: str
    contact: Contact
