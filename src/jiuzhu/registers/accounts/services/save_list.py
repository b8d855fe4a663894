"""Keep a narrowed list under a name, for oneself or for the whole office."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.models import SavedList

MOST = 12
LONGEST_NAME = 12
CODE_BYTES = 6
COMMON = frozenset({"who", "place", "category", "due", "sort"})
KEPT = {ListPage.TASKS: COMMON | {"stage"}, ListPage.CASES: COMMON | {"state"}}


@transaction.atomic
def save_list(
    *,
    page: ListPage,
    name: str,
    conditions: Mapping[str, str],
    is_shared: bool,
    actor: Actor,
    at: datetime,
) -> SavedList:
    """Keep the conditions of a list; words that were searched for are left out, they name people.

    Raises: Refused `list.no_condition`, `list.no_name`, `list.too_many`, `list.no_account`,
    Conflict `list.name_taken`.
    """
    user_id, organ_id = _owner(actor)
    kept = {key: conditions[key] for key in sorted(KEPT[page]) if conditions.get(key)}
    if not kept:
        raise Refused(
            "list.no_condition",
            "还没有选条件。先按环节或所在地筛选，再存为常用；姓名、证件号、日期等查询内容不保存。",
        )
    written = clean_text(name, max_length=LONGEST_NAME)
    if not written:
        raise Refused("list.no_name", "请给常用清单起个名字，例如“邱西村待受理”。", field="name")
    own = SavedList.objects.filter(
        user_id=user_id, organ_id=organ_id, page=page, removed_at__isnull=True
    )
    if own.count() >= MOST:
        raise Refused(
            "list.too_many", "最多存 %(most)s 个常用清单。请先删去不用的。", values={"most": MOST}
        )
    if own.filter(name=written).exists():
        raise Conflict(
            "list.name_taken",
            "已有名为“%(written)s”的常用清单。请换一个名字。",
            values={"written": written},
        )
    return SavedList.objects.create(
        code=secrets.token_hex(CODE_BYTES),
        user_id=user_id,
        organ_id=organ_id,
        page=page,
        name=written,
        conditions=urlencode(kept),
        is_shared=is_shared,
        saved_at=at,
    )


@transaction.atomic
def remove_list(*, code: str, actor: Actor, at: datetime) -> SavedList:
    """Take a saved list away; only who saved it may.

    Raises: NotVisible.
    """
    user_id, organ_id = _owner(actor)
    found = SavedList.objects.filter(
        code=code, user_id=user_id, organ_id=organ_id, removed_at__isnull=True
    ).first()
    if found is None:
        raise NotVisible("list.not_visible", "没有找到这个常用清单，或它是同事存的。")
    found.removed_at = at
    found.save(update_fields=["removed_at"])
    return found


def _owner(actor: Actor) -> tuple[int, int]:
    if actor.user_id is None or actor.organ_id is None or actor.organ_id not in actor.organs:
        raise Refused("list.no_account", "您的岗位不查看案件清单，不能保存常用清单。")
    return actor.user_id, actor.organ_id
