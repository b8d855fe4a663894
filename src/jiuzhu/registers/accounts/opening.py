"""What a request begins with: moment, law, session, account and scope, in one statement.

The scope of the request before is proposed and set at once; whoever asks compares it with what the
session and the register allow now, and sets the right one before anything else is read. So a
proposal that is out of date costs a statement and shows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import connection

from jiuzhu.infra.revisions import READ_LAW, tell
from jiuzhu.infra.scope.setting import NOTHING_SEEN, SETTINGS
from jiuzhu.registers.accounts.models import User

_USER = tuple(User._meta.concrete_fields)
_SCOPE = ", ".join("set_config(%s, %s, true)" for _ in SETTINGS)
_OPENING = (
    f"SELECT {_SCOPE}, {READ_LAW}, jiuzhu_now(), s.session_data,"  # noqa: S608 -- columns of our own models
    f" {', '.join(f'u.{field.column}' for field in _USER)}"
    f" FROM (SELECT 1) one LEFT JOIN {Session._meta.db_table} s"
    " ON s.session_key = %s AND s.expire_date > clock_timestamp()"
    f" LEFT JOIN {User._meta.db_table} u ON u.id = %s AND s.session_key IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the request before found out: the account and its scope."""

    account: int | None
    scope: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """The moment, the stored session (None: none lives), the account, the scope that is set."""

    at: datetime
    session_data: str | None
    user: User | None
    scope: Mapping[str, str]


NOBODY_YET = Proposal(account=None, scope=NOTHING_SEEN)


def open_request(*, session_key: str, proposal: Proposal = NOBODY_YET) -> Opening:
    """Set the proposed scope and return what is stored under a session's key; one statement.

    Nothing that stands under a scope may be read before the caller has compared the two.
    """
    arguments = [part for name in SETTINGS for part in (name, proposal.scope[name])]
    with connection.cursor() as cursor:
        cursor.execute(_OPENING, [*arguments, session_key, proposal.account])
        law, at, session_data, *columns = cursor.fetchone()[len(SETTINGS) :]
    tell(law)
    user = None
    if columns[0] is not None:
        user = User.from_db(connection.alias, [field.attname for field in _USER], columns)
    return Opening(at=at, session_data=session_data, user=user, scope=proposal.scope)
