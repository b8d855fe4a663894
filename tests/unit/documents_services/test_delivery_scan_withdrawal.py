"""Notices are served with proof, papers sealed by scan and second check, mistakes withdrawn."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from jiuzhu.casework.cases.enums import HoldKind, MemberPart
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseHold, CaseMember, CaseVisit
from jiuzhu.casework.cases.services.keep_holds import open_hold
from jiuzhu.casework.documents.enums import DeliveryMethod, DocumentState, SealState
from jiuzhu.casework.documents.models import Delivery, Document
from jiuzhu.casework.documents.queries import (
    awaiting_delivery,
    checked_document,
    delivered_on,
    documents_of,
    kinds_held,
    page_count,
    scans_to_check,
)
from jiuzhu.casework.documents.services.attach_scan import attach_scan
from jiuzhu.casework.documents.services.check_scan import check_scan
from jiuzhu.casework.documents.services.record_delivery import DeliveryGiven, record_delivery
from jiuzhu.casework.documents.services.withdraw_document import withdraw_document
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.registers.households.enums import AccessGround
from jiuzhu.registers.households.models import PersonAccess
from support.late_stage import an_adverse_notice
from support.pictures import a_photo
from support.stream import CENTRE, to_intent, to_invited, to_verified
from support.world import FANZHEN, OTHER_COUNTY, World


def a_notice(world: World) -> tuple[Case, Document]:
    """Give a case with an adverse notice that holds the change."""
    case = to_intent(world)
    notice = an_adverse_notice(case, world)
    open_hold(
        case=case,
        kind=HoldKind.UNSERVED_NOTICE,
        reason="调整告知书未送达",
        actor=world.actor("shenpi"),
        at=world.at,
    )
    return case, notice


def direct(world: World, **changes: object) -> DeliveryGiven:
    facts: dict[str, object] = {
        "method": DeliveryMethod.DIRECT,
        "recipient": "测试甲",
        "place": "本人家中",
        "delivered_at": world.at,
    }
    return DeliveryGiven(**{**facts, **changes})  # type: ignore[arg-type]


def serve(world: World, notice: Document, given: DeliveryGiven) -> Delivery:
    return record_delivery(
        code=notice.check_code, given=given, actor=world.as_("shouli"), at=world.at
    )


def test_delivery_leaves_receipt_and_ends_the_hold(world: World) -> None:
    case, notice = a_notice(world)
    row = serve(world, notice, direct(world, collected=True))
    assert (row.relation, row.method) == ("本人", "DIRECT")
    hold = CaseHold.objects.get(case=case)
    assert (hold.ended_at, hold.ended_by) == (world.at, world.officer("shouli").pk)
    receipt = json.loads(str(Document.objects.get(case=case, kind="W46").content))["content"]
    assert receipt["document_number"] == notice.number
    assert CaseVisit.objects.filter(case=case, kind="COLLECT").count() == 1
    assert CaseEvent.objects.filter(case=case, action="record_delivery").count() == 1
    assert delivered_on(notice.pk) == date(2020, 9, 1)


def test_hold_stays_while_another_adverse_notice_is_open(world: World) -> None:
    case, first = a_notice(world)
    second = an_adverse_notice(case, world)
    serve(world, first, direct(world))
    assert CaseHold.objects.get(case=case).ended_at is None
    serve(world, second, direct(world))
    assert CaseHold.objects.get(case=case).ended_at == world.at


REFUSALS = (
    ({"recipient": "生人"}, "delivery.stranger"),
    ({"recipient": "生人", "relation": "代办人"}, "delivery.stranger"),
    ({"method": DeliveryMethod.LEFT, "refusal_reason": "拒签"}, "delivery.left"),
    (
        {"method": DeliveryMethod.LEFT, "refusal_reason": "拒签", "witnesses": ("李四", "李四")},
        "delivery.left",
    ),
    ({"method": DeliveryMethod.LEFT, "witnesses": ("李四", "王五")}, "delivery.refusal"),
    ({"method": DeliveryMethod.POST}, "delivery.evidence"),
    ({"method": DeliveryMethod.ELECTRONIC}, "delivery.evidence"),
    ({"method": DeliveryMethod.VILLAGE, "witnesses": ("李四",)}, "delivery.evidence"),
    ({"method": DeliveryMethod.VILLAGE, "evidence": a_photo()}, "delivery.witness"),
    ({"method": DeliveryMethod.POST, "evidence": b"MZ\x90 not a photo"}, "file.kind"),
)


@pytest.mark.parametrize(("changes", "code"), REFUSALS)
def test_delivery_without_its_proof_is_refused(
    world: World, changes: dict[str, object], code: str
) -> None:
    case, notice = a_notice(world)
    with pytest.raises(Refused) as refusal:
        serve(world, notice, direct(world, **changes))
    assert refusal.value.code == code
    assert not Delivery.objects.exists()
    assert CaseHold.objects.get(case=case).ended_at is None


ACCEPTED = (
    {"method": DeliveryMethod.LEFT, "refusal_reason": "拒签", "witnesses": ("李四", "王五")},
    {"method": DeliveryMethod.LEFT, "refusal_reason": "拒签", "evidence": a_photo()},
    {"method": DeliveryMethod.POST, "evidence": a_photo()},
    {"method": DeliveryMethod.VILLAGE, "witnesses": ("李四",), "evidence": a_photo()},
    {"recipient": "代办某", "relation": "代办人", "evidence": a_photo()},
)


@pytest.mark.parametrize("changes", ACCEPTED)
def test_delivery_with_its_proof_is_kept(world: World, changes: dict[str, object]) -> None:
    _, notice = a_notice(world)
    assert serve(world, notice, direct(world, **changes)).pk is not None


def test_database_wants_proof_of_a_left_notice(world: World) -> None:
    _, notice = a_notice(world)
    row = serve(
        world,
        notice,
        direct(world, method=DeliveryMethod.LEFT, refusal_reason="拒签", evidence=a_photo()),
    )
    with pytest.raises(IntegrityError, match="left_needs_proof"), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(evidence=None)


def test_child_cannot_sign_for_the_family(world: World) -> None:
    case, notice = a_notice(world)
    child = type(case.applicant)(
        name="测试童",
        name_match="测试童",
        name_sort="ceshitong",
        born_on=date(2009, 7, 9),
        registered_at=world.at,
    )
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        child.save()
        CaseMember.objects.create(case=case, person=child, part=MemberPart.MEMBER, relation="SON")
        PersonAccess.objects.create(
            person=child,
            organ=case.organ,
            ground=AccessGround.CASE,
            case_number=case.number,
            effective_from=world.at.date(),
        )
        cursor.execute("SET LOCAL ROLE jiuzhu_web")
    with pytest.raises(Refused) as refusal:
        serve(world, notice, direct(world, recipient="测试童"))
    assert refusal.value.code == "delivery.minor"


def test_delivery_moment_lies_between_issue_and_now(world: World) -> None:
    _, notice = a_notice(world)
    for moment in (world.at - timedelta(seconds=1), world.at + timedelta(seconds=1)):
        with pytest.raises(Refused) as refusal:
            serve(world, notice, direct(world, delivered_at=moment))
        assert refusal.value.code == "delivery.moment"


def test_second_delivery_and_other_papers_are_refused(world: World) -> None:
    case, notice = a_notice(world)
    serve(world, notice, direct(world))
    with pytest.raises(Conflict):
        serve(world, notice, direct(world))
    receipt = Document.objects.get(case=case, kind="W46")
    with pytest.raises(Refused) as refusal:
        serve(world, receipt, direct(world))
    assert refusal.value.code == "delivery.not_needed"


def test_assessor_and_neighbour_cannot_record_a_delivery(world: World) -> None:
    _, notice = a_notice(world)
    with pytest.raises(Forbidden):
        record_delivery(
            code=notice.check_code,
            given=direct(world),
            actor=world.as_("shenhe"),
            at=world.at,
        )
    assert not Delivery.objects.exists()
    with pytest.raises(NotVisible):
        record_delivery(
            code=notice.check_code,
            given=direct(world),
            actor=world.as_("shouli", FANZHEN),
            at=world.at,
        )


def test_seal_comes_by_scan_and_second_person(world: World) -> None:
    _, notice = a_notice(world)
    assert notice.seal_state == SealState.AWAITED
    first = world.as_("shouli")
    attach_scan(
        code=notice.check_code, scan=a_photo(5), scan_name="签章.png", actor=first, at=world.at
    )
    assert Document.objects.get(pk=notice.pk).seal_state == SealState.SCANNED
    assert [row.code for row in scans_to_check(organ_id=notice.organ_id)] == [notice.check_code]
    with pytest.raises(Refused) as refusal:
        check_scan(code=notice.check_code, actor=first, at=world.at)
    assert refusal.value.code == "scan.same_person"
    scan = check_scan(code=notice.check_code, actor=world.as_("diaocha"), at=world.at)
    assert scan.checked_by == world.officer("diaocha")
    assert Document.objects.get(pk=notice.pk).seal_state == SealState.CHECKED
    assert scans_to_check(organ_id=notice.organ_id) == ()
    for act in (
        lambda: check_scan(code=notice.check_code, actor=world.as_("diaocha"), at=world.at),
        lambda: attach_scan(
            code=notice.check_code,
            scan=a_photo(6),
            scan_name="x.png",
            actor=world.as_("shouli"),
            at=world.at,
        ),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "scan.checked"


def test_better_scan_replaces_before_the_check(world: World) -> None:
    _, notice = a_notice(world)
    for seed in (5, 6):
        attach_scan(
            code=notice.check_code,
            scan=a_photo(seed),
            scan_name="签章.png",
            actor=world.as_("shouli"),
            at=world.at + timedelta(minutes=seed),
        )
    scan = check_scan(code=notice.check_code, actor=world.as_("diaocha"), at=world.later(hours=1))
    assert scan.scanned_at == world.at - timedelta(hours=1) + timedelta(minutes=6)


def test_the_centre_brings_back_its_report_signed_by_two(world: World) -> None:
    case = to_verified(world)
    report = Document.objects.get(case=case, kind="W06")
    assert (report.organ_id, report.seal_state) == (world.organ(CENTRE).pk, SealState.AWAITED)
    first, at = world.as_("zhongxin", CENTRE), world.later(hours=1)
    attach_scan(code=report.check_code, scan=a_photo(8), scan_name="核报.png", actor=first, at=at)
    with pytest.raises(Refused) as refusal:
        check_scan(code=report.check_code, actor=first, at=at)
    assert refusal.value.code == "scan.same_person"
    check_scan(code=report.check_code, actor=world.as_("zhongxin2", CENTRE), at=at)
    assert Document.objects.get(pk=report.pk).seal_state == SealState.CHECKED


def test_the_centre_brings_back_nothing_else_and_serves_nothing(world: World) -> None:
    case = to_invited(world)
    actor = world.as_("zhongxin", CENTRE)
    notice = Document.objects.get(case=case, kind="W07")
    for act in (
        lambda: attach_scan(
            code=notice.check_code, scan=a_photo(8), scan_name="x.png", actor=actor, at=world.at
        ),
        lambda: check_scan(code=notice.check_code, actor=actor, at=world.at),
    ):
        with pytest.raises(Forbidden) as refusal:
            act()
        assert refusal.value.code == "scan.other_organ"
    with pytest.raises(Forbidden) as refusal:
        record_delivery(
            code=notice.check_code, given=direct(world), actor=actor, at=world.later(hours=1)
        )
    assert refusal.value.code == "actor.capability"
    report = Document.objects.get(case=case, kind="W06")
    with pytest.raises(NotVisible):
        attach_scan(
            code=report.check_code,
            scan=a_photo(8),
            scan_name="x.png",
            actor=world.as_("zhongxin", f"{OTHER_COUNTY}HD"),
            at=world.at,
        )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"<html>", "file.kind"),
        (b"%PDF-1.7 /JavaScript x", "file.active"),
    ],
)
def test_scan_is_judged_by_content(world: World, content: bytes, code: str) -> None:
    _, notice = a_notice(world)
    with pytest.raises(Refused) as refusal:
        attach_scan(
            code=notice.check_code,
            scan=content,
            scan_name="签章.png",
            actor=world.as_("shouli"),
            at=world.at,
        )
    assert refusal.value.code == code
    assert Document.objects.get(pk=notice.pk).seal_state == SealState.AWAITED


def test_one_scan_seals_one_document(world: World) -> None:
    case, notice = a_notice(world)
    other = an_adverse_notice(case, world)
    actor = world.as_("shouli")
    attach_scan(
        code=notice.check_code, scan=a_photo(5), scan_name="a.png", actor=actor, at=world.at
    )
    with pytest.raises(Refused) as refusal:
        attach_scan(
            code=other.check_code, scan=a_photo(5), scan_name="b.png", actor=actor, at=world.at
        )
    assert refusal.value.code == "scan.same"


def test_withdrawn_document_says_so_and_cannot_be_served(world: World) -> None:
    _, notice = a_notice(world)
    assert not checked_document(notice.check_code).is_withdrawn
    row = withdraw_document(
        code=notice.check_code, reason="金额打印有误", actor=world.as_("shouli"), at=world.at
    )
    assert row.state == DocumentState.WITHDRAWN
    shown = checked_document(notice.check_code)
    assert shown.is_withdrawn
    assert shown.number == notice.number
    with pytest.raises(Refused) as refusal:
        serve(world, notice, direct(world))
    assert refusal.value.code == "delivery.withdrawn"
    with pytest.raises(Conflict):
        withdraw_document(
            code=notice.check_code, reason="再撤一次", actor=world.as_("shouli"), at=world.at
        )


def test_served_document_is_not_withdrawn(world: World) -> None:
    _, notice = a_notice(world)
    serve(world, notice, direct(world))
    with pytest.raises(Refused) as refusal:
        withdraw_document(
            code=notice.check_code, reason="金额打印有误", actor=world.as_("shouli"), at=world.at
        )
    assert refusal.value.code == "document.delivered"
    assert Document.objects.get(pk=notice.pk).state == DocumentState.ISSUED


def test_withdrawal_needs_a_reason(world: World) -> None:
    _, notice = a_notice(world)
    with pytest.raises(Refused) as refusal:
        withdraw_document(
            code=notice.check_code, reason="错", actor=world.as_("shouli"), at=world.at
        )
    assert refusal.value.code == "document.reason"


def test_unknown_check_code_has_its_sentence(world: World) -> None:
    with pytest.raises(NotVisible) as refusal:
        checked_document("0000000000000000")
    assert refusal.value.code == "document.unknown_code"


@pytest.mark.typeset
def test_lists_of_a_case_and_a_township(world: World) -> None:
    case, notice = a_notice(world)
    world.as_("shouli")
    (row,) = awaiting_delivery(organ_id=case.organ_id)
    assert (row.code, row.case_number) == (notice.check_code, case.number)
    assert awaiting_delivery(organ_id=case.organ_id, after=row.document_id) == ()
    serve(world, notice, direct(world))
    assert awaiting_delivery(organ_id=case.organ_id) == ()
    shown = {row.kind: row for row in documents_of(case)}
    assert shown["W31"].delivered_at == world.at
    assert kinds_held(case) == {"W01": 1, "W02": 1, "W31": 1, "W46": 1}
    assert page_count(Document.objects.select_related("pdf").get(pk=notice.pk)) >= 2
