"""A result is published from allowed fields, hangs seven full days with photos, then pays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from jiuzhu.casework.cases.models import Case, CaseEvent
from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.queries import (
    notices_to_post,
    notices_to_take_down,
    public_notices,
)
from jiuzhu.casework.publicity.services.enter_payment import enter_payment
from jiuzhu.casework.publicity.services.make_notice import SheetGiven
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.casework.publicity.services.renew_sheet import renew_sheet
from jiuzhu.casework.publicity.services.take_down_notice import (
    TakingDownGiven,
    take_down_notice,
)
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.registers.households.models import BankAccount
from support.forced_state import in_state
from support.late_stage import decided
from support.pictures import a_photo
from support.world import COUNTY, FANZHEN, OTHER_TOWNSHIP, World


def published(world: World, **kept: object) -> PublicNotice:
    case = decided(world, **kept)
    return publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)


def posted(world: World, *, seed: int = 1) -> PublicNotice:
    notice = published(world)
    assistant = world.as_("xieli", world.village.code)
    return post_notice(
        code=notice.code, given=PostingGiven(photo=a_photo(seed)), actor=assistant, at=world.at
    )


def take_down(world: World, notice: PublicNotice, *, seed: int = 2) -> PublicNotice:
    return take_down_notice(
        code=notice.code,
        given=TakingDownGiven(photo=a_photo(seed)),
        actor=world.as_("xieli", world.village.code),
        at=world.at,
    )


def china(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


def test_sheets_hold_allowed_fields_only(world: World) -> None:
    notice = published(world, name="测试王")
    assert Case.objects.get(pk=notice.case_id).state == "RESULT_PUB"
    assert notice.board == {
        "applicant_name": "测试王",
        "persons": "1",
        "monthly_amount": "426.00",
        "village": world.village.name,
        "hotline": "12345",
        "posted_on": "2020-09-02",
        "ends_on": "2020-09-08",
        "sheet_number": notice.document.number,
        "organ": notice.case.organ.name,
    }
    assert "applicant_name" not in notice.web
    assert "village" not in notice.web
    assert notice.web["masked_name"] == "测*王"
    for document in (notice.document, notice.web_document):
        content = json.loads(str(document.content))
        assert notice.case.number not in json.dumps(content, ensure_ascii=False)
    assert "测试王" not in str(notice.web_document.content)


def test_code_of_the_notice_stands_on_the_sheet(world: World) -> None:
    notice = published(world)
    assert json.loads(str(notice.document.content))["content"]["head"]["check_code"] == notice.code


def test_minor_applicant_is_named_nowhere(world: World) -> None:
    case = decided(world, name="测试幼")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "UPDATE households_person SET born_on = '2010-01-01' WHERE id = %s",
            [case.applicant_id],
        )
        cursor.execute("SET LOCAL ROLE jiuzhu_web")
    notice = publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    assert notice.board["applicant_name"] == "测某某（未成年）"
    assert "测" not in notice.web["masked_name"]


def test_exemption_needs_a_decider_of_the_deciding_organ(world: World) -> None:
    case = decided(world)
    given = SheetGiven(exempted_by=world.officer("shenhe").staff_number)
    with pytest.raises(Refused) as refusal:
        publish_result(number=case.number, actor=world.as_("shouli"), at=world.at, given=given)
    assert refusal.value.code == "notice.exemption"
    given = SheetGiven(exempted_by=world.officer("shenpi").staff_number)
    notice = publish_result(number=case.number, actor=world.as_("shouli"), at=world.at, given=given)
    assert "测试" not in json.dumps([notice.board, notice.web], ensure_ascii=False)
    assert notice.exemption_by == world.officer("shenpi")


def test_sheet_with_a_leak_is_refused_and_nothing_is_written(world: World) -> None:
    case = decided(world)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "UPDATE organs_organ SET phone = '370911196505200015' WHERE id = %s", [case.organ_id]
        )
        cursor.execute("SET LOCAL ROLE jiuzhu_web")
    with pytest.raises(Refused) as refusal:
        publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == "guard.sheet_clean"
    assert not PublicNotice.objects.exists()
    assert not Document.objects.filter(kind="W26").exists()
    assert Case.objects.get(pk=case.pk).state == "DECIDED_YES"


def test_a_result_is_announced_once(world: World) -> None:
    notice = published(world)
    with pytest.raises(Conflict) as moved_on:
        publish_result(number=notice.case.number, actor=world.as_("shouli"), at=world.at)
    assert moved_on.value.code == "case.state"
    in_state(notice.case, "DECIDED_YES")
    with pytest.raises(Refused) as refusal:
        publish_result(number=notice.case.number, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == "notice.made"
    assert notice.code in str(refusal.value)


def test_only_the_township_itself_publishes(world: World) -> None:
    case = decided(world)
    with pytest.raises(NotVisible):
        publish_result(number=case.number, actor=world.as_("shouli", FANZHEN), at=world.at)
    county = world.as_("xianshenpi", COUNTY)
    window = replace(county, capabilities=county.capabilities | {"publicity.publish"})
    for actor, code in ((county, "notice.other_organ"), (window, "notice.other_organ")):
        with pytest.raises(Forbidden) as refusal:
            publish_result(number=case.number, actor=actor, at=world.at)
        assert refusal.value.code == code
    with pytest.raises(Forbidden) as refusal:
        publish_result(number=case.number, actor=world.as_("shenpi"), at=world.at)
    assert refusal.value.code == "actor.capability"
    notice = publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    with pytest.raises(Forbidden) as refusal:
        renew_sheet(code=notice.code, actor=window, at=world.at)
    assert refusal.value.code == "notice.other_organ"


def test_photo_is_required_and_must_be_a_photo(world: World) -> None:
    notice = published(world)
    actor = world.as_("xieli", world.village.code)
    for photo, code in ((b"", "notice.photo"), (b"%PDF-1.7 x", "notice.photo")):
        with pytest.raises(Refused) as refusal:
            post_notice(code=notice.code, given=PostingGiven(photo=photo), actor=actor, at=world.at)
        assert refusal.value.code == code
    assert PublicNotice.objects.get(pk=notice.pk).posted_at is None


def test_same_photo_never_proves_twice(world: World) -> None:
    posted(world, seed=7)
    other = published(world, name="测试戊")
    actor = world.as_("xieli", world.village.code)
    with pytest.raises(Refused) as refusal:
        post_notice(code=other.code, given=PostingGiven(photo=a_photo(7)), actor=actor, at=world.at)
    assert refusal.value.code == "notice.photo_used"


def test_photo_of_a_hidden_township_is_refused_too(world: World) -> None:
    posted(world, seed=7)
    case = decided(world, township=FANZHEN, name="测试己")
    other = publish_result(number=case.number, actor=world.as_("shouli", FANZHEN), at=world.at)
    with pytest.raises(Refused) as refusal:
        post_notice(
            code=other.code,
            given=PostingGiven(photo=a_photo(7)),
            actor=world.as_("shouli", FANZHEN),
            at=world.at,
        )
    assert refusal.value.code == "notice.photo_used"
    assert PublicNotice.objects.get(pk=other.pk).posted_at is None


# posting day, first day, last day: the posting day never counts; a holiday at the end rolls on.
VECTORS = (
    (date(2020, 9, 1), date(2020, 9, 2), date(2020, 9, 8)),
    (date(2020, 9, 4), date(2020, 9, 5), date(2020, 9, 11)),
    (date(2020, 9, 5), date(2020, 9, 6), date(2020, 9, 14)),  # seventh day is a Saturday
    (date(2020, 9, 20), date(2020, 9, 21), date(2020, 9, 27)),  # working Sunday
    (date(2020, 9, 24), date(2020, 9, 25), date(2020, 10, 9)),  # seventh day is National Day
    (date(2020, 9, 30), date(2020, 10, 1), date(2020, 10, 9)),
    (date(2020, 10, 3), date(2020, 10, 4), date(2020, 10, 10)),  # working Saturday
)


@pytest.mark.parametrize(("posted_on", "first", "last"), VECTORS)
def test_seven_full_days(world: World, posted_on: date, first: date, last: date) -> None:
    case = decided(world)
    world.at = china(posted_on)
    notice = publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    notice = post_notice(
        code=notice.code,
        given=PostingGiven(photo=a_photo(1)),
        actor=world.as_("xieli", world.village.code),
        at=world.at,
    )
    assert (notice.starts_on, notice.ends_on) == (first, last)
    world.at = china(last, hour=23)
    with pytest.raises(Refused) as refusal:
        take_down(world, notice)
    assert refusal.value.code == "notice.too_early"
    world.at = china(last + timedelta(days=1), hour=0)
    assert take_down(world, notice).proof is not None


def test_sheet_is_remade_when_its_day_has_passed(world: World) -> None:
    notice = published(world)
    old = notice.document
    world.later(days=1)
    with pytest.raises(Refused) as refusal:
        post_notice(
            code=notice.code,
            given=PostingGiven(photo=a_photo(1)),
            actor=world.as_("xieli", world.village.code),
            at=world.at,
        )
    assert refusal.value.code == "notice.outdated"
    fresh = renew_sheet(code=notice.code, actor=world.as_("shouli"), at=world.at)
    assert fresh.board["posted_on"] == "2020-09-03"
    assert Document.objects.get(pk=old.pk).state == DocumentState.WITHDRAWN
    assert fresh.code != old.check_code
    fresh = post_notice(
        code=fresh.code,
        given=PostingGiven(photo=a_photo(1)),
        actor=world.as_("xieli", world.village.code),
        at=world.at,
    )
    assert fresh.ends_on == date(2020, 9, 9)


def test_posting_is_refused_twice_and_before_making(world: World) -> None:
    notice = posted(world)
    actor = world.as_("xieli", world.village.code)
    with pytest.raises(Conflict):
        post_notice(
            code=notice.code, given=PostingGiven(photo=a_photo(9)), actor=actor, at=world.at
        )
    other = published(world, name="测试庚")
    early = PostingGiven(photo=a_photo(9), posted_at=world.at - timedelta(minutes=1))
    with pytest.raises(Refused) as refusal:
        post_notice(code=other.code, given=early, actor=actor, at=world.at)
    assert refusal.value.code == "notice.moment"


def test_assistant_of_another_village_sees_nothing(world: World) -> None:
    notice = published(world)
    with pytest.raises(NotVisible):
        post_notice(
            code=notice.code,
            given=PostingGiven(photo=a_photo(1)),
            actor=world.as_("shouli", OTHER_TOWNSHIP),
            at=world.at,
        )


def test_web_shows_masked_names_for_seven_days_only(world: World) -> None:
    notice = posted(world)
    village = world.village.code
    assert not public_notices(village_code=village, on=date(2020, 9, 1))
    (shown,) = public_notices(village_code=village, on=date(2020, 9, 8))
    assert (shown.code, shown.masked_name) == (notice.code, notice.web["masked_name"])
    assert not public_notices(village_code=village, on=date(2020, 9, 9))


def test_lists_of_the_assistant(world: World) -> None:
    notice = published(world)
    village = (world.village.pk,)
    assert [row.code for row in notices_to_post(village_ids=village)] == [notice.code]
    post_notice(
        code=notice.code,
        given=PostingGiven(photo=a_photo(1)),
        actor=world.as_("xieli", world.village.code),
        at=world.at,
    )
    assert notices_to_post(village_ids=village) == ()
    assert notices_to_take_down(village_ids=village, on=date(2020, 9, 8)) == ()
    (row,) = notices_to_take_down(village_ids=village, on=date(2020, 9, 9))
    assert row.code == notice.code


def test_payment_waits_for_the_end_and_the_proof(world: World) -> None:
    notice = posted(world)
    number = notice.case.number
    world.later(days=7)  # the last day
    for _ in ("last day", "day after, still hanging"):
        with pytest.raises(Refused) as refusal:
            enter_payment(number=number, actor=world.as_("shouli"), at=world.at)
        assert refusal.value.code == "guard.publicity_ended"
        world.later(days=1)
    take_down(world, notice)
    case = enter_payment(number=number, actor=world.as_("shouli"), at=world.at)
    assert case.state == "IN_PAYMENT"
    assert Award.objects.get(case=case).in_payment_from == world.at
    events = CaseEvent.objects.filter(case=case).order_by("sequence")
    actions = list(events.values_list("action", flat=True))
    assert actions[-4:] == ["publish_result", "post_notice", "take_down_notice", "enter_payment"]


@pytest.mark.parametrize("wrong", ["gone", "check digit"])
def test_payment_needs_a_valid_account(world: World, wrong: str) -> None:
    notice = posted(world)
    world.later(days=9)
    take_down(world, notice)
    account = BankAccount.objects.filter(person=notice.case.applicant)
    if wrong == "gone":
        account.update(effective_to=world.at.date())
    else:
        account.update(number="6222020200000000007")
    with pytest.raises(Refused) as refusal:
        enter_payment(number=notice.case.number, actor=world.as_("shouli"), at=world.at)
    assert refusal.value.code == "guard.account_valid"
    assert Award.objects.get(case=notice.case).in_payment_from is None


def test_proof_names_photos_and_days(world: World) -> None:
    notice = posted(world)
    world.later(days=8)
    notice = take_down(world, notice)
    assert notice.proof is not None
    content = json.loads(str(notice.proof.content))["content"]
    assert content["full_days"] == 7
    assert len({photo["digest"] for photo in content["photos"]}) == 2
    with pytest.raises(Conflict):
        take_down(world, notice, seed=3)
