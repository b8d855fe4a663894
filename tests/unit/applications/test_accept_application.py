"""Acceptance: the day is computed from the papers, never from the click."""

from __future__ import annotations

from datetime import date

import pytest

from jiuzhu.casework.applications.models import Application, RelatedPartyFiling
from jiuzhu.casework.applications.queries import missing_papers
from jiuzhu.casework.applications.services.accept_application import (
    AcceptanceGiven,
    KinNamed,
    accept_application,
)
from jiuzhu.casework.applications.services.receive_supplement import (
    ReceiptGiven,
    receive_supplement,
)
from jiuzhu.casework.applications.services.request_supplement import (
    GapGiven,
    SupplementGiven,
    request_supplement,
)
from jiuzhu.casework.cases.models import Case, CaseClock, CaseHold
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from support.kin import declare_kin
from support.refusals import refused
from support.stream import SEEN, a_family, to_applied, to_insisted
from support.world import COUNTY, FANZHEN, OTHER_TOWNSHIP, World


def accept(world: World, case: Case, given: AcceptanceGiven | None = None) -> Application:
    return accept_application(
        number=case.number,
        given=given or AcceptanceGiven(seen=SEEN),
        actor=world.as_("shouli"),
        at=world.at,
    )


def clock(case: Case) -> tuple[date, date]:
    row = CaseClock.objects.get(case=case, kind="acceptance_decision")
    return row.started_on, row.due_on


def ask_for_hukou(world: World, case: Case) -> None:
    gap = GapGiven(code="M_HUKOU", why="核验家庭人口", how="带原件到窗口")
    request_supplement(
        number=case.number,
        given=SupplementGiven(gaps=(gap,)),
        actor=world.as_("shouli"),
        at=world.at,
    )


def test_complete_papers_count_from_the_application_however_late_the_click(world: World) -> None:
    case = to_applied(world)
    world.later(days=9)
    row = accept(world, case)
    stored = Case.objects.get(pk=case.pk)
    # 20 working days from Tuesday 1 September 2020, with the make-up Sunday 27 September.
    assert clock(case) == (date(2020, 9, 1), date(2020, 9, 28))
    assert (stored.accepted_on, stored.due_on) == (date(2020, 9, 1), date(2020, 9, 28))
    assert row.complete_on == date(2020, 9, 1)
    assert '"deemed":false' in Document.objects.get(case=case, kind="W12").content


def test_supplement_moves_the_day_to_its_receipt(world: World) -> None:
    case = to_applied(world)
    ask_for_hukou(world, case)
    received_at = world.later(days=7)
    receive_supplement(
        number=case.number,
        given=ReceiptGiven(codes=("M_HUKOU",), received_at=received_at),
        actor=world.as_("shouli"),
        at=world.later(days=2),
    )
    world.later(days=1)
    accept(world, case, AcceptanceGiven())
    # Over the National Day week of 2020 and the make-up days 27 September and 10 October.
    assert clock(case) == (date(2020, 9, 8), date(2020, 10, 12))


def test_missing_papers_wait_two_working_days_then_count_as_accepted(world: World) -> None:
    case = to_applied(world)
    nothing = AcceptanceGiven()
    assert [item.code for item in missing_papers(case, on=date(2020, 9, 1))] == ["M_HUKOU"]
    refused(case, "guard.papers_complete", lambda: accept(world, case, nothing))
    world.later(days=2)
    refused(case, "guard.papers_complete", lambda: accept(world, case, nothing))
    world.later(days=1)
    accept(world, case, nothing)
    assert clock(case) == (date(2020, 9, 1), date(2020, 9, 28))
    assert '"deemed":true' in Document.objects.get(case=case, kind="W12").content


def test_only_what_can_be_shown_can_be_seen(world: World) -> None:
    family = a_family(kin_statement="")
    case = to_applied(world, family=family)
    everything = AcceptanceGiven(seen=frozenset({"M_HUKOU", "M_KIN", "M_AUTHORIZATION"}))
    refused(case, "guard.papers_complete", lambda: accept(world, case, everything))
    world.later(days=5)
    refused(case, "guard.kin_declared", lambda: accept(world, case, everything))


def test_the_system_accepts_what_nobody_answered(world: World) -> None:
    case = to_applied(world)
    world.later(days=4)
    actor = system_actor(organ_id=case.organ_id, organs=(case.organ_id,))
    apply_scope(actor)
    row = accept_application(number=case.number, actor=actor, at=world.at)
    assert (row.complete_on, row.accepted_at, row.accepted_by_id) == (date(2020, 9, 1), None, None)
    assert Case.objects.get(pk=case.pk).state == "ACCEPTED"


def test_a_family_that_insisted_is_accepted_like_any_other(world: World) -> None:
    case = to_insisted(world)
    accept(world, case)
    assert Case.objects.get(pk=case.pk).state == "ACCEPTED"


def test_expired_report_is_refused(world: World) -> None:
    case = to_applied(world)
    ask_for_hukou(world, case)
    world.later(days=100)
    receive_supplement(
        number=case.number,
        given=ReceiptGiven(codes=("M_HUKOU",)),
        actor=world.as_("shouli"),
        at=world.at,
    )
    refused(case, "guard.report_valid", lambda: accept(world, case))


def test_a_relative_of_an_official_is_filed_and_waits_for_the_county(world: World) -> None:
    case = to_applied(world)
    declare_kin(world.officer("shouli"), case.applicant)
    declare_kin(world.officer("shouli", OTHER_TOWNSHIP), case.applicant, relation="表亲")
    accept(world, case)
    filing = RelatedPartyFiling.objects.get(case=case)
    assert (filing.officer_id, filing.relation) == (world.officer("shouli").pk, "侄子")
    hold = CaseHold.objects.get(case=case, ended_at=None)
    assert hold.kind == "RELATED_PARTY"


def test_a_relative_whom_the_family_names_is_filed(world: World) -> None:
    case = to_applied(world)
    named = KinNamed(officer_id=world.officer("xianshenpi", COUNTY).pk, relation="表姐")
    unknown = AcceptanceGiven(seen=SEEN, kin_named=(KinNamed(officer_id=0, relation="舅舅"),))
    refused(case, "acceptance.officer", lambda: accept(world, case, unknown))
    accept(world, case, AcceptanceGiven(seen=SEEN, kin_named=(named,)))
    assert RelatedPartyFiling.objects.get(case=case).source == "家庭申明"
    assert CaseHold.objects.filter(case=case, kind="RELATED_PARTY", ended_at=None).exists()


def test_no_relative_no_hold(world: World) -> None:
    case = to_applied(world)
    accept(world, case)
    assert not CaseHold.objects.filter(case=case).exists()
    with pytest.raises(Conflict):
        accept(world, case)


def test_wrong_officer_and_area(world: World) -> None:
    case = to_applied(world)
    for actor, error in (
        (world.actor("shenpi"), Forbidden),
        (world.actor("xieli", world.village.code), Forbidden),
        (world.actor("shouli", FANZHEN), NotVisible),
    ):
        apply_scope(actor)
        with pytest.raises(error):
            accept_application(number=case.number, actor=actor, at=world.at)
