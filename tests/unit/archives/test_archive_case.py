"""A file closes complete, or with gaps that another officer let pass; and not before its time."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from jiuzhu.casework.archives.models import ArchiveFile, GapApproval
from jiuzhu.casework.archives.queries import completeness, remedies_over
from jiuzhu.casework.archives.services.approve_gaps import GapAllowed, approve_gaps
from jiuzhu.casework.archives.services.archive_case import (
    ArchiveGiven,
    archive_case,
    file_digest,
)
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseMember
from jiuzhu.casework.cases.services.keep_holds import end_hold, open_hold
from jiuzhu.casework.documents.models import Delivery, Document
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from support.late_stage import walk
from support.stream import (
    deliver,
    deliver_all,
    to_archived,
    to_explained,
    to_intent,
    to_refused,
    to_stopped,
)
from support.world import FANZHEN, World

NOTHING_PENDING = ArchiveGiven(no_remedy_pending=True)


def close(
    world: World, case: Case, given: ArchiveGiven = NOTHING_PENDING, seat: str = "shouli"
) -> ArchiveFile:
    return archive_case(number=case.number, given=given, actor=world.as_(seat), at=world.at)


def allow(world: World, case: Case, *kinds: str, seat: str = "shenhe") -> None:
    approve_gaps(
        number=case.number,
        gaps=tuple(GapAllowed(kind=kind, reason="原件遗失，已说明") for kind in kinds),
        actor=world.as_(seat),
        at=world.at,
    )


def test_whole_stream_leaves_a_complete_file(world: World) -> None:
    case = to_archived(world)
    row = ArchiveFile.objects.get(case=case)
    kinds = {item["kind"] for item in row.items}
    assert kinds >= {
        *("W01", "W02", "W03", "W04", "W05", "W06", "W07", "W09", "W11", "W12", "W14", "W19"),
        *("W23", "W24", "W26", "W27", "W31", "W32", "W46"),
    }
    assert row.approved_gaps == []
    stopped = CaseEvent.objects.get(case=case, to_state="STOPPED", action="stop")
    assert row.retention_until == legal_day(stopped.at).replace(year=2030)
    content = json.loads(str(row.document.content))["content"]
    assert len(content["entries"]) == len(row.items)
    assert content["entries"][0]["title"].endswith("审批表")
    pages = [(each["first_page"], each["pages"]) for each in content["entries"]]
    assert all(following == first + count for (first, count), (following, _) in pairwise(pages))
    before = CaseEvent.objects.filter(case=case).order_by("-sequence")[1]
    assert content["trace_digest"] == bytes(before.digest).hex()
    assert bytes(row.digest) == file_digest(case.number, row.items, bytes(before.digest))


def test_digest_changes_with_any_part() -> None:
    items: list[dict[str, object]] = [{"kind": "W01", "digest": "aa", "scans": []}]
    whole = file_digest("1", items, b"x")
    assert whole != file_digest("1", [{**items[0], "digest": "ab"}], b"x")
    assert whole != file_digest("1", [{**items[0], "scans": ["cc"]}], b"x")
    assert whole != file_digest("1", items, b"y")
    assert whole != file_digest("2", items, b"x")


def test_gaps_are_listed_and_nothing_is_closed(world: World) -> None:
    case = to_stopped(world)
    deliver(world, case, "W31")
    world.later(days=70)
    with pytest.raises(Refused) as refusal:
        close(world, case)
    assert refusal.value.code == "guard.file_complete"
    assert "送达回证" in refusal.value.message
    found = completeness(Case.objects.get(pk=case.pk), on=legal_day(world.at))
    assert {gap.kind for gap in found.gaps} == {"W46"}
    assert f"（{found.gaps[0].count}份）" in refusal.value.message
    assert Case.objects.get(pk=case.pk).state == "STOPPED"
    assert not ArchiveFile.objects.exists()
    assert not Document.objects.filter(case=case, kind="W50").exists()


def test_gaps_approved_by_another_officer_close_the_file(world: World) -> None:
    case = to_stopped(world)
    deliver(world, case, "W31")
    world.later(days=70)
    allow(world, case, "W46")
    row = close(world, case)
    assert row.gaps_approved_by == world.officer("shenhe")
    assert [gap["kind"] for gap in row.approved_gaps] == ["W46"]
    content = json.loads(str(row.document.content))["content"]
    assert content["missing"][0]["approved_by"] == world.officer("shenhe").name


def test_approval_does_not_reach_a_gap_that_grew(world: World) -> None:
    case = to_stopped(world)
    deliver_all(world, case)
    world.later(days=70)
    receipts = Document.objects.filter(case=case, kind="W46")
    mark = {"state": "WITHDRAWN", "withdrawn_at": world.at, "withdrawn_by": world.officer("shouli")}
    receipts.filter(pk=receipts.order_by("pk")[0].pk).update(**mark)
    allow(world, case, "W46")
    receipts.filter(pk=receipts.order_by("-pk")[0].pk).update(**mark)
    with pytest.raises(Refused) as refusal:
        close(world, case)
    assert refusal.value.code == "guard.file_complete"


def test_only_real_gaps_with_reasons_are_approved(world: World) -> None:
    case = to_stopped(world)
    deliver(world, case, "W31")
    for gap, code in (
        (GapAllowed(kind="W24", reason="原件遗失，已说明"), "gap.none"),
        (GapAllowed(kind="W46", reason="无"), "gap.reason"),
    ):
        with pytest.raises(Refused) as refusal:
            approve_gaps(number=case.number, gaps=(gap,), actor=world.as_("shenhe"), at=world.at)
        assert refusal.value.code == code
    assert not GapApproval.objects.exists()
    with pytest.raises(Forbidden):
        allow(world, case, "W46", seat="shouli")


def test_archivist_cannot_have_approved_the_gaps(world: World) -> None:
    case = to_stopped(world)
    deliver(world, case, "W31")
    world.later(days=70)
    allow(world, case, "W46")
    GapApproval.objects.update(approved_by=world.officer("shouli"))
    with pytest.raises(Refused) as refusal:
        close(world, case)
    assert refusal.value.code == "archive.same_person"


def test_database_keeps_archivist_and_approver_apart(world: World) -> None:
    case = to_archived(world)
    for change in (
        {"approved_gaps": [{"kind": "W46"}]},
        {"gaps_approved_by": world.officer("shouli")},
    ):
        with pytest.raises(IntegrityError, match="archive_gaps"), transaction.atomic():
            ArchiveFile.objects.filter(case=case).update(**change)


def test_file_waits_sixty_days_after_the_delivery(world: World) -> None:
    case = to_stopped(world)
    deliver_all(world, case)
    notice = Delivery.objects.get(document__kind="W31")
    assert legal_day(notice.delivered_at) == date(2020, 9, 12)
    assert not remedies_over(case, on=date(2020, 11, 11))
    assert remedies_over(case, on=date(2020, 11, 12))
    notice.delivered_at += timedelta(days=3)  # the sixtieth day is a Saturday: it runs to Monday
    notice.save(update_fields=["delivered_at"])
    assert not remedies_over(case, on=date(2020, 11, 16))
    assert remedies_over(case, on=date(2020, 11, 17))
    world.at = notice.delivered_at + timedelta(days=62)
    with pytest.raises(Refused) as refusal:
        close(world, case)
    assert refusal.value.code == "guard.remedies_over"
    assert Case.objects.get(pk=case.pk).state == "STOPPED"
    world.later(days=1)
    assert close(world, case).pk is not None


def test_undelivered_notice_starts_no_period(world: World) -> None:
    case = to_refused(world)
    assert not remedies_over(case, on=date(2030, 1, 1))
    deliver(world, case, "W25")
    assert remedies_over(case, on=date(2030, 1, 1))


def test_pending_remedy_and_open_hold_keep_the_file_open(world: World) -> None:
    case = to_stopped(world)
    deliver_all(world, case)
    world.later(days=70)
    with pytest.raises(Refused) as refusal:
        close(world, case, ArchiveGiven(no_remedy_pending=False))
    assert refusal.value.code == "guard.remedies_over"
    actor = world.actor("shenpi")
    open_hold(case=case, kind=HoldKind.COURT_ORDER, reason="行政诉讼", actor=actor, at=world.at)
    with pytest.raises(Refused) as refusal:
        close(world, case)
    assert refusal.value.code == "guard.remedies_over"
    end_hold(case=case, kind=HoldKind.COURT_ORDER, actor=actor, at=world.later(hours=1))
    assert close(world, case).pk is not None


def test_family_may_insist_while_the_report_is_valid(world: World) -> None:
    case = to_explained(world)
    valid_until = case.reports.get().valid_until
    assert not remedies_over(case, on=valid_until)
    assert remedies_over(case, on=valid_until + timedelta(days=1))
    deliver_all(world, case)
    world.at = world.at + (valid_until + timedelta(days=1) - legal_day(world.at))
    row = close(world, case)
    assert {item["kind"] for item in row.items} >= {"W06", "W07", "W46"}


def test_refused_case_is_archived(world: World) -> None:
    case = to_refused(world)
    deliver_all(world, case)
    world.later(days=70)
    row = close(world, case)
    assert Case.objects.get(pk=case.pk).state == "ARCHIVED"
    assert "W25" in {item["kind"] for item in row.items}
    assert not CaseMember.objects.filter(case=case, part="MEMBER", is_live=True).exists()


def test_lapsed_supplement_waits_for_remedies_and_withdrawal_does_not(world: World) -> None:
    wished = to_intent(world)
    walk(wished, "withdraw", at=world.at)
    assert remedies_over(wished, on=legal_day(world.at))
    lapsed = to_intent(world, name="测试辛")
    walk(
        lapsed,
        *("open_authorization", "file_verification", "release_fit", "invite"),
        *("submit_application", "request_supplement", "lapse_supplement"),
        at=world.at,
    )
    assert remedies_over(lapsed, on=legal_day(world.at))  # without a notice nothing can run
    Document.objects.filter(case=lapsed, kind="W01").update(kind="W33", must_be_delivered=True)
    assert not remedies_over(lapsed, on=date(2030, 1, 1))


def test_running_case_is_not_archived(world: World) -> None:
    case = to_intent(world)
    with pytest.raises(Conflict):
        close(world, case)


def test_archive_is_closed_once_by_the_archivist_of_the_area(world: World) -> None:
    case = to_stopped(world)
    deliver_all(world, case)
    world.later(days=70)
    with pytest.raises(NotVisible):
        archive_case(
            number=case.number,
            given=NOTHING_PENDING,
            actor=world.as_("shouli", FANZHEN),
            at=world.at,
        )
    with pytest.raises(Forbidden):
        close(world, case, seat="shenhe")
    close(world, case)
    with pytest.raises(Conflict):
        close(world, case)
    assert ArchiveFile.objects.count() == 1
