"""Simulate a change of the law on every household, and test it back on what was decided.

The snapshot is frozen: what was decided up to the start counts, by the computation each decision
rests on, which nobody can change. Paid households are compared with what they are paid; refused
ones with nothing; decisions with what the changed law gives for their own day.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.reviews.models import Simulation, SimulationCost, SimulationUnit
from jiuzhu.casework.reviews.services.compare_household import Piece, ahead, look_ahead, look_back
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.infra.job_runs import open_run
from jiuzhu.infra.revisions import law_revision
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.amendments import Amendment, amended, settled
from jiuzhu.policy.effects import first_month
from jiuzhu.policy.packs import Pack, load_pack
from jiuzhu.policy.records import from_plain, to_plain
from jiuzhu.registers.law.access import change_to_write, require_state
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.law.models import LawChange
from jiuzhu.registers.law.queries import activated_amendments, amendments_of, pack_in_force

JOB = "law.simulate"
CODE_BYTES = 8


@transaction.atomic
def start_simulation(*, code: str, actor: Actor, at: datetime) -> Simulation:
    """Freeze the moment and the values, and queue the work; the result is kept for good.

    Raises: Refused `law.no_values`, `amendment.…`, Conflict `law.state`, Forbidden, NotVisible.
    """
    change = change_to_write(code=code, actor=actor)
    require_state(change, ChangeState.DRAFT)
    values = amendments_of(change)
    if not values:
        raise Refused("law.no_values", "还没有填写任何数值，没有可以测算的内容。请先添加数值。")
    amended(pack_in_force(), values)
    simulation_code = secrets.token_hex(CODE_BYTES)
    run = open_run(
        kind=JOB,
        title=f"测算政策变更：{change.title}"[:100],
        actor=actor,
        order={"simulation": simulation_code},
        total=0,
        at=at,
    )
    return Simulation.objects.create(
        code=simulation_code,
        change=change,
        amendments=[to_plain(one) for one in values],
        base_digest=pack_in_force().digest,
        digest=changed_pack(values).digest,
        first_month=first_month(values).first_day,
        started_at=at,
        started_by_id=actor.officer(),
        run=run.code,
    )


def changed_pack(values: tuple[Amendment, ...]) -> Pack:
    """Return the law as it would be, with the digest that its activation would have."""
    shipped = load_pack(pack_in_force().place)
    whole = (*activated_amendments(shipped.place, law_revision()), *values)
    return amended(shipped, settled(shipped, whole))


def values_of(simulation: Simulation) -> tuple[Amendment, ...]:
    """Return the values that were simulated."""
    return tuple(from_plain(Amendment, one) for one in simulation.amendments)


def cases_left(simulation: Simulation) -> int:
    """Count the cases that are still to be gone through."""
    return _cases(simulation).count()


def simulate_piece(*, simulation: Simulation, pack: Pack, most: int) -> int:
    """Work on the next cases, write what comes out, and return how many cases that were."""
    cases = tuple(_cases(simulation).order_by("pk")[:most])
    if not cases:
        return 0
    piece = Piece()
    decisions = _decisions(simulation, [case.pk for case in cases])
    awards = {
        award.case_id: award
        for award in Award.objects.filter(
            case_id__in=[case.pk for case in cases], effective_to__isnull=True
        ).order_by("pk")
    }
    months = ahead(simulation, pack, decisions)
    for case in cases:
        made = decisions[case.pk]
        look_ahead(simulation, case, made, awards.get(case.pk), months[case.pk], piece)
        look_back(simulation, pack, case, made, piece)
    _write(simulation, piece)
    Simulation.objects.filter(pk=simulation.pk).update(cursor=cases[-1].pk)
    simulation.cursor = cases[-1].pk
    return len(cases)


def end_simulation(*, simulation: Simulation, at: datetime) -> None:
    """Close a simulation that has gone through everything; its change may now be decided on."""
    Simulation.objects.filter(pk=simulation.pk, ended_at__isnull=True).update(ended_at=at)
    change = LawChange.objects.select_for_update().get(pk=simulation.change_id)
    if change.state == ChangeState.DRAFT and amendments_of(change) == values_of(simulation):
        change.state = ChangeState.SIMULATED
        change.save(update_fields=["state"])


def _cases(simulation: Simulation) -> QuerySet[Case]:
    """Return the decided cases that are left, in no order."""
    decided = Decision.objects.filter(decided_at__lte=simulation.started_at).values("case_id")
    of_dibao = Case.objects.filter(scheme=Scheme.DIBAO, pk__gt=simulation.cursor)
    return of_dibao.filter(pk__in=decided)


def _decisions(simulation: Simulation, cases: list[int]) -> dict[int, list[Decision]]:
    """Return what was decided up to the snapshot, oldest first, by case."""
    found: dict[int, list[Decision]] = {}
    rows = (
        Decision.objects.filter(case_id__in=cases, decided_at__lte=simulation.started_at)
        .select_related("computation")
        .order_by("decided_at", "pk")
    )
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def _write(simulation: Simulation, piece: Piece) -> None:
    """Write the rows of a piece and add its sums to the units."""
    insert_unseen(piece.households)
    insert_unseen(piece.differences)
    for county, counted in piece.units.items():
        unit, _ = SimulationUnit.objects.get_or_create(simulation=simulation, county_id=county)
        more = {name: F(name) + number for name, number in counted.items() if number}
        if more:
            SimulationUnit.objects.filter(pk=unit.pk).update(**more)
    for (county, month), (old, new) in piece.costs.items():
        cost, _ = SimulationCost.objects.get_or_create(
            simulation=simulation, county_id=county, month=month
        )
        SimulationCost.objects.filter(pk=cost.pk).update(
            old_fen=F("old_fen") + old, new_fen=F("new_fen") + new
        )
