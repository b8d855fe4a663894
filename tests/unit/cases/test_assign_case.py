"""An assignment: one open row a case, changed with a reason, in the trace, told, never a right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jiuzhu.casework.cases.models import Case, CaseAssignment, CaseEvent
from jiuzhu.casework.cases.services.assign_case import Assigning, assign_case
from jiuzhu.casework.workspace.assigning import colleagues_of, numbers_of
from jiuzhu.casework.workspace.lists import my_tasks
from jiuzhu.casework.workspace.narrowing import Narrowing
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.registers.accounts.models import Notice, User
from jiuzhu.registers.organs.models import Absence, Post
from support.browser import as_owner
from support.stream import to_intent
from support.world import COUNTY, OTHER_TOWNSHIP, World


def give(
    world: World, case: Case, to: str, *, by: str = "shouli", reason: str = "", link: str = ""
) -> CaseAssignment:
    return assign_case(
        number=case.number,
        given=Assigning(officer=world.officer(to).pk, reason=reason, link=link),
        actor=world.as_(by),
        at=world.at,
    )


def test_a_case_changes_hands_with_a_reason_and_the_trace_names_both(world: World) -> None:
    case = to_intent(world)
    first = give(world, case, "hedui")
    with pytest.raises(Refused, match="换人要写明原因") as refusal:
        give(world, case, "shenhe")
    assert refusal.value.field == "reason"
    second = give(world, case, "shenhe", reason="休假")
    first.refresh_from_db()
    assert (first.ended_at, second.ended_at) == (world.at, None)
    names = [world.officer(seat).name for seat in ("hedui", "shenhe")]
    told = CaseEvent.objects.filter(case=case, action="assign_case").order_by("sequence")
    assert [event.summary for event in told] == [
        f"分派给{names[0]}",
        f"由{names[0]}交给{names[1]}：休假",
    ]
    case.refresh_from_db()
    assert case.state == "INTENT"
    with pytest.raises(Conflict, match="不用再分派"):
        give(world, case, "shenhe", reason="再来")


def test_whoever_has_a_case_gives_it_away_without_a_reason(world: World) -> None:
    case = to_intent(world)
    give(world, case, "shouli")
    assert give(world, case, "hedui").officer == world.officer("hedui")


def test_the_database_holds_one_open_row_a_case(world: World) -> None:
    case = to_intent(world)
    give(world, case, "hedui")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseAssignment.objects.create(
            case=case,
            officer=world.officer("shouli"),
            organ=case.organ,
            assigned_at=world.at,
            assigned_by=world.officer("shouli").pk,
        )


def test_only_a_colleague_who_handles_cases_here_today_can_be_given_one(world: World) -> None:
    case = to_intent(world)
    for seat, organ in (("shouli", OTHER_TOWNSHIP), ("guanli", COUNTY)):
        outside = Assigning(officer=world.officer(seat, organ).pk)
        with pytest.raises(Refused, match="现在不在"):
            assign_case(number=case.number, given=outside, actor=world.as_("shouli"), at=world.at)
    with as_owner():
        gone = world.officer("hedui")
        gone.left_on = legal_day(world.at)
        gone.save()
    with pytest.raises(Refused, match="换一位在岗的同事"):
        give(world, case, "hedui")


def test_only_who_handles_cases_of_the_organ_assigns_them(world: World) -> None:
    case = to_intent(world)
    given = Assigning(officer=world.officer("hedui").pk)
    with pytest.raises(NotVisible):
        assign_case(
            number=case.number, given=given, actor=world.as_("shouli", OTHER_TOWNSHIP), at=world.at
        )
    with pytest.raises(Forbidden):
        assign_case(
            number=case.number, given=given, actor=world.as_("jianguan", COUNTY), at=world.at
        )


def test_an_assignment_gives_no_right_and_takes_none(world: World) -> None:
    case = to_intent(world)
    give(world, case, "shenhe")
    on = legal_day(world.at)
    assert case.number in {row.number for row in my_tasks(actor=world.as_("shouli"), on=on).rows}
    assert case.number not in {
        row.number for row in my_tasks(actor=world.as_("shenhe"), on=on).rows
    }


def test_the_list_knows_mine_and_nobodys_in_the_same_statements(
    world: World,
) -> None:
    mine, nobodys = to_intent(world), to_intent(world)
    give(world, mine, "shouli")
    actor, on = world.as_("shouli"), legal_day(world.at)

    def found(who: str) -> dict[str, str]:
        narrow = Narrowing(**Narrowing.whose(who, actor))
        return {
            row.number: row.assignee for row in my_tasks(actor=actor, on=on, narrow=narrow).rows
        }

    name = world.officer("shouli").name
    assert found("me") == {mine.number: name}
    assert found("none") == {nobodys.number: ""}
    assert found("") == {mine.number: name, nobodys.number: ""}
    with pytest.raises(Refused, match="没有这位同事"):
        Narrowing.whose("-1", actor)


def test_the_colleague_is_told_once_and_oneself_is_not(world: World) -> None:
    case = to_intent(world)
    accounts = {}
    with as_owner():
        for seat in ("shouli", "hedui"):
            officer = world.officer(seat)
            accounts[seat] = User.objects.create_staff(
                username=officer.staff_number, password="Ceshi-mima-2020", officer=officer
            ).pk
    give(world, case, "shouli", link="/w/x/")
    give(world, case, "hedui", reason="休假", link="/w/x/")
    with as_owner():
        ((account, kind, text, url),) = Notice.objects.values_list(
            "account_id", "kind", "text", "url"
        )
    assert (account, kind, url) == (accounts["hedui"], "ASSIGNED", "/w/x/")
    assert case.applicant.name in text
    assert text.endswith("：休假")


def test_who_is_away_or_gone_shows_with_what_is_left(world: World) -> None:
    kept, handed, on = to_intent(world), to_intent(world), legal_day(world.at)
    give(world, kept, "hedui")
    give(world, handed, "shenhe")
    with as_owner():
        away, gone = world.officer("shenhe"), world.officer("hedui")
        Absence.objects.create(
            officer=away, effective_from=on, effective_to=on + timedelta(days=5), reason="休假"
        )
        Post.objects.filter(officer=gone).update(effective_to=on)
    actor = world.as_("shouli")
    found = {one.officer: one for one in colleagues_of(actor=actor, on=on)}
    assert (found[gone.pk].is_here, found[gone.pk].cases) == (False, 1)
    assert found[away.pk].away_until == on + timedelta(days=5)
    assert found[actor.officer()].cases == 0
    assert numbers_of(officer=gone.pk, actor=actor, most=9) == (kept.number,)
    other = world.as_("shouli", OTHER_TOWNSHIP)
    assert numbers_of(officer=gone.pk, actor=other, most=9) == ()
