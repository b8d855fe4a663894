"""The home visit: two officers of the desk, neither a relative, findings that fit the family."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jiuzhu.casework.assessments.findings import AssetFinding, AssetOutcome, Findings
from jiuzhu.casework.assessments.models import HomeVisit
from jiuzhu.casework.assessments.queries import findings_of
from jiuzhu.casework.assessments.services.record_home_visit import (
    HomeVisitGiven,
    record_home_visit,
)
from jiuzhu.casework.cases.models import Case, CaseInvolvement
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible
from support.kin import declare_kin
from support.refusals import refused
from support.stream import seen_at_home, to_accepted, to_applied
from support.world import COUNTY, FANZHEN, World

PNG = bytes.fromhex("89504e470d0a1a0a") + b"photo of the yard"


def given(world: World, case: Case, **changes: object) -> HomeVisitGiven:
    facts: dict[str, object] = {
        "visited_at": world.at,
        "second_surveyor_id": world.officer("hedui").pk,
        "met": case.applicant.name,
        "findings": seen_at_home(case),
    }
    return HomeVisitGiven(**{**facts, **changes})  # type: ignore[arg-type]


def record(world: World, case: Case, **changes: object) -> HomeVisit:
    return record_home_visit(
        number=case.number,
        given=given(world, case, **changes),
        actor=world.as_("diaocha"),
        at=world.at,
    )


def test_visit_notes_both_officers_and_issues_the_record(world: World) -> None:
    case = to_accepted(world)
    row = record(world, case, photo=PNG)
    assert Case.objects.get(pk=case.pk).state == "SURVEY"
    visited = CaseInvolvement.objects.filter(case=case, part="VISITED")
    assert set(visited.values_list("officer_id", flat=True)) == {
        world.officer("diaocha").pk,
        world.officer("hedui").pk,
    }
    assert row.document is not None
    assert row.document.kind == "W14"
    assert row.photo is not None
    assert bytes(row.photo.digest).hex() in row.document.content
    stored = findings_of(HomeVisit.objects.get(pk=row.pk))
    assert stored == seen_at_home(case)


def test_two_unrelated_surveyors_are_needed(world: World) -> None:
    case = to_accepted(world)
    seconds = {
        "nobody": None,
        "the same": world.officer("diaocha").pk,
        "an assessor": world.officer("shenhe").pk,
        "of another township": world.officer("hedui", FANZHEN).pk,
        "of nowhere": 0,
    }
    for second in seconds.values():
        refused(
            case,
            "guard.two_surveyors",
            lambda second=second: record(world, case, second_surveyor_id=second),  # type: ignore[misc]
        )
    declare_kin(world.officer("hedui"), case.applicant)
    refused(case, "guard.surveyors_unrelated", lambda: record(world, case))
    county = world.officer("xiandiaocha", COUNTY).pk
    assert record(world, case, second_surveyor_id=county).second_surveyor_id == county


def test_related_recorder_is_refused(world: World) -> None:
    case = to_accepted(world)
    declare_kin(world.officer("diaocha"), case.applicant)
    refused(case, "guard.surveyors_unrelated", lambda: record(world, case))


def test_moment_and_findings_are_checked(world: World) -> None:
    case = to_accepted(world)
    tomorrow, yesterday = world.at + timedelta(days=1), world.at - timedelta(days=1)
    refused(case, "visit.future", lambda: record(world, case, visited_at=tomorrow))
    refused(case, "visit.before_acceptance", lambda: record(world, case, visited_at=yesterday))
    stranger = AssetFinding(
        person_key="0", kind="CAR", outcome=AssetOutcome.FOUND, evidence="院内停放"
    )
    wrong = replace(seen_at_home(case), findings=Findings(assets=(stranger,)))
    refused(case, "finding.person", lambda: record(world, case, findings=wrong))
    refused(case, "file.kind", lambda: record(world, case, photo=b"MZ not a photo"))


def test_wrong_officer_area_and_stage(world: World) -> None:
    case = to_accepted(world)
    for actor, error in (
        (world.actor("shenpi"), Forbidden),
        (world.actor("diaocha", FANZHEN), NotVisible),
    ):
        apply_scope(actor)
        with pytest.raises(error):
            record_home_visit(
                number=case.number, given=given(world, case), actor=actor, at=world.at
            )
    applied = to_applied(world, township=FANZHEN)
    with pytest.raises(Conflict):
        record_home_visit(
            number=applied.number,
            given=given(world, applied),
            actor=world.as_("diaocha", FANZHEN),
            at=world.at,
        )


def test_document_is_not_issued_twice(world: World) -> None:
    case = to_accepted(world)
    record(world, case)
    with pytest.raises(Conflict):
        record(world, case)
    assert Document.objects.filter(case=case, kind="W14").count() == 1
