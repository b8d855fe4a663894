"""Who asks for what: officers of townships, of a county and of a county centre, signed in."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import psycopg
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from jiuzhu.demo.county import TOWNSHIPS
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.organs.models import Officer

SEED = 56
WEEK = 7 * 24 * 3600  # seconds: the sessions of a filled city serve for some runs
EACH = 40  # cases and searches for each officer


@dataclass(frozen=True)
class Ask:
    """One request of one signed-in officer."""

    kind: str
    path: str
    cookie: str


def sign_in(officer: Officer) -> str:
    """Open a session for an officer as a sign-in with both factors would leave it."""
    user, _ = User.objects.update_or_create(
        username=f"bench-{officer.staff_number}", defaults={"officer": officer, "password": "!"}
    )
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session["second_factor"] = True
    session.set_expiry(WEEK)
    session.save()
    return f"sessionid={session.session_key}"


def asks(admin: dict[str, Any]) -> list[Ask]:
    """Return what the officers of the demo county ask for, each page kind in its own share."""
    rng = random.Random(SEED)
    found: list[Ask] = []
    with psycopg.connect(**admin) as asking:
        for code in TOWNSHIPS[:6]:
            with transaction.atomic():
                apply_scope(system_actor())
                cookie = sign_in(_officer(code))
            found += _of_township(asking, rng, code, cookie)
    rng.shuffle(found)
    return found


def _officer(code: str) -> Officer:
    return Officer.objects.filter(staff_number__startswith=f"T{code}shouli").get()


def _of_township(
    asking: psycopg.Connection[Any], rng: random.Random, code: str, cookie: str
) -> list[Ask]:
    rows = asking.execute(
        "SELECT c.number, p.name, p.name_initials[1], d.last_four"
        " FROM cases_case c JOIN households_person p ON p.id = c.applicant_id"
        " JOIN households_identitydocument d ON d.person_id = p.id AND d.effective_to IS NULL"
        " WHERE c.organ_id = (SELECT id FROM organs_organ WHERE code = %s AND effective_to IS NULL)"
        " ORDER BY md5(c.number) LIMIT %s",
        [code, EACH],
    ).fetchall()
    found = [Ask("tasks", "/w/", cookie) for _ in rows]
    for number, name, letters, four in rows:
        typed = rng.choice((name, letters.upper(), four, number, name[:1]))
        found.append(Ask("case", f"/w/cases/{number}/", cookie))
        found.append(Ask("search", f"/w/cases/?q={typed}&state=", cookie))
    found += [Ask("cases", "/w/cases/", cookie) for _ in rows]
    return found
