"""Keep a narrowed list under a name, for oneself or for the whole office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.models import SavedList
from jiuzhu.registers.accounts.services.keep_named import Shelf, new_row, owner_of, remove_row

LONGEST_NAME = 12
COMMON = frozenset({"who", "place", "category", "due", "sort"})
KEPT = {ListPage.TASKS: COMMON | {"stage"}, ListPage.CASES: COMMON | {"state"}}

LISTS = Shelf(
    table=SavedList,
    code="list",
    longest_name=LONGEST_NAME,
    sentences={
        "no_account": "您的岗位不查看案件清单，不能保存常用清单。",
        "no_name": "请给常用清单起个名字，例如“邱西村待受理”。",
        "too_many": "最多存 %(most)s 个常用清单。请先删去不用的。",
        "name_taken": "已有名为“%(written)s”的常用清单。请换一个名字。",
        "not_visible": "没有找到这个常用清单，或它是同事存的。",
    },
)


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
    owner_of(LISTS, actor)
    kept = {key: conditions[key] for key in sorted(KEPT[page]) if conditions.get(key)}
    if not kept:
        raise Refused(
            "list.no_condition",
            "还没有选条件。先按环节或所在地筛选，再存为常用；姓名、证件号、日期等查询内容不保存。",
        )
    return new_row(
        LISTS,
        page=page,
        name=name,
        is_shared=is_shared,
        actor=actor,
        at=at,
        content={"conditions": urlencode(kept)},
    )


@transaction.atomic
def remove_list(*, code: str, actor: Actor, at: datetime) -> SavedList:
    """Take a saved list away; only who saved it may.

    Raises: NotVisible.
    """
    return remove_row(LISTS, code=code, actor=actor, at=at)
