"""The frame of a page: organ, person, menu by capability, demo clock."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from jiuzhu.casework.publicity.services.write_sheets import CITY_HOTLINE
from jiuzhu.infra.actor import Actor
from jiuzhu.interfaces.web.parts.frame import Frame, MenuGroup
from jiuzhu.interfaces.web.parts.language import joined
from jiuzhu.interfaces.web.parts.presenters import Link
from jiuzhu.policy.roles import role

# label, route, capability that shows it (for one action of it where that is named)
MENU: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "办理",
        (
            ("我的待办", "desk:tasks", "case.view"),
            ("受理登记", "desk:register_intent", "intent.register"),
            ("急难救助", "desk:urgent", "case.view"),
            ("审批", "desk:decision_desk", "decision.decide"),
            ("全部案件", "desk:cases", "case.view"),
            ("公示异议", "desk:objections", "objection.handle"),
            ("批量打印", "desk:print", "document.deliver/record_delivery"),
            ("分派与交接", "desk:handover", "case.assign"),
            ("核对", "desk:verification", "verification.accept"),
            ("存量转入", "desk:import_legacy", "decision.take_over"),
        ),
    ),
    (
        "资金",
        (
            ("备用金", "desk:reserve", "reserve.sign"),
            ("备用金", "desk:reserve", "reserve.fill"),
            ("发放名册", "desk:payroll", "payment.freeze"),
            ("台账比对", "desk:payroll", "ledger.import"),
            ("台账一致率", "desk:agreement", "agreement.view"),
        ),
    ),
    (
        "依据",
        (
            ("办理流程图", "desk:flow_chart", "case.view"),
            ("政策和变更", "desk:law", "law.prepare"),
            ("政策和变更", "desk:law", "law.confirm"),
            ("流程版本", "desk:switches", "law.switch"),
            ("权力下放", "desk:powers", "delegation.prepare"),
            ("权力下放", "desk:powers", "delegation.manage"),
            ("新符合条件的家庭", "desk:newly_eligible", "intent.explain"),
            ("工作日历", "desk:calendar", "law.calendar"),
            ("任务进度", "desk:jobs", "case.view"),
            ("办理痕迹", "desk:trace", "trace.view"),
        ),
    ),
)
VILLAGE_MENU = (("任务", "village:home", "publicity.post"),)


def frame_for(actor: Actor, at: datetime, path: str) -> Frame:
    """Return what stands around the page for this actor."""
    return Frame(
        organ=actor.organ_name,
        user=actor.name,
        post=joined([role(code).label for code in sorted(actor.roles) if code != "CITIZEN"]),
        menu=_menu(actor, path),
        home_url=_home(actor),
        layout=_layout(actor),
        telephone=CITY_HOTLINE if actor.organ_id is None else "",
        search_url="/w/cases/" if actor.may("case.view") and actor.organ_id is not None else "",
        keys_url="/w/keys/" if actor.organ_id is not None and not actor.villages else "",
        account="" if actor.user_id is None else str(actor.user_id),
        sign_out_url="/accounts/logout/" if actor.user_id is not None else "",
        notices_url=_notices(actor),
        switch_url="/accounts/switch/" if actor.user_id is not None else "",
        demo_clock=at if settings.JIUZHU_DEMO else None,
    )


def _notices(actor: Actor) -> str:
    if actor.user_id is None or actor.organ_id is None:
        return ""
    return reverse("desk:notices")


def _layout(actor: Actor) -> str:
    """Return the page around pages that several counters show."""
    if actor.organ_id is None:
        return "layouts/public.html"
    return "layouts/village.html" if actor.villages else "layouts/desk.html"


def _home(actor: Actor) -> str:
    if actor.organ_id is None:
        return "/"
    return reverse("village:home") if actor.villages else "/w/"


def _menu(actor: Actor, path: str) -> tuple[MenuGroup, ...]:
    if actor.organ_id is None:
        return ()
    if actor.villages:
        links = _links(VILLAGE_MENU, actor, path)
        return (MenuGroup("村（居）", links),) if links else ()
    groups = ((label, _links(items, actor, path)) for label, items in MENU)
    return tuple(MenuGroup(label, links) for label, links in groups if links)


def _links(items: tuple[tuple[str, str, str], ...], actor: Actor, path: str) -> tuple[Link, ...]:
    return tuple(
        Link(label, reverse(route), current=path == reverse(route))
        for label, route, capability in items
        if _shows(capability, actor)
    )


def _shows(needed: str, actor: Actor) -> bool:
    capability, _, action = needed.partition("/")
    return actor.may(capability, action=action)
