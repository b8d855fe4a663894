"""The workspace of a case: every tab is an address, shows stored facts and says what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiuzhu.casework.documents.models import Document, SignedScan
from jiuzhu.casework.intents.family import MemberGiven
from jiuzhu.infra.models import AccessEvent
from jiuzhu.infra.storage import store_upload
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.models import Person
from support.browser import Browser, as_owner
from support.pages import shown
from support.stream import (
    CENTRE,
    a_family,
    to_authorising,
    to_decided,
    to_in_payment,
    to_intent,
    to_opinion,
    to_surveyed,
    to_verified,
)
from support.world import FANZHEN, OTHER_TOWNSHIP, World, a_person

# Fourteen of them set the clock of the test, the scope, the session and the account.
TABS = ("members", "verification", "computation", "materials", "papers", "money")


def home(case: Any, rest: str = "") -> str:
    return f"/w/cases/{case.number}/{rest}"


def test_every_tab_is_an_address_and_empty_ones_say_who_acts(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world)
    window = browser_as("shouli")
    words = {
        "verification": "由核对专员提请",
        "computation": "您的岗位不查看明细",
        "money": "审批人批准后",
    }
    for tab in TABS:
        page = shown(window.get(home(case, f"?tab={tab}")))
        assert re.search(rf'href="[^"]*\?tab={tab}" aria-current="page"', page), tab
        assert words.get(tab, "") in page
        assert "下一步：" in page
    overview = shown(window.get(home(case)))
    assert re.search(rf'href="/w/cases/{case.number}/" aria-current="page"', overview)
    unknown = shown(window.get(home(case, "?tab=nonsense")))
    assert "基本情况" in unknown
    assert "还没有核算" in shown(browser_as("shenhe").get(home(case, "?tab=computation")))
    trace = shown(window.get(home(case, "trace/")))
    assert re.search(rf'/w/cases/{case.number}/trace/" aria-current="page"', trace)


def test_a_tab_of_another_office_is_like_an_absent_case(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorising(world)
    stranger = browser_as("shouli", OTHER_TOWNSHIP)
    for tab in TABS:
        assert stranger.get(home(case, f"?tab={tab}")).status_code == 404
    assert stranger.get(home(case, "trace/?kind=changes")).status_code == 404


def test_family_is_drawn_with_obligors_apart_and_names_escaped(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    family = a_family()
    odd = replace(family.members[1], person=a_person("买买提·<b>艾", born_on=date(1967, 3, 2)))
    case = to_authorising(world, family=replace(family, members=(family.members[0], odd)))
    page = shown(browser_as("shouli").get(home(case, "?tab=members")))
    drawing = re.search(r"<svg class=\"tree\".*?</svg>", page, re.DOTALL)
    assert drawing is not None
    assert '<title id="tree-title">测试甲户的家庭关系图</title>' in drawing[0]
    assert drawing[0].count('class="obligor"') == 1
    assert drawing[0].count("<rect") == 3
    assert "<b>" not in drawing[0]
    assert "style=" not in drawing[0]
    assert "女儿（义务人）" in page


def test_answers_of_departments_need_a_purpose_and_are_no_windows_business(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_verified(world, has_car=True)
    verifier, path = browser_as("hedui"), home(case, "?tab=verification")
    before = shown(verifier.get(path))
    assert "说明用途后查看" in before
    assert "机动车" not in before
    report = home(case, "report/")
    verifier.submit(report, {"kind": "OTHER", "text": "办理低保申请"})
    opened = verifier.session.get("reports_opened")
    assert opened is not None
    assert list(opened) == [case.number]
    after = shown(verifier.get(path))
    assert "规则命中" in after
    assert "小型汽车" in after or "机动车" in after
    with as_owner():
        look = AccessEvent.objects.filter(kind="VIEW", route="desk:case").latest("pk")
    assert look.purpose
    window = shown(browser_as("shouli").get(path))
    assert "按用途开放" in window
    assert "规则命中" not in window
    centre = shown(browser_as("zhongxin", CENTRE).get(path))
    assert "逐人逐部门的查询" in centre


def test_computation_shows_stored_lines_with_their_article(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_opinion(world)
    page = shown(browser_as("shenpi").get(home(case, "?tab=computation")))
    assert "逐项核算" in page
    assert "1,025.00" in page
    assert "建议批准" in page


def test_differences_that_wait_for_a_ruling_lead_to_it(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    from support.stream import accept, to_insisted, visit

    case = visit(world, accept(world, to_insisted(world)))
    assessor = shown(browser_as("shenhe").get(home(case, "?tab=computation")))
    assert "需您决定" in assessor
    assert home(case, "compute-amount/") in assessor
    reader = shown(browser_as("shenpi").get(home(case, "?tab=computation")))
    assert "还没有说明的差异" in reader
    assert "需您决定" not in reader


def test_gallery_shows_files_in_place_and_records_each_look(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_surveyed(world)
    paper = Document.objects.get(case=case, kind="W03", person=case.applicant_id)
    content = b"\x89PNG\r\n\x1a\n" + b"7" * 64
    stored = store_upload(content, shown_name="scan.png", at=world.at)
    SignedScan.objects.create(
        document=paper,
        file=stored,
        scanned_at=world.at,
        scanned_by_id=world.as_("diaocha").officer(),
    )
    window = browser_as("shouli")
    listed = shown(window.get(home(case, "?tab=materials")))
    code = bytes(stored.digest).hex()[:24]
    assert f"show={code}" in listed
    page = shown(window.get(home(case, f"?tab=materials&show={code}")))
    assert f'<img src="{home(case, f"files/{code}/")}"' in page
    assert 'rel="prev"' in page
    answer = window.get(home(case, f"files/{code}/"))
    assert answer.content == content
    assert answer.headers["Content-Disposition"].startswith("inline")
    with as_owner():
        look = AccessEvent.objects.filter(kind="VIEW", route="desk:case_file").get()
    assert look.case_number == case.number
    assert code in look.query
    other = to_intent(world, name="测试戊")
    assert window.get(home(other, f"files/{code}/")).status_code == 404
    assert window.get(home(case, "files/000000/")).status_code == 404
    stranger = browser_as("shouli", FANZHEN)
    assert stranger.get(home(case, f"files/{code}/")).status_code == 404


@pytest.mark.parametrize(("seat", "status"), [("shouli", 403), ("hedui", 302)])
def test_gallery_is_no_way_around_the_report(
    world: World, browser_as: Callable[..., Browser], seat: str, status: int
) -> None:
    case = to_verified(world)
    reader = world.as_("hedui")
    paper = Document.objects.get(case=case, kind="W06")
    stored = store_upload(b"\x89PNG\r\n\x1a\n" + b"8" * 64, shown_name="r.png", at=world.at)
    SignedScan.objects.create(
        document=paper, file=stored, scanned_at=world.at, scanned_by_id=reader.officer()
    )
    code = bytes(stored.digest).hex()[:24]
    browser = browser_as(seat)
    assert browser.get(home(case, f"files/{code}/")).status_code == status
    page = shown(browser.get(home(case, f"?tab=materials&show={code}")))
    assert "<img" not in page
    assert f"show={paper.check_code}" not in page


def test_money_shows_award_and_payments_of_this_case_only(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
    from jiuzhu.kernel.periods import Month

    case = to_in_payment(world)
    page = shown(browser_as("shouli").get(home(case, "?tab=money")))
    assert "1,025.00" in page
    assert "还没有列入发放名册" in page
    freeze_payroll(
        given=PayrollGiven(county_code="370911", month=Month(2020, 10)),
        actor=world.as_("fafang", "370911"),
        at=world.at,
    )
    paid = shown(browser_as("shouli").get(home(case, "?tab=money")))
    assert "待发放" in paid
    assert "还没有列入发放名册" not in paid


def test_trace_is_narrowed_in_the_address_and_shows_what_changed(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_decided(world)
    window = browser_as("shouli")
    steps = shown(window.get(home(case, "trace/?kind=steps")))
    assert "受理日期" in steps
    assert "签署授权" not in steps
    acts = shown(window.get(home(case, "trace/?kind=acts")))
    assert "签署授权" in acts
    assert "案件 受理日期" not in acts
    with as_owner():
        Person.objects.filter(pk=case.applicant_id).update(name="测试甲改", phone="19911112222")
    changes = shown(window.get(home(case, "trace/?kind=changes")))
    assert "测试甲改：登记信息 姓名" in changes
    assert "199****2222" in changes
    assert "19911112222" not in changes
    assert "2020-09" in changes
    assert "2026-" not in re.sub(r"<head>.*?</head>", "", changes, flags=re.DOTALL)
    assert "谁看过" not in changes
    nonsense = shown(window.get(home(case, "trace/?kind=nonsense")))
    assert "倒查" in nonsense


def test_who_looked_is_for_the_supervisor(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_intent(world)
    window = browser_as("shouli")
    window.get(home(case))
    page = shown(browser_as("jianguan", "370911").get(home(case, "trace/?kind=looks")))
    assert "谁看过、查过" in page
    assert "存证摘要" not in page
    assert "谁看过、查过" not in shown(window.get(home(case, "trace/?kind=looks")))


def questions(browser: Browser, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def test_a_larger_family_asks_the_database_no_more(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    family = a_family()
    more = tuple(
        MemberGiven(
            person=a_person(f"测试{word}", born_on=date(2000 + place, 5, 6)),
            relation=Relation.SON,
            family_relation="ADULT_CHILD" if place < 2 else "MINOR_CHILD",
        )
        for place, word in enumerate("戊己庚辛壬癸子丑")
    )
    small = to_authorising(world, family=replace(family, members=family.members[:1]))
    large = to_authorising(
        world,
        family=replace(
            family,
            members=(
                replace(family.members[0], person=a_person("测试大")),
                *more,
            ),
            obligors=(),
        ),
    )
    window = browser_as("shouli")
    for rest in ("", *(f"?tab={tab}" for tab in TABS), "trace/"):
        assert questions(window, home(large, rest)) <= questions(window, home(small, rest)), rest


def test_a_page_of_a_case_asks_each_thing_once(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_opinion(world)
    browser = browser_as("shenpi")
    browser.get(home(case))
    with CaptureQueriesContext(connection) as asked:
        browser.get(home(case))
    said = " ".join(each["sql"] for each in asked)
    for table in ("cases_case", "verification_verificationreport", "law_calendarversion"):
        assert said.count(f'SELECT "{table}"."id", "{table}"."') == 1, table
