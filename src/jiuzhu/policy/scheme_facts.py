"""Hold the facts that the schemes beside dibao read; frozen, and plain JSON both ways.

All money is integer fen. What nobody has answered is None or UNKNOWN, never "none".
"""

from dataclasses import dataclass
from datetime import date
from typing import Self, TypeVar

from jiuzhu.policy.facts import AssetFacts, Category, Grade, HouseholdFacts, MemberFacts
from jiuzhu.policy.records import from_plain, to_plain
from jiuzhu.policy.scheme_terms import AidKind, DisabilityKind, Identity, Incapacity

F = TypeVar("F", bound="SchemeFacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeFacts:
    """Give all facts of a scheme the way into a record and back."""

    def to_record(self) -> dict[str, object]:
        """Give the facts as plain JSON values."""
        record: dict[str, object] = to_plain(self)
        return record

    @classmethod
    def from_record(cls, record: object) -> Self:
        """Read facts back from plain JSON values.

        Raises: Refused('policy.record') when the record does not have this shape.
        """
        return from_plain(cls, record)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisabilityFacts:
    """Hold one certified disability: kind and grade (1 is the most severe), and its last day."""

    kind: DisabilityKind
    grade: int
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligorFacts:
    """Hold one person obliged by law to support somebody who asks for tekun.

    `own_income_fen` is the monthly income of the person, None while nobody knows it;
    `property_within` says whether the property is within the list for low-income families.
    `ground` is a named ground of the province.
    """

    key: str
    born_on: date | None = None
    benefit: Identity | None = None
    status: Incapacity | None = None
    disabilities: tuple[DisabilityFacts, ...] = ()
    own_income_fen: int | None = None
    property_within: bool | None = None
    ground: str = ""
    grade: Grade = Grade.DECLARED
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunClaim:
    """Hold what the three tests of tekun ask about one member of a household.

    `obligors` is empty when there are none and None while nobody has looked; `failed_abilities` is
    None until the self-care test was done. `chose_orphan_benefit` is for children who may have
    the benefit for orphans instead.
    """

    key: str
    obligors: tuple[ObligorFacts, ...] | None
    disabilities: tuple[DisabilityFacts, ...] = ()
    failed_abilities: tuple[str, ...] | None = None
    ability_ground: str = ""
    receives_tekun: bool = False
    in_school: bool = False
    chose_orphan_benefit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunFacts(SchemeFacts):
    """Hold one person who asks for tekun, with means of their own."""

    category: Category
    person: MemberFacts
    claim: TekunClaim
    assets: tuple[AssetFacts, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlay:
    """Hold one necessary outlay of the last months: what was paid, what others bore of it."""

    cause: str
    amount_fen: int
    borne_by_others_fen: int = 0
    person: str = ""
    invoice: str = ""
    grade: Grade = Grade.DECLARED
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeFacts(SchemeFacts):
    """Hold a household that may be a low-income-edge or a rigid-expenditure family."""

    household: HouseholdFacts
    outlays: tuple[Outlay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAid:
    """Hold temporary aid that the household already received."""

    kind: AidKind
    cause: str
    on: date
    amount_fen: int
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AidFacts(SchemeFacts):
    """Hold one request for temporary aid.

    `holds` are identities certified before. `need_fen` is the
    need that a person on the spot found, for urgent and quick relief; `tier` how grave it is.
    `event` is the number of the emergency; `used_invoices` are invoices used for any aid before.
    """

    kind: AidKind
    cause: str
    household: HouseholdFacts
    holds: tuple[Identity, ...] = ()
    outlays: tuple[Outlay, ...] = ()
    past: tuple[PastAid, ...] = ()
    used_invoices: tuple[str, ...] = ()
    need_fen: int | None = None
    tier: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts(SchemeFacts):
    """Hold one application that is to be put into the right scheme (一次申请、分类认定)."""

    household: HouseholdFacts
    tekun: tuple[TekunClaim, ...] = ()
    outlays: tuple[Outlay, ...] = ()
    cause: str = ""
