"""Every address × role × area, as the web role; the answer is computed from the table alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jiuzhu.infra.actor import Actor
from jiuzhu.interfaces.web.access_rows import ANYBODY, MACHINE, STAFF, Access, Area
from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from jiuzhu.policy.roles import CAPABILITIES, ROLES
from jiuzhu.registers.accounts.models import User
from support.areas import Areas
from support.browser import totp_code
from support.records import CONVERTER, Records, look_up
from support.visitors import PASSWORD, VISITORS, Visitor, client_of
from support.world import COUNTY, FANZHEN, OTHER_COUNTY, ZHUYANG

pytestmark = pytest.mark.django_db(databases=["default", "aside"])

PSEUDO = {"ANYBODY", "STAFF", "MACHINE"}
# What the walk calls open: the page, a step on, a late form, an incomplete form.
OPEN = frozenset({200, 302, 409, 422})
HOME = (ZHUYANG, COUNTY)
LEAVES = ("account_logout", "citizen:leave", "switch_user")
LOGINS = ("/accounts/login/", "/c/sign-in/")


def addresses(
    patterns: list[URLPattern | URLResolver], before: str = "", namespace: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield (path, route) of every pattern of the resolver."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, path, inner)
        else:
            yield "/" + CONVERTER.sub(r"<\1>", path), f"{namespace}{pattern.name}"


def test_every_address_has_exactly_one_row() -> None:
    found = Counter(addresses(get_resolver().url_patterns))
    rows = Counter((row.path, row.route) for row in ACCESS_TABLE)
    assert sorted(rows - found) == [], "rows without an address"
    assert sorted(found - rows) == [], "addresses without a row"
    assert max(rows.values()) == 1


def test_rows_name_roles_that_there_are() -> None:
    for row in ACCESS_TABLE:
        named = row.get | row.post
        assert named, row
        assert named <= set(ROLES) | PSEUDO, row
        assert not named & PSEUDO or len(named) == 1, row


def test_every_role_has_a_visitor() -> None:
    assert {visitor.role for visitor in VISITORS} == {*ROLES, "ANONYMOUS"}


@pytest.fixture(autouse=True)
def _one_connection() -> None:
    """Do without the single connection of the other page tests: here there are really two."""
    cache.clear()


@pytest.fixture(scope="session")
def records(areas: Areas) -> Records:
    """Look the records up as the owner."""
    return look_up(areas)


def expected(row: Access, visitor: Visitor, method: str, village: str) -> str:
    """Compute from the table alone how an address answers."""
    allowed = row.get if method == "GET" else row.post
    is_staff = visitor.role not in {"ANONYMOUS", "CITIZEN"}
    answers = (
        ("login", row.path.startswith(("/w/", "/v/")) and not is_staff),
        ("shut", not allowed and STAFF in {row.get, row.post} and not is_staff),
        ("method", not allowed),
        ("open", allowed == ANYBODY),
        ("unsigned", allowed == MACHINE),
        ("login", row.path.startswith("/c/") and visitor.role != "CITIZEN"),
        ("login", allowed == STAFF and not is_staff),
        ("hidden", allowed == STAFF and row.area is Area.OWN),
        ("open", allowed == STAFF),
        ("refused", visitor.role not in allowed and not visitor.reaches(village, row.area)),
        ("forbidden", visitor.role not in allowed),
        ("hidden", not visitor.reaches(village, row.area)),
        ("open", True),
    )
    return next(answer for answer, applies in answers if applies)


def told(row: Access, answer: HttpResponse) -> str:
    """Say in the words of `expected` what an address answered."""
    status = answer.status_code
    if status == 302 and answer.headers["Location"].startswith(LOGINS):
        return "open" if ANYBODY in (row.get, row.post) else "login"
    if status in OPEN:
        return "open"
    names = {400: "unsigned", 403: "forbidden", 404: "hidden", 405: "method"}
    return names.get(status, str(status))


def fits(want: str, got: str) -> bool:
    """Say whether an answer is the expected one; where two things are wrong, it may name either."""
    either = {"refused": {"forbidden", "hidden"}, "shut": {"login", "method"}}
    return got in either.get(want, {want})


def ask(client: Client, method: str, path: str, *, ready: bool) -> HttpResponse:
    """Open a page, or send its form: complete but for what a person types, or without its key."""
    if method == "GET":
        return client.get(path)  # type: ignore[return-value]
    return client.post(path, {"idempotency_key": uuid4()} if ready else {})  # type: ignore[return-value]


def looks_alike(hidden: HttpResponse, absent: HttpResponse) -> bool:
    """Compare byte for byte, apart from the number that was asked for and the request's own id."""
    pages = []
    for answer in (hidden, absent):
        path = answer.wsgi_request.path  # type: ignore[attr-defined]
        body = answer.content.decode().replace(path, "PATH")
        pages.append((answer.status_code, sorted(answer.headers), body))
    return pages[0] == pages[1]


def state_of_everything(areas: Areas) -> list[Any]:
    """Return where every case stands."""
    with areas.connect("jiuzhu_owner") as asking:
        return asking.execute(
            "SELECT number, state, version, event_count FROM cases_case ORDER BY 1"
        ).fetchall()


def refusals(areas: Areas) -> int:
    """Count the refused attempts that were kept."""
    with areas.connect("jiuzhu_owner") as asking:
        row = asking.execute(
            "SELECT count(*) FROM infra_accessevent WHERE kind = 'REFUSED'"
        ).fetchone()
    assert row is not None
    return int(row[0])


