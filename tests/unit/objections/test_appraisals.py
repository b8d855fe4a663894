"""Appraisals: opened by an objection only, by a quorum without relatives, on facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.objections.enums import Ballot, Finding, Seat
from jiuzhu.casework.objections.models import Attendee
from jiuzhu.casework.objections.services.call_appraisal import CallGiven, call_appraisal
from jiuzhu.casework.objections.services.conclude_appraisal import SeatTaken
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from jiuzhu.policy.appraisal import Composition, has_quorum
from support.kin import declare_kin
from support.objecting import QUESTION, call, conclude, object_to, people, refused
from support.world import FANZHEN, World


def test_without_an_objection_there_is_no_appraisal(world, notice):
    with refused("appraisal.no_objection"):
        call(world, notice.case.number)
    assert not Document.objects.filter(kind="W20").exists()


def test_a_complaint_opens_no_appraisal(world, notice):
    world.later(days=8)
    assert object_to(world, notice).is_late
    with refused("appraisal.no_objection"):
        call(world, notice.case.number)


def test_a_meeting_is_called_once_and_told_before(world, notice):
    object_to(world, notice)
    with refused("appraisal.too_soon"):
        call(world, notice.case.number, meets_at=world.at)
    call(world, notice.case.number)
    paper = Document.objects.get(kind="W20")
    assert "核对得到的" in paper.content
    assert QUESTION in paper.content
    with pytest.raises(Conflict):
        call(world, notice.case.number)


@pytest.mark.parametrize(
    "question", ["他家存款有多少", "是不是得了病", "电话19905380000的人说的是否属实"]
)
def test_a_question_that_tells_too_much_is_refused(world, notice, question):
    object_to(world, notice)
    with refused("appraisal.tells_too_much"):
        call(world, notice.case.number, question=question)
    with refused("appraisal.question"):
        call(world, notice.case.number, question=" ")


def test_another_township_neither_calls_nor_concludes(world, notice):
    object_to(world, notice)
    given = CallGiven(question=QUESTION, meets_at=world.at, place="会议室")
    with pytest.raises(NotVisible):
        call_appraisal(
            number=notice.case.number,
            given=given,
            actor=world.as_("shouli", FANZHEN),
            at=world.at,
        )
    with pytest.raises(Forbidden):
        call_appraisal(
            number=notice.case.number, given=given, actor=world.as_("hedui"), at=world.at
        )


def test_nothing_is_concluded_before_the_meeting(world, notice):
    object_to(world, notice)
    with refused("appraisal.none"):
        conclude(world, notice.case.number)
    appraisal = call(world, notice.case.number)
    world.at = appraisal.meets_at
    world.later(days=-3, minutes=-1)
    with refused("appraisal.too_early"):
        conclude(world, notice.case.number)


def meeting(world: World, notice: PublicNotice) -> str:
    object_to(world, notice, against=(world.officer("diaocha").staff_number,))
    call(world, notice.case.number)
    return notice.case.number


@pytest.mark.parametrize(
    ("representatives", "committee", "code"),
    [(4, 2, ""), (3, 2, "appraisal.quorum"), (4, 0, "appraisal.quorum"), (5, 0, "")],
)
def test_a_quorum_short_by_one_is_no_quorum(world, notice, representatives, committee, code):
    number = meeting(world, notice)
    came = people(representatives=representatives, committee=committee)
    if code:
        with refused(code) as refusal:
            conclude(world, number, people=came)
        assert "第二十二条" in refusal.value.message
        assert not Attendee.objects.exists()
    else:
        assert conclude(world, number, people=came).finding == "NOT_UPHELD"


def test_the_applicant_and_relatives_leave_the_meeting(world, notice):
    number = meeting(world, notice)
    own = SeatTaken(name=notice.case.applicant.name, seat=Seat.REPRESENTATIVE)
    with refused("appraisal.relative"):
        conclude(world, number, people=(*people(), own))
    assistant = world.officer("xieli", world.village.code)
    declare_kin(assistant, notice.case.applicant)
    cadre = SeatTaken(name=assistant.name, seat=Seat.COMMITTEE)
    with refused("appraisal.relative") as refusal:
        conclude(world, number, people=(*people(), cadre))
    assert assistant.name in refusal.value.message


def test_who_is_named_in_an_objection_does_not_sit_over_it(world, notice):
    number = meeting(world, notice)
    officer = world.officer("diaocha")
    seat = SeatTaken(
        name=officer.name, seat=Seat.TOWNSHIP, staff_number=officer.staff_number, statement="到会"
    )
    with refused("appraisal.named"):
        conclude(world, number, people=(*people(representatives=6), seat))
    for wrong in (replace(seat, staff_number=""), replace(seat, name="别人")):
        with refused("appraisal.people"):
            conclude(world, number, people=(*people(representatives=6), wrong))
    with refused("appraisal.people"):
        conclude(world, number, people=(*people(), *people()))
    other = world.officer("shouli")
    seat = SeatTaken(name=other.name, seat=Seat.TOWNSHIP, staff_number=other.staff_number)
    conclude(world, number, people=(*people(representatives=6), seat))
    assert Attendee.objects.get(seat="TOWNSHIP").officer == other


def test_who_may_not_see_an_objection_of_the_meeting_does_not_conclude_it(world, notice):
    number = notice.case.number
    object_to(world, notice, against=(world.officer("shenhe").staff_number,))
    call(world, number)
    with refused("appraisal.not_yours"):
        conclude(world, number, seat="shenhe")
    assert conclude(world, number).finding == "NOT_UPHELD"


def test_everybody_declares_before_the_meeting(world, notice):
    number = meeting(world, notice)
    with refused("appraisal.declaration"):
        conclude(world, number, declared_unrelated=False)


def test_a_no_without_a_fact_changes_nothing(world, notice):
    number = meeting(world, notice)
    against = tuple(replace(each, ballot=Ballot.FALSE) for each in people())
    with refused("appraisal.no_fact"):
        conclude(world, number, people=against, finding=Finding.UPHELD, fact=" ")
    found = conclude(
        world, number, people=against, finding=Finding.UPHELD, fact="长子常年在县城单独居住"
    )
    assert (found.finding, found.attendees.count()) == ("UPHELD", 6)


def test_votes_are_asked_for_where_the_place_asks_for_them(world, notice, monkeypatch):
    number = meeting(world, notice)
    rule = Composition(share=2, parts=3, least=5, votes=True, article="测试")
    monkeypatch.setattr(
        "jiuzhu.casework.objections.services.conclude_appraisal.composition", lambda *_: rule
    )
    with refused("appraisal.ballots"):
        conclude(world, number)
    conclude(world, number, people=tuple(replace(each, ballot=Ballot.TRUE) for each in people()))
    assert "调查属实" in Document.objects.filter(kind="W20").latest("pk").content


def test_two_thirds_are_exact():
    rule = Composition(share=2, parts=3, least=3, votes=False, article="")
    for people_there in range(3, 60):
        for representatives in range(people_there + 1):
            is_enough = 3 * representatives >= 2 * people_there
            assert (
                has_quorum(rule, representatives=representatives, people=people_there) == is_enough
            )
