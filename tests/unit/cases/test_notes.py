"""Notes among colleagues: kept as written, told to whom they name, hidden from everybody else."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from jiuzhu.casework.cases.models import Case, CaseNote
from jiuzhu.casework.cases.services.withdraw_note import withdraw_note
from jiuzhu.casework.cases.services.write_note import LONGEST, colleagues, write_note
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.registers.accounts.models import Notice, User
from support.browser import as_owner
from support.stream import to_intent
from support.world import COUNTY, OTHER_TOWNSHIP, World


def note(world: World, case: Case, text: str, seat: str = "shouli") -> CaseNote:
    return write_note(
        number=case.number, text=text, actor=world.as_(seat), at=world.at, link="/w/x/"
    )


def account(world: World, seat: str) -> int:
    with as_owner():
        officer = world.officer(seat)
        return User.objects.create_staff(
            username=officer.staff_number, password="Ceshi-mima-2020", officer=officer
        ).pk


def notices(of: int) -> list[tuple[str, str, str]]:
    with as_owner():
        return list(Notice.objects.filter(account_id=of).values_list("kind", "text", "url"))


def test_a_mention_reaches_the_colleague_and_nobody_else(world: World) -> None:
    case = to_intent(world)
    told, other = account(world, "hedui"), account(world, "diaocha")
    name = world.officer("hedui").name
    kept = note(world, case, f"＠{name}，请先核对。@{name}再看一次")
    assert kept.mentions == [world.officer("hedui").pk]
    ((kind, text, url),) = notices(told)
    assert (kind, url) == ("MENTION", "/w/x/")
    assert case.applicant.name in text
    assert not notices(other)


def test_a_mention_of_somebody_without_access_is_refused(world: World) -> None:
    case = to_intent(world)
    outside = world.officer("shouli", OTHER_TOWNSHIP).name
    for name in (outside, "没有这个人", world.officer("guanli", COUNTY).name):
        with pytest.raises(Refused, match="提醒不到") as refusal:
            note(world, case, f"@{name} 请看")
        assert refusal.value.code == "note.nobody"
    assert not CaseNote.objects.exists()
    actor = world.as_("shouli")
    known = {one.pk for one in colleagues(actor=actor, on=legal_day(world.at))}
    assert actor.officer_id not in known


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "note.empty"),
        ("  \n ", "note.empty"),
        ("甲" * (LONGEST + 1), "text.too_long"),
        ("甲\u202e乙", "text.bidi"),
        ("甲\x07乙", "text.control"),
    ],
)
def test_text_that_nobody_can_read_is_refused(world: World, text: str, code: str) -> None:
    case = to_intent(world)
    with pytest.raises(Refused) as refusal:
        note(world, case, text)
    assert refusal.value.code == code


def test_a_note_is_marked_by_its_author_once_and_never_changed(world: World) -> None:
    case = to_intent(world)
    kept = note(world, case, "请补拍照片")
    with pytest.raises(Forbidden):
        withdraw_note(number=case.number, note_id=kept.pk, actor=world.as_("shenhe"), at=world.at)
    actor = world.as_("shouli")
    withdraw_note(number=case.number, note_id=kept.pk, actor=actor, at=world.later(hours=1))
    with pytest.raises(Conflict):
        withdraw_note(number=case.number, note_id=kept.pk, actor=actor, at=world.at)
    with pytest.raises(NotVisible):
        withdraw_note(number=case.number, note_id=kept.pk + 9, actor=actor, at=world.at)
    with as_owner():
        with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
            CaseNote.objects.filter(pk=kept.pk).update(text="别的")
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
            CaseNote.objects.filter(pk=kept.pk).delete()


def test_citizen_and_village_see_no_note(world: World) -> None:
    case = to_intent(world)
    note(world, case, "只给同事看")
    apply_scope(world.actor("xieli", case.village.code))
    assert Case.objects.filter(pk=case.pk).exists()
    assert not CaseNote.objects.exists()
    applicant = Actor(
        name="", roles=frozenset(), capabilities=frozenset(), person_id=case.applicant_id
    )
    apply_scope(applicant)
    assert Case.objects.filter(pk=case.pk).exists()
    assert not CaseNote.objects.exists()
    world.as_("shouli", OTHER_TOWNSHIP)
    assert not CaseNote.objects.exists()
    world.as_("shenpi")
    assert CaseNote.objects.exists()
