"""Objections: anybody's, protected, held against the money, closed by an appraisal only."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from jiuzhu.casework.cases.access import note_part
from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.models import CaseEvent, CaseHold
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.objections.enums import AnswerWay, Wording
from jiuzhu.casework.objections.models import Objection
from jiuzhu.casework.objections.queries import objections_open, unsealed
from jiuzhu.casework.objections.services.answer_objection import (
    DeliveredGiven,
    answer_objection,
    deliver_answer,
)
from jiuzhu.casework.objections.services.object_on_web import WebObjection, object_on_web
from jiuzhu.casework.objections.services.relabel_objection import ask_relabel, confirm_relabel
from jiuzhu.casework.objections.services.take_up_objection import take_up_objection
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.enter_payment import enter_payment
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.casework.publicity.services.take_down_notice import TakingDownGiven, take_down_notice
from jiuzhu.infra.actor import Request
from jiuzhu.infra.clock import CHINA
from jiuzhu.infra.models import AccessEvent
from jiuzhu.infra.scope import apply_scope, clear_scope
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from support.browser import as_owner
from support.late_stage import decided
from support.objecting import WORDS, call, conclude, object_to, refused, sign
from support.pictures import a_photo
from support.world import COUNTY, FANZHEN, World


def last_minute(notice: PublicNotice) -> datetime:
    assert notice.ends_on is not None
    return datetime.combine(notice.ends_on, datetime.max.time(), CHINA).replace(microsecond=0)


def take_down(world: World, notice: PublicNotice) -> None:
    take_down_notice(
        code=notice.code,
        given=TakingDownGiven(photo=a_photo(2)),
        actor=world.as_("xieli", world.village.code),
        at=world.at,
    )


def holds(notice: PublicNotice) -> list[str]:
    with as_owner():
        found = CaseHold.objects.filter(case=notice.case, ended_at=None)
        return list(found.values_list("kind", flat=True))


def test_an_anonymous_objection_holds_the_case_and_names_nobody(world, notice):
    world.later(hours=1)
    told = object_to(world, notice)
    assert (told.is_late, told.due_on) == (False, date(2020, 9, 28))
    assert holds(notice) == ["OPEN_OBJECTION"]
    row = Objection.objects.get(number=told.number)
    assert (row.text, row.name, row.about, row.case_id) == (WORDS, None, "RESULT", notice.case_id)
    sheet = Document.objects.get(case=notice.case, kind="W22")
    assert WORDS not in sheet.content
    assert not sheet.must_be_delivered
    event = CaseEvent.objects.filter(case=notice.case).latest("sequence")
    assert (event.action, WORDS in event.body) == ("register_objection", False)


def test_the_name_of_an_objector_stands_in_no_paper_and_no_trace(world, notice):
    told = object_to(world, notice, name="反映人", contact="19905380000")
    with as_owner():
        papers = "".join(Document.objects.values_list("content", flat=True))
        bodies = "".join(CaseEvent.objects.values_list("body", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT text, name, contact FROM objections_objection")
            stored = cursor.fetchone()
    assert "反映人" not in papers
    assert "反映人" not in bodies
    assert "19905380000" not in papers + bodies
    assert all("反映人".encode() not in bytes(value) for value in stored)
    seen = unsealed(
        number=told.number, actor=world.as_("shouli"), at=world.at, request=Request(route="test")
    )
    assert (seen.text, seen.name, seen.contact) == (WORDS, "反映人", "19905380000")
    with as_owner():
        assert AccessEvent.objects.filter(body__contains=told.number).count() == 1


def test_only_who_handles_it_knows_of_it(world, notice):
    told = object_to(world, notice, seat="xieli", against=(world.officer("shenhe").staff_number,))
    village = world.as_("xieli", world.village.code)
    assert not Objection.objects.exists()
    with pytest.raises(Forbidden):
        objections_open(actor=village)
    named = world.as_("shenhe")
    assert objections_open(actor=named) == ()
    with pytest.raises(NotVisible):
        unsealed(number=told.number, actor=named, at=world.at, request=Request(route="test"))
    with pytest.raises(NotVisible):
        answer_objection(number=told.number, text="已核", actor=named, at=world.at)
    assert objections_open(actor=world.as_("shouli", FANZHEN)) == ()
    assert [row.number for row in objections_open(actor=world.as_("shouli"))] == [told.number]
    clear_scope()
    assert not Objection.objects.exists()


def test_what_is_about_the_township_is_seen_by_the_county_only(world, notice):
    told = object_to(world, notice, county_only=True)
    assert objections_open(actor=world.as_("shouli")) == ()
    assert [row.number for row in objections_open(actor=world.as_("xianshenpi", COUNTY))] == [
        told.number
    ]
    assert holds(notice) == ["OPEN_OBJECTION"]


def test_the_last_minute_of_the_last_day_counts_and_the_next_one_does_not(world, notice):
    world.at = last_minute(notice)
    kept = object_to(world, notice)
    assert not kept.is_late
    world.at = last_minute(notice) + timedelta(minutes=1)
    late = object_to(world, notice)
    assert late.is_late
    assert Objection.objects.get(number=late.number).about == "COMPLAINT"
    assert holds(notice) == ["OPEN_OBJECTION"]


def test_a_late_one_alone_is_a_complaint_and_holds_nothing(world, notice):
    world.at = last_minute(notice) + timedelta(minutes=1)
    told = object_to(world, notice)
    assert holds(notice) == []
    answer_objection(number=told.number, text="已核查。", actor=world.as_("shouli"), at=world.at)
    assert Objection.objects.get(number=told.number).closed_at == world.at


def test_no_money_begins_while_an_objection_is_open(world, notice):
    world.at = last_minute(notice)
    object_to(world, notice)
    world.later(minutes=1)
    take_down(world, notice)
    with refused("case.held") as refusal:
        enter_payment(number=notice.case.number, actor=world.as_("shouli"), at=world.later(hours=1))
    assert "公示异议未处理" in refusal.value.message


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("objection.empty", {"text": " "}),
        ("objection.refusal", {"wording": Wording.NOT_SIGNED}),
        ("objection.contact", {"name": "反映人"}),
        ("objection.officer", {"against": ("NOBODY",)}),
    ],
)
def test_what_is_lacking_is_named(world, notice, code, kept):
    with refused(code):
        object_to(world, notice, **kept)
    assert not Objection.objects.exists()


def test_a_moment_before_the_posting_or_after_now_is_refused(world, notice):
    for moment in (world.at - timedelta(days=1), world.at + timedelta(minutes=2)):
        with refused("objection.moment"):
            object_to(world, notice, received_at=moment)


def test_a_sheet_that_does_not_hang_takes_no_objection(world):
    case = decided(world)
    made = publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    with refused("objection.not_posted"):
        object_to(world, made)


def test_who_refuses_to_sign_is_noted(world, notice):
    told = object_to(
        world,
        notice,
        wording=Wording.NOT_SIGNED,
        refusal_note="听后认可，怕得罪人不签字，村会计在场",
        signed_paper=a_photo(77),
    )
    row = Objection.objects.get(number=told.number)
    assert (row.wording, bool(row.signed_paper_id)) == ("NOT_SIGNED", True)


def test_what_was_said_stays_as_it_was_written(world, notice):
    told = object_to(world, notice)
    for changed in ({"text": "别的"}, {"received_at": world.at - timedelta(days=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Objection.objects.filter(number=told.number).update(**changed)


def web(world: World, notice: PublicNotice, **kept: object):
    clear_scope()
    return object_on_web(
        code=notice.code, given=WebObjection(**{"text": WORDS, **kept}), at=world.at
    )


def test_anybody_objects_on_the_web_and_the_case_is_held_at_once(world, notice):
    world.later(hours=1)
    told = web(world, notice, name="反映人", contact="19905380000")
    assert not Objection.objects.exists()
    assert holds(notice) == ["OPEN_OBJECTION"]
    (row,) = objections_open(actor=world.as_("shouli"))
    assert (row.number, row.is_taken_up, row.is_named) == (told.number, False, True)
    take_up_objection(number=told.number, actor=world.as_("shouli"), at=world.later(hours=1))
    (row,) = objections_open(actor=world.as_("shouli"))
    assert row.is_taken_up
    with pytest.raises(Conflict):
        take_up_objection(number=told.number, actor=world.as_("shouli"), at=world.at)


def test_the_web_takes_nothing_before_the_posting_after_the_end_or_for_another_code(world, notice):
    for code, at in (
        (notice.code, notice.posted_at - timedelta(minutes=1)),
        (notice.code, last_minute(notice) + timedelta(seconds=1)),
        ("A" * 16, world.at),
    ):
        clear_scope()
        with refused("objection.over"):
            object_on_web(code=code, given=WebObjection(text=WORDS), at=at)
    with refused("objection.contact"):
        web(world, notice, name="反映人")
    with refused("objection.empty"):
        web(world, notice, text=" ")


def test_a_web_objection_about_staff_is_the_county_s(world, notice):
    told = web(world, notice, about_staff=True)
    assert objections_open(actor=world.as_("shouli")) == ()
    assert [row.number for row in objections_open(actor=world.as_("xianshenpi", COUNTY))] == [
        told.number
    ]


def test_a_second_person_agrees_that_it_is_a_complaint(world, notice):
    told = object_to(world, notice)
    window, assessor = world.actor("shouli"), world.actor("shenhe")
    apply_scope(window)
    with refused("objection.not_asked"):
        confirm_relabel(number=told.number, actor=window, at=world.at)
    with refused("objection.reason"):
        ask_relabel(number=told.number, reason=" ", actor=window, at=world.at)
    ask_relabel(number=told.number, reason="反映的是道路", actor=window, at=world.at)
    with refused("objection.same_person"):
        confirm_relabel(number=told.number, actor=window, at=world.at)
    assert holds(notice) == ["OPEN_OBJECTION"]
    apply_scope(assessor)
    confirm_relabel(number=told.number, actor=assessor, at=world.later(hours=1))
    assert holds(notice) == []
    with pytest.raises(Conflict):
        ask_relabel(number=told.number, reason="再来", actor=assessor, at=world.at)
    answer_objection(number=told.number, text="已转办。", actor=assessor, at=world.at)
    assert Objection.objects.get(number=told.number).answer is None


def test_an_objection_to_the_result_is_not_closed_without_an_appraisal(world, notice):
    told = object_to(world, notice)
    with refused("objection.no_appraisal"):
        answer_objection(number=told.number, text="已核查", actor=world.as_("shouli"), at=world.at)
    call(world, notice.case.number)
    appraisal = conclude(world, notice.case.number)
    with refused("guard.minutes_signed"):
        answer_objection(number=told.number, text="已核查", actor=world.as_("shouli"), at=world.at)
    sign(world, appraisal)
    with refused("objection.tells_too_much"):
        answer_objection(
            number=told.number, text="该户存款3万元", actor=world.as_("shouli"), at=world.at
        )
    with refused("objection.answer"):
        answer_objection(number=told.number, text="", actor=world.as_("shouli"), at=world.at)
    answer_objection(number=told.number, text="已评议。", actor=world.as_("shouli"), at=world.at)
    assert holds(notice) == []
    with pytest.raises(Conflict):
        answer_objection(number=told.number, text="再答", actor=world.as_("shouli"), at=world.at)


def test_whoever_decided_the_case_does_not_answer_the_objection_to_it(world, notice):
    told = object_to(world, notice)
    call(world, notice.case.number)
    sign(world, conclude(world, notice.case.number))
    county = world.as_("xianshenpi", COUNTY)
    note_part(case=notice.case, actor=county, part=Involvement.DECIDED, at=world.at)
    with refused("objection.own_decision"):
        answer_objection(number=told.number, text="已评议。", actor=county, at=world.at)
    answer_objection(number=told.number, text="已评议。", actor=world.as_("shouli"), at=world.at)
    assert Objection.objects.get(number=told.number).closed_by == world.officer("shouli")


def test_several_are_joined_and_the_hold_ends_with_the_last(world, notice):
    first, second = object_to(world, notice), object_to(world, notice, text="还有一件")
    call(world, notice.case.number)
    sign(world, conclude(world, notice.case.number))
    assert set(Objection.objects.values_list("finding", flat=True)) == {"NOT_UPHELD"}
    window = world.as_("shouli")
    answer_objection(number=first.number, text="已评议。", actor=window, at=world.at)
    assert holds(notice) == ["OPEN_OBJECTION"]
    answer_objection(number=second.number, text="已评议。", actor=window, at=world.at)
    assert holds(notice) == []


def test_one_that_the_officer_may_not_see_still_holds_the_case(world, notice):
    told = object_to(world, notice)
    object_to(world, notice, county_only=True)
    call(world, notice.case.number)
    sign(world, conclude(world, notice.case.number))
    answer_objection(number=told.number, text="已评议。", actor=world.as_("shouli"), at=world.at)
    assert holds(notice) == ["OPEN_OBJECTION"]


def test_a_named_objector_gets_an_answer_and_its_delivery_is_proved(world, notice):
    told = object_to(world, notice, name="反映人", contact="19905380000")
    call(world, notice.case.number)
    sign(world, conclude(world, notice.case.number))
    window = world.as_("shouli")
    given = DeliveredGiven(way=AnswerWay.IN_PERSON, delivered_at=world.at, proof=a_photo(55))
    with refused("objection.no_answer"):
        deliver_answer(number=told.number, given=given, actor=window, at=world.at)
    answer_objection(number=told.number, text="已评议。", actor=window, at=world.at)
    answer = Document.objects.filter(case=notice.case, kind="W22").latest("pk")
    assert "反映人" not in answer.content.replace("的反映人", "")
    with refused("objection.moment"):
        deliver_answer(
            number=told.number,
            given=DeliveredGiven(
                way=AnswerWay.POST, delivered_at=world.at - timedelta(days=1), proof=b""
            ),
            actor=window,
            at=world.at,
        )
    with refused("objection.proof"):
        deliver_answer(
            number=told.number,
            given=DeliveredGiven(way=AnswerWay.POST, delivered_at=world.at, proof=b""),
            actor=window,
            at=world.at,
        )
    deliver_answer(number=told.number, given=given, actor=window, at=world.at)
    with pytest.raises(Conflict):
        deliver_answer(number=told.number, given=given, actor=window, at=world.at)
    assert objections_open(actor=window) == ()
