"""Activate a change of the law: simulated as it stands, every difference explained, by two."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from jiuzhu.casework.reviews.models import Simulation, SimulationUnit
from jiuzhu.casework.reviews.services.simulate_change import changed_pack, values_of
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.revisions import lock_law
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.law.access import change_to_write, require_state
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.law.models import LawActivation, LawChange
from jiuzhu.registers.law.queries import amendments_of
from jiuzhu.registers.law.services.enact_change import enact_change


@transaction.atomic
def activate_change(*, code: str, actor: Actor, at: datetime) -> LawActivation:
    """Put a change into force by the decision of a second officer.

    Raises: Refused `law.not_simulated`, `law.simulation_stale`, `law.unexplained`, `law.no_paper`,
    `amendment.…`, Conflict `law.state`, Forbidden `law.same_officer`, NotVisible.
    """
    change = change_to_write(code=code, actor=actor, capability="law.activate")
    require_state(change, ChangeState.DRAFT, ChangeState.SIMULATED)
    lock_law()
    _require_tested(change)
    return enact_change(change=change, actor=actor, at=at)


def _require_tested(change: LawChange) -> None:
    """Refuse what was not simulated as it stands now, on the law that is in force now."""
    newest = finished_simulation(change)
    if newest is None:
        raise Refused("law.not_simulated", "还没有完成测算。请先测算，看清影响再启用。")
    values = amendments_of(change)
    if values_of(newest) != values or newest.digest != changed_pack(values).digest:
        raise Refused(
            "law.simulation_stale",
            "测算以后，数值或现行政策有了变化，测算结果已不能作准。请退回拟稿，重新测算。",
        )
    left = sum(
        SimulationUnit.objects.filter(simulation=newest, explained__lt=F("differences"))
        .annotate(left=F("differences") - F("explained"))
        .values_list("left", flat=True)
    )
    if left:
        raise Refused(
            "law.unexplained",
            "还有 %(left)s 件已办案件的差异没有说明。请各县（市、区）政策管理员逐件说明后再启用。",
            values={"left": left},
        )


def finished_simulation(change: LawChange) -> Simulation | None:
    """Return the newest simulation of a change that went through everything."""
    return (
        Simulation.objects.filter(change=change, ended_at__isnull=False)
        .order_by("-started_at", "-pk")
        .first()
    )
