"""Contents of the papers before an application: W01 to W05."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.parts import (
    TWO_COPIES_NOTE,
    Contact,
    DataQuery,
    DocumentContent,
    ElectronicSigning,
    Head,
    Officer,
    Party,
    Proxy,
    SignerCapacity,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRegistration(DocumentContent):
    """W01 救助意愿登记单: who came, with which need, and what happens next."""

    KIND: ClassVar[str] = "W01"
    TITLE: ClassVar[str] = "救助意愿登记单"
    COPY_NOTE: ClassVar[str] = TWO_COPIES_NOTE

    head: Head
    scheme: str
    registered_at: datetime
    channel: str
    applicant: Party
    need: str
    household_size: int | None
    receiver: Officer
    contact: Contact
    next_steps: tuple[str, ...]
    answer_due_on: date | None = None
    proxy: Proxy | None = None
    village: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice(DocumentContent):
    """W02 个人信息处理告知书 (个人信息保护法 art. 17, 30, 35)."""

    KIND: ClassVar[str] = "W02"
    TITLE: ClassVar[str] = "个人信息处理告知书"
    COPY_NOTE: ClassVar[str] = TWO_COPIES_NOTE
    SAYS: ClassVar[tuple[str, ...]] = (
        "opening",
        "handlers",
        "purpose",
        "items",
        "sensitive",
        "keeping",
        "rights",
    )

    head: Head
    scheme: str
    told: tuple[str, ...]
    queries: tuple[DataQuery, ...]
    verification_centre: str
    retention: str
    contact: Contact
    officer: Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization(DocumentContent):
    """W03 家庭经济状况核对授权书, one for each person (649号 art. 58)."""

    KIND: ClassVar[str] = "W03"
    TITLE: ClassVar[str] = "家庭经济状况核对授权书"
    COPY_NOTE: ClassVar[str] = "一式两份：一份存入案卷，一份随核对提请送核对机构"
    SAYS: ClassVar[tuple[str, ...]] = ("mandate", "period", "limits")

    head: Head
    scheme: str
    person: Party
    relation: str
    applicant_name: str
    capacity: SignerCapacity
    signer: Party
    signer_basis: str
    queries: tuple[DataQuery, ...]
    valid_from: date
    valid_to: date
    verification_centre: str
    fingerprint_needed: bool = False
    witness: str = ""
    electronic: ElectronicSigning | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSigner:
    """Name an adult member who signs the honesty statement."""

    name: str
    relation: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HonestyStatement(DocumentContent):
    """W04 诚信声明（承诺书）: truth, completeness, duty to report, consequences."""

    KIND: ClassVar[str] = "W04"
    TITLE: ClassVar[str] = "诚信声明"
    COPY_NOTE: ClassVar[str] = TWO_COPIES_NOTE
    SAYS: ClassVar[tuple[str, ...]] = ("promises", "known")

    head: Head
    scheme: str
    applicant: Party
    signers: tuple[StatementSigner, ...]
    report_within: str = "及时"
    electronic: ElectronicSigning | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedPerson:
    """Name one person to be verified, the authorization and its last day."""

    name: str
    identity_number: str
    relation: str
    authorization_number: str
    valid_to: date
    items: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationRequest(DocumentContent):
    """W05 核对提请单: the township asks the county centre."""

    KIND: ClassVar[str] = "W05"
    TITLE: ClassVar[str] = "家庭经济状况核对提请单"
    COPY_NOTE: ClassVar[str] = "一式两份：提请机关存卷一份，送核对机构一份"

    head: Head
    scheme: str
    centre: str
    urgency: str
    matter: str
    as_of: date
    reply_by: date
    persons: tuple[RequestedPerson, ...]
    filer: Officer
    agreement_number: str
    contact: Contact
    note: str = ""
