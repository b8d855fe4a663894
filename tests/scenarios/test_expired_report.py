"""A report expires: nobody decides on it, nobody begins again, everything stays in the file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.applications.queries import report_is_stale
from jiuzhu.casework.cases.models import Case, CaseClock, CaseCounter, CaseEvent, CaseMember
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.models import Authorization
from jiuzhu.casework.verification.models import SourceQuery, VerificationReport
from jiuzhu.casework.workspace.queries import my_tasks, next_steps
from jiuzhu.infra.clock import legal_day
from scenarios import acts
from scenarios.test_whole_cases import (
    ACCEPTED,
    APPLIED,
    ASKED,
    DAY,
    EXPLAINED,
    INSISTED,
    INVITED,
    POWER,
    SITTING,
    assessed,
    decided,
    reported,
    visited,
)
from scenarios.walk import NO_RIGHT, UNSEEN, Step, Walk
from support.browser import as_owner
from support.world import World

LIVE = "guard.report_stale"
EXPIRED = "guard.report_valid"
RENEWED = Step(
    "shouli",
    acts.renew,
    (
        ("shenhe", NO_RIGHT),
        ("hedui", NO_RIGHT),
        ("zhongxin@centre", NO_RIGHT),
        ("xieli@village", NO_RIGHT),
        ("shouli@next", UNSEEN),
    ),
)
TOO_EARLY = Step("shouli", acts.renew, (("shouli", LIVE),))
VERIFIED_AGAIN = (
    Step("shouli", acts.sign_again, (("shenpi", NO_RIGHT),)),
    *ASKED,
    *reported(),
)


def report_of(walk: Walk) -> VerificationReport:
    walk.world.as_("shouli", walk.township)
    return VerificationReport.objects.filter(case__number=walk.number).latest("issued_at")


def ages(walk: Walk) -> VerificationReport:
    """Let the report become too old for a decision now; the standards of 2021 are not known yet."""
    report = report_of(walk)
    with as_owner():
        report.decision_until = legal_day(walk.world.at) - timedelta(days=1)
        report.save(update_fields=["decision_until"])
    return report


def wait_until(walk: Walk, day: date) -> None:
    """Move the clock to a working hour of this day."""
    walk.world.at += day - legal_day(walk.world.at)


def clocks(walk: Walk, kind: str) -> list[tuple[date, date | None]]:
    case = walk.case
    rows = CaseClock.objects.filter(case=case, kind=kind).order_by("pk")
    return list(rows.values_list("started_on", "stopped_on"))


def offered(walk: Walk, seat: str = "shouli") -> tuple[str, set[str]]:
    """Return the next step that a seat sees, and all others."""
    actor = walk.world.as_(seat, walk.township)
    steps = next_steps(number=walk.number, actor=actor, on=legal_day(walk.world.at))
    following = "" if steps.next is None else steps.next.action
    return following, {offer.action for offer in steps.others}


def waits(walk: Walk, seat: str = "shouli") -> bool:
    """Tell whether the case stands in the list of a seat."""
    actor = walk.world.as_(seat, walk.township)
    tasks = my_tasks(actor=actor, on=legal_day(walk.world.at))
    found = walk.number in {row.number for row in tasks.rows}
    assert tasks.total == len(tasks.rows)
    return found


def test_an_invitation_outlives_its_report_and_is_granted_on_a_new_one(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED)
    old = report_of(walk)
    wait_until(walk, old.valid_until)
    walk.try_wrongly(TOO_EARLY, world.at)
    assert offered(walk) == ("submit_application", {"withdraw"})
    wait_until(walk, old.valid_until + timedelta(days=1))
    late = Step("shouli", acts.apply, (("shouli", EXPIRED),))
    walk.try_wrongly(late, world.at)
    assert waits(walk)
    assert offered(walk) == ("renew_verification", {"withdraw"})
    walk.go(RENEWED)
    assert walk.case.state == "AUTHORISING"
    everything_earlier_is_kept(walk, old)
    unsigned = Step("hedui", acts.file, (("hedui", "guard.authorizations_complete"),))
    walk.try_wrongly(unsigned, world.later(hours=1))
    walk.go(*VERIFIED_AGAIN)
    fresh = report_of(walk)
    assert fresh.pk != old.pk
    assert fresh.valid_until > old.valid_until
    asked = SourceQuery.objects.filter(request=fresh.request).values_list("authorization_id")
    first = SourceQuery.objects.filter(request=old.request).values_list("authorization_id")
    assert not set(asked) & set(first)
    walk.go(*INVITED, *APPLIED, visited(), *assessed(), decided())
    assert walk.case.state == "DECIDED_YES"
    assert Application.objects.get(case=walk.case).report_id == fresh.pk
    assert len(clocks(walk, "intent_answer")) == 2
    assert all(stopped for _, stopped in clocks(walk, "intent_answer"))
    counted = dict(CaseCounter.objects.exclude(cases=0).values_list("state", "cases"))
    assert counted == {"DECIDED_YES": 1}
    assert walk.visits() == 1
    walk.is_proved()


def everything_earlier_is_kept(walk: Walk, old: VerificationReport) -> None:
    """See the old report, its paper, the old mandates and their papers in the file."""
    case = walk.case
    assert VerificationReport.objects.get(case=case) == old
    assert Document.objects.get(case=case, kind="W06").state == "ISSUED"
    signed = Authorization.objects.filter(case=case)
    assert signed.count() == 4
    assert set(signed.values_list("withdrawn_at", flat=True)) == {None}
    assert None not in set(signed.values_list("replaced_at", flat=True))
    assert Document.objects.filter(case=case, kind="W03", state="ISSUED").count() == 4
    event = CaseEvent.objects.get(case=case, action="renew_verification")
    assert f'"report":{old.pk}' in event.body
    assert all(str(row.pk) in event.body for row in signed)


def test_nobody_is_invited_on_an_expired_report(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported())
    wait_until(walk, report_of(walk).valid_until + timedelta(days=1))
    walk.try_wrongly(Step("shouli", acts.invite, (("shouli", EXPIRED),)), world.at)
    walk.go(RENEWED, *VERIFIED_AGAIN, *INVITED)
    # The wait for an answer was never answered before: it is one, from the wish to the invitation.
    assert len(clocks(walk, "intent_answer")) == 1


def test_a_closed_case_is_taken_up_again_and_the_new_reasons_count(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(has_car=True), *EXPLAINED)
    wait_until(walk, report_of(walk).valid_until + timedelta(days=1))
    walk.try_wrongly(Step(INSISTED.seat, INSISTED.act, (("xieli@village", EXPIRED),)), world.at)
    assert "renew_verification" in offered(walk)[1]
    walk.go(RENEWED)
    live = CaseMember.objects.filter(case=walk.case, part="MEMBER", is_live=True)
    assert live.count() == 3
    walk.go(VERIFIED_AGAIN[0], *ASKED, *reported(has_car=True))
    # What was drafted and checked for the expired report explains nothing about this one.
    old_reasons = Step("shouli", acts.explain, (("shouli", "guard.reasons_bound"),))
    walk.try_wrongly(old_reasons, world.later(hours=1))
    assert offered(walk)[0] == "draft_explanation"
    walk.go(*EXPLAINED, INSISTED, *ACCEPTED)
    assert walk.case.state == "ACCEPTED"


def test_somebody_in_another_case_by_now_stays_there(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(has_car=True), *EXPLAINED)
    wait_until(walk, report_of(walk).valid_until + timedelta(days=1))
    spouse = CaseMember.objects.get(case=walk.case, person__name="测试乙").person
    other = Walk(world)
    other.go(SITTING[0])
    world.as_("shouli")
    CaseMember.objects.create(case=other.case, person=spouse, part="MEMBER", relation="SPOUSE")
    taken = Step("shouli", acts.renew, (("shouli", "member.live_case"),))
    walk.try_wrongly(taken, world.later(hours=1))


def test_a_late_supplement_needs_a_new_report_but_no_second_application(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED)
    old = report_of(walk)
    wait_until(walk, old.valid_until)
    walk.go(APPLIED[0], Step("shouli", acts.ask_once))
    assert walk.case.state == "SUPPLEMENT"
    walk.go(Step("shouli", acts.receive, hours=5 * DAY))
    walk.try_wrongly(Step("shouli", acts.accept, (("shouli", EXPIRED),)), world.later(hours=1))
    walk.go(RENEWED, *VERIFIED_AGAIN)
    assert offered(walk)[0] == "resume_application"
    again = Step("shouli", acts.invite, (("shouli", "guard.not_yet_applied"),))
    walk.try_wrongly(again, world.later(hours=1))
    not_yet = Step("shouli", acts.resume_accepted, (("shouli", "guard.acceptance_stands"),))
    walk.try_wrongly(not_yet, world.at)
    walk.go(Step("shouli", acts.resume, (("shenhe", NO_RIGHT), ("shouli@next", UNSEEN))))
    walk.go(*ACCEPTED, visited(), *assessed(), decided())
    case = walk.case
    assert case.state == "DECIDED_YES"
    # No day of acceptance lies before the report on which the case went on.
    assert case.accepted_on == legal_day(report_of(walk).issued_at)
    assert Application.objects.filter(case=case).count() == 1
    assert all(stopped for _, stopped in clocks(walk, "intent_answer"))


def test_an_application_that_may_be_accepted_needs_no_new_report(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED)
    wait_until(walk, report_of(walk).valid_until)
    walk.go(APPLIED[0])
    wait_until(walk, report_of(walk).valid_until + timedelta(days=1))
    walk.try_wrongly(TOO_EARLY, world.at)
    assert offered(walk)[0] == "accept_application"
    walk.go(*ACCEPTED)
    assert walk.case.accepted_on == report_of(walk).valid_until


@pytest.mark.parametrize("fits", [True, False])
def test_a_decision_needs_a_young_report_and_the_due_day_stays(world: World, fits: bool) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED, *APPLIED, visited(), *assessed())
    due = walk.case.due_on
    walk.try_wrongly(TOO_EARLY, world.at)
    assert not waits(walk)
    ages(walk)
    walk.try_wrongly(Step("shenpi", acts.grant, (("shenpi", EXPIRED),)), world.at)
    assert offered(walk, "shenpi") == ("", {"return_opinion"})
    assert waits(walk)
    walk.go(RENEWED, VERIFIED_AGAIN[0], *ASKED, *reported(has_car=not fits))
    assert offered(walk)[0] == "resume_assessment"
    assert (
        not {"invite", "draft_explanation", "explain_unfit", "resume_application"}
        & offered(walk)[1]
    )
    walk.try_wrongly(
        Step("shouli", acts.resume, (("shouli", "guard.application_stands"),)), world.at
    )
    walk.go(Step("shouli", acts.resume_accepted, (("shenpi", NO_RIGHT), ("shouli@next", UNSEEN))))
    case = walk.case
    assert (case.state, case.due_on) == ("ACCEPTED", due)
    assert clocks(walk, "acceptance_decision") == [(case.accepted_on, None)]
    earlier = Step("shenhe", acts.opine(), (("shenhe", "case.state"),))
    walk.try_wrongly(earlier, world.later(hours=1))
    walk.go(visited(with_car=not fits), *assessed(grant=fits))
    if fits:
        walk.go(decided("shenpi", ("xianshenpi@county", POWER)))
    else:
        walk.go(Step("shenpi", acts.refuse, (("shenhe", NO_RIGHT),)))
    assert Decision.objects.get(case=walk.case).kind == ("GRANT" if fits else "REFUSE")
    walk.is_proved()


def test_nobody_computes_or_gives_an_opinion_on_an_expired_report(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED, *APPLIED, visited(), assessed()[0])
    ages(walk)
    for step in assessed():
        walk.try_wrongly(Step(step.seat, step.act, (("shenhe", EXPIRED),)), world.at)
    case = walk.case
    world.as_("shenhe")
    assert report_is_stale(case, on=legal_day(world.at))


def test_a_report_that_expires_before_the_due_day_may_be_renewed_in_time(world: World) -> None:
    walk = Walk(world)
    walk.go(*SITTING, *ASKED, *reported(), *INVITED, *APPLIED)
    case = walk.case
    assert case.due_on is not None
    assert not report_is_stale(case, on=legal_day(world.at))
    Case.objects.filter(pk=case.pk).update(due_on=report_of(walk).decision_until)
    assert not report_is_stale(walk.case, on=legal_day(world.at))
    Case.objects.filter(pk=case.pk).update(
        due_on=report_of(walk).decision_until + timedelta(days=1)
    )
    assert report_is_stale(walk.case, on=legal_day(world.at))
    # It may be renewed, but it still carries what is done today.
    assert "renew_verification" in offered(walk)[1]
    assert offered(walk, "diaocha")[0] == "record_home_visit"
    Case.objects.filter(pk=case.pk).update(due_on=None)
    assert not report_is_stale(walk.case, on=legal_day(world.at))
