"""Keep which columns of a list somebody wants to see, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.models import ListColumns


@transaction.atomic
def choose_columns(
    *, page: ListPage, codes: Sequence[str], known: Sequence[str], actor: Actor, at: datetime
) -> tuple[str, ...]:
    """Keep the columns of a list for one's own account; none named: the usual ones again.

    `known` are the columns that the list has.

    Raises: Refused `columns.no_account`, `columns.unknown`.
    """
    if actor.user_id is None:
        raise Refused("columns.no_account", "没有登录账号，不能保存列设置。请登录后再试。")
    if unknown := [code for code in codes if code not in known]:
        raise Refused(
            "columns.unknown",
            "清单里没有“%(unknown)s”这一列，列设置没有保存。请重新打开“列设置”再选。",
            values={"unknown": "、".join(unknown)[:40]},
        )
    kept = tuple(dict.fromkeys(codes))
    ListColumns.objects.update_or_create(
        user_id=actor.user_id, page=page, defaults={"codes": list(kept), "chosen_at": at}
    )
    return kept
