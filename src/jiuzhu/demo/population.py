"""Invent households that hang together: ages, relations, numbers, means. Pure and seeded.

Every person is marked as test in four visible ways: the flag, the remark, the address and a
telephone number 199 0000 xxxx. The same seed always gives the same people.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from jiuzhu.demo.names import make_given_name, make_minority_name, make_surname
from jiuzhu.demo.people import (
    TEST_ACCOUNT_PREFIX,
    TEST_ADDRESS,
    TEST_PHONE_PREFIX,
    Population,
    Profile,
    Story,
    SyntheticAsset,
    SyntheticHousehold,
    SyntheticIncome,
    SyntheticPerson,
    SyntheticSupporter,
    SyntheticTruth,
)
from jiuzhu.demo.truths import make_truths, write_truth
from jiuzhu.kernel.contact import luhn_digit
from jiuzhu.kernel.identity import make_identity_number
from jiuzhu.kernel.periods import years_between

__all__ = [
    "Population",
    "Profile",
    "Story",
    "SyntheticAsset",
    "SyntheticHousehold",
    "SyntheticIncome",
    "SyntheticPerson",
    "SyntheticSupporter",
    "SyntheticTruth",
    "make_population",
    "write_truth",
]

DEMO_STARTS_ON = date(2020, 9, 1)
COUNTIES = ("370902", "370911", "370921", "370923", "370982", "370983")
STORIES = (
    Story.AGREES, Story.HIDDEN_CAR, Story.AGREES, Story.UNDECLARED_PENSION, Story.AGREES,
    Story.SECOND_HOME, Story.AGREES, Story.UNDECLARED_JOB, Story.AGREES, Story.NAME_MISMATCH,
    Story.AGREES, Story.SOLD_NOT_TRANSFERRED, Story.UNKNOWN_TO_ALL,
)  # fmt: skip
PROFILES = tuple(Profile)
ADULT, PENSION_AGE, CHILD_GAP, WIDEST_GAP = 18, 60, 20, 38
RESIDENT_PENSION_FEN = 11_800
PENSION_PAYER = "社会保险经办机构"
OLD_NAMES_FROM = 45
_YEAR = 365.2425


def make_population(
    seed: int, households: int, villages: Sequence[str], *, on: date = DEMO_STARTS_ON
) -> Population:
    """Return so many households spread over the villages (12-digit codes), ages as of a day.

    Raises ValueError without a village.
    """
    if not villages:
        raise ValueError("a population needs at least one village")
    maker = _Maker(Random(seed), on)
    made = tuple(
        maker.household(index, villages[index % len(villages)]) for index in range(households)
    )
    return Population(seed, on, made, make_truths(Random(seed + 1), made, on))


class _Maker:
    """Hold the source of chance, the day and the numbers already given."""

    def __init__(self, rng: Random, on: date) -> None:
        self.rng = rng
        self.on = on
        self.numbers: set[str] = set()
        self.phones = 0
        self.accounts = 0

    def household(self, index: int, village: str) -> SyntheticHousehold:
        profile, story = PROFILES[index % len(PROFILES)], STORIES[index % len(STORIES)]
        key = f"H{index + 1:06d}"
        category = "URBAN" if village[9] == "0" else "RURAL"
        family = _Family(self, key, village, make_surname(self.rng))
        supporters = _BUILDERS[profile](family)
        return SyntheticHousehold(
            key=key,
            village_code=village,
            category=category,
            profile=profile,
            story=self.fitting(story, family.members[0]),
            members=tuple(family.members),
            supporters=supporters,
            assets=self.assets(category),
        )

    def fitting(self, story: Story, head: SyntheticPerson) -> Story:
        """Give a hidden pension to the old and a hidden job to the young, never the reverse."""
        if story not in {Story.UNDECLARED_PENSION, Story.UNDECLARED_JOB}:
            return story
        old = years_between(head.born_on, self.on) >= PENSION_AGE
        return Story.UNDECLARED_PENSION if old else Story.UNDECLARED_JOB

    def assets(self, category: str) -> tuple[SyntheticAsset, ...]:
        home = "农村宅基地住房一处" if category == "RURAL" else "自住房一处"
        savings = self.rng.randrange(0, 8_000) * 100
        return (
            SyntheticAsset("HOME", 0, home),
            SyntheticAsset("DEPOSIT", savings, "社会保障卡活期存款"),
        )

    def born(self, youngest: int, oldest: int) -> date:
        """Return a birthday of somebody between two ages, both full years."""
        first = self.on - timedelta(days=int((oldest + 1) * _YEAR) - 2)
        last = self.on - timedelta(days=int(youngest * _YEAR) + 2)
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def child_of(self, *parents: SyntheticPerson) -> date:
        """Return a birthday 20 to 38 years after the younger parent's, in the past."""
        younger = max(parent.born_on for parent in parents)
        first = younger + timedelta(days=int(CHILD_GAP * _YEAR) + 1)
        last = min(younger + timedelta(days=int(WIDEST_GAP * _YEAR)), self.on - timedelta(days=40))
        return first + timedelta(days=self.rng.randrange(max((last - first).days, 1)))

    def number(self, region6: str, born_on: date, sex: str) -> str:
        while True:
            serial = self.rng.randrange(1, 990, 2) + (sex == "FEMALE")
            number = make_identity_number(region6, born_on, serial)
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def phone(self) -> str:
        self.phones += 1
        return f"{TEST_PHONE_PREFIX}{self.phones % 10_000:04d}"

    def account(self) -> str:
        self.accounts += 1
        body = f"{TEST_ACCOUNT_PREFIX}{self.accounts:012d}"
        return body + luhn_digit(body)


