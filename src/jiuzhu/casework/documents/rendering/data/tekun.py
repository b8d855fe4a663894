"""Contents of the papers that only tekun knows: W24 (notice, certificate), W35."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.aftermath import BoardSheet, WebSheet
from jiuzhu.casework.documents.rendering.data.application import ApplicationForm
from jiuzhu.casework.documents.rendering.data.parts import (
    DELIVERED_COPIES,
    Contact,
    DocumentContent,
    Head,
    Officer,
    Party,
)
from jiuzhu.kernel.periods import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class AbilityTested:
    """Say of one ability whether the person has it."""

    label: str
    able: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCareSheet(DocumentContent):
    """W35 特困人员生活自理能力评估表 (43号 art. 21–23): six abilities, two assessors, the grade.

    Raises ValueError with fewer than two assessors.
    """

    KIND: ClassVar[str] = "W35"
    TITLE: ClassVar[str] = "特困人员生活自理能力评估表"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    person: Party
    assessed_on: date
    assessors: tuple[Officer, ...]
    abilities: tuple[AbilityTested, ...]
    failed: int
    grade: str
    article: str
    seen: str
    consented: bool
    because: str = ""

    def __post_init__(self) -> None:
        """Check that two people assessed."""
        if len({officer.name for officer in self.assessors}) < 2:  # noqa: PLR2004
            raise ValueError("a self-care test needs two assessors")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubAccount:
    """State one part of the money: for what, how much a month."""

    label: str
    monthly_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunGrantNotice(DocumentContent):
    """W24 特困人员救助供养批准通知书: basic living and care, from when, what goes with it."""

    KIND: ClassVar[str] = "W24"
    VARIANT: ClassVar[str] = "tekun"
    TITLE: ClassVar[str] = "特困人员救助供养批准通知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES
    SAYS: ClassVar[tuple[str, ...]] = ("tekun_duties", "rights")

    head: Head
    scheme: str
    recipient: Party
    applied_on: date
    accepted_on: date
    category: str
    accounts: tuple[SubAccount, ...]
    amount_fen: int
    grade: str
    article: str
    start_month: Month
    review_text: str
    payment_way: str
    publicity_text: str
    report_within: str
    remedy: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunCertificate(DocumentContent):
    """W24 特困人员救助供养证: who, from when, the care grade, a box for the check of each year."""

    KIND: ClassVar[str] = "W24"
    VARIANT: ClassVar[str] = "certificate"
    TITLE: ClassVar[str] = "特困人员救助供养证"
    COPY_NOTE: ClassVar[str] = "一式两份：一份发给本人，一份存入案卷"

    head: Head
    scheme: str
    person: Party
    category: str
    amount_fen: int
    grade: str
    start_month: Month
    years: tuple[int, ...]
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunBoardSheet(BoardSheet):
    """W26 特困人员救助供养审批结果公示单 for the board."""

    VARIANT: ClassVar[str] = "tekun_board"
    TITLE: ClassVar[str] = "特困人员救助供养审批结果公示单"


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunWebSheet(WebSheet):
    """W26 特困人员救助供养审批结果公示 for the web: masked names, gone after seven days."""

    VARIANT: ClassVar[str] = "tekun_web"
    TITLE: ClassVar[str] = "特困人员救助供养审批结果公示"


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunApplicationForm(ApplicationForm):
    """W09 特困人员救助供养申请表 (43号 art. 10)."""

    VARIANT: ClassVar[str] = "tekun"
    TITLE: ClassVar[str] = "特困人员救助供养申请表"
