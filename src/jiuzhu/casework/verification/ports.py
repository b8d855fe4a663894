"""Say what verification (核对) asks of a department, and in what shape the answer arrives.

Results keep five meanings apart. A department can say three of them (`AnswerMeaning`); NOT_ANSWERED
and NOT_ASKED are facts of our own side and never come through this port.
Identity numbers and names are kept out of every `repr`, so that no log line shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias, get_args

from jiuzhu.kernel.periods import Month

SourceCode: TypeAlias = Literal["vehicles", "real_estate", "social_insurance"]
SOURCES: tuple[SourceCode, ...] = get_args(SourceCode)

ITEMS: Mapping[SourceCode, tuple[str, ...]] = {
    "vehicles": ("registrations",),
    "real_estate": ("ownerships",),
    "social_insurance": ("contributions", "pensions"),
}


class AnswerMeaning(StrEnum):
    """Name what a department may say; a mismatch is a number known under another name."""

    FOUND = "FOUND"
    NOT_FOUND = "NOT_FOUND"
    MISMATCH = "MISMATCH"


class VehicleClass(StrEnum):
    """Sort motor vehicles as the property rules do (57号 art. 14; local lists)."""

    CAR = "CAR"
    TRUCK = "TRUCK"
    MOTORCYCLE = "MOTORCYCLE"
    TRICYCLE = "TRICYCLE"
    MOBILITY_VEHICLE = "MOBILITY_VEHICLE"
    FARM_VEHICLE = "FARM_VEHICLE"
    OTHER = "OTHER"


class VehicleStatus(StrEnum):
    """Say what the traffic police register holds about the vehicle."""

    NORMAL = "NORMAL"
    OVERDUE = "OVERDUE"
    CANCELLED = "CANCELLED"
    SEIZED = "SEIZED"


class EstateUse(StrEnum):
    """Sort real estate by registered use; a homestead counts as one home."""

    DWELLING = "DWELLING"
    HOMESTEAD = "HOMESTEAD"
    SHOP = "SHOP"
    OFFICE = "OFFICE"
    INDUSTRIAL = "INDUSTRIAL"
    GARAGE = "GARAGE"
    OTHER = "OTHER"


class InsuranceKind(StrEnum):
    """Name the branch of social insurance."""

    EMPLOYEE_PENSION = "EMPLOYEE_PENSION"
    PUBLIC_PENSION = "PUBLIC_PENSION"
    RESIDENT_PENSION = "RESIDENT_PENSION"
    UNEMPLOYMENT = "UNEMPLOYMENT"
    WORK_INJURY = "WORK_INJURY"


class InsuranceStatus(StrEnum):
    """Say whether the person pays, has paused, draws a benefit or has left."""

    PAYING = "PAYING"
    PAUSED = "PAUSED"
    DRAWING = "DRAWING"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class PersonIdentity:
    """Carry the name and number of the one person asked about."""

    name: str = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class VehicleRecord:
    """Hold one registration; sold but not transferred and lent names look just like this."""

    plate: str
    vehicle_class: VehicleClass
    brand: str
    use_nature: str
    first_registered_on: date
    status: VehicleStatus


@dataclass(frozen=True, slots=True)
class EstateRecord:
    """Hold one title; the area is in hundredths of a square metre, the share per ten thousand."""

    certificate_number: str
    location: str
    use: EstateUse
    area_hundredths: int
    share_per_ten_thousand: int
    registered_on: date
    is_mortgaged: bool


@dataclass(frozen=True, slots=True)
class InsuranceRecord:
    """Hold one insurance; the contribution base is no wage, a benefit is paid by the month."""

    kind: InsuranceKind
    status: InsuranceStatus
    unit_name: str
    contribution_base_fen: int | None
    months_paid: int
    last_paid_month: Month | None
    monthly_benefit_fen: int | None


SourceRecord: TypeAlias = VehicleRecord | EstateRecord | InsuranceRecord


@dataclass(frozen=True, slots=True)
class SourceQuestion:
    """Ask one source about one person, under that very person's live authorization.

    `query_id` is a UUID in its usual form. A question asked again says the same in every field: the
    department refuses other content under a known id.
    """

    query_id: str
    source: SourceCode
    person: PersonIdentity
    items: tuple[str, ...]
    as_of: date
    purpose: str
    authorization_id: str
    callback_url: str


@dataclass(frozen=True, slots=True)
class SourceReceipt:
    """Tell that the department has taken the question; the answer comes later."""

    query_id: str
    receipt_number: str


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """Name a delivered row that could not be read: its place, field and reason, never its value."""

    row: int
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """Carry a verified answer; `nonce` must be stored UNIQUE, so that a replay changes nothing.

    `sent_at` is the department's machine clock, not the clock of the case. With `quarantined` rows
    the answer is not complete: keep what was read, show the gap, never take it for "nothing found".
    """

    query_id: str
    source: SourceCode
    meaning: AnswerMeaning
    person_number: str = field(repr=False)
    records: tuple[SourceRecord, ...]
    as_of: date
    nonce: str
    sent_at: datetime
    quarantined: tuple[QuarantinedRow, ...] = ()
    dropped_fields: tuple[str, ...] = ()
    duplicate_rows: int = 0

    @property
    def is_complete(self) -> bool:
        """Tell whether every delivered row could be read."""
        return not self.quarantined


class SourceError(Exception):
    """Say why a department could not be asked: a stable code and a sentence for the officer."""

    retryable = False

    def __init__(self, code: str, message: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after_seconds = retry_after_seconds


class SourceUnavailable(SourceError):  # noqa: N818 - reads as a sentence where it is raised
    """Say that the department did not take the question this time; asking again is right."""

    retryable = True


class SourceRefused(SourceError):  # noqa: N818 - reads as a sentence where it is raised
    """Say that the department or our own safeguards refused; asking again unchanged is useless."""


class DepartmentSources(Protocol):
    """Ask the departments; called from jobs only, never inside a page's transaction."""

    def sources(self) -> tuple[SourceCode, ...]:
        """List the sources that are connected here; the others are NOT_ASKED."""
        ...

    def ask(self, question: SourceQuestion, *, sent_at: datetime) -> SourceReceipt:
        """Hand the question over; the same `query_id` may be asked again without harm.

        `sent_at` is the machine clock without a demo offset: it goes into the signature, which the
        other side compares with its own clock.

        Raises SourceUnavailable (ask again later) and SourceRefused (do not).
        """
        ...


class DepartmentCallbacks(Protocol):
    """Read what calls back, whoever sent it; the counter that takes it knows no gateway."""

    def read(
        self, headers: Mapping[str, str], body: bytes, *, received_at: datetime
    ) -> SourceAnswer:
        """Check signature, time and shape, and return the answer; storing it is the service's work.

        The answer says whom it is about: the service compares query, source and person. Answer
        anything but 2xx and the department sends again.

        `received_at` is the machine clock without a demo offset.

        Raises Refused with codes callback.* .
        """
        ...
