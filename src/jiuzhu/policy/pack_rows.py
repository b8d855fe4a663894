"""Type the rows of a pack's tables; each row carries its own source, dates and check mark."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.policy.results import ValueUse
from jiuzhu.policy.values import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """Hold where a row comes from and from when to when it holds."""

    document: str
    article: str
    verified: bool
    still_valid_on: date
    effective_from: date
    effective_to: date | None = None
    note: str = ""

    def holds(self, on: date) -> bool:
        """Say whether the row is in force on a day."""
        return in_force(self.effective_from, self.effective_to, on)

    @property
    def citation(self) -> str:
        """Name document and article as a paper quotes them."""
        return f"{self.document}{self.article}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawDocument(Provision):
    """Hold one document that the pack cites: its last article, or its sections, where known.

    `articles` is the number of the last article (0 = not known), `sections` the parts of a document
    without articles.
    """

    title: str
    articles: int = 0
    sections: tuple[str, ...] = ()


class Treatment(StrEnum):
    """Say what happens to an income: counted, deducted from its group, or left out."""

    COUNTED = "COUNTED"
    DEDUCTED = "DEDUCTED"
    EXEMPT = "EXEMPT"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeGroup(Provision):
    """Hold one of the four groups of income, which may or may not fall below zero."""

    code: str
    label: str
    floor_at_zero: bool


class CapUnit(StrEnum):
    """Say in what a monthly cap is written: none, yuan, or a rate of a standard or wage."""

    NONE = "NONE"
    YUAN = "YUAN"
    STANDARD_RATE = "STANDARD_RATE"
    MINIMUM_WAGE_RATE = "MINIMUM_WAGE_RATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeKind(Provision):
    """Hold one kind of income or deduction.

    A deduction is taken, and an exemption left out, up to `cap` a month and member (in yuan, or per
    ten thousand of the standard or the minimum wage); only for members with one of `only_for`
    where it names traits. `asked_as` is what the public questions call it; `from_work` says that it
    is earned, so that it varies (定期复核).
    """

    code: str
    label: str
    group: str
    treatment: Treatment
    cap: int = 0
    cap_unit: CapUnit = CapUnit.NONE
    only_for: tuple[str, ...] = ()
    asked_as: str = ""
    from_work: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LabourGrade(Provision):
    """Hold one grade of working capacity and the share of the minimum wage imputed for it."""

    code: str
    label: str
    group: str
    rate_per_ten_thousand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmKind(Provision):
    """Hold one crop or animal: yearly yield of one unit, its price and its cost.

    `yield_hundredths` is in hundredths of the weight or piece that `price_fen` is paid for.
    """

    code: str
    label: str
    per: str
    group: str
    yield_hundredths: int
    price_fen: int
    cost_fen: int = 0


class ExpensePer(StrEnum):
    """Say over whom the cap of a necessary expense runs."""

    MEMBER = "MEMBER"
    HOUSEHOLD = "HOUSEHOLD"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseKind(Provision):
    """Hold one kind of necessary expense that lowers the income of a household.

    A share of the outlay counts, up to `cap` a month as in `IncomeKind`.
    """

    code: str
    label: str
    rate_per_ten_thousand: int = 10_000
    cap: int = 0
    cap_unit: CapUnit = CapUnit.NONE
    per: ExpensePer = ExpensePer.MEMBER
    only_for: tuple[str, ...] = ()


class Measure(StrEnum):
    """Say what is summed over the assets of a kind."""

    VALUE = "VALUE"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetKind(Provision):
    """Hold one kind of asset; `asked_as` is what the public questions call it."""

    code: str
    label: str
    measure: Measure
    asked_as: str = ""


class Aggregation(StrEnum):
    """Say over whom an asset rule sums."""

    PER_HEAD = "PER_HEAD"
    HOUSEHOLD = "HOUSEHOLD"
    ANY_MEMBER = "ANY_MEMBER"


class LimitUnit(StrEnum):
    """Say in what the limit of an asset rule is written."""

    STANDARD_MONTHS = "STANDARD_MONTHS"
    YUAN = "YUAN"
    COUNT = "COUNT"


class Comparator(StrEnum):
    """Say whether the limit itself is still allowed."""

    AT_MOST = "AT_MOST"
    BELOW = "BELOW"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRule(Provision):
    """Hold one property rule: what is summed over whom, and what it may be at most.

    `raised_limit` holds instead of `limit` for a household with a member of one of `raised_for`.
    """

    rule_id: str
    label: str
    kinds: tuple[str, ...]
    measure: Measure
    aggregation: Aggregation
    limit: int
    limit_unit: LimitUnit
    waivers: tuple[str, ...] = ()
    clearing: tuple[str, ...] = ()
    reason: str
    comparator: Comparator = Comparator.AT_MOST
    raised_limit: int = 0
    raised_for: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()

    def concerns(self, scheme: str) -> bool:
        """Say whether the rule belongs to a scheme; without a list it belongs to all."""
        return not self.schemes or scheme in self.schemes


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptGround(Provision):
    """Hold one ground on which a legally obliged supporter need not pay."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp(Provision):
    """Hold one class top-up (分类施保): a share of the standard for members of a class.

    The class is a trait, an age in full years (`age_from` inclusive, `age_below` exclusive, 0 =
    open), or both together.
    """

    code: str
    label: str
    trait: str = ""
    rate_per_ten_thousand: int
    age_from: int = 0
    age_below: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Provision):
    """Hold one tier (分档) of a category: what each person gets from what gap of income on.

    Both are per ten thousand of the standard; of the tiers whose gap is reached, the one with the
    largest gap pays.
    """

    code: str
    label: str
    category: str
    gap_per_ten_thousand: int
    pays_per_ten_thousand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitStep(Provision):
    """Hold one step of the gradual exit (渐退): from which month on which share is still paid."""

    code: str
    label: str
    from_month: int
    rate_per_ten_thousand: int


