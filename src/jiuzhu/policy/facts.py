"""Hold the facts of one household that the rules read, and nothing else.

All money is integer fen. Facts are frozen, have no behaviour, and survive a round trip through
plain JSON (`policy.records`), so that an assessment can be stored and recomputed years later.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.policy.records import from_plain, to_plain

HOME_CURRENCY = "CNY"


class Grade(StrEnum):
    """Say how well a figure is proved (证据等级)."""

    DECLARED = "DECLARED"
    VERIFIED = "VERIFIED"
    ESTIMATED = "ESTIMATED"


GRADE_LABELS: dict[Grade, str] = {
    Grade.DECLARED: "申报",
    Grade.VERIFIED: "核实",
    Grade.ESTIMATED: "推算",
}


class Category(StrEnum):
    """Say which standard a household falls under (城市/农村)."""

    URBAN = "URBAN"
    RURAL = "RURAL"


CATEGORY_LABELS: dict[Category, str] = {Category.URBAN: "城市", Category.RURAL: "农村"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeItem:
    """Hold one income or deduction of one member.

    `kind` is a code of the pack's income table; `months` says how many months the amount covers
    (1 = a monthly amount, 12 = the last twelve months together). An amount in another currency is
    refused, never converted.
    """

    kind: str
    amount_fen: int
    months: int = 12
    grade: Grade = Grade.DECLARED
    note: str = ""
    evidence: str = ""
    currency: str = HOME_CURRENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseItem:
    """Hold one necessary expense of one member (刚性支出): what the member pays, after insurance.

    `kind` is a code of the pack's table of expenses; `months` as in `IncomeItem`.
    """

    kind: str
    amount_fen: int
    months: int = 12
    grade: Grade = Grade.DECLARED
    note: str = ""
    evidence: str = ""
    currency: str = HOME_CURRENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmItem:
    """Hold what one member grows or keeps, to be valued by the pack's yields and prices.

    `quantity` is in hundredths of the unit of the kind (250 = 2.5 mu, 300 = 3 head), for one year.
    """

    kind: str
    quantity: int
    grade: Grade = Grade.ESTIMATED
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """Hold one member of the family unit (共同生活的家庭成员).

    `traits` are codes of the pack (MINOR, ELDERLY, SEVERE_DISABILITY …). `labour` is a code of the
    pack's table of working capacity, set by an officer where nothing proves what a member earns;
    `labour_waived_for` names why nothing is imputed to this member (no suitable work to be found).
    A member who died counts to the end of that month.
    """

    key: str
    born_on: date | None
    counts_for_income: bool = True
    counts_for_benefit: bool = True
    income: tuple[IncomeItem, ...] = ()
    traits: tuple[str, ...] = ()
    expenses: tuple[ExpenseItem, ...] = ()
    farm: tuple[FarmItem, ...] = ()
    labour: str = ""
    labour_waived_for: str = ""
    died_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFacts:
    """Hold one asset, or the fact that it is not known whether there is one.

    `kind` is a code of the pack's asset table. `cleared_by` names the evidence by which a survey
    cleared it (sold without transfer, stolen registration); `waived_for` names the ground on which
    it is waived (needed for living or production). `unknown` means that nobody has answered: never
    "none".
    """

    kind: str
    value_fen: int = 0
    count: int = 1
    owner: str = ""
    grade: Grade = Grade.DECLARED
    note: str = ""
    evidence: str = ""
    cleared_by: str = ""
    waived_for: str = ""
    unknown: bool = False
    currency: str = HOME_CURRENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterFacts:
    """Hold one legally obliged supporter (法定赡养、抚养、扶养义务人) outside the family unit.

    All amounts are monthly. `family_income_fen` is None while nobody knows it. `agreed_fen` comes
    from a judgment, mediation or written agreement. `exempt_reason` is a code of the pack's
    support table. `minor_children` is the number of children a formula of child maintenance is
    spread over. `children` is how many children the supported person has; `own_standard_fen` the
    monthly standard where the obligor lives, read only where the pack says so.
    """

    key: str
    family_income_fen: int | None = None
    family_size: int = 1
    supported_persons: int = 1
    minor_children: int = 1
    agreed_fen: int | None = None
    agreement_unfair: bool = False
    enforcement_failed: bool = False
    received_fen: int = 0
    exempt_reason: str = ""
    grade: Grade = Grade.DECLARED
    evidence: str = ""
    children: int = 1
    own_standard_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFacts:
    """Hold everything the dibao rules read about one household.

    `unit` is the code of the managing county-level unit; leave it empty where the pack's standard
    is uniform for the whole city. `single_person` is the key of the member who applies alone
    (单人保); empty where the family applies.
    """

    category: Category
    members: tuple[MemberFacts, ...]
    assets: tuple[AssetFacts, ...] = ()
    supporters: tuple[SupporterFacts, ...] = ()
    unit: str = ""
    single_person: str = ""

    def to_record(self) -> dict[str, object]:
        """Give the facts as plain JSON values."""
        record: dict[str, object] = to_plain(self)
        return record

    @classmethod
    def from_record(cls, record: object) -> "HouseholdFacts":
        """Read facts back from plain JSON values.

        Raises: Refused('policy.record') when the record does not have this shape.
        """
        return from_plain(cls, record)
