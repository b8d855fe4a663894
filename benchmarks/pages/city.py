"""A city's cases: some hundred carried through the use cases, then copied by the server itself.

Afterwards names, initials and last digits are given as they are distributed among people: a search
must not be quick because every copy has a name of its own.
"""

from __future__ import annotations

import random
from typing import Any

import psycopg
from cases import IN_OFFICE_SINCE, StepDesks, new_road, no_documents, walk

from jiuzhu.demo.county import build_cases, furnish, population, set_clock
from jiuzhu.demo.names import OLD_FEMALE, OLD_MALE, SURNAMES, YOUNG_FEMALE, YOUNG_MALE
from jiuzhu.kernel.names import initials, match_key
from support.many_copies import multiply

MIXED, PAID = 40, 80  # through the use cases: in every state, and in payment
NAMES = 60_000
SEED = 20190830
POOL = "CREATE TEMPORARY TABLE pool (n int PRIMARY KEY, name text, key text, initials varchar[])"
NAMED = (
    "UPDATE households_person p SET name = g.name, name_match = g.key, name_initials = g.initials"
    " FROM pool g WHERE g.n = (hashint8(p.id)::bigint & 2147483647) %% %s"
)
NUMBERED = (
    "UPDATE households_identitydocument SET last_four ="
    " lpad(((hashint8(id + 7)::bigint & 2147483647) % 10000)::text, 4, '0')"
)
COUNTED = (
    "INSERT INTO cases_casecounter (organ_id, scheme, state, cases)"
    " SELECT organ_id, scheme, state, count(*) FROM cases_case GROUP BY 1, 2, 3"
    " ON CONFLICT (organ_id, scheme, state) DO UPDATE SET cases = excluded.cases"
)


def build_city(admin: dict[str, Any], cases: int) -> tuple[int, int, int]:
    """Fill the database and return how many cases, events and persons it holds."""
    walk_some()
    with psycopg.connect(**admin) as asking:
        has = asking.execute("SELECT count(*) FROM cases_case").fetchone()
        multiply(asking, cases // max(has[0], 1) - 1, most=None)
        name_people(asking)
        asking.execute("TRUNCATE cases_casecounter")
        asking.execute(COUNTED)
        asking.commit()
        asking.autocommit = True
        asking.execute("VACUUM (ANALYZE)")
        return sizes(asking)


def sizes(asking: psycopg.Connection[Any]) -> tuple[int, int, int]:
    """Return the numbers of cases, events and persons."""
    tables = ("cases_case", "cases_caseevent", "households_person")
    return tuple(
        asking.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in tables
    )


def walk_some() -> None:
    """Carry the cases that are copied: some in every state, most in payment, as in life."""
    offices = furnish()
    set_clock()
    people = population(offices, MIXED)
    with no_documents():
        build_cases(offices, people, range(MIXED), told=lambda *_: None)
        desks = StepDesks(IN_OFFICE_SINCE)
        for index in range(1, PAID + 1):
            village = offices.villages[index % len(offices.villages)]
            walk(new_road(index, village=village, desks=desks))


def name_people(asking: psycopg.Connection[Any]) -> None:
    """Give everybody a name as frequent as it is, with all readings of its initials."""
    rng = random.Random(SEED)
    weights = [1 / (place + 1.5) for place in range(len(SURNAMES))]
    given = OLD_MALE + OLD_FEMALE + YOUNG_MALE + YOUNG_FEMALE
    asking.execute(POOL)
    with asking.cursor().copy("COPY pool FROM STDIN") as copy:
        for number in range(NAMES):
            surname = rng.choices(SURNAMES, weights)[0]
            name = surname + "".join(rng.sample(given, rng.choice((1, 2, 2, 2))))
            copy.write_row((number, name, match_key(name), list(initials(name))))
    asking.execute(NAMED, [NAMES])
    asking.execute(NUMBERED)
