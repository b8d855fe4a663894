"""Keep the layout of an exported list: which columns, in which order, under which names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.models import ExportTemplate
from jiuzhu.registers.accounts.services.keep_named import Shelf, new_row, owner_of, remove_row

LONGEST_NAME = 20
LONGEST_LABEL = 20
TEMPLATES = Shelf(
    table=ExportTemplate,
    code="template",
    longest_name=LONGEST_NAME,
    sentences={
        "no_account": "您的岗位不查看案件清单，不能保存导出模板。",
        "no_name": "请给模板起个名字，例如“省厅月报”。",
        "too_many": "最多存 %(most)s 个模板。请先删去不用的。",
        "name_taken": "已有名为“%(written)s”的模板。请换一个名字。",
        "not_visible": "没有找到这个模板，或它是同事存的。",
    },
)


@transaction.atomic
def save_template(
    *,
    page: ListPage,
    name: str,
    columns: Sequence[tuple[str, str]],
    known: Collection[str],
    is_shared: bool,
    actor: Actor,
    at: datetime,
) -> ExportTemplate:
    """Keep columns as (code, name in the file), in their order, for oneself or the whole office.

    `known` are the codes that the list has.

    Raises: Refused `template.no_account`, `template.no_name`, `template.no_columns`,
    `template.column`, `template.label`, `template.too_many`, Conflict `template.name_taken`.
    """
    owner_of(TEMPLATES, actor)
    return new_row(
        TEMPLATES,
        page=page,
        name=name,
        is_shared=is_shared,
        actor=actor,
        at=at,
        content={"columns": [list(one) for one in _checked(columns, known)]},
    )


@transaction.atomic
def remove_template(*, code: str, actor: Actor, at: datetime) -> ExportTemplate:
    """Take a template away; only who saved it may.

    Raises: NotVisible.
    """
    return remove_row(TEMPLATES, code=code, actor=actor, at=at)


def _checked(
    columns: Sequence[tuple[str, str]], known: Collection[str]
) -> tuple[tuple[str, str], ...]:
    if not columns:
        raise Refused("template.no_columns", "还没有选列。请在要导出的列前面填上顺序号。")
    if not {code for code, _ in columns} <= set(known):
        raise Refused("template.column", "有的列这张清单没有。请刷新页面后重新选列。")
    cleaned = tuple((code, clean_text(label, max_length=LONGEST_LABEL)) for code, label in columns)
    labels = [label for _, label in cleaned]
    if not all(labels) or len(set(labels)) < len(labels):
        raise Refused("template.label", "每一列都要有列名，列名不能相同。请更正后再存。")
    return cleaned
