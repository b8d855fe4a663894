"""The columns of a list: kept for one account and one list, known ones only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.models import ListColumns
from jiuzhu.registers.accounts.queries import chosen_columns
from jiuzhu.registers.accounts.services.choose_columns import choose_columns
from support.accounts import with_account
from support.world import World

pytestmark = pytest.mark.django_db
KNOWN = ("due", "applicant", "number")
CASES, TASKS = ListPage.CASES, ListPage.TASKS


def test_columns_are_kept_in_their_order_for_one_account_and_list(world: World) -> None:
    mine = with_account(world, "shouli")
    wanted = ("number", "due", "number")
    kept = choose_columns(page=CASES, codes=wanted, known=KNOWN, actor=mine, at=world.at)
    assert kept == ("number", "due")
    assert chosen_columns(page=CASES, actor=mine) == ("number", "due")
    assert chosen_columns(page=TASKS, actor=mine) == ()
    choose_columns(page=CASES, codes=("applicant",), known=KNOWN, actor=mine, at=world.at)
    assert chosen_columns(page=CASES, actor=mine) == ("applicant",)
    colleague = with_account(world, "shenhe")
    assert chosen_columns(page=CASES, actor=colleague) == ()
    assert not ListColumns.objects.exists()  # the database itself hides them


def test_unknown_column_is_named_and_nothing_kept(world: World) -> None:
    mine = with_account(world, "shouli")
    with pytest.raises(Refused, match="“phone”") as refused:
        choose_columns(page=CASES, codes=("due", "phone"), known=KNOWN, actor=mine, at=world.at)
    assert refused.value.code == "columns.unknown"
    assert chosen_columns(page=CASES, actor=mine) == ()


def test_without_an_account_nothing_is_kept(world: World) -> None:
    nobody = replace(world.as_("shouli"), user_id=None)
    with pytest.raises(Refused) as refused:
        choose_columns(page=CASES, codes=("due",), known=KNOWN, actor=nobody, at=world.at)
    assert refused.value.code == "columns.no_account"
    assert chosen_columns(page=CASES, actor=nobody) == ()
