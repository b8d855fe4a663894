"""The map of the keyboard: one page, which the ? key also shows over any other."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "到处可用",
        (
            ("/", "到查询框，输姓名、首字母、证件后四位或案号"),
            ("Alt+回车", "办理本页的主要一步（蓝色按钮）"),
            ("Alt+Q", "换人：立即退出，另一个人登录"),
            ("?", "打开这张按键表"),
            ("Esc", "关闭打开的小窗"),
        ),
    ),
    (
        "清单里",
        (
            ("回车", "打开第一件，或光标所在的一件"),
            ("j", "下一件"),
            ("k", "上一件"),
            ("x", "勾选、取消光标所在的一件"),
            ("Shift+点击", "从上一个勾选处连选到这里"),
        ),
    ),
    (
        "案件材料、审批",
        (
            ("← →", "材料：上一份、下一份"),
            ("R", "材料：旋转照片；审批：写退回原因"),
            ("+ -", "材料：放大、缩小照片"),
        ),
    ),
    (
        "填表时",
        (
            ("回车", "到下一格（登记页的表格）"),
            ("F3", "表格加一行（登记页的表格）"),
            ("Tab", "到下一项，Shift+Tab 回上一项"),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysPage:
    """The keys by where they work."""

    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@require_GET
@refusals_as_pages
def keys(request: HttpRequest) -> HttpResponse:
    """Show which key does what."""
    return render_page(request, "desk/home/keys.html", KeysPage(groups=GROUPS))


urlpatterns = [path("keys/", keys, name="keys")]
