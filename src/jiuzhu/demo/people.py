"""Shapes of the synthetic population: what people declare, and what the departments hold."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TEST_REMARK = "测试人员，非真实个人"
TEST_ADDRESS = "测试地址"
TEST_PHONE_PREFIX = "1990000"  # 199 0000 xxxx
TEST_ACCOUNT_PREFIX = "620000"  # no bank issues under it


class Story(StrEnum):
    """Say how a household's declaration and the departments' registers differ."""

    AGREES = "AGREES"
    HIDDEN_CAR = "HIDDEN_CAR"
    SOLD_NOT_TRANSFERRED = "SOLD_NOT_TRANSFERRED"
    SECOND_HOME = "SECOND_HOME"
    UNDECLARED_PENSION = "UNDECLARED_PENSION"
    UNDECLARED_JOB = "UNDECLARED_JOB"
    NAME_MISMATCH = "NAME_MISMATCH"
    UNKNOWN_TO_ALL = "UNKNOWN_TO_ALL"


class Profile(StrEnum):
    """Say what kind of family it is."""

    SINGLE_ELDERLY = "SINGLE_ELDERLY"
    ELDERLY_COUPLE = "ELDERLY_COUPLE"
    SINGLE_PARENT = "SINGLE_PARENT"
    COUPLE_WITH_CHILDREN = "COUPLE_WITH_CHILDREN"
    GRANDPARENT_WITH_CHILD = "GRANDPARENT_WITH_CHILD"
    ADULT_WITH_PARENT = "ADULT_WITH_PARENT"


@dataclass(frozen=True, slots=True)
class SyntheticIncome:
    """Hold one declared income; `months` says how many months the amount covers."""

    kind: str
    amount_fen: int
    months: int
    payer: str


@dataclass(frozen=True, slots=True)
class SyntheticAsset:
    """Hold one declared asset."""

    kind: str
    value_fen: int
    note: str


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """Hold one invented person; an infant may have a birth certificate instead of a number."""

    key: str
    name: str
    sex: str
    born_on: date
    identity_number: str
    birth_certificate: str
    relation: str
    parents: tuple[str, ...]
    phone: str
    bank_account: str
    village_code: str
    address: str
    traits: tuple[str, ...] = ()
    incomes: tuple[SyntheticIncome, ...] = ()
    remark: str = TEST_REMARK
    is_test: bool = True


@dataclass(frozen=True, slots=True)
class SyntheticSupporter:
    """Hold a legally obliged supporter who lives elsewhere, with the own family's means."""

    person: SyntheticPerson
    supports: tuple[str, ...]
    family_size: int
    family_income_fen: int
    lives_in_other_county: bool


@dataclass(frozen=True, slots=True)
class SyntheticHousehold:
    """Hold one household as it presents itself at the window; the first member applies."""

    key: str
    village_code: str
    category: str
    profile: Profile
    story: Story
    members: tuple[SyntheticPerson, ...]
    supporters: tuple[SyntheticSupporter, ...]
    assets: tuple[SyntheticAsset, ...]
    is_test: bool = True


@dataclass(frozen=True, slots=True)
class SyntheticVehicle:
    """Hold a registration as the traffic police have it."""

    plate: str
    vehicle_class: str
    brand: str
    use_nature: str
    first_registered_on: str
    status: str


@dataclass(frozen=True, slots=True)
class SyntheticEstate:
    """Hold a title as the land registry has it."""

    certificate_number: str
    location: str
    use: str
    area_hundredths: int
    share: str
    registered_on: str
    is_mortgaged: bool


@dataclass(frozen=True, slots=True)
class SyntheticInsurance:
    """Hold a social insurance as its office has it."""

    kind: str
    status: str
    unit_name: str
    contribution_base_fen: int | None
    months_paid: int
    last_paid_month: str | None
    monthly_benefit_fen: int | None


@dataclass(frozen=True, slots=True)
class SyntheticTruth:
    """Hold what the departments know about one number, whatever the person declares."""

    number: str
    name: str
    vehicles: tuple[SyntheticVehicle, ...]
    real_estate: tuple[SyntheticEstate, ...]
    social_insurance: tuple[SyntheticInsurance, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """Hold the households of one seed and the departments' truth about them."""

    seed: int
    on: date
    households: tuple[SyntheticHousehold, ...]
    truths: tuple[SyntheticTruth, ...]

    @property
    def persons(self) -> tuple[SyntheticPerson, ...]:
        """Return everybody: members first, then supporters, household by household."""
        return tuple(
            person
            for household in self.households
            for person in (*household.members, *(s.person for s in household.supporters))
        )
