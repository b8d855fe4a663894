"""The one supplement: one list, no forbidden proof, its own limit, an end without penalty."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuzhu.casework.applications.models import Supplement
from jiuzhu.casework.applications.services.lapse_supplement import lapse_supplement
from jiuzhu.casework.applications.services.receive_supplement import (
    ReceiptGiven,
    receive_supplement,
)
from jiuzhu.casework.applications.services.request_supplement import (
    GapGiven,
    SupplementGiven,
    request_supplement,
)
from jiuzhu.casework.cases.models import Case, CaseClock, CaseMember, CaseVisit
from jiuzhu.casework.documents.models import Document
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from support.refusals import refused
from support.stream import to_applied
from support.world import FANZHEN, World

HUKOU = GapGiven(code="M_HUKOU", why="核验家庭人口", how="带原件到窗口，当场核验退还")
ASKED = SupplementGiven(gaps=(HUKOU,))


def ask(world: World, case: Case, given: SupplementGiven = ASKED) -> Supplement:
    return request_supplement(
        number=case.number, given=given, actor=world.as_("shouli"), at=world.at
    )


def test_request_issues_one_notice_and_starts_its_own_limit(world: World) -> None:
    case = to_applied(world)
    row = ask(world, case)
    assert Case.objects.get(pk=case.pk).state == "SUPPLEMENT"
    # 15 calendar days from 1 September 2020 end on Wednesday the 16th.
    assert row.due_on == date(2020, 9, 16)
    assert CaseClock.objects.get(case=case, kind="supplement").due_on == row.due_on
    assert not CaseClock.objects.filter(case=case, kind="acceptance_decision").exists()
    assert Document.objects.get(pk=row.document_id).kind == "W11"
    assert [item["code"] for item in row.items] == ["M_HUKOU"]


def test_what_may_not_be_asked_for_is_refused(world: World) -> None:
    case = to_applied(world)
    attempts = [
        ("material.unlisted", GapGiven(code="M_DIVORCE", why="核实婚姻", how="提供离婚证")),
        ("material.unlisted", GapGiven(code="X", why="x", how="y")),
        ("guard.no_forbidden_proof", GapGiven(code="M_HUKOU", why="开具收入证明", how="单位盖章")),
        ("guard.no_forbidden_proof", GapGiven(code="M_HUKOU", why="核实", how="交失业登记证明")),
    ]
    for code, gap in attempts:
        refused(case, code, lambda gap=gap: ask(world, case, SupplementGiven(gaps=(gap,))))  # type: ignore[misc]
    refused(case, "supplement.empty", lambda: ask(world, case, SupplementGiven(gaps=())))


def test_two_working_days_after_receipt_are_still_in_time(world: World) -> None:
    case = to_applied(world)
    world.later(days=2)  # Thursday 3 September
    assert ask(world, case).requested_at == world.at


def test_later_it_is_too_late(world: World) -> None:
    case = to_applied(world)
    world.later(days=3)
    refused(case, "supplement.too_late", lambda: ask(world, case))


def test_only_once(world: World) -> None:
    case = to_applied(world)
    ask(world, case)
    receive(world, case)
    assert Case.objects.get(pk=case.pk).state == "APPLIED"
    refused(case, "guard.no_earlier_supplement", lambda: ask(world, case))


def receive(world: World, case: Case, **changes: object) -> Supplement:
    facts: dict[str, object] = {"codes": ("M_HUKOU",)}
    return receive_supplement(
        number=case.number,
        given=ReceiptGiven(**{**facts, **changes}),  # type: ignore[arg-type]
        actor=world.as_("shouli"),
        at=world.later(minutes=1),
    )


def test_receipt_counts_the_day_it_came_and_the_visit(world: World) -> None:
    case = to_applied(world)
    ask(world, case)
    came_at = world.later(days=3)
    world.later(days=2)
    refused(case, "guard.items_received", lambda: receive(world, case, codes=()))
    refused(
        case,
        "supplement.moment",
        lambda: receive(world, case, received_at=world.at + timedelta(days=1)),
    )
    refused(
        case,
        "supplement.moment",
        lambda: receive(world, case, received_at=came_at - timedelta(days=9)),
    )
    row = receive(world, case, received_at=came_at, in_person=True)
    assert row.received_at == came_at
    assert CaseClock.objects.get(case=case, kind="supplement").stopped_on == date(2020, 9, 4)
    assert CaseVisit.objects.filter(case=case, kind="SUPPLEMENT").count() == 1


def test_lapse_only_after_the_last_day_and_frees_the_family(world: World) -> None:
    case = to_applied(world)
    row = ask(world, case)
    world.at += row.due_on - date(2020, 9, 1)
    actor = world.as_("shouli")
    refused(
        case,
        "guard.supplement_overdue",
        lambda: lapse_supplement(number=case.number, actor=actor, at=world.at),
    )
    lapse_supplement(number=case.number, actor=actor, at=world.later(days=1))
    assert Case.objects.get(pk=case.pk).state == "WITHDRAWN"
    assert not CaseMember.objects.filter(case=case, part="MEMBER", is_live=True).exists()
    notice = Document.objects.get(case=case, kind="W33")
    assert "60日" in notice.content
    assert "行政诉讼" in notice.content
    assert notice.must_be_delivered


def test_wrong_officer_and_area(world: World) -> None:
    case = to_applied(world)
    with pytest.raises(Forbidden):
        request_supplement(number=case.number, given=ASKED, actor=world.as_("shenhe"), at=world.at)
    with pytest.raises(NotVisible):
        request_supplement(
            number=case.number, given=ASKED, actor=world.as_("shouli", FANZHEN), at=world.at
        )
    with pytest.raises(Conflict):
        receive(world, case)
