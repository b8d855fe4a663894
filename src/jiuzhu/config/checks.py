"""System checks: every dangerous setting has an id and a hint."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def production_holds_no_demo(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a production start that would keep demo conveniences."""
    del app_configs, kwargs
    if settings.JIUZHU_DEMO or settings.JIUZHU_PUBLIC_URL.startswith("https://"):
        return []
    return [
        Error(
            "正式运行必须使用 https 地址。",
            hint="设置 JIUZHU_PUBLIC_URL=https://… 后再启动。",
            id="jiuzhu.E001",
        )
    ]
