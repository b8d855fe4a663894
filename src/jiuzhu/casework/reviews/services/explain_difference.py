"""Say why decisions come out otherwise under a change: a named officer, before it may act."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, F

from jiuzhu.casework.reviews.models import (
    BacktestDifference,
    DifferenceExplanation,
    Simulation,
    SimulationUnit,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.kernel.errors import NotVisible, Refused


@transaction.atomic
def explain_difference(
    *, simulation: str, differences: tuple[int, ...], text: str, actor: Actor, at: datetime
) -> int:
    """Write one explanation under the differences named; return how many were still open.

    Raises: Forbidden `actor.capability`, NotVisible `law.no_difference`, Refused `law.explained`.
    """
    actor.require("law.explain")
    found = Simulation.objects.filter(code=simulation).first()
    seen = BacktestDifference.objects.filter(simulation=found, pk__in=differences)
    if found is None or not differences or seen.count() != len(set(differences)):
        raise NotVisible("law.no_difference", "没有找到要说明的差异。请刷新页面后重新勾选。")
    SimulationUnit.objects.select_for_update().filter(simulation=found).order_by("pk").first()
    left = tuple(seen.filter(explanation__isnull=True).select_related("case").order_by("pk"))
    if not left:
        raise Refused("law.explained", "所选差异都已经有人说明。请刷新页面。")
    insert_unseen(
        [
            DifferenceExplanation(
                difference=one,
                organ_id=one.organ_id,
                text=text,
                explained_by_id=actor.officer(),
                explained_at=at,
            )
            for one in left
        ]
    )
    counted = (
        BacktestDifference.objects.filter(pk__in=[one.pk for one in left])
        .values("case__county")
        .annotate(number=Count("pk"))
        .order_by("case__county")
    )
    for row in counted:
        SimulationUnit.objects.filter(simulation=found, county=row["case__county"]).update(
            explained=F("explained") + row["number"]
        )
    return len(left)
