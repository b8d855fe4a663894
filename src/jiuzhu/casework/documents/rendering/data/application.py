"""Contents of the papers of an application: W09 to W12."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.parts import (
    DELIVERED_COPIES,
    ONE_FILE_COPY_NOTE,
    TWO_COPIES_NOTE,
    Contact,
    DocumentContent,
    Head,
    Officer,
    Party,
    Proxy,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationMember:
    """Describe one member of the family living together, as declared."""

    name: str
    relation: str
    sex: str
    born_on: date | None
    identity_number: str
    work: str = ""
    health: str = ""
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredIncome:
    """State one declared income of the last twelve months."""

    person: str
    kind: str
    yearly_fen: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredProperty:
    """State one declared possession; its value may be unknown."""

    person: str
    kind: str
    description: str
    value_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporter:
    """Name one person with a legal duty of support who lives apart."""

    name: str
    relation: str
    identity_number: str = ""
    address: str = ""
    family_size: int | None = None
    monthly_support_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeAccount:
    """Name the account into which the money is to go."""

    holder: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedParty:
    """Declare a relative who handles assistance or sits on the village committee.

    57号 art. 11: such a case is registered apart.
    """

    member: str
    relation: str
    official: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Keep how and when the applicant confirmed the application signed beforehand."""

    method: str
    confirmed_on: date
    recorded_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationForm(DocumentContent):
    """W09 最低生活保障申请表 (57号 art. 9 to 11)."""

    KIND: ClassVar[str] = "W09"
    TITLE: ClassVar[str] = "最低生活保障申请表"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    applicant: Party
    category: str
    members: tuple[ApplicationMember, ...]
    incomes: tuple[DeclaredIncome, ...]
    properties: tuple[DeclaredProperty, ...]
    supporters: tuple[Supporter, ...]
    cause: str
    account: PayeeAccount | None
    related_parties: tuple[RelatedParty, ...]
    filled_on: date
    organ_applied_to: str
    proxy: Proxy | None = None
    confirmation: Confirmation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate(DocumentContent):
    """W10 委托申请书: the applicant lets another person apply (57号 art. 6)."""

    KIND: ClassVar[str] = "W10"
    TITLE: ClassVar[str] = "委托申请书"
    COPY_NOTE: ClassVar[str] = TWO_COPIES_NOTE

    head: Head
    scheme: str
    principal: Party
    proxy: Party
    relation: str
    reason: str
    scope: tuple[str, ...]
    valid_from: date
    valid_to: date
    fingerprint_needed: bool = False
    witness: str = ""


class NoticeStage(Enum):
    """When the one-time notice is given: in the first sitting, or as the only supplement."""

    FIRST_SITTING = "一次性告知书"
    SUPPLEMENT = "补正通知书（一次性告知）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Name one thing that is missing, why it is needed and how to get it."""

    name: str
    why: str
    how: str
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeNotice(DocumentContent):
    """W11 一次性告知书 (泰民〔2019〕14号 三; 57号 art. 12): all gaps at once.

    Raises ValueError when a supplement names no gap.
    """

    KIND: ClassVar[str] = "W11"
    TITLE: ClassVar[str] = "一次性告知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    stage: NoticeStage
    received_on: date
    gaps: tuple[Gap, ...]
    deadline: date | None
    already_held: tuple[str, ...]
    by_department: tuple[str, ...]
    officer: Officer
    contact: Contact

    def __post_init__(self) -> None:
        """Check that a supplement asks for something and by a day."""
        if self.stage is NoticeStage.SUPPLEMENT and not (self.gaps and self.deadline):
            raise ValueError("a supplement needs at least one gap and a deadline")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMaterial:
    """Name one paper in the file when the application was accepted."""

    name: str
    obtained: str
    copies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceNotice(DocumentContent):
    """W12 受理通知书: the day of acceptance and the day by which a decision is due."""

    KIND: ClassVar[str] = "W12"
    TITLE: ClassVar[str] = "受理通知书"
    COPIES: ClassVar[tuple[str, ...]] = DELIVERED_COPIES

    head: Head
    scheme: str
    recipient: Party
    intent_on: date
    applied_on: date
    accepted_on: date
    due_on: date
    due_provisional: bool
    limit_text: str
    limit_article: str
    materials: tuple[ReceivedMaterial, ...]
    officer: Officer
    contact: Contact
    deemed: bool = False
