"""One row of the access table, and the words in which the rows are written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ANYBODY = frozenset({"ANYBODY"})
STAFF = frozenset({"STAFF"})
CITIZEN = frozenset({"CITIZEN"})
MACHINE = frozenset({"MACHINE"})
NOBODY: frozenset[str] = frozenset()


class Area(StrEnum):
    """Which relation between the person and the record decides."""

    NONE = "none"  # nothing of a person is shown, or only what concerns whoever asks
    CASE = "case"  # the organ that runs the case, those above it, its centre; its village
    VILLAGE = "village"  # the village of the case only
    COUNTY = "county"  # the county unit that pays the case
    SELF = "self"  # the applicant of the case only
    OWN = "own"  # the account that the record belongs to; nobody who visits
    CODE = "code"  # whoever holds the random code


@dataclass(frozen=True, slots=True)
class Access:
    """One row of the table."""

    path: str
    route: str
    get: frozenset[str]
    post: frozenset[str]
    area: Area
    note: str = ""


def roles(words: str) -> frozenset[str]:
    """Return a set of roles from words."""
    return frozenset(words.split())


VIEWS = roles(
    "WINDOW SURVEYOR VERIFIER ASSESSOR DECIDER ASSISTANT ARCHIVIST PAYROLL SUPERVISOR"
    " CENTRE_VERIFIER COUNTY_DECIDER COUNTY_POLICY"
)
REGISTERS = roles("WINDOW ASSISTANT")
SIGNS_RESERVE = roles("WINDOW DECIDER")
FILLS_RESERVE = roles("COUNTY_DECIDER")
KEEPS_RESERVE = SIGNS_RESERVE | FILLS_RESERVE
WINDOW = roles("WINDOW")
APPLIES = roles("WINDOW ASSISTANT")
SURVEYS = roles("SURVEYOR")
FILES = roles("VERIFIER")
CENTRE = roles("CENTRE_VERIFIER")
CHECKS_REASONS = roles("WINDOW ASSESSOR DECIDER")
OPENS_REPORT = roles("VERIFIER ASSESSOR DECIDER CENTRE_VERIFIER COUNTY_DECIDER")
ASSESSES = roles("ASSESSOR")
DECIDES = roles("DECIDER COUNTY_DECIDER")
PUBLISHES = roles("WINDOW ASSESSOR")
POSTS = roles("WINDOW ASSISTANT")
OBJECTS = roles("WINDOW ASSESSOR ASSISTANT COUNTY_DECIDER")
HANDLES = roles("WINDOW ASSESSOR COUNTY_DECIDER")
DELIVERS = roles("WINDOW SURVEYOR ASSISTANT ARCHIVIST")
SEALS = DELIVERS | CENTRE
ISSUES = roles("WINDOW VERIFIER ASSESSOR DECIDER CENTRE_VERIFIER COUNTY_DECIDER")
ARCHIVES = roles("ARCHIVIST")
ASSIGNS = roles("WINDOW SURVEYOR VERIFIER ASSESSOR DECIDER")
LAW = roles("POLICY_OFFICER")
CONFIRMS = roles("COUNTY_POLICY COUNTY_DECIDER")
EXPLAINS_LAW = roles("COUNTY_POLICY")
PAYS = roles("PAYROLL")
BOOKS = roles("FINANCE")
SUPERVISES = roles("SUPERVISOR CITY_VIEWER")
VILLAGE = roles("ASSISTANT")

SEPARATE = "never by somebody who visited, verified or assessed; power of that day"
OWN_AREA = "lists the own area"
AGREED = "named officer with a live confidentiality agreement"


def read(path: str, route: str, who: frozenset[str], area: Area, note: str = "") -> Access:
    """Return the row of a page that is only read."""
    return Access(path, route, who, NOBODY, area, note)


def send(path: str, route: str, who: frozenset[str], area: Area, note: str = "") -> Access:
    """Return the row of an address that only takes what is sent."""
    return Access(path, route, NOBODY, who, area, note)


def both(path: str, route: str, who: frozenset[str], area: Area, note: str = "") -> Access:
    """Return the row of a page with a form."""
    return Access(path, route, who, who, area, note)


def act(action: str, who: frozenset[str], note: str = "", *, route: str = "") -> Access:
    """Return the row of the page of one act on a case."""
    name = route or action.replace("-", "_")
    return both(f"/w/cases/<number>/{action}/", f"desk:{name}", who, Area.CASE, note)


def paper(act: str, route: str, who: frozenset[str], note: str = "") -> Access:
    """Return the row of the page of one act on a paper of a case."""
    return both(f"/w/papers/<code>/{act}/", f"desk:{route}", who, Area.CASE, note)
