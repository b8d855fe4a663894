"""Synthetic people hang together, are marked, and differ from the registers as their story says."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import jiuzhu.policy
from jiuzhu.demo.names import MINORITY_NAMES, RARE_GIVEN
from jiuzhu.demo.people import TEST_ADDRESS, TEST_REMARK
from jiuzhu.demo.population import (
    COUNTIES,
    PROFILES,
    Population,
    Story,
    SyntheticHousehold,
    make_population,
    write_truth,
)
from jiuzhu.gateways.departments.simulator.rows import rows_of
from jiuzhu.gateways.departments.simulator.truth import Truth
from jiuzhu.kernel.contact import parse_bank_account, parse_phone
from jiuzhu.kernel.disclosure import find_personal_data
from jiuzhu.kernel.identity import parse_identity_number
from jiuzhu.kernel.names import clean_name
from jiuzhu.kernel.periods import years_between

VILLAGES = ("370902001001", "370911003201", "370983001201", "370982101205")


@pytest.fixture(scope="module")
def population() -> Population:
    return make_population(20200901, 600, VILLAGES)


def truth_of(population: Population, household: SyntheticHousehold):
    numbers = {member.identity_number for member in household.members} - {""}
    return [truth for truth in population.truths if truth.number in numbers]


def by_story(population: Population, story: Story) -> list[SyntheticHousehold]:
    return [household for household in population.households if household.story is story]


def test_same_seed_same_people_other_seed_other_people(population):
    assert make_population(20200901, 600, VILLAGES) == population
    assert make_population(1, 600, VILLAGES).persons != population.persons


def test_a_longer_population_begins_with_the_shorter(population):
    assert make_population(20200901, 40, VILLAGES).households == population.households[:40]


def test_everybody_is_marked_as_test(population):
    for person in population.persons:
        assert person.is_test
        assert person.remark == TEST_REMARK
        assert person.address.startswith(TEST_ADDRESS)
        assert not person.phone or person.phone.startswith("1990000")
    assert all(household.is_test for household in population.households)


def test_numbers_are_valid_unique_and_say_what_the_person_is(population):
    numbered = [person for person in population.persons if person.identity_number]
    for person in numbered:
        found = parse_identity_number(person.identity_number)
        assert (found.born_on, found.sex) == (person.born_on, person.sex)
        assert found.region6 in COUNTIES
        assert found.region6 == person.village_code[:6]
        assert not found.warnings
    assert len({person.identity_number for person in numbered}) == len(numbered)


def test_newborns_have_a_certificate_instead(population):
    without = [person for person in population.persons if not person.identity_number]
    assert without
    for person in without:
        assert person.birth_certificate.startswith("TEST")
        assert years_between(person.born_on, population.on) == 0


def test_parents_are_at_least_sixteen_years_older(population):
    known = {person.key: person for person in population.persons}
    children = [person for person in population.persons if person.parents]
    assert len(children) > 400
    for child in children:
        for parent in child.parents:
            assert years_between(known[parent].born_on, child.born_on) >= 16


def test_nobody_is_born_in_the_future_or_too_old(population):
    ages = [years_between(person.born_on, population.on) for person in population.persons]
    assert min(ages) >= 0
    assert max(ages) < 95


def test_household_has_one_applicant_who_is_of_age_and_keys_are_unique(population):
    for household in population.households:
        relations = Counter(member.relation for member in household.members)
        head = household.members[0]
        assert (relations["SELF"], head.relation) == (1, "SELF")
        assert relations["SPOUSE"] <= 1
        assert years_between(head.born_on, population.on) >= 18
    keys = [person.key for person in population.persons]
    assert len(set(keys)) == len(keys)


def test_accounts_and_telephones_pass_their_parsers(population):
    adults = [person for person in population.persons if person.bank_account]
    for person in adults:
        assert parse_bank_account(person.bank_account) == person.bank_account
        assert parse_phone(person.phone).number == person.phone
    assert len({person.bank_account for person in adults}) == len(adults)


def test_names_are_fit_and_the_rare_ones_occur(population):
    names = [person.name for person in population.persons]
    assert all(clean_name(name) == name for name in names)
    assert any(name in MINORITY_NAMES for name in names)
    assert {rare for rare in RARE_GIVEN if any(name.endswith(rare) for name in names)} >= {
        "䶮", "㛃", "𬎆", "𠅤", "喆",
    }  # fmt: skip
    assert {name[0] for name in names} >= set("单解仇查区曾朴盖乐任")


def test_supporters_live_outside_and_many_in_another_county(population):
    elsewhere = 0
    for household in population.households:
        members = {member.key for member in household.members}
        for supporter in household.supporters:
            assert supporter.person.key not in members
            assert set(supporter.supports) <= members
            away = supporter.person.village_code[:6] != household.village_code[:6]
            assert away == supporter.lives_in_other_county
            assert supporter.family_income_fen > 0
            elsewhere += away
    assert elsewhere > 300


def test_every_story_meets_every_profile(population):
    met = {(household.profile, household.story) for household in population.households}
    told = {story for _, story in met}
    assert told == set(Story)
    assert all((profile, Story.AGREES) in met for profile in PROFILES)


def test_declared_means_are_low_and_plain(population):
    for household in population.households:
        monthly = sum(
            income.amount_fen // income.months
            for member in household.members
            for income in member.incomes
        )
        assert monthly / len(household.members) < 1_200_00
        assert all(asset.value_fen >= 0 for asset in household.assets)


def test_declared_kinds_are_codes_of_the_pack(population):
    pack = Path(jiuzhu.policy.__file__).parent / "packs" / "taian"
    incomes, assets = (
        set(re.findall(r"code: ([A-Z_]+)", (pack / name).read_text(encoding="utf-8")))
        for name in ("income.yaml", "assets.yaml")
    )
    assert {income.kind for person in population.persons for income in person.incomes} <= incomes
    assert {asset.kind for house in population.households for asset in house.assets} <= assets


def test_where_story_agrees_registers_show_one_home_and_no_car(population):
    for household in by_story(population, Story.AGREES):
        truths = truth_of(population, household)
        assert [len(truth.vehicles) for truth in truths] == [0] * len(truths)
        assert sum(len(truth.real_estate) for truth in truths) == 1


@pytest.mark.parametrize(
    ("story", "status"), [(Story.HIDDEN_CAR, "NORMAL"), (Story.SOLD_NOT_TRANSFERRED, "OVERDUE")]
)
def test_hidden_cars_are_registered(population, story, status):
    for household in by_story(population, story):
        cars = [car for truth in truth_of(population, household) for car in truth.vehicles]
        assert [car.status for car in cars] == [status]


def test_second_home_is_registered(population):
    for household in by_story(population, Story.SECOND_HOME):
        homes = [home for truth in truth_of(population, household) for home in truth.real_estate]
        assert len(homes) == 2


def test_hidden_pension_is_for_the_old_and_hidden_job_for_the_young(population):
    for story, status in ((Story.UNDECLARED_PENSION, "DRAWING"), (Story.UNDECLARED_JOB, "PAYING")):
        for household in by_story(population, story):
            head = household.members[0]
            truth = next(t for t in truth_of(population, household) if t.number)
            (insurance,) = truth.social_insurance
            assert (insurance.kind, insurance.status) == ("EMPLOYEE_PENSION", status)
            is_old = years_between(head.born_on, population.on) >= 60
            assert is_old == (story is Story.UNDECLARED_PENSION)


def test_name_mismatch_and_unknown_persons(population):
    for household in by_story(population, Story.NAME_MISMATCH):
        known = {member.identity_number: member.name for member in household.members}
        assert any(known[t.number] != t.name for t in truth_of(population, household))
    for household in by_story(population, Story.UNKNOWN_TO_ALL):
        numbers = [member for member in household.members if member.identity_number]
        assert len(truth_of(population, household)) == len(numbers) - 1


def test_truth_is_read_by_the_department_simulator(population, tmp_path: Path):
    path = tmp_path / "truth.jsonl"
    count = write_truth(population, path)
    truth = Truth(path)
    assert truth.count() == count == len(population.truths)
    car_owner = next(entry for entry in population.truths if entry.vehicles)
    person = truth.person(car_owner.number)
    assert person is not None
    (row,) = rows_of("vehicles", person, ["registrations"], date(2020, 9, 1))
    assert row["HPHM"] == car_owner.vehicles[0].plate
    for entry in population.truths[:200]:
        line = truth.person(entry.number)
        assert line is not None
        rows_of("real_estate", line, ["ownerships"], date(2020, 9, 1))
        rows_of("social_insurance", line, ["contributions", "pensions"], date(2020, 9, 1))


def test_truth_file_holds_one_json_object_a_line(population, tmp_path: Path):
    path = tmp_path / "truth.jsonl"
    write_truth(population, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["number"] for line in lines] == [t.number for t in population.truths]


def test_invented_numbers_are_what_the_disclosure_check_catches(population):
    person = population.persons[0]
    found = find_personal_data(f"{person.identity_number}，{person.phone}，{person.bank_account}")
    assert len(found) == 3


def test_a_population_needs_a_village():
    with pytest.raises(ValueError, match="at least one village"):
        make_population(1, 1, [])
