"""What the departments hold about the synthetic people; it may differ from what they declare."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from random import Random

from jiuzhu.demo.people import (
    Population,
    Story,
    SyntheticEstate,
    SyntheticHousehold,
    SyntheticInsurance,
    SyntheticPerson,
    SyntheticTruth,
    SyntheticVehicle,
)
from jiuzhu.kernel.periods import Month, years_between

ADULT, PENSION_AGE = 18, 60
RESIDENT_PENSION_FEN = 11_800
EMPLOYEE_PENSION_FEN = 238_000
CONTRIBUTION_BASE_FEN = 376_700
_HIDDEN_CARS = {
    Story.HIDDEN_CAR: (date(2018, 3, 5), "NORMAL"),
    Story.SOLD_NOT_TRANSFERRED: (date(2009, 6, 18), "OVERDUE"),
}
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def make_truths(
    rng: Random, households: Iterable[SyntheticHousehold], on: date
) -> tuple[SyntheticTruth, ...]:
    """Return the registers' lines for everybody who has a number, in order of the households."""
    truths: list[SyntheticTruth] = []
    for household in households:
        plain = [_plain(rng, household, member, on) for member in household.members]
        known = _told(rng, household, [truth for truth in plain if truth.number], on)
        truths.extend(known)
        truths.extend(_supporter(rng, entry.person, on) for entry in household.supporters)
    return tuple(truths)


def _plain(
    rng: Random, household: SyntheticHousehold, person: SyntheticPerson, on: date
) -> SyntheticTruth:
    """Return the registers as the household declares: one home, the residents' pension."""
    estates = (_home(rng, household),) if person is household.members[0] else ()
    return SyntheticTruth(
        person.identity_number, person.name, (), estates, _residents_pension(person, on)
    )


def _home(rng: Random, household: SyntheticHousehold) -> SyntheticEstate:
    use = "HOMESTEAD" if household.category == "RURAL" else "DWELLING"
    return _estate(rng, household, use, date(2003, 5, 12))


def _estate(
    rng: Random, household: SyntheticHousehold, use: str, registered_on: date
) -> SyntheticEstate:
    number = rng.randrange(1, 1_000_000)
    return SyntheticEstate(
        certificate_number=f"鲁({registered_on.year})测试不动产权第{number:07d}号",
        location=f"测试坐落·{household.village_code}",
        use=use,
        area_hundredths=rng.randrange(4_500, 14_000),
        share="1/1",
        registered_on=registered_on.isoformat(),
        is_mortgaged=False,
    )


def _residents_pension(person: SyntheticPerson, on: date) -> tuple[SyntheticInsurance, ...]:
    age = years_between(person.born_on, on)
    if age < ADULT:
        return ()
    drawing = age >= PENSION_AGE
    insurance = SyntheticInsurance(
        kind="RESIDENT_PENSION",
        status="DRAWING" if drawing else "PAYING",
        unit_name="",
        contribution_base_fen=None,
        months_paid=min((age - ADULT) * 12, 132),
        last_paid_month=None if drawing else str(Month(on.year - 1, 12)),
        monthly_benefit_fen=RESIDENT_PENSION_FEN if drawing else None,
    )
    return (insurance,)


def _told(
    rng: Random, household: SyntheticHousehold, truths: list[SyntheticTruth], on: date
) -> list[SyntheticTruth]:
    """Let the household's story happen to its first member."""
    first, rest = truths[0], truths[1:]
    if household.story is Story.UNKNOWN_TO_ALL:
        return rest
    return [_altered(rng, household, first, on), *rest]


def _altered(
    rng: Random, household: SyntheticHousehold, first: SyntheticTruth, on: date
) -> SyntheticTruth:
    story = household.story
    if story is Story.SECOND_HOME:
        second = _estate(rng, household, "DWELLING", date(2017, 5, 2))
        return replace(first, real_estate=(*first.real_estate, second))
    if story is Story.NAME_MISMATCH:
        return replace(first, name=first.name + "旧")
    if story in _HIDDEN_CARS:
        return replace(first, vehicles=(_car(rng, *_HIDDEN_CARS[story]),))
    if story is Story.UNDECLARED_PENSION:
        return replace(first, social_insurance=(_employee_pension(),))
    if story is Story.UNDECLARED_JOB:
        return replace(first, social_insurance=(_employment(on, CONTRIBUTION_BASE_FEN),))
    return first


def _car(rng: Random, registered_on: date, status: str) -> SyntheticVehicle:
    plate = f"鲁J{rng.choice(_PLATE_LETTERS)}{rng.randrange(1_000):03d}测"
    return SyntheticVehicle(plate, "CAR", "五菱", "非营运", registered_on.isoformat(), status)


def _employee_pension() -> SyntheticInsurance:
    return SyntheticInsurance(
        "EMPLOYEE_PENSION", "DRAWING", "测试退休单位", None, 264, None, EMPLOYEE_PENSION_FEN
    )


def _employment(on: date, base_fen: int) -> SyntheticInsurance:
    last_paid = str(Month.of(on).previous())
    return SyntheticInsurance(
        "EMPLOYEE_PENSION", "PAYING", "测试用工单位", base_fen, 96, last_paid, None
    )


def _supporter(rng: Random, person: SyntheticPerson, on: date) -> SyntheticTruth:
    base = CONTRIBUTION_BASE_FEN + rng.randrange(0, 3_000) * 100
    cars = (_car(rng, date(2016, 4, 1), "NORMAL"),) if rng.randrange(3) == 0 else ()
    retired = years_between(person.born_on, on) >= PENSION_AGE
    insurance = _employee_pension() if retired else _employment(on, base)
    return SyntheticTruth(person.identity_number, person.name, cars, (), (insurance,))


def write_truth(population: Population, path: Path) -> int:
    """Write the departments' truth as JSON Lines, one person a line, and return the count.

    The shape is the department simulator's: number, name, vehicles, real_estate,
    social_insurance.
    """
    lines = [json.dumps(asdict(truth), ensure_ascii=False) for truth in population.truths]
    # Renamed into place: a department that reads half a file would say "nothing found".
    part = path.with_name(f".{path.name}.part")
    part.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    part.replace(path)
    return len(lines)