class ObtainedBy(StrEnum):
    """Say how a paper comes into the file (S23, S24)."""

    APPLICANT = "APPLICANT"
    FILLED_TOGETHER = "FILLED_TOGETHER"
    SHARED = "SHARED"
    CHECKED_ON_SIGHT = "CHECKED_ON_SIGHT"
    COMMITMENT = "COMMITMENT"
    ASSISTED_INQUIRY = "ASSISTED_INQUIRY"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRule(Provision):
    """Hold one paper that may be asked for, and the source that makes asking unlawful."""

    code: str
    name: str
    when: str
    obtained_by: ObtainedBy
    shared_source: str = ""


class PerWhat(StrEnum):
    """Say how often a document kind must be in the file."""

    CASE = "CASE"
    AUTHORIZED_PERSON = "AUTHORIZED_PERSON"
    DELIVERED_NOTICE = "DELIVERED_NOTICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRule(Provision):
    """Hold one document kind that a finished file must hold.

    `when` lists states the case has passed (state:APPLIED) or facts (proxy); any one is enough.
    """

    kind: str
    label: str
    when: tuple[str, ...]
    per: PerWhat = PerWhat.CASE


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRule(Provision):
    """Hold who counts as a member of the family unit from when on."""

    relation: str
    label: str
    counts: bool


class TreatAs(StrEnum):
    """Say what a record of a source becomes in the facts of a household."""

    ASSET = "ASSET"
    INCOME = "INCOME"
    SIGNAL = "SIGNAL"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRule(Provision):
    """Hold how a record of a source is read; an empty status stands for any."""

    source: str
    kind: str
    status: str = ""
    treat_as: TreatAs
    as_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Provision):
    """Hold one entry of a code table."""

    code: str
    label: str


def use_of(row: Provision, ref: str, label: str) -> ValueUse:
    """Record that a result rests on a row."""
    return ValueUse(
        ref=f"{ref}@{row.effective_from.isoformat()}",
        label=label,
        document=row.document,
        article=row.article,
        verified=row.verified,
    )
