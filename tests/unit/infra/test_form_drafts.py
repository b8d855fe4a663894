"""What somebody is typing: kept for its owner alone, told apart between windows, gone in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from jiuzhu.infra.clock import CHINA
from jiuzhu.infra.form_drafts import (
    LARGEST,
    MOST,
    drop_form_draft,
    forget_expired_forms,
    open_form_drafts,
    save_form_draft,
    typed_form,
)
from jiuzhu.infra.models import AccessEvent, FormDraft, SubmittedForm
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused
from support.browser import as_owner
from support.world import World

FORM = "register_intent"
TEN = datetime(2020, 9, 1, 10, 32, tzinfo=CHINA)


def keep(owner: int, key: UUID | None = None, **changes: Any) -> tuple[UUID, int]:
    key = key or uuid4()
    given: dict[str, Any] = {"form": FORM, "title": "测试甲", "content": "name=测试甲"}
    given |= {"version": 0, "at": TEN, **changes}
    return key, save_form_draft(key=key, owner=owner, **given)


def sit_down(world: World, account: int) -> int:
    """Ask from now on as this account, at the window of the same township."""
    apply_scope(replace(world.as_("shouli"), user_id=account))
    return account


@pytest.fixture
def owner(world: World) -> int:
    return sit_down(world, 7001)


def test_a_draft_comes_back_as_it_was_typed(owner: int) -> None:
    key, version = keep(owner)
    assert version == 1
    _, version = keep(owner, key, content="name=测试甲&need=病", version=1)
    found = typed_form(key=key, owner=owner, form=FORM, at=TEN)
    assert (found.content, found.version) == ("name=测试甲&need=病", 2)
    assert (found.line.title, found.line.saved_at) == ("测试甲", TEN)
    assert [line.key for line in open_form_drafts(owner=owner, form=FORM, at=TEN)] == [key]
    assert not AccessEvent.objects.exists(), "a draft leaves no trace"


def test_nobody_else_finds_it(world: World, owner: int) -> None:
    key, _ = keep(owner)
    other = sit_down(world, 7002)
    for asking in (other, owner):  # the scope decides, whoever is named
        with pytest.raises(NotVisible):
            typed_form(key=key, owner=asking, form=FORM, at=TEN)
    assert not open_form_drafts(owner=owner, form=FORM, at=TEN)
    drop_form_draft(key=key, owner=owner)
    with pytest.raises(Conflict) as refusal:
        keep(other, key)
    assert refusal.value.code == "draft.taken"
    sit_down(world, owner)
    assert typed_form(key=key, owner=owner, form=FORM, at=TEN).version == 1


def test_it_is_kept_encrypted(owner: int) -> None:
    keep(owner, content="name=稀有的名字", title="稀有的名字")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT title, content FROM infra_formdraft")
        title, content = cursor.fetchone()
    assert "稀有".encode() not in bytes(title) + bytes(content)


def test_the_window_that_saves_later_is_told(owner: int) -> None:
    key, _ = keep(owner)
    keep(owner, key, version=1)
    with pytest.raises(Conflict) as refusal:
        keep(owner, key, version=1)
    assert refusal.value.code == "draft.newer"
    assert refusal.value.values == {"at": "10:32"}
    with pytest.raises(Conflict):
        keep(owner, key, version=0)


def test_a_form_that_was_sent_has_no_draft_any_more(owner: int) -> None:
    key = uuid4()
    SubmittedForm.objects.create(key=key, user=owner, route="/w/", digest=b"x", at=TEN)
    with pytest.raises(Conflict) as refusal:
        keep(owner, key, version=3)
    assert refusal.value.code == "draft.sent"


@pytest.mark.parametrize(
    ("saved", "until"),
    [
        (TEN, TEN + timedelta(hours=8)),
        (TEN.replace(hour=20), TEN.replace(day=2, hour=0, minute=0)),
    ],
)
def test_it_goes_after_eight_hours_and_never_stays_overnight(
    owner: int, saved: datetime, until: datetime
) -> None:
    key, _ = keep(owner, at=saved)
    just_before = until - timedelta(seconds=1)
    assert typed_form(key=key, owner=owner, form=FORM, at=just_before).line.expires_at == until
    with pytest.raises(NotVisible):
        typed_form(key=key, owner=owner, form=FORM, at=until)
    assert not open_form_drafts(owner=owner, form=FORM, at=until)
    assert forget_expired_forms(at=just_before) == 0
    assert forget_expired_forms(at=until) == 1
    assert keep(owner, key, version=1, at=until)[1] == 1, "what still stands on a page is kept anew"


def test_too_much_and_too_many_are_refused(owner: int) -> None:
    with pytest.raises(Refused) as refusal:
        keep(owner, content="x" * (LARGEST + 1))
    assert refusal.value.code == "draft.large"
    for _ in range(MOST):
        keep(owner)
    with pytest.raises(Refused) as refusal:
        keep(owner)
    assert refusal.value.code == "draft.many"
    assert FormDraft.objects.count() == MOST
