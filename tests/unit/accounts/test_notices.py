"""Notices to staff: written by anybody, read by the addressee, once where they carry a key."""

from __future__ import annotations

import pytest

from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Forbidden, NotVisible
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.models import Notice
from jiuzhu.registers.accounts.queries import (
    account_of_officer,
    notices_of,
    silent_kinds,
    unread_notices,
)
from jiuzhu.registers.accounts.services.notify_account import notify_account
from jiuzhu.registers.accounts.services.read_notices import (
    mute_kinds,
    read_all_notices,
    read_notice,
)
from support.accounts import with_account
from support.world import World

pytestmark = pytest.mark.django_db


def tell(world: World, account: int, text: str = "请看这件", **more: str) -> None:
    given = {"kind": NoticeKind.MENTION, "url": "/w/cases/1/", **more}
    notify_account(account=account, text=text, at=world.at, **given)  # type: ignore[arg-type]


def test_a_colleague_writes_and_only_the_addressee_reads(world: World) -> None:
    addressee = with_account(world, "shenhe")
    assert addressee.user_id is not None
    writer = with_account(world, "shouli")
    tell(world, addressee.user_id)
    assert not Notice.objects.exists()  # the database itself hides it from the writer
    assert (unread_notices(writer), notices_of(writer)) == (0, ())
    apply_scope(addressee)
    assert [(one.text, one.url) for one in notices_of(addressee)] == [("请看这件", "/w/cases/1/")]
    assert unread_notices(addressee) == 1


def test_a_notice_with_a_key_is_written_once_for_each_account(world: World) -> None:
    first, second = with_account(world, "shenhe"), with_account(world, "shouli")
    assert first.user_id is not None
    assert second.user_id is not None
    for account in (first.user_id, first.user_id, second.user_id):
        tell(world, account, key="deadline-1")
    tell(world, second.user_id)
    tell(world, second.user_id)
    assert unread_notices(second) == 3
    apply_scope(first)
    assert unread_notices(first) == 1


def test_reading_keeps_the_first_moment_and_nobody_reads_for_another(world: World) -> None:
    mine = with_account(world, "shenhe")
    assert mine.user_id is not None
    tell(world, mine.user_id)
    (notice,) = notices_of(mine)
    read = read_notice(notice=notice.pk, actor=mine, at=world.at)
    again = read_notice(notice=notice.pk, actor=mine, at=world.later(hours=1))
    assert read.read_at == again.read_at
    assert unread_notices(mine) == 0
    colleague = with_account(world, "shouli")
    with pytest.raises(NotVisible):
        read_notice(notice=notice.pk, actor=colleague, at=world.at)
    assert read_all_notices(actor=colleague, at=world.at) == 0


def test_all_are_read_at_once_and_pages_go_back_in_time(world: World) -> None:
    mine = with_account(world, "shenhe")
    assert mine.user_id is not None
    for number in range(3):
        tell(world, mine.user_id, f"第{number}条")
    newest = notices_of(mine, size=2)
    assert [one.text for one in newest] == ["第2条", "第1条"]
    assert [one.text for one in notices_of(mine, before=newest[-1].pk)] == ["第0条"]
    assert read_all_notices(actor=mine, at=world.at) == 3
    assert unread_notices(mine) == 0


def test_a_muted_kind_is_kept_but_does_not_ring(world: World) -> None:
    mine = with_account(world, "shenhe")
    assert mine.user_id is not None
    mute_kinds(kinds=[NoticeKind.DIGEST, NoticeKind.MENTION], actor=mine, at=world.at)
    mute_kinds(kinds=[NoticeKind.MENTION], actor=mine, at=world.later(minutes=1))
    assert silent_kinds(mine) == {"MENTION"}
    tell(world, mine.user_id)
    tell(world, mine.user_id, kind=NoticeKind.DIGEST)
    assert len(notices_of(mine)) == 2
    assert unread_notices(mine) == 1


def test_who_has_no_account_has_no_notices(world: World) -> None:
    nobody = world.as_("shouli")
    assert unread_notices(nobody) == 0
    assert notices_of(nobody) == ()
    with pytest.raises(Forbidden, match="工作人员"):
        read_all_notices(actor=nobody, at=world.at)


def test_a_notice_leads_into_the_house_only(world: World) -> None:
    mine = with_account(world, "shenhe")
    assert mine.user_id is not None
    for url in ("https://elsewhere.example/", "//elsewhere.example/", "w/"):
        with pytest.raises(ValueError, match="into the house"):
            tell(world, mine.user_id, url=url)


def test_the_account_of_an_officer_is_found_while_it_is_in_use(world: World) -> None:
    mine = with_account(world, "shenhe")
    assert mine.officer_id is not None
    assert account_of_officer(mine.officer_id) == mine.user_id
    assert account_of_officer(0) is None