# Neighbours who do the same work elsewhere: what keeps them out is the policies of the database,
# so they are tried on both servers. Everybody else is kept out by the posts, which are ours.
NEIGHBOURS = frozenset(
    {
        Visitor("WINDOW", FANZHEN),
        Visitor("COUNTY_DECIDER", OTHER_COUNTY),
        Visitor("ASSISTANT", f"{ZHUYANG}/1"),
        Visitor("CITIZEN", "other"),
    }
)
WALKED = [
    pytest.param(one, marks=() if one in NEIGHBOURS else (pytest.mark.once,)) for one in VISITORS
]


def test_neighbours_are_visitors() -> None:
    assert set(VISITORS) >= NEIGHBOURS


@pytest.mark.parametrize("visitor", WALKED, ids=str)
def test_walk(areas: Areas, records: Records, visitor: Visitor) -> None:
    """Whoever may not is refused and written down; what is out of reach looks absent."""
    before, kept = state_of_everything(areas), refusals(areas)
    wrong, refused = [], 0
    village = f"{ZHUYANG}001"
    with areas.entered():
        client = client_of(visitor, records.people)
        for row in sorted(ACCESS_TABLE, key=lambda row: row.route in LEAVES):
            for method in ("GET", "POST"):
                want = expected(row, visitor, method, village)
                path = records.path(row)
                answer = ask(client, method, path, ready=want != "open")
                if not fits(want, told(row, answer)):
                    wrong.append((method, path, want, answer.status_code))
                refused += answer.status_code in {403, 404}
                if want == "hidden" or (want == "refused" and method == "GET"):
                    absent = ask(client, method, records.path(row, absent=True), ready=True)
                    refused += 1
                    if not looks_alike(answer, absent):
                        wrong.append((method, path, "like absent", absent.status_code))
    assert not wrong, "\n".join(" ".join(map(str, line)) for line in wrong)
    assert state_of_everything(areas) == before
    if visitor.role != "ANONYMOUS":
        assert refusals(areas) - kept == refused


# What no page asks for yet, so that nothing could be removed from one.
WITHOUT_A_PAGE = {
    "person.view": "persons are shown inside a case only",
    "decision.take_over": "cases are taken over by a command",
    "statistics.view": "statistics come later",
    "staff.manage": "accounts are opened by a command",
    "payment.send": "held by the same post as freezing",
    "payment.return": "held by the same post as the ledger",
    "verification.accept": "held by the same post as releasing",
    "application.withdraw": "held by the same post as accepting",
    "intent.explain": "held by the same post as accepting",
}


def rows_behind(capability: str) -> list[Access]:
    """Return addresses that just the roles with a capability may open."""
    holders = {code for code, role in ROLES.items() if capability in role.capabilities}
    return [
        row for row in ACCESS_TABLE if row.get == holders - {"CITIZEN"} and row.path[:3] == "/w/"
    ]


@pytest.mark.parametrize("capability", sorted(set(CAPABILITIES) - set(WITHOUT_A_PAGE)))
def test_a_removed_check_is_noticed(
    areas: Areas, records: Records, capability: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the check of one capability gone, the walk finds addresses that open to strangers."""
    asked = Actor.may

    def may(self: Actor, wanted: str, *, action: str = "") -> bool:
        return wanted == capability or asked(self, wanted, action=action)

    rows = rows_behind(capability)
    assert rows, "an address behind this capability"
    visitor = next(v for v in VISITORS if v.role not in rows[0].get and v.organ in HOME)
    with areas.entered():
        client = client_of(visitor, records.people)
        for row in rows:
            assert told(row, client.get(records.path(row))) == "forbidden", row  # type: ignore[arg-type]
        monkeypatch.setattr(Actor, "may", may)
        opened = [r for r in rows if told(r, client.get(records.path(r))) != "forbidden"]  # type: ignore[arg-type]
    assert opened


def test_removed_policies_are_noticed(areas: Areas, records: Records) -> None:
    """As the owner, whom no policy holds, a clerk next door opens what the walk says is hidden."""
    visitor = Visitor("WINDOW", FANZHEN)
    with areas.entered("jiuzhu_owner"):
        client = client_of(visitor, records.people)
        hidden = [
            row
            for row in ACCESS_TABLE
            if expected(row, visitor, "GET", f"{ZHUYANG}001") == "hidden"
            and row.area is not Area.OWN  # asked for by the account besides
            and not row.path.startswith("/w/reserve/")  # by the organ: the book names no person
        ]
        opened = [row for row in hidden if client.get(records.path(row)).status_code in OPEN]
    assert len(hidden) > 20
    assert opened == hidden


def test_each_role_signs_in_and_lands_on_a_page(areas: Areas) -> None:
    """By password and code, through the real pages; everybody has somewhere to begin."""
    homes = {visitor.role: visitor for visitor in reversed(VISITORS) if visitor.organ[:1] == "3"}
    assert set(homes) == set(ROLES) - {"CITIZEN"}
    with areas.entered():
        for role, visitor in homes.items():
            user, secret = User.objects.get(username=visitor.account), generate_totp_secret()
            TOTP.activate(user, secret)
            client = Client()
            first = client.post(LOGINS[0], {"login": user.username, "password": PASSWORD})
            assert first.headers["Location"] == "/accounts/2fa/authenticate/", role
            landed = client.post(
                first.headers["Location"], {"code": totp_code(secret)}, follow=True
            )
            assert landed.status_code == 200, (role, landed.redirect_chain)
            assert landed.redirect_chain[0][0] == "/w/", role
