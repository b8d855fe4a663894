"""The township files, the centre asks and releases, the family gets an answer: in pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document, SignedScan
from jiuzhu.casework.verification.models import (
    SourceQuery,
    UnfitExplanation,
    VerificationReport,
    VerificationRequest,
)
from jiuzhu.infra.models import AccessEvent
from jiuzhu.infra.storage import store_upload
from support.browser import Browser, hidden_values
from support.departments import run_sources
from support.stream import CENTRE, to_authorised, to_authorising, to_filed, to_invited, to_verified
from support.tekun import to_tekun_authorised
from support.world import COUNTY, OTHER_COUNTY, ZHUYANG, World

CONFIRM = {"confirm": "on"}


def path_of(case: Case, action: str) -> str:
    return f"/w/cases/{case.number}/{action}/"


def test_township_files_with_a_confirmation(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorised(world)
    browser = browser_as("hedui")
    assert browser.submit(path_of(case, "file-verification"), {}).status_code == 422
    answer = browser.submit(path_of(case, "file-verification"), CONFIRM)
    assert answer.status_code == 302, answer.content.decode()
    world.as_("hedui")
    assert VerificationRequest.objects.get(case=case).state == "FILED"
    late = browser.get(path_of(case, "file-verification"))
    assert late.status_code == 409
    assert "核对中" in late.content.decode()


def test_late_form_tells_who_was_faster(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_authorised(world)
    browser = browser_as("hedui")
    path = path_of(case, "file-verification")
    first, second = browser.get(path), browser.get(path)
    assert browser.post(path, {**hidden_values(first), **CONFIRM}).status_code == 302
    again = browser.post(path, {**hidden_values(first), **CONFIRM})
    assert again.status_code == 302
    late = browser.post(path, {**hidden_values(second), **CONFIRM})
    text = late.content.decode()
    assert late.status_code == 409
    assert "您打开页面之后，内容已被更新" in text
    assert world.officer("hedui").name in text
    assert "授权中" in text
    assert "核对中" in text
    world.as_("hedui")
    assert VerificationRequest.objects.filter(case=case).count() == 1


def test_filing_without_signatures_says_who_is_missing(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorising(world)
    page = browser_as("hedui").get(path_of(case, "file-verification")).content.decode()
    assert "还没有签授权" in page
    assert case.applicant.name in page
    assert 'name="confirm"' not in page


def test_centre_takes_a_request_through(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_filed(world)
    centre = browser_as("zhongxin", CENTRE)
    queue = centre.get("/w/verification/").content.decode()
    assert case.number in queue
    assert centre.submit(path_of(case, "accept-verification"), CONFIRM).status_code == 302
    assert centre.submit(path_of(case, "ask-sources"), CONFIRM).status_code == 302
    progress = centre.get(path_of(case, "verification")).content.decode()
    assert "已办 0 / 共 12" in progress
    assert 'hx-trigger="every 3s"' in progress
    actor = world.as_("zhongxin", CENTRE)
    request = VerificationRequest.objects.get(case=case)
    run_sources(request, actor=actor, at=world.later(hours=2))
    settled = centre.get(path_of(case, "verification"), headers={"HX-Request": "true"})
    text = settled.content.decode()
    assert "<html" not in text
    assert "未查到" in text
    assert "every 3s" not in text
    preview = centre.get(path_of(case, "release-report")).content.decode()
    assert "符合" in preview
    assert 'name="mark_unanswered"' not in preview
    assert centre.submit(path_of(case, "release-report"), {}).status_code == 422
    assert centre.submit(path_of(case, "release-report"), CONFIRM).status_code == 302
    world.as_("zhongxin", CENTRE)
    assert VerificationReport.objects.get(case=case).conclusion == "FIT"


def test_silent_source_is_released_only_as_unanswered(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_filed(world)
    centre = browser_as("zhongxin", CENTRE)
    centre.submit(path_of(case, "accept-verification"), CONFIRM)
    centre.submit(path_of(case, "ask-sources"), CONFIRM)
    path = path_of(case, "release-report")
    refused = centre.submit(path, CONFIRM)
    assert refused.status_code == 422
    assert "还有数据来源没有结果" in refused.content.decode()
    assert centre.submit(path, {**CONFIRM, "mark_unanswered": "on"}).status_code == 302
    world.as_("zhongxin", CENTRE)
    meanings = set(SourceQuery.objects.filter(case=case).values_list("meaning", flat=True))
    assert meanings == {"NOT_ANSWERED"}


def test_township_cannot_ask_or_see_meanings(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_filed(world)
    centre = browser_as("zhongxin", CENTRE)
    centre.submit(path_of(case, "accept-verification"), CONFIRM)
    township = browser_as("hedui")
    crafted = township.post(
        path_of(case, "ask-sources"),
        {**CONFIRM, "idempotency_key": "6f1c7c52-8b1e-4d38-9a3e-111111111111"},
    )
    assert crafted.status_code == 403
    world.as_("zhongxin", CENTRE)
    assert not SourceQuery.objects.filter(case=case).exists()
    centre.submit(path_of(case, "ask-sources"), CONFIRM)
    shown = township.get(path_of(case, "verification")).content.decode()
    assert "结果含义" not in shown
    assert "待发出" in shown
    assert browser_as("shenpi").get(path_of(case, "verification")).status_code == 403


def test_centre_of_another_county_finds_nothing(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_filed(world)
    other = browser_as("zhongxin", f"{OTHER_COUNTY}HD")
    assert case.number not in other.get("/w/verification/").content.decode()
    assert other.get(path_of(case, "accept-verification")).status_code == 404


def test_returned_request_tells_the_reason(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_filed(world)
    centre = browser_as("zhongxin", CENTRE)
    path = path_of(case, "return-verification")
    assert centre.submit(path, {"reason": "   "}).status_code == 422
    assert centre.submit(path, {"reason": "缺配偶的授权书"}).status_code == 302
    township = browser_as("hedui")
    assert "缺配偶的授权书" in township.get(path_of(case, "verification")).content.decode()


def test_report_opens_with_a_purpose_and_its_paper_for_ten_minutes(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    other = to_verified(world)
    case = to_verified(world, has_car=True)
    browser = browser_as("hedui")
    world.as_("hedui")
    paper = Document.objects.get(case=case, kind="W06")
    paper_path = f"/w/cases/{case.number}/papers/{paper.check_code}.pdf"
    closed = browser.get(paper_path)
    assert (closed.status_code, closed.headers["Location"]) == (302, path_of(case, "report"))
    assert (
        browser.submit(path_of(case, "report"), {"kind": "OTHER", "text": "看"}).status_code == 422
    )
    opened = browser.submit(path_of(case, "report"), {"kind": "EXPLAIN", "text": ""})
    text = opened.content.decode()
    assert opened.status_code == 200
    assert "结论：不符合" in text
    assert "机动车登记" in text
    world.later(minutes=1)
    assert browser.get(paper_path).headers["Content-Type"] == "application/pdf"
    world.as_("jianguan", COUNTY)
    looks = AccessEvent.objects.filter(kind="VIEW", purpose="向本户说明核对结果")
    assert {look.query.split("/")[0] for look in looks} == {"report", "paper"}
    assert "用途" in browser.get(path_of(other, "report")).content.decode()
    assert "结论：" not in browser.get(path_of(other, "report")).content.decode()
    for _ in range(3):
        world.later(minutes=8)
        assert "结论：不符合" in browser.get(path_of(case, "report")).content.decode()
    tab = browser.get(f"{path_of(case, '').rstrip('/')}/?tab=materials").content.decode()
    assert "核对材料的查看用途：向本户说明核对结果" in tab
    world.later(minutes=11)
    assert browser.get(paper_path).status_code == 302


def test_the_purpose_names_what_is_applied_for(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_tekun_authorised(world)
    page = browser_as("hedui").get(path_of(case, "file-verification")).content.decode()
    assert "申请特困人员救助供养，核对家庭经济状况" in page
    assert "低保" not in page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("seat", ["diaocha", "shouli"])
def test_report_stays_closed_to_who_is_not_named(
    world: World, browser_as: Callable[..., Browser], seat: str
) -> None:
    case = to_verified(world)
    browser = browser_as(seat)
    assert browser.get(path_of(case, "report")).status_code == 403
    world.as_(seat)
    code = Document.objects.get(case=case, kind="W06").check_code
    assert browser.get(f"/w/cases/{case.number}/papers/{code}.pdf").status_code == 403


@pytest.mark.parametrize(("kind", "seat"), [("W06", "shouli"), ("W05", "xieli")])
def test_scan_of_a_closed_paper_is_no_way_around(
    world: World, browser_as: Callable[..., Browser], kind: str, seat: str
) -> None:
    case = to_verified(world)
    reader = world.as_("hedui")
    paper = Document.objects.get(case=case, kind=kind)
    stored = store_upload(b"\x89PNG\r\n\x1a\n" + b"1" * 64, shown_name="scan.png", at=world.at)
    SignedScan.objects.create(
        document=paper, file=stored, scanned_at=world.at, scanned_by_id=reader.officer()
    )
    browser = browser_as(seat, world.village.code if seat == "xieli" else ZHUYANG)
    for word in ("scan-file", "check", "scan"):
        answer = browser.get(f"/w/papers/{paper.check_code}/{word}/")
        assert answer.status_code == 403, word
    page = browser.get(f"/w/cases/{case.number}/").content.decode()
    assert f"/w/papers/{paper.check_code}/" not in page


def test_fitting_family_is_invited(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_verified(world)
    browser = browser_as("shouli")
    shown = browser.get(f"/w/cases/{case.number}/").content.decode()
    assert "下一步：通知申请" in shown
    assert browser.submit(path_of(case, "invite"), CONFIRM).status_code == 302
    world.as_("shouli")
    assert Case.objects.get(pk=case.pk).state == "INVITED"


def test_reasons_are_drafted_checked_by_a_second_and_told(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_verified(world, has_car=True)
    first, second = browser_as("shouli"), browser_as("diaocha")
    assert first.submit(path_of(case, "draft-explanation")).status_code == 302
    own = first.get(path_of(case, "check-explanation")).content.decode()
    assert "起草人不能复核" in own
    assert 'name="confirm"' not in own
    early = first.get(path_of(case, "explain-unfit")).content.decode()
    assert "还没有经第二人复核" in early
    crafted = first.post(
        path_of(case, "check-explanation"),
        {**CONFIRM, "idempotency_key": "6f1c7c52-8b1e-4d38-9a3e-222222222222"},
    )
    assert crafted.status_code == 422
    checked = second.get(path_of(case, "check-explanation")).content.decode()
    assert "机动车" in checked
    assert second.submit(path_of(case, "check-explanation"), CONFIRM).status_code == 302
    told = first.submit(path_of(case, "explain-unfit"), CONFIRM)
    assert told.status_code == 302
    world.as_("shouli")
    assert UnfitExplanation.objects.get(case=case).checked_by_id == world.officer("diaocha").pk
    page = first.get(f"/w/cases/{case.number}/").content.decode()
    assert "坚持申请" in page


def test_invited_case_offers_no_verification_any_more(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_invited(world)
    centre = browser_as("zhongxin", CENTRE)
    page = centre.get(path_of(case, "verification")).content.decode()
    assert "已出报告" in page
    assert "退回提请" not in page
    assert centre.get(path_of(case, "release-report")).status_code == 409
