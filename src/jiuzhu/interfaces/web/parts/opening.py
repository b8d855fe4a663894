"""Begin a request with one statement, and settle its scope before anything else is read."""

from __future__ import annotations

from collections import OrderedDict

from django.http import HttpRequest

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.infra.scope.setting import NOTHING_SEEN, scope_of
from jiuzhu.interfaces.web.parts.sessions import opening_of, session_key_of
from jiuzhu.registers.accounts.opening import NOBODY_YET, Proposal, open_request

MOST_REMEMBERED = 4096  # sessions: more than people work at once on one machine

# By session key, what the last request of it came to. Only ever a proposal: `settle_scope` compares
# it with session and register of now.
_proposals: OrderedDict[str, Proposal] = OrderedDict()


def begin(request: HttpRequest) -> None:
    """Read what the request begins with, under the scope that its session had the last time."""
    key = session_key_of(request)
    proposal = _proposals.get(key, NOBODY_YET)
    request.opening = open_request(session_key=key, proposal=proposal)  # type: ignore[attr-defined]


def settle_scope(request: HttpRequest, actor: Actor) -> None:
    """Let the scope be what this actor may see now, whatever was proposed."""
    scope = scope_of(actor)
    if opening_of(request).scope != scope:
        apply_scope(actor)
    _propose(session_key_of(request), Proposal(account=actor.user_id, scope=scope))


def _propose(key: str, proposal: Proposal) -> None:
    """Remember what to propose next time; who sees nothing is proposed nothing."""
    if proposal.account is None and proposal.scope == NOTHING_SEEN:
        _proposals.pop(key, None)
        return
    _proposals[key] = proposal
    while len(_proposals) > MOST_REMEMBERED:
        _proposals.popitem(last=False)
