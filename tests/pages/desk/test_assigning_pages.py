"""Assign from the case, from a list, and all of a colleague who leaves; say so on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiuzhu.casework.cases.models import CaseAssignment
from jiuzhu.casework.cases.services.assign_case import Assigning, assign_case
from jiuzhu.infra.job_runs import take_run
from jiuzhu.interfaces.jobs.bulk import take_steps
from jiuzhu.registers.accounts.models import Notice
from support.browser import Browser, as_owner, hidden_values
from support.stream import to_intent
from support.world import COUNTY, World

pytestmark = pytest.mark.django_db(databases=["default", "aside"])
ASSIGN = "/w/assign/"


def worked(code: str) -> str:
    """Take a run up and do it, as the worker would."""
    with as_owner():
        taken = take_run(code=code)
    assert taken is not None
    return take_steps(taken)


def holders(world: World) -> dict[str, str]:
    world.as_("shouli")
    rows = CaseAssignment.objects.filter(ended_at__isnull=True)
    return dict(rows.values_list("case__number", "officer__name"))


def test_one_case_is_assigned_from_its_page(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world)
    browser = browser_as("shouli")
    page = browser.get(f"/w/cases/{case.number}/").content.decode()
    assert "没有分派" in page
    url = f"{ASSIGN}?list=CASES&amp;case={case.number}"
    assert url in page
    shown = browser.get(url.replace("&amp;", "&"))
    colleague = world.officer("hedui")
    given = {**hidden_values(shown), "officer": str(colleague.pk)}
    answer = browser.post(ASSIGN, given)
    assert answer.headers["Location"] == f"/w/cases/{case.number}/"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert f"已分派给{colleague.name}" in page
    assert f"{colleague.name}（" in page
    assert browser.post(ASSIGN, given).headers["Location"] == answer.headers["Location"]
    assert CaseAssignment.objects.count() == 1
    listed = browser.get("/w/?who=none").content.decode()
    assert case.applicant.name not in listed.split('id="list"')[1]
    assert colleague.name in browser.get("/w/").content.decode().split('id="list"')[1]


def test_all_of_a_colleague_on_leave_go_to_another_with_a_reason_and_one_notice(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    cases = [to_intent(world), to_intent(world), to_intent(world)]
    leaving, taking = world.officer("diaocha"), world.officer("hedui")
    browser_as("hedui")
    for case in cases:
        assign_case(
            number=case.number,
            given=Assigning(officer=leaving.pk),
            actor=world.as_("shouli"),
            at=world.at,
        )
    browser = browser_as("shouli")
    page = browser.get("/w/handover/").content.decode()
    assert f"{ASSIGN}?from={leaving.pk}" in page
    shown = browser.get(f"{ASSIGN}?from={leaving.pk}")
    assert "将要分派 3 件" in shown.content.decode()
    given = {**hidden_values(shown), "officer": str(taking.pk)}
    refused = browser.post(ASSIGN, given)
    assert refused.status_code == 422
    assert "换人要写明原因" in refused.content.decode()
    assert "将要分派 3 件" in refused.content.decode()
    answer = browser.post(ASSIGN, {**given, "reason": "休产假"})
    code = answer.headers["Location"].split("/")[-2]
    assert worked(code) == "办了 3 件。"
    assert set(holders(world).values()) == {taking.name}
    with as_owner():
        reasons = set(CaseAssignment.objects.filter(ended_at=None).values_list("reason", flat=True))
        assert reasons == {"休产假"}
        notices = list(Notice.objects.filter(kind="ASSIGNED").values_list("text", "url"))
    assert notices == [
        (f"{world.officer('shouli').name}把 3 件案件分派给您：休产假", "/w/cases/?who=me")
    ]
    nothing = browser.get(f"{ASSIGN}?from={leaving.pk}")
    assert "没有经办中的案件" in nothing.content.decode()


def test_the_preview_leaves_out_what_cannot_be_assigned(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world)
    browser = browser_as("shouli")
    assert "批量分派</button>" in browser.get("/w/").content.decode()
    page = browser.get(f"{ASSIGN}?list=TASKS&case={case.number}&case=37099900").content.decode()
    assert "将要分派 1 件" in page
    assert "不能分派 1 件" in page
    assert "不在您的辖区，或编号不对" in page
    none = browser.get(f"{ASSIGN}?list=TASKS&case=37099900").content.decode()
    assert "现在都不能分派" in none
    assert browser_as("jianguan", COUNTY).get("/w/handover/").status_code == 403


@pytest.mark.parametrize("wanted", ["-1", "甲", "9" * 40])
def test_a_changed_address_is_refused_in_words(
    world: World, browser_as: Callable[..., Browser], wanted: str
) -> None:
    browser = browser_as("shouli")
    answer = browser.get(ASSIGN, {"from": wanted})
    assert (answer.status_code, "没有这位同事" in answer.content.decode()) == (422, True)
    answer = browser.get("/w/", {"who": wanted})
    assert (answer.status_code, "没有这位同事" in answer.content.decode()) == (422, True)


def test_the_form_says_what_is_missing(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_intent(world)
    browser = browser_as("shouli")
    shown = browser.get(f"{ASSIGN}?list=CASES&case={case.number}")
    for officer in ("", "99999999"):
        answer = browser.post(ASSIGN, {**hidden_values(shown), "officer": officer})
        assert answer.status_code == 422
        assert case.applicant.name in answer.content.decode()
    assert browser.post(ASSIGN, {}).status_code == 422
    assert not CaseAssignment.objects.exists()
