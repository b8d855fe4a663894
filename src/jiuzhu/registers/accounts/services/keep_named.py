"""Keep something under a name for an account in its office; take it away again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.models import ExportTemplate, SavedList

MOST = 12
CODE_BYTES = 6
Kept = TypeVar("Kept", SavedList, ExportTemplate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf(Generic[Kept]):
    """What is kept: the table, the stem of its codes, and the sentence of every refusal.

    `sentences` are keyed by the end of the code: no_account, no_name, too_many (with %(most)s),
    name_taken (with %(written)s), not_visible.
    """

    table: type[Kept]
    code: str
    longest_name: int
    sentences: Mapping[str, str]


def owner_of(shelf: Shelf[Kept], actor: Actor) -> tuple[int, int]:
    """Return account and office of whoever keeps something.

    Raises: Refused `….no_account`.
    """
    if actor.user_id is None or actor.organ_id is None or actor.organ_id not in actor.organs:
        raise Refused(f"{shelf.code}.no_account", shelf.sentences["no_account"])
    return actor.user_id, actor.organ_id


def new_row(
    shelf: Shelf[Kept],
    *,
    page: ListPage,
    name: str,
    is_shared: bool,
    actor: Actor,
    at: datetime,
    content: Mapping[str, Any],
) -> Kept:
    """Write a row under a name that the account has not used for this page.

    Raises: Refused `….no_account`, `….no_name`, `….too_many`, Conflict `….name_taken`.
    """
    user_id, organ_id = owner_of(shelf, actor)
    written = clean_text(name, max_length=shelf.longest_name)
    if not written:
        raise Refused(f"{shelf.code}.no_name", shelf.sentences["no_name"], field="name")
    own = shelf.table.objects.filter(
        user_id=user_id, organ_id=organ_id, page=page, removed_at__isnull=True
    )
    if own.count() >= MOST:
        raise Refused(f"{shelf.code}.too_many", shelf.sentences["too_many"], values={"most": MOST})
    if own.filter(name=written).exists():
        raise Conflict(
            f"{shelf.code}.name_taken",
            shelf.sentences["name_taken"],
            values={"written": written},
        )
    return shelf.table.objects.create(
        code=secrets.token_hex(CODE_BYTES),
        user_id=user_id,
        organ_id=organ_id,
        page=page,
        name=written,
        is_shared=is_shared,
        saved_at=at,
        **content,
    )


def remove_row(shelf: Shelf[Kept], *, code: str, actor: Actor, at: datetime) -> Kept:
    """Take a row away; only who saved it may.

    Raises: Refused `….no_account`, NotVisible `….not_visible`.
    """
    user_id, organ_id = owner_of(shelf, actor)
    found = shelf.table.objects.filter(
        code=code, user_id=user_id, organ_id=organ_id, removed_at__isnull=True
    ).first()
    if found is None:
        raise NotVisible(f"{shelf.code}.not_visible", shelf.sentences["not_visible"])
    found.removed_at = at
    found.save(update_fields=["removed_at"])
    return found
