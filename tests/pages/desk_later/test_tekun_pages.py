"""Tekun on pages: the wish that a township begins, the self-care test, the three tests shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from jiuzhu.casework.assessments.queries import latest_self_care
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.intents.queries import declared
from jiuzhu.kernel.identity import make_identity_number
from support.browser import Browser
from support.pages import gone_to, shown
from support.tekun import to_tekun_surveyed
from support.world import World

BrowserAs = Callable[..., Browser]
NUMBER = make_identity_number("370911", date(1975, 3, 8), 914)


def test_the_township_begins_for_who_cannot(world: World, browser_as: BrowserAs) -> None:
    values = {
        "step": "family",
        "purpose_told": "on",
        "identity_checked": "on",
        "scheme": "tekun",
        "name": "测试甲",
        "identity_number": NUMBER,
        "village": world.village.code,
        "category": "RURAL",
        "category_ground": "有承包地",
        "need": "独居，没有人照料",
        "channel": "VILLAGE",
        "by_organisation": "on",
        "initiative_ground": "",
        "disability": "MENTAL",
        "disability_grade": "1",
        "kin": "NONE",
    }
    browser = browser_as("shouli")
    assert "为什么不能自己提出" in shown(browser.submit("/w/intents/new/", values), 422)
    values["initiative_ground"] = "无民事行为能力，没有监护人"
    gone_to(browser.submit("/w/intents/new/", values))

    world.as_("shouli")
    case = Case.objects.get()
    assert (case.scheme, case.intent.initiated_by) == ("tekun", "ORGANISATION")
    claim = declared(case).claim
    assert claim is not None
    assert [(one.kind.value, one.grade) for one in claim.disabilities] == [("MENTAL", 1)]


def test_the_test_by_two_leads_to_the_amount(world: World, browser_as: BrowserAs) -> None:
    case = to_tekun_surveyed(world)
    path = f"/w/cases/{case.number}/assess-self-care/"
    surveyor = browser_as("diaocha")
    assert path in shown(surveyor.get(f"/w/cases/{case.number}/"))
    page = shown(surveyor.get(path))
    assert "自主洗澡" in page
    assert "4至6项不能自主完成：全护理" in page
    gone_to(
        surveyor.submit(
            path,
            {
                "assessed_on": f"{world.at:%Y-%m-%d}",
                "second_assessor": str(world.officer("hedui").pk),
                "failed": ["BED", "BATHING"],
                "seen": "上下床、洗澡要人扶",
            },
        )
    )
    assert "半护理" in shown(surveyor.get(path))
    world.as_("shenhe")
    tested = latest_self_care(case)
    assert tested is not None
    assert tested.grade == "PARTIAL"
    gone_to(browser_as("shenhe").submit(f"/w/cases/{case.number}/compute-amount/", {}))
    sheet = shown(browser_as("shenhe").get(f"/w/cases/{case.number}/computation/"))
    for words in ("无劳动能力", "年满60周岁", "照料护理标准（半护理）", "经调查没有法定义务人"):
        assert words in sheet
