"""Before the freeze: what differs and why, what the match found, and who ruled on it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseHold
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.payments.enums import ChangeKind, HitKind, RulingKind
from jiuzhu.casework.payments.models import PaymentBatch, PaymentOrder, RosterRuling
from jiuzhu.casework.payments.queries import held_lines
from jiuzhu.casework.payments.roster import roster_frozen
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.payments.services.rule_hits import RulingGiven, hit_key, rule_hits
from jiuzhu.infra.clock import CHINA
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.registers.households.models import BankAccount, Person
from support.late_stage import write_decision_rows
from support.many_awards import as_owner, many_awards
from support.rosters import roster, rule_all
from support.world import COUNTY, World

OCTOBER, NOVEMBER = Month(2020, 10), Month(2020, 11)


def before(world: World, month: Month) -> None:
    """Move to some days before a month."""
    day = month.previous()
    world.at = max(world.at, datetime(day.year, day.month, 28, 9, tzinfo=CHINA))


def freeze(world: World, month: Month = OCTOBER, seen: str = "") -> PaymentBatch:
    before(world, month)
    return freeze_payroll(
        given=PayrollGiven(county_code=COUNTY, month=month, seen=seen),
        actor=world.as_("fafang", COUNTY),
        at=world.at,
    )


def rule(
    world: World, *hits: str, ruling: RulingKind = RulingKind.PAY, reason: str = "查过"
) -> None:
    rule_hits(
        payroll=PayrollGiven(county_code=COUNTY, month=OCTOBER),
        given=RulingGiven(hits=hits, ruling=ruling, reason=reason),
        actor=world.as_("fafang", COUNTY),
        at=world.at,
    )


def hold(case: Case, world: World, kind: HoldKind) -> None:
    with as_owner():
        CaseHold.objects.create(case=case, kind=kind, reason="测", opened_at=world.at)


def ten(world: World, n: int) -> list[Case]:
    found = many_awards(world, n, first_month=date(2020, 10, 1))
    before(world, OCTOBER)
    return found


def test_differences_are_named_by_kind_and_bound_to_a_decision(world: World) -> None:
    up, down, account, same, late = ten(world, 5)
    with as_owner():
        Award.objects.filter(case=late).update(effective_from=date(2020, 12, 1))
    freeze(world)
    before(world, NOVEMBER)
    with as_owner():
        write_decision_rows(
            up,
            kind=DecisionKind.ADJUST,
            amount_fen=40_000,
            month=date(2020, 11, 1),
            world=world,
        )
        Award.objects.filter(case=late).update(effective_from=date(2020, 11, 1))
        BankAccount.objects.filter(person=account.applicant).update(holder_name="换名")
    hold(down, world, HoldKind.COURT_ORDER)
    found = {one.case_number: one for one in roster(world, NOVEMBER).changed}
    assert {number: one.kind for number, one in found.items()} == {
        up.number: ChangeKind.UP,
        down.number: ChangeKind.BESIDE,
        account.number: ChangeKind.ACCOUNT,
        late.number: ChangeKind.NEW,
    }
    rise = found[up.number]
    assert (rise.before_fen, rise.after_fen) == (30_000, 40_000)
    assert rise.decision_id == Decision.objects.get(case=up, kind="ADJUST").pk
    assert found[late.number].decision_id == Decision.objects.get(case=late).pk
    assert same.number not in found


def test_served_stop_is_a_difference_with_its_decision(world: World) -> None:
    stop, _ = ten(world, 2)
    freeze(world)
    before(world, NOVEMBER)
    with as_owner():
        Award.objects.filter(case=stop).update(effective_to=date(2020, 11, 1))
    (found,) = roster(world, NOVEMBER).changed
    assert (found.kind, found.before_fen, found.after_fen) == (ChangeKind.STOPPED, 30_000, None)
    assert found.decision_id == Decision.objects.get(case=stop).pk


def test_returned_missed_and_resumed_are_told_apart(world: World) -> None:
    back, missed, steady = ten(world, 3)
    hold(missed, world, HoldKind.COURT_ORDER)
    batch = freeze(world)
    PaymentOrder.objects.filter(batch=batch, case=back).update(state="FAILED", failure="CLOSED")
    with as_owner():
        missed.holds.update(ended_at=world.at)
    before(world, NOVEMBER)
    found = {(one.case_number, one.kind) for one in roster(world, NOVEMBER).changed}
    assert found == {
        (back.number, ChangeKind.REISSUED),
        (missed.number, ChangeKind.MISSED),
        (missed.number, ChangeKind.NEW),
    }
    assert steady.number not in {number for number, _ in found}


def test_frozen_roster_is_read_as_it_stood(world: World) -> None:
    ten(world, 3)
    shown = roster(world, OCTOBER)
    batch = freeze(world)
    freeze(world, NOVEMBER)
    assert roster_frozen(batch).changed == shown.changed
    assert (shown.lines, shown.persons, shown.total_fen) == (3, 3, 90_000)


def test_what_moved_after_it_was_seen_is_not_frozen(world: World) -> None:
    case, _ = ten(world, 2)
    seen = roster(world, OCTOBER).seen
    assert roster(world, OCTOBER).seen == seen
    with as_owner():
        Award.objects.filter(case=case).update(amount_fen=31_000)
    with pytest.raises(Conflict) as refusal:
        freeze(world, seen=seen)
    assert refusal.value.code == "payroll.moved"
    with as_owner():
        Award.objects.filter(case=case).update(amount_fen=30_000)
    freeze(world, seen=seen)


def dead_member(world: World, case: Case) -> str:
    with as_owner():
        Person.objects.filter(pk=case.applicant_id).update(died_on=date(2020, 9, 3))
        other = many_awards(world, 1, first_month=date(2020, 12, 1))[0]
        Award.objects.filter(case=case).update(payee=other.applicant)
    return f"{case.number}/{case.applicant_id}/DEATH"


def shared_account(world: World, case: Case) -> str:
    other = ten(world, 1)[0]
    with as_owner():
        mine = BankAccount.objects.get(person=case.applicant)
        BankAccount.objects.filter(person=other.applicant).update(
            number=mine.number, number_index=mine.number_index
        )
    rule(world, f"{other.number}/{other.applicant_id}/ACCOUNT_SHARED")
    return f"{case.number}/{case.applicant_id}/ACCOUNT_SHARED"


def other_scheme(world: World, case: Case) -> str:
    """Let somebody live on tekun as well; its own procedure is not what is tried here."""
    (other,) = many_awards(world, 1, first_month=date(2020, 10, 1))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_case DROP CONSTRAINT case_scheme_known")
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER case_moves_by_table")
        Case.objects.filter(pk=other.pk).update(scheme="tekun")
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER case_moves_by_table")
        other.awards.get().shares.update(person=case.applicant)
    return f"{case.number}/{case.applicant_id}/OTHER_SCHEME"


def objected(world: World, case: Case) -> str:
    hold(case, world, HoldKind.OPEN_OBJECTION)
    return f"{case.number}/{case.applicant_id}/OPEN_OBJECTION"


@pytest.mark.parametrize("plant", [dead_member, shared_account, other_scheme, objected])
@pytest.mark.parametrize("ruling", RulingKind)
def test_nothing_stops_by_itself_a_person_rules(
    world: World, plant: object, ruling: RulingKind
) -> None:
    case, _ = ten(world, 2)
    key = plant(world, case)  # type: ignore[operator]
    found = roster(world, OCTOBER)
    assert [hit_key(hit) for hit in found.open_hits] == [key]
    with pytest.raises(Refused) as refusal:
        freeze(world)
    assert refusal.value.code == "payroll.hits"
    assert not PaymentBatch.objects.exists()
    rule(world, key, ruling=ruling)
    assert not roster(world, OCTOBER).open_hits
    batch = freeze(world)
    is_paid = PaymentOrder.objects.filter(batch=batch, case=case).exists()
    assert is_paid == (ruling is RulingKind.PAY)
    beside = [line.case_number for line in held_lines(batch)]
    assert (case.number in beside) == (ruling is RulingKind.HOLD)


def test_newest_ruling_counts_and_the_old_one_stays(world: World) -> None:
    case, _ = ten(world, 2)
    key = objected(world, case)
    rule(world, key, ruling=RulingKind.HOLD)
    world.later(hours=1)
    rule(world, key, ruling=RulingKind.PAY)
    assert RosterRuling.objects.count() == 2
    assert PaymentOrder.objects.filter(batch=freeze(world), case=case).exists()
    # a ruling is for one month: the next roster asks again
    before(world, NOVEMBER)
    assert [hit.kind for hit in roster(world, NOVEMBER).open_hits] == [HitKind.OPEN_OBJECTION]


def test_unserved_notice_cannot_be_ruled_away(world: World) -> None:
    (case,) = ten(world, 1)
    hold(case, world, HoldKind.UNSERVED_NOTICE)
    key = f"{case.number}/{case.applicant_id}/UNSERVED_NOTICE"
    with pytest.raises(Refused) as refusal:
        rule(world, key, ruling=RulingKind.HOLD)
    assert refusal.value.code == "hits.old_amount_owed"
    assert rule_all(world, OCTOBER) == 1
    assert freeze(world).orders_count == 1


def test_ruling_needs_a_hit_a_reason_and_the_payroll_officer(world: World) -> None:
    case, _ = ten(world, 2)
    key = objected(world, case)
    for hits, reason, code in (
        ((), "查过", "hits.none"),
        ((key,), " ", "hits.reason"),
        ((key.replace("OPEN_OBJECTION", "DEATH"),), "查过", "hits.gone"),
    ):
        with pytest.raises(Refused) as refusal:
            rule(world, *hits, reason=reason)
        assert refusal.value.code == code
    with pytest.raises(Forbidden):
        rule_hits(
            payroll=PayrollGiven(county_code=COUNTY, month=OCTOBER),
            given=RulingGiven(hits=[key], ruling=RulingKind.PAY, reason="查过"),
            actor=world.as_("caiwu", COUNTY),
            at=world.at,
        )
    rule(world, key)
    freeze(world)
    with pytest.raises(Conflict):
        rule(world, key)
