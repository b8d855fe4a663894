"""What the services refuse, the database refuses too, for the web role and for the owner."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from jiuzhu.casework.assessments.queries import latest_computation
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, Decision
from support.stream import to_decided, to_opinion
from support.world import World


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("role", ["jiuzhu_web", "NONE"])
def test_a_decision_is_never_changed_nor_deleted(world: World, role: str) -> None:
    case = to_decided(world)
    run(f"SET LOCAL ROLE {role}")
    for sql in (
        "UPDATE decisions_decision SET amount_fen = 1 WHERE case_id = %s",
        "DELETE FROM decisions_decision WHERE case_id = %s",
    ):
        with pytest.raises(DatabaseError):
            run(sql, case.pk)
    assert Decision.objects.get(case=case).amount_fen == 102_500


def test_a_case_does_not_jump_over_the_decision(world: World) -> None:
    case = to_opinion(world)
    for state in ("IN_PAYMENT", "STOPPED", "ACCEPTED"):
        with pytest.raises(IntegrityError):
            run(
                "UPDATE cases_case SET state = %s, event_count = event_count + 1 WHERE id = %s",
                state,
                case.pk,
            )
    with pytest.raises(IntegrityError):
        run("UPDATE cases_case SET state = 'DECIDED_YES' WHERE id = %s", case.pk)
    assert Case.objects.get(pk=case.pk).state == "OPINION"


@pytest.mark.parametrize("seat", ["diaocha", "hedui", "shenhe"])
def test_who_visited_verified_or_assessed_is_no_decider_even_by_sql(
    world: World, seat: str
) -> None:
    case = to_opinion(world)
    with pytest.raises(IntegrityError, match="took part"), transaction.atomic():
        Decision.objects.create(
            case=case,
            kind="GRANT",
            organ=case.organ,
            decided_at=world.at,
            decided_by=world.officer(seat),
            computation=latest_computation(case),
            amount_fen=1,
            members_counted=1,
        )


def test_two_awards_of_a_case_never_overlap(world: World) -> None:
    case = to_decided(world)
    award = Award.objects.get(case=case)
    with pytest.raises(IntegrityError):
        run(
            "INSERT INTO decisions_award (case_id, decision_id, payee_id, amount_fen,"
            " members_counted, effective_from) VALUES (%s, %s, %s, 1, 1, '2020-11-01')",
            case.pk,
            award.decision_id,
            award.payee_id,
        )


def test_a_refusal_without_reasons_is_no_row(world: World) -> None:
    case = to_opinion(world)
    with pytest.raises(IntegrityError, match="decision_adverse_has_reasons"), transaction.atomic():
        Decision.objects.create(
            case=case,
            kind="REFUSE",
            organ=case.organ,
            decided_at=world.at,
            decided_by=world.officer("shenpi"),
            computation=latest_computation(case),
            amount_fen=0,
            members_counted=0,
        )


def test_nobody_drops_the_trigger(world: World) -> None:
    with pytest.raises(ProgrammingError):
        run("ALTER TABLE decisions_decision DISABLE TRIGGER ALL")
