"""Saved lists: whose they are, who sees a shared one, and what is never kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiuzhu.kernel.errors import Conflict, NotVisible, Refused
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.models import SavedList, User
from jiuzhu.registers.accounts.queries import saved_lists
from jiuzhu.registers.accounts.services.keep_named import MOST
from jiuzhu.registers.accounts.services.save_list import remove_list, save_list
from support.browser import as_owner
from support.world import OTHER_TOWNSHIP, ZHUYANG, World

pytestmark = pytest.mark.django_db


def officer(world: World, seat: str, organ: str = ZHUYANG) -> Any:
    """Return the actor of a seat with an account, and set its scope."""
    held = world.officer(seat, organ)
    user = User.objects.filter(officer=held).first()
    if user is None:
        with as_owner():
            user = User.objects.create_staff(
                username=held.staff_number, password="Ceshi-mima-2020", officer=held
            )
    return replace(world.as_(seat, organ), user_id=user.pk)


def save(world: World, actor: Any, name: str = "待受理", **changes: Any) -> SavedList:
    given = {"page": ListPage.CASES, "conditions": {"state": "APPLIED"}, "is_shared": False}
    return save_list(**{**given, **changes}, name=name, actor=actor, at=world.at)


def test_own_and_shared_lists_are_seen_in_the_office_only(world: World) -> None:
    mine = officer(world, "shouli")
    save(world, mine, "自己的")
    save(world, mine, "大家的", is_shared=True)
    assert [one.name for one in saved_lists(page=ListPage.CASES, actor=mine)] == [
        "大家的",
        "自己的",
    ]
    assert saved_lists(page=ListPage.TASKS, actor=mine) == ()
    colleague = officer(world, "shenhe")
    assert [one.name for one in saved_lists(page=ListPage.CASES, actor=colleague)] == ["大家的"]
    elsewhere = officer(world, "shouli", OTHER_TOWNSHIP)
    assert saved_lists(page=ListPage.CASES, actor=elsewhere) == ()
    assert not SavedList.objects.exists()  # the database itself hides them


def test_words_that_were_searched_for_are_never_kept(world: World) -> None:
    kept = save(
        world, officer(world, "shouli"), conditions={"q": "测试甲", "state": "APPLIED", "place": ""}
    )
    assert kept.conditions == "state=APPLIED"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"conditions": {"q": "测试甲"}}, "list.no_condition"),
        ({"name": " "}, "list.no_name"),
        ({"name": "名" * 13}, "text.too_long"),
        ({"name": "甲\u202e"}, "text.bidi"),
    ],
)
def test_bad_lists_are_refused(world: World, changes: dict[str, Any], code: str) -> None:
    actor = officer(world, "shouli")
    with pytest.raises(Refused) as refused:
        save(world, actor, **changes)
    assert refused.value.code == code
    assert not SavedList.objects.exists()


def test_names_are_kept_apart_and_lists_are_few(world: World) -> None:
    actor = officer(world, "shouli")
    save(world, actor)
    with pytest.raises(Conflict):
        save(world, actor)
    for number in range(MOST - 1):
        save(world, actor, f"常用{number}")
    with pytest.raises(Refused) as refused:
        save(world, actor, "再来一个")
    assert refused.value.code == "list.too_many"


def test_only_who_saved_a_list_takes_it_away(world: World) -> None:
    kept = save(world, officer(world, "shouli"), is_shared=True)
    with pytest.raises(NotVisible):
        remove_list(code=kept.code, actor=officer(world, "shenhe"), at=world.at)
    mine = officer(world, "shouli")
    assert remove_list(code=kept.code, actor=mine, at=world.at).name == "待受理"
    assert saved_lists(page=ListPage.CASES, actor=mine) == ()
    save(world, mine)  # the name is free again
