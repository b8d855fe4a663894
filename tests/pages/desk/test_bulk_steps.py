"""One step for many cases: shown row by row, done row by row, refused row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from jiuzhu.casework.verification.models import SourceQuery
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.receive_request import accept_request
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.job_runs import cancel_run, resume_run, take_run
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.jobs.bulk import ACTS, take_steps
from jiuzhu.interfaces.web.desk import selection
from jiuzhu.kernel.errors import Refused
from support.browser import Browser, as_owner, hidden_values
from support.stream import CENTRE, to_filed, to_intent
from support.world import World

pytestmark = pytest.mark.django_db(databases=["default", "aside"])
BULK = "/w/bulk/ask_sources/"


def accepted(world: World) -> str:
    """Return the number of a case whose request the centre has accepted."""
    case = to_filed(world)
    accept_request(number=case.number, actor=world.as_("zhongxin", CENTRE), at=world.at)
    return case.number


def confirmed(browser: Browser, numbers: list[str]) -> JobRun:
    """Choose these cases, confirm, and return the run that will do it."""
    ticked = "&".join(f"case={number}" for number in numbers)
    shown = browser.get(f"{BULK}?list=TASKS&{ticked}")
    assert shown.status_code == 200, shown.content.decode()[:2000]
    given = {**hidden_values(shown), "confirm": "on"}
    answer = browser.post(BULK, given)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    again = browser.post(BULK, given)
    assert again.headers["Location"] == answer.headers["Location"]
    code = answer.headers["Location"].split("/")[-2]
    with as_owner():
        return JobRun.objects.get(code=code)


def worked(run: JobRun) -> str:
    """Take the run up and do it, as the worker would."""
    with as_owner():
        taken = take_run(code=run.code)
    assert taken is not None
    return take_steps(taken)


def outcomes(run: JobRun) -> dict[str, tuple[str, str]]:
    with as_owner():
        return {row.key: (row.outcome, row.sentence) for row in run.rows.all()}


def test_preview_says_for_each_case_what_will_happen(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    ready, waits, elsewhere = accepted(world), to_filed(world).number, to_intent(world).number
    browser = browser_as("zhongxin", CENTRE)
    page = browser.get("/w/").content.decode()
    assert "批量发起查询</button>" in page
    ticked = "&".join(f"case={one}" for one in (ready, waits, elsewhere, "37099900"))
    page = browser.get(f"{BULK}?list=TASKS&{ticked}").content.decode()
    assert "将要办理 1 件" in page
    assert "不办 3 件" in page
    assert "还没有接收提请" in page
    assert "不能办这一步" in page
    assert "不在您的辖区，或编号不对" in page
    nothing = browser.get(f"{BULK}?list=TASKS&case={waits}").content.decode()
    assert "现在都不能办这一步" in nothing
    assert "<button" not in nothing.split("<main", 1)[1].split("</main>", 1)[0]
    assert browser_as("shouli").get(f"{BULK}?list=TASKS&case={ready}").status_code == 403
    assert browser.get("/w/bulk/grant/?list=TASKS&case=1").status_code == 404


def test_each_case_by_its_own_use_case_and_one_refusal_stops_no_other(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    first, moved, last = accepted(world), accepted(world), accepted(world)
    run = confirmed(browser_as("zhongxin", CENTRE), [first, moved, last])
    ask_sources(number=moved, actor=world.as_("zhongxin", CENTRE), at=world.at)
    assert worked(run) == "办了 2 件，1 件没有办，原因见下表。"
    found = outcomes(run)
    assert [found[number][0] for number in (first, moved, last)] == ["DONE", "FAILED", "DONE"]
    assert "不在这个环节" in found[moved][1]
    world.as_("zhongxin", CENTRE)
    asked = set(SourceQuery.objects.values_list("case__number", flat=True))
    assert asked == {first, moved, last}
    with as_owner():
        assert JobRun.objects.get(pk=run.pk).done == 3


def test_what_a_refused_case_wrote_is_undone(
    world: World, browser_as: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = confirmed(browser_as("zhongxin", CENTRE), [accepted(world)])

    def half(number: str, actor: Actor, at: datetime, order: dict[str, object]) -> None:
        ask_sources(number=number, actor=actor, at=at)
        raise Refused("test.half", "写了一半，不能办。")

    monkeypatch.setitem(ACTS, "ask_sources", half)
    assert worked(run) == "办了 0 件，1 件没有办，原因见下表。"
    assert [sentence for _, sentence in outcomes(run).values()] == ["写了一半，不能办。"]
    world.as_("zhongxin", CENTRE)
    assert not SourceQuery.objects.exists()


def test_run_that_was_stopped_goes_on_where_it_stopped(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    numbers = [accepted(world), accepted(world)]
    browser = browser_as("zhongxin", CENTRE)
    run = confirmed(browser, numbers)
    owner = replace(world.as_("zhongxin", CENTRE), user_id=run.owner)
    with as_owner():
        cancel_run(code=run.code, actor=owner, at=world.at)
        assert take_run(code=run.code) is None
        resume_run(code=run.code, actor=owner)
    assert worked(run) == "办了 2 件。"
    assert {outcome for outcome, _ in outcomes(run).values()} == {"DONE"}


@pytest.mark.parametrize(
    ("numbers", "words"), [("1 2 3", "一次最多选 2 件"), ("1 乱填", "案件编号不对")]
)
def test_changed_form_is_refused_whole(
    world: World,
    browser_as: Callable[..., Browser],
    monkeypatch: pytest.MonkeyPatch,
    numbers: str,
    words: str,
) -> None:
    monkeypatch.setattr(selection, "MOST_SELECTED", 2)
    browser = browser_as("zhongxin", CENTRE)
    shown = browser.get(f"{BULK}?list=TASKS&case={accepted(world)}")
    given = {**hidden_values(shown), "numbers": numbers, "confirm": "on"}
    answer = browser.post(BULK, given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with as_owner():
        assert not JobRun.objects.filter(kind="bulk.step").exists()


def test_nothing_is_done_without_the_tick(world: World, browser_as: Callable[..., Browser]) -> None:
    number = accepted(world)
    browser = browser_as("zhongxin", CENTRE)
    shown = browser.get(f"{BULK}?list=TASKS&case={number}")
    answer = browser.post(BULK, hidden_values(shown))
    assert answer.status_code == 422
    assert "请先勾选确认" in answer.content.decode()
    with as_owner():
        assert not JobRun.objects.filter(kind="bulk.step").exists()