class _Family:
    """Collect the members of one household under one roof."""

    def __init__(self, maker: _Maker, key: str, village: str, surname: str) -> None:
        self.maker = maker
        self.key = key
        self.village = village
        self.surname = surname
        self.members: list[SyntheticPerson] = []
        self.persons = 0

    def add(
        self,
        relation: str,
        sex: str,
        born_on: date,
        *,
        surname: str | None = None,
        parents: tuple[SyntheticPerson, ...] = (),
        traits: tuple[str, ...] = (),
    ) -> SyntheticPerson:
        """Invent a person and take it into the household."""
        person = self.person(
            relation, sex, born_on, surname=surname, parents=parents, traits=traits
        )
        self.members.append(person)
        return person

    def person(
        self,
        relation: str,
        sex: str,
        born_on: date,
        *,
        surname: str | None = None,
        parents: tuple[SyntheticPerson, ...] = (),
        village: str | None = None,
        traits: tuple[str, ...] = (),
    ) -> SyntheticPerson:
        """Return one person with number, telephone and account as the age allows."""
        rng, place = self.maker.rng, village or self.village
        age = years_between(born_on, self.maker.on)
        self.persons += 1
        newborn = age == 0 and rng.randrange(2) == 0
        is_adult = age >= ADULT
        return SyntheticPerson(
            key=f"{self.key}-{self.persons}",
            name=self._name(sex, surname or self.surname, is_older=age >= OLD_NAMES_FROM),
            sex=sex,
            born_on=born_on,
            identity_number="" if newborn else self.maker.number(place[:6], born_on, sex),
            birth_certificate=f"TEST{self.key[1:]}{self.persons:02d}" if newborn else "",
            relation=relation,
            parents=tuple(parent.key for parent in parents),
            phone=self.maker.phone() if is_adult else "",
            bank_account=self.maker.account() if is_adult else "",
            village_code=place,
            address=f"{TEST_ADDRESS}·{place}·{rng.randrange(1, 400)}号",
            traits=traits or _age_traits(age),
            incomes=self._incomes(age, traits),
        )

    def _name(self, sex: str, surname: str, *, is_older: bool) -> str:
        rng = self.maker.rng
        minority = make_minority_name(rng)
        return minority or surname + make_given_name(rng, sex, is_older=is_older)

    def _incomes(self, age: int, traits: tuple[str, ...]) -> tuple[SyntheticIncome, ...]:
        rng = self.maker.rng
        if age >= PENSION_AGE:
            pension = SyntheticIncome("PENSION", RESIDENT_PENSION_FEN, 1, "社会保险经办机构")
            return (pension,)
        if age < ADULT or "SEVERE_DISABILITY" in traits:
            return ()
        yearly = rng.randrange(800, 6_500) * 100
        if self.village[9] == "0":
            return (SyntheticIncome("ODD_JOBS", yearly, 12, "零工"),)
        return (SyntheticIncome("FARM_REVENUE", yearly, 12, "家庭承包地"),)

    def supporter(
        self, supported: Sequence[SyntheticPerson], sex: str, *, elsewhere: bool
    ) -> SyntheticSupporter:
        """Return a grown child with a family of the own, perhaps in another county."""
        rng = self.maker.rng
        born_on = self.maker.child_of(*supported)
        others = [code for code in COUNTIES if code != self.village[:6]]
        village = f"{rng.choice(others)}000000" if elsewhere else self.village
        relation = "SON" if sex == "MALE" else "DAUGHTER"
        person = self.person(relation, sex, born_on, parents=tuple(supported), village=village)
        size = rng.randrange(2, 5)
        return SyntheticSupporter(
            person=person,
            supports=tuple(parent.key for parent in supported),
            family_size=size,
            family_income_fen=size * rng.randrange(700, 1_700) * 100,
            lives_in_other_county=elsewhere,
        )


