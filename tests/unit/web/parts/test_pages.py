"""Answers: rendered at once, refusals as pages, nothing lost."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory

from jiuzhu.interfaces.web.parts.appearance import set_appearance
from jiuzhu.interfaces.web.parts.catalogue import CataloguePage, SampleForm, _page, ui_catalogue
from jiuzhu.interfaces.web.parts.errors import (
    TEXTS,
    bad_request,
    csrf_failure,
    page_not_found,
    permission_denied,
    server_error,
)
from jiuzhu.interfaces.web.parts.frame import Frame
from jiuzhu.interfaces.web.parts.pages import (
    Reshown,
    handle_refusal,
    query_url,
    refusals_as_pages,
    render_page,
)
from jiuzhu.interfaces.web.parts.presenters import Conflict as ConflictNote
from jiuzhu.interfaces.web.parts.presenters import Difference
from jiuzhu.kernel.errors import Conflict, FieldError, Forbidden, InvalidInput, NotVisible, Refused

SENTENCE = "只有受理员可以办理，请交受理员。"


@dataclass(frozen=True)
class Holder:
    form: SampleForm


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Forbidden("role.missing", SENTENCE), 403),
        (NotVisible("case.absent", SENTENCE), 404),
        (Conflict("case.moved", SENTENCE), 409),
        (Refused("case.closed", SENTENCE), 422),
        (InvalidInput((FieldError("name", "a", SENTENCE),)), 422),
    ],
)
def test_refusal_has_its_page(rf: RequestFactory, refusal: Refused, status: int) -> None:
    @refusals_as_pages
    def view(request: HttpRequest) -> HttpResponse:
        raise refusal

    response = view(rf.get("/w/"))

    assert response.status_code == status
    assert refusal.message in response.content.decode()


def test_refused_form_comes_back_with_everything_in_it(rf: RequestFactory) -> None:
    page = _page("desk")
    page.wrong.is_valid()
    refusal = Refused("person.known", "此人已有在办案件，请先查看该案件。", field="name")

    response = handle_refusal(
        rf.post("/w/"), refusal, again=Reshown("system/ui.html", page, page.wrong)
    )

    text = response.content.decode()
    assert response.status_code == 422
    assert refusal.message in text
    assert 'value="37091119500308002"' in text
    assert "请提供收入证明</textarea>" in text
    assert "<title>需更正：" in text


def test_conflict_page_shows_the_difference(rf: RequestFactory) -> None:
    note = ConflictNote("测试张伟", None, (Difference("月收入", "1,200.00", "1,350.00"),))

    response = handle_refusal(
        rf.post("/w/"), Conflict("case.moved", "已被更新，请看差异。"), conflict=note
    )

    assert response.status_code == 409
    assert "1,350.00" in response.content.decode()


def test_error_page_goes_back_only_to_our_own_pages(rf: RequestFactory) -> None:
    refusal = Refused("case.closed", SENTENCE)
    ours = handle_refusal(rf.post("/w/", headers={"referer": "http://testserver/w/9/"}), refusal)
    foreign = handle_refusal(
        rf.post("/w/", headers={"referer": "http://elsewhere.example/"}), refusal
    )

    assert 'href="http://testserver/w/9/"' in ours.content.decode()
    assert "elsewhere" not in foreign.content.decode()


@pytest.mark.parametrize("status", sorted(TEXTS))
def test_every_error_page_says_what_to_do(status: int) -> None:
    title, reason, advice = TEXTS[status]

    assert title
    assert reason.endswith("。")
    assert advice
    assert all(line.endswith("。") for line in advice)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: bad_request(request, ValueError()), 400),
        (lambda request: permission_denied(request, PermissionError("请换岗位办理。")), 403),
        (lambda request: page_not_found(request, ValueError()), 404),
        (server_error, 500),
        (csrf_failure, 403),
    ],
)
def test_handlers_need_neither_session_nor_user(
    rf: RequestFactory, answer: Any, status: int
) -> None:
    response = answer(rf.get("/nowhere/"))

    assert response.status_code == status
    assert "接下来怎么办" in response.content.decode()


def test_stale_page_is_told_so(rf: RequestFactory) -> None:
    assert "页面停留太久" in csrf_failure(rf.post("/w/")).content.decode()


def test_page_is_rendered_at_once_with_the_frame_of_the_session(rf: RequestFactory) -> None:
    request = rf.get("/system/ui/")
    request.frame = Frame(organ="岱岳区满庄镇", user="测试李敏")  # type: ignore[attr-defined]

    response = ui_catalogue(request)

    assert type(response) is HttpResponse
    assert "岱岳区满庄镇" in response.content.decode()


@pytest.mark.parametrize(
    ("cookies", "classes"),
    [
        ({}, "citizen phone"),
        ({"elder": "1"}, "citizen phone elder"),
        ({"theme": "dark", "size": "large"}, "citizen phone dark large"),
        ({"theme": "<b>", "size": "99"}, "citizen phone"),
    ],
)
def test_appearance_is_remembered_on_the_root(
    rf: RequestFactory, cookies: dict[str, str], classes: str
) -> None:
    request = rf.get("/system/ui/?surface=citizen")
    request.COOKIES.update(cookies)

    assert f'class="{classes}"' in ui_catalogue(request).content.decode()


def test_appearance_is_set_and_leads_back(rf: RequestFactory) -> None:
    response = set_appearance(
        rf.post("/appearance/", {"elder": "1", "theme": "pink", "next": "/w/?a=1"})
    )

    assert (response.status_code, response["Location"]) == (302, "/w/?a=1")
    assert response.cookies["elder"].value == "1"
    assert "theme" not in response.cookies


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_appearance_leads_nowhere_else(rf: RequestFactory, target: str) -> None:
    assert set_appearance(rf.post("/appearance/", {"next": target}))["Location"] == "/"


def test_appearance_is_not_changed_by_a_link(rf: RequestFactory) -> None:
    assert set_appearance(rf.get("/appearance/?elder=1")).status_code == 405


def test_state_of_a_list_lives_in_its_address(rf: RequestFactory) -> None:
    request = rf.get("/w/?tab=mine&after=9")

    assert query_url(request, sort="-due", after=None) == "/w/?tab=mine&sort=-due"
    assert query_url(rf.get("/w/?after=9"), after=None) == "/w/"


@pytest.mark.parametrize("surface", ["desk", "village", "citizen", "public", "../errors/error"])
def test_catalogue_shows_every_surface(rf: RequestFactory, surface: str) -> None:
    response = ui_catalogue(rf.get("/system/ui/", {"surface": surface}))

    assert response.status_code == 200
    assert response.content.decode().count("<h1>") == 1


def test_catalogue_uses_every_part(rf: RequestFactory) -> None:
    from pathlib import Path

    import jiuzhu.interfaces.web

    folder = Path(jiuzhu.interfaces.web.__file__).parent / "templates"
    parts = "".join(path.read_text("utf-8") for path in (folder / "parts").glob("*.html"))
    layouts = "".join(path.read_text("utf-8") for path in (folder / "layouts").glob("*.html"))
    page = (folder / "system/ui.html").read_text("utf-8") + layouts + parts
    import re

    names = set(re.findall(r"{% macro ([a-z]\w*)\(", parts))

    assert {name for name in names if f"ui.{name}(" not in page} == set()


def test_page_holds_no_model(rf: RequestFactory) -> None:
    from django.db.models import Model

    page = _page("desk")

    assert isinstance(page, CataloguePage)
    assert not any(isinstance(getattr(page, name), Model) for name in page.__slots__)


def test_page_with_status_of_its_own(rf: RequestFactory) -> None:
    form = SampleForm(QueryDict(""))

    response = render_page(rf.get("/system/ui/"), "system/ui.html", _page("desk"), status=201)

    assert response.status_code == 201
    assert not form.is_valid()
