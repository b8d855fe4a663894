"""Notices printed together: chosen, shown first, bound as stored, each look kept."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from uuid import uuid4

import pikepdf
import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.models import AccessEvent
from jiuzhu.infra.storage import read_bytes
from jiuzhu.interfaces.web.desk import printing, selection
from support.browser import Browser, hidden_values
from support.stream import CENTRE, deliver, to_explained, to_intent, to_invited
from support.world import COUNTY, OTHER_TOWNSHIP, World
from unit.documents.pdf_reading import page_text

pytestmark = pytest.mark.django_db(databases=["default", "aside"])


def waiting(world: World, case: Case) -> list[Document]:
    world.as_("shouli")
    return list(Document.objects.filter(case=case, must_be_delivered=True).order_by("pk"))


def confirm(browser: Browser, address: str, **more: object) -> str:
    """Confirm the run that an address shows, and return where it leads."""
    shown = browser.get(address)
    assert shown.status_code == 200, shown.content.decode()[:2000]
    given = {**hidden_values(shown), "copies": "2", **more}
    answer = browser.post("/w/print/", given)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer.headers["Location"]


@pytest.mark.typeset
def test_run_of_a_village_binds_the_stored_pages_twice_behind_a_separator(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_invited(world)
    papers = waiting(world, case)
    assert papers
    browser = browser_as("shouli")
    queue = browser.get("/w/print/").content.decode()
    place = re.search(r'href="(/w/print/\?place=[^"]+)">打印 [0-9]+ 份', queue)
    assert place is not None
    shown = browser.get(place[1]).content.decode()
    assert all(paper.number in shown for paper in papers)
    done = confirm(browser, place[1])
    page = browser.get(done).content.decode()
    assert all(paper.number in page for paper in papers)
    bound = browser.get(f"{done}1.pdf")
    assert bound.headers["Content-Type"] == "application/pdf"
    stored = [pikepdf.open(io.BytesIO(read_bytes(bytes(one.pdf.digest)))) for one in papers]
    with pikepdf.open(io.BytesIO(bound.content)) as pdf:
        texts = [page_text(one) for one in pdf.pages]
        assert len(texts) == 1 + 2 * sum(len(one.pages) for one in stored)
        assert world.village.name in texts[0].replace(" ", "")
        first = page_text(stored[0].pages[0])
        assert sum(text == first for text in texts) == 2
        assert not [
            one for one in pdf.pages if [round(float(x)) for x in one.mediabox[2:]] != [595, 842]
        ]
    world.as_("jianguan", COUNTY)
    looks = AccessEvent.objects.filter(query__startswith="print/").values_list("query", flat=True)
    assert sorted(looks) == sorted(f"print/{one.kind}/{one.number}" for one in papers)


def test_selection_names_what_is_not_printed_and_why(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_invited(world)
    name = case.applicant.name
    other = to_explained(world)
    for paper in waiting(world, other):
        deliver(world, other, paper.kind)
    browser = browser_as("shouli")
    chosen = f"/w/print/?list=TASKS&case={case.number}&case={other.number}&case=37091199"
    page = browser.get(chosen).content.decode()
    assert "没有待送达的文书" in page
    assert "不在您的辖区，或编号不对" in page
    assert f"{len(waiting(world, case))} 份文书" in page
    elsewhere = browser_as("shouli", OTHER_TOWNSHIP).get(chosen).content.decode()
    assert elsewhere.count("不在您的辖区，或编号不对") == 3
    assert name not in elsewhere


def test_paper_served_meanwhile_is_named_and_not_printed(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_invited(world)
    papers = waiting(world, case)
    browser = browser_as("shouli")
    shown = browser.get(f"/w/print/?list=CASES&case={case.number}")
    values = {**hidden_values(shown), "copies": "1"}
    deliver(world, case, papers[0].kind)
    answer = browser.post("/w/print/", values)
    if len(papers) == 1:
        assert answer.status_code == 422
        assert "都已经送达或撤回" in answer.content.decode()
        return
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "已经送达，不用再打印" in page
    again = browser.post("/w/print/", values)
    assert again.headers["Location"] == answer.headers["Location"]


@pytest.mark.typeset
def test_run_belongs_to_who_confirmed_it(
    world: World, browser_as: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = to_invited(world)
    to_invited(world)
    browser = browser_as("shouli")
    monkeypatch.setattr(printing, "MOST_IN_PART", 1)
    village = f"/w/print/?place={world.village.code}"
    done = confirm(browser, village, duplex="on")
    page = browser.get(done).content.decode()
    count = page.count("打开第")
    assert count >= 2
    assert browser.get(f"{done}{count}.pdf").status_code == 200
    assert browser.get(f"{done}{count + 1}.pdf").status_code == 404
    colleague = browser_as("diaocha")
    assert colleague.get(done).status_code == 404
    assert colleague.get(f"{done}1.pdf").status_code == 404
    assert browser.get(f"/w/print/{uuid4()}/").status_code == 404
    assert browser_as("shenpi").get("/w/print/").status_code == 403
    assert case.number in browser.get(village).content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("list=TASKS", "没有勾选案件"),
        ("list=PEOPLE&case=1", "没有这张清单"),
        ("list=TASKS&all=1&place=NOWHERE", "可能是别的机关的链接"),
        ("list=CASES&all=1&q=没有这个人", "没有勾选案件"),
    ],
)
def test_wrong_selection_is_answered_in_words(
    world: World, browser_as: Callable[..., Browser], query: str, words: str
) -> None:
    to_intent(world)
    answer = browser_as("shouli").get(f"/w/print/?{query}")
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_all_of_the_conditions_are_chosen_up_to_the_limit(
    world: World, browser_as: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [to_intent(world, name=f"测试{word}").number for word in "甲乙丙"]
    browser = browser_as("shouli")
    page = browser.get("/w/print/?list=TASKS&all=1&stage=intent").content.decode()
    assert all(number in page for number in numbers)
    page = browser.get("/w/print/?list=CASES&all=1&state=INTENT").content.decode()
    assert all(number in page for number in numbers)
    monkeypatch.setattr(selection, "MOST_SELECTED", 2)
    refused = browser.get("/w/print/?list=TASKS&all=1")
    assert refused.status_code == 422
    assert "一次最多选 2 件" in refused.content.decode()
    ticked = "&".join(f"case={number}" for number in numbers)
    assert browser.get(f"/w/print/?list=TASKS&{ticked}").status_code == 422


def test_all_of_a_place_is_narrowed_by_the_other_conditions_too(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    wanted, other = to_invited(world), to_explained(world)
    page = (
        browser_as("shouli")
        .get(f"/w/print/?list=CASES&all=1&place={world.village.code}&state={wanted.state}")
        .content.decode()
    )
    assert wanted.state != other.state
    assert wanted.number in page
    assert other.number not in page


def test_menu_offers_the_print_run_to_who_serves_only(browser_as: Callable[..., Browser]) -> None:
    assert 'href="/w/print/"' in browser_as("shouli").get("/w/").content.decode()
    assert 'href="/w/print/"' not in browser_as("zhongxin", CENTRE).get("/w/").content.decode()


def test_bar_offers_only_what_the_post_may_do(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_invited(world)
    window = browser_as("shouli").get("/w/cases/").content.decode()
    assert "批量打印</button>" in window
    assert f'name="case" value="{case.number}"' in window
    decider = browser_as("shenpi").get("/w/cases/").content.decode()
    assert "批量打印</button>" not in decider
    assert "批量分派</button>" in decider
    supervisor = browser_as("jianguan", COUNTY).get("/w/cases/").content.decode()
    assert case.number in supervisor
    assert 'name="case"' not in supervisor