def _age_traits(age: int) -> tuple[str, ...]:
    if age < ADULT:
        return ("MINOR",)
    return ("ELDERLY",) if age >= PENSION_AGE else ()


def _any_sex(family: _Family) -> str:
    return family.maker.rng.choice(("MALE", "FEMALE"))


def _spouse_birthday(family: _Family, of: SyntheticPerson) -> date:
    days = family.maker.rng.randrange(-4 * 365, 4 * 365)
    return of.born_on + timedelta(days=days)


def _add_child(family: _Family, *parents: SyntheticPerson, born_on: date | None = None) -> None:
    sex = _any_sex(family)
    relation = "SON" if sex == "MALE" else "DAUGHTER"
    family.add(relation, sex, born_on or family.maker.child_of(*parents), parents=parents)


def _single_elderly(family: _Family) -> tuple[SyntheticSupporter, ...]:
    head = family.add("SELF", _any_sex(family), family.maker.born(63, 85))
    return (family.supporter([head], "MALE", elsewhere=True),)


def _elderly_couple(family: _Family) -> tuple[SyntheticSupporter, ...]:
    head = family.add("SELF", "MALE", family.maker.born(66, 80))
    wife = family.add(
        "SPOUSE", "FEMALE", _spouse_birthday(family, head), surname=make_surname(family.maker.rng)
    )
    return (
        family.supporter([head, wife], "MALE", elsewhere=False),
        family.supporter([head, wife], "FEMALE", elsewhere=True),
    )


def _single_parent(family: _Family) -> tuple[SyntheticSupporter, ...]:
    head = family.add("SELF", _any_sex(family), family.maker.born(30, 45))
    for _ in range(family.maker.rng.randrange(1, 3)):
        _add_child(family, head)
    return ()


def _couple_with_children(family: _Family) -> tuple[SyntheticSupporter, ...]:
    maker = family.maker
    head = family.add("SELF", "MALE", maker.born(30, 44), traits=("SEVERE_DISABILITY",))
    wife = family.add(
        "SPOUSE", "FEMALE", _spouse_birthday(family, head), surname=make_surname(maker.rng)
    )
    _add_child(family, head, wife)
    if maker.rng.randrange(3) == 0:
        _add_child(family, head, wife, born_on=maker.born(0, 0))
    return ()


def _grandparent_with_child(family: _Family) -> tuple[SyntheticSupporter, ...]:
    maker = family.maker
    head = family.add("SELF", "FEMALE", maker.born(62, 74))
    supporter = family.supporter([head], "MALE", elsewhere=True)
    family.add(
        "GRANDCHILD",
        _any_sex(family),
        maker.child_of(supporter.person),
        parents=(supporter.person,),
    )
    return (supporter,)


def _adult_with_parent(family: _Family) -> tuple[SyntheticSupporter, ...]:
    maker = family.maker
    parent = family.person("MOTHER", "FEMALE", maker.born(63, 78), surname=make_surname(maker.rng))
    traits = ("SEVERE_DISABILITY",)
    family.add("SELF", "MALE", maker.child_of(parent), parents=(parent,), traits=traits)
    family.members.append(parent)
    return (family.supporter([parent], "FEMALE", elsewhere=True),)


_BUILDERS: dict[Profile, Callable[[_Family], tuple[SyntheticSupporter, ...]]] = {
    Profile.SINGLE_ELDERLY: _single_elderly,
    Profile.ELDERLY_COUPLE: _elderly_couple,
    Profile.SINGLE_PARENT: _single_parent,
    Profile.COUPLE_WITH_CHILDREN: _couple_with_children,
    Profile.GRANDPARENT_WITH_CHILD: _grandparent_with_child,
    Profile.ADULT_WITH_PARENT: _adult_with_parent,
}
