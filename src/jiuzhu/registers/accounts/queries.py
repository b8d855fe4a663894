"""Who is signed in, with which posts on this day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import page_read, remembered
from jiuzhu.infra.together import Read, planned_count
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.roles import CLOSED_TO_OUTSOURCED, role
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.models import (
    ExportTemplate,
    ListColumns,
    Notice,
    NoticeMute,
    SavedList,
    User,
)
from jiuzhu.registers.organs.enums import Employment, OrganKind
from jiuzhu.registers.organs.models import Officer, Organ, Post
from jiuzhu.registers.organs.queries import county_of, organs_below, posts_of

# Who manages accounts and nothing else sees no case and no person, whatever a page forgets.
WITHOUT_CASES = frozenset({"staff.manage", "law.calendar"})


def actor_of_user(*, user: User, on: date) -> Actor | None:
    """Return the actor of an account on a day; None where the officer has no post."""
    if user.officer is None or not user.is_active:
        return None
    return actor_of_officer(officer=user.officer, on=on, user_id=user.pk)


def actor_of_officer(
    *, officer: Officer, on: date, user_id: int | None = None, organ: Organ | None = None
) -> Actor | None:
    """Return the actor of an officer in one organ (the first post's, if none is named).

    Roles of one organ are taken together; outsourced staff lose what is closed to them (S39).
    """
    if officer.left_on is not None and officer.left_on <= on:
        return None
    posts = posts_of(officer_id=officer.pk, on=on)
    if not posts:
        return None
    here = organ or posts[0].organ
    mine = [post for post in posts if post.organ_id == here.pk]
    if not mine:
        return None
    capabilities = _capabilities(officer, mine)
    return Actor(
        name=officer.name,
        roles=frozenset(post.role for post in mine),
        capabilities=capabilities,
        organ_id=here.pk,
        organ_kind=here.kind,
        organ_name=here.name,
        user_id=user_id,
        officer_id=officer.pk,
        organs=() if capabilities <= WITHOUT_CASES else _organs(here),
        villages=_villages(here),
    )


def _capabilities(officer: Officer, posts: list[Post]) -> frozenset[str]:
    held = frozenset[str]().union(*(role(post.role).capabilities for post in posts))
    if officer.employment in {Employment.PURCHASED, Employment.PUBLIC_POST}:
        return held - CLOSED_TO_OUTSOURCED
    return held


def _organs(here: Organ) -> tuple[int, ...]:
    """Return the organs whose cases a post here reaches; a centre reaches its county's.

    The city supervises: it reads counts and who looked, and reaches no case.
    """
    if here.kind in {OrganKind.VILLAGE, OrganKind.CITY}:
        return ()
    if here.kind == OrganKind.CENTRE:
        return organs_below(county_of(here))
    return organs_below(here)


def _villages(here: Organ) -> tuple[int, ...]:
    return (here.pk,) if here.kind == OrganKind.VILLAGE else ()


def saved_lists(*, page: ListPage, actor: Actor) -> tuple[SavedList, ...]:
    """Return the actor's saved lists of a page, then those that the office shares."""
    if actor.organ_id is None:
        return ()
    found = saved_lists_read(page=page, actor=actor)
    return tuple(sorted(found, key=lambda one: (one.user_id != actor.user_id, one.name)))


def saved_lists_read(*, page: ListPage, actor: Actor) -> Read[SavedList]:
    """Return the read of the saved lists of a page, in no order."""
    return page_read(
        "saved_lists",
        lambda page, organ, user: SavedList.objects.filter(
            Q(user_id=user) | Q(is_shared=True),
            organ_id=organ,
            page=page,
            removed_at__isnull=True,
        ),
        page.value,
        actor.organ_id or 0,
        actor.user_id or 0,
    )


def account_of_officer(officer_id: int) -> int | None:
    """Return the account of an officer, to which notices go; None where there is none in use."""
    found = User.objects.filter(officer_id=officer_id, is_active=True).values_list("pk", flat=True)
    return found.first()


def silent_kinds(actor: Actor) -> frozenset[str]:
    """Return the kinds of notices that the actor muted."""
    muted = NoticeMute.objects.filter(account_id=actor.user_id, is_muted=True)
    return frozenset(muted.values_list("kind", flat=True))


def unread_notices(actor: Actor) -> int:
    """Return how many notices ring for the actor, muted kinds left out; one statement."""
    return 0 if actor.user_id is None else bell(actor).rows[0]


def bell(actor: Actor) -> Read[int]:
    """Return the read of how many notices ring for the actor."""
    user = actor.user_id or 0
    return remembered(("bell", user), lambda: planned_count("bell", _ringing, user))


def _ringing(user: int) -> QuerySet[Notice, Any]:
    muted = NoticeMute.objects.filter(account_id=user, is_muted=True).values("kind")
    unread = Notice.objects.filter(account_id=user, read_at__isnull=True)
    return unread.exclude(kind__in=muted).values("pk")


def notices_of(actor: Actor, *, before: int | None = None, size: int = 20) -> tuple[Notice, ...]:
    """Return the actor's notices, the newest first; those before an id, for the next page."""
    found = Notice.objects.filter(account_id=actor.user_id, account__isnull=False)
    if before is not None:
        found = found.filter(pk__lt=before)
    return tuple(found.order_by("-pk")[:size])


def count_notices(actor: Actor) -> int:
    """Count the actor's notices."""
    return Notice.objects.filter(account_id=actor.user_id, account__isnull=False).count()


def chosen_columns(*, page: ListPage, actor: Actor) -> tuple[str, ...]:
    """Return the columns that the account chose for a list, in its order; none if it never did."""
    if actor.user_id is None:
        return ()
    found = chosen_columns_read(page=page, actor=actor).first
    return () if found is None else tuple(found.codes)


def chosen_columns_read(*, page: ListPage, actor: Actor) -> Read[ListColumns]:
    """Return the read of the columns that the account chose for a list."""
    return page_read(
        "columns",
        lambda page, user: ListColumns.objects.filter(user_id=user, page=page)[:1],
        page.value,
        actor.user_id or 0,
    )


def export_templates(*, page: ListPage, actor: Actor) -> tuple[ExportTemplate, ...]:
    """Return the actor's export templates of a list, then those that the office shares."""
    if actor.organ_id is None:
        return ()
    mine = Q(user_id=actor.user_id) | Q(is_shared=True)
    found = ExportTemplate.objects.filter(
        mine, page=page, organ_id=actor.organ_id, removed_at__isnull=True
    )
    return tuple(sorted(found, key=lambda one: (one.user_id != actor.user_id, one.name)))


def template_columns(*, code: str, page: ListPage, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the columns (code, name) of a template that the actor may use.

    Raises: NotVisible.
    """
    for one in export_templates(page=page, actor=actor):
        if one.code == code:
            return tuple((str(column), str(label)) for column, label in one.columns)
    raise NotVisible("template.not_visible", "没有找到这个导出模板。请重新选一个。")
