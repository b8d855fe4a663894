"""The pages of powers: prepared by one, blocked by name, activated by another, taken back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.organs.enums import Power
from jiuzhu.registers.organs.models import DelegationOrder, Officer
from support.browser import Browser, as_owner
from support.law import a_paper
from support.pages import a_file, gone_to, shown
from support.world import COUNTY, FANZHEN, ZHUYANG, World

pytestmark = pytest.mark.django_db
As = Callable[..., Browser]


def typed(world: World) -> dict[str, str]:
    township = world.organ(FANZHEN).name
    return {
        "to_organ": FANZHEN,
        "power": Power.DIBAO_DECIDE.value,
        "batch": "第三批",
        "document_title": "关于下放低保审批权的通知",
        "document_number": "岱政发〔2020〕9号",
        "effective_from": "2020-09-01",
        "mode": "AUTHORIZED",
        "name_on_decision": township,
        "respondent": township,
        "reviewing_body": "岱岳区人民政府",
        "reviewing_address": "岱岳区",
        "court": "岱岳区人民法院",
        "open_cases_at_start": "STAY",
        "open_cases_at_end": "MOVE",
    }


def people(world: World) -> list[Officer]:
    """Give everybody of 范镇 an account."""
    with as_owner():
        found = list(Officer.objects.filter(post__organ__code=FANZHEN).distinct().order_by("pk"))
        for one in found:
            if not hasattr(one, "user"):
                name = f"u{one.pk}"
                User.objects.create_staff(username=name, password="Ceshi-mima-2020", officer=one)
    return found


def test_a_power_moves_down_and_back_by_pages(world: World, browser_as: As) -> None:
    author = browser_as("zhengce", COUNTY)
    assert "尚未授权" in shown(author.get("/w/powers/"))
    url = gone_to(author.submit("/w/powers/new/", typed(world)))
    paper = BytesIO(a_paper("下放"))
    paper.name = "通知.pdf"
    gone_to(author.submit(f"{url}paper/", {"file": paper}))
    names = people(world)
    decider = browser_as("xianshenpi", COUNTY)
    page = shown(decider.get(url))
    assert "没有备案的印章" in page
    assert names[0].name in page
    refused = shown(decider.submit(f"{url}activate/", {"compared": "on"}), 422)
    assert "还不能承接" in refused
    ready = f"/w/powers/ready/{FANZHEN}/"
    gone_to(
        author.submit(
            f"{ready}training/",
            {
                "topic": "低保审批",
                "attended_on": "2020-08-01",
                "officers": [str(one.pk) for one in names],
            },
        )
    )
    seal = {"name": "范镇人民政府", "effective_from": "2020-09-01", "file": a_file()}
    gone_to(author.submit(f"{ready}seal/", seal))
    assert f"{url}activate/" not in shown(author.get(url))
    assert f"{url}activate/" in shown(decider.get(url))
    gone_to(decider.submit(f"{url}activate/", {"compared": "on"}))
    assert "已下放" in shown(decider.get(url))
    assert decider.get(f"{url}paper.pdf").content.startswith(b"%PDF")
    told = {"effective_to": "2020-09-02", "ground": "差错率过高", "document": "岱政发〔2020〕11号"}
    gone_to(decider.submit(f"{url}withdraw/", told))
    page = shown(browser_as("shouli", ZHUYANG).get(url))
    assert "差错率过高" in page
    assert f"{url}withdraw/" not in page
    with as_owner():
        order = DelegationOrder.objects.get(to_organ__code=FANZHEN)
    assert (order.effective_to, order.power) != (None, "")
    book = author.get("/w/powers/?to=xlsx")
    assert book.content[:2] == b"PK"
    assert shown(browser_as("shiji", "3709").get("/w/powers/?county=370982")).count("尚未授权") > 3
    assert author.get("/w/powers/ready/370982/").status_code == 404


def test_what_was_prepared_can_be_given_up(world: World, browser_as: As) -> None:
    author = browser_as("zhengce", COUNTY)
    url = gone_to(author.submit("/w/powers/new/", typed(world)))
    assert author.get(f"{url}paper.pdf").status_code == 404
    decider = browser_as("xianshenpi", COUNTY)
    assert decider.get(f"{url}withdraw/").status_code == 409
    gone_to(author.submit(f"{url}drop/"))
    assert "已放弃" in shown(author.get("/w/powers/"))
    assert "已经启用或放弃" in shown(decider.get(f"{url}activate/"))
