"""Type the rows of a pack that the schemes beside dibao read: tekun, edge families, one-off aid."""

from dataclasses import dataclass

from jiuzhu.policy.pack_rows import Provision
from jiuzhu.policy.scheme_terms import AidKind, DisabilityKind, Identity, Incapacity


@dataclass(frozen=True, slots=True, kw_only=True)
class AbilityRule(Provision):
    """Hold one ground of having no ability to work (43号 art. 5); what it names must all hold.

    Ages are full years, `age_from` inclusive and `age_below` exclusive. `receiving` asks for a
    person who is tekun already, `in_school` for one still in school.
    """

    code: str
    label: str
    age_from: int | None = None
    age_below: int | None = None
    disability_kinds: tuple[DisabilityKind, ...] = ()
    grade_to: int = 0
    receiving: bool = False
    in_school: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnableRule(Provision):
    """Hold one ground on which a legally obliged person is unable (43号 art. 8); all must hold."""

    code: str
    label: str
    benefits: tuple[Identity, ...] = ()
    statuses: tuple[Incapacity, ...] = ()
    age_from: int | None = None
    disability_kinds: tuple[DisabilityKind, ...] = ()
    grade_to: int = 0
    income_below_disposable: bool = False
    property_within: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCareAbility(Provision):
    """Hold one of the abilities that the self-care test looks at (43号 art. 21)."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CareGrade(Provision):
    """Hold one care grade: from how many to how many failed abilities, both inclusive."""

    code: str
    label: str
    failed_from: int
    failed_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AidCause(Provision):
    """Hold one cause of temporary aid; without `rigid` its outlay is no rigid expenditure."""

    code: str
    label: str
    rigid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AidBand(Provision):
    """Hold one band of self-paid outlay: from it on, so many months of a standard are paid.

    `least_yuan` is paid at least to families that hold one of `least_for`.
    """

    code: str
    label: str
    cause: str
    outlay_from_yuan: int
    months_of_standard: int
    least_yuan: int = 0
    least_for: tuple[Identity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AidLimit(Provision):
    """Hold how often and how much aid is given within the window, for one cause or all together.

    With `same_cause` each cause is counted for itself.
    `most_times` and `most_months_of_standard` of 0 set no limit; an empty `kinds` means all ways.
    """

    code: str
    label: str
    same_cause: bool = False
    kinds: tuple[AidKind, ...] = ()
    most_times: int = 0
    most_months_of_standard: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentTier(Provision):
    """Hold one tier of urgent relief; a tier without a ceiling is settled by a conference."""

    code: str
    label: str
    most_yuan: int = 0
