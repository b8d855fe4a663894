"""The looks at cases as a table: who, when, which page, what for."""

from __future__ import annotations

from django.urls import reverse

from jiuzhu.casework.workspace.places import procedures
from jiuzhu.casework.workspace.timeline import LookLine
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.presenters import Cell, Column, Empty, Link, Row, Table

KINDS = (
    ("", "全部"),
    ("VIEW", "查看"),
    ("SEARCH", "查询"),
    ("QUERY", "核对查询"),
    ("REFUSED", "被拒绝"),
)

PAGES = {
    "case_file": "材料",
    "tasks": "我的待办",
    "cases": "全部案件",
    "case": "案件",
    "document": "文书",
    "trace": "办理痕迹",
    "request": "核对进度",
    "verification": "核对",
    "open_report": "核对报告",
    "release_report": "出具核对报告",
    "known_person": "登记前查重",
    "draft_explanation": "起草不符合理由",
    "check_explanation": "复核不符合理由",
    "account_login": "登录",
    "mfa_authenticate": "登录",
    "vehicles": "向车辆登记查询",
    "real_estate": "向不动产登记查询",
    "social_insurance": "向社会保险查询",
}
REASONS = {
    "actor.capability": "岗位无此权限",
    "case.not_visible": "不在管辖范围或不存在",
    "document.not_visible": "不在管辖范围或不存在",
    "http.refused": "被拒绝",
}


LOOK_COLUMNS = (
    Column("时间", "moment"),
    Column("做了什么", "chip"),
    Column("人员", "head"),
    Column("案件", "link"),
    Column("页面"),
    Column("内容"),
    Column("用途或原因"),
)


def looks_table(rows: tuple[LookLine, ...], *, with_case: bool) -> Table:
    """List looks, with their case where there are several."""
    return Table(
        caption="谁看过、查过（只列本机关范围，最近100条）",
        columns=tuple(one for one in LOOK_COLUMNS if with_case or one.label != "案件"),
        rows=tuple(Row(look_cells(row, with_case=with_case)) for row in rows),
        empty=Empty("还没有记录。"),
    )


def look_cells(row: LookLine, *, with_case: bool) -> tuple[Cell, ...]:
    """Return the cells of one look."""
    tone = "near" if row.reason else "done"
    case = None
    if row.case_number:
        case = Link(row.case_number, reverse("desk:trace", args=[row.case_number]))
    return (
        row.at,
        chip("near", row.kind) if tone == "near" else chip("doing", row.kind),
        row.by,
        *((case,) if with_case else ()),
        _page_name(row.route),
        row.query,
        row.purpose or REASONS.get(row.reason, row.reason),
    )


def _page_name(route: str) -> str:
    """Name a page as the staff know it; one that has no name keeps its route."""
    word = route.rpartition(":")[2]
    if word in PAGES:
        return PAGES[word]
    for table in procedures():
        labels = {move.action: move.label for move in table.transitions}
        labels |= {act.action: act.label for act in table.acts}
        if word in labels:
            return labels[word]
    return route
