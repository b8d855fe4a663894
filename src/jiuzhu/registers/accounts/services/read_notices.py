"""Mark notices as read, and choose which kinds ring."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Forbidden, NotVisible
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.models import Notice, NoticeMute


def read_notice(*, notice: int, actor: Actor, at: datetime) -> Notice:
    """Mark one of the actor's notices as read and return it; a read one keeps its moment.

    Raises: NotVisible.
    """
    found = Notice.objects.filter(pk=notice, account_id=_account(actor)).first()
    if found is None:
        raise NotVisible("notice.not_visible", "没有找到这条提醒。请回到提醒列表。")
    if found.read_at is None:
        found.read_at = at
        found.save(update_fields=["read_at"])
    return found


def read_all_notices(*, actor: Actor, at: datetime) -> int:
    """Mark all notices of the actor as read and return how many were new."""
    unread = Notice.objects.filter(account_id=_account(actor), read_at__isnull=True)
    return unread.update(read_at=at)


@transaction.atomic
def mute_kinds(*, kinds: Collection[NoticeKind], actor: Actor, at: datetime) -> None:
    """Let exactly these kinds be silent for the actor; all others ring."""
    account = _account(actor)
    for kind in NoticeKind:
        NoticeMute.objects.update_or_create(
            account_id=account,
            kind=kind,
            defaults={"is_muted": kind in kinds, "changed_at": at},
        )


def _account(actor: Actor) -> int:
    if actor.user_id is None:
        raise Forbidden("notice.no_account", "提醒只发给工作人员。请以工作人员账户登录。")
    return actor.user_id
