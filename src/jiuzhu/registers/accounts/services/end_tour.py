"""Remember that an account has seen the guided tour, or did not want it."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Forbidden
from jiuzhu.registers.accounts.models import User


def end_tour(*, actor: Actor, at: datetime) -> None:
    """Write down when the tour ended; the first time stays.

    Raises: Forbidden `tour.no_account`.
    """
    if actor.user_id is None:
        raise Forbidden("tour.no_account", "新手引导只给工作人员看。请先登录。")
    User.objects.filter(pk=actor.user_id, tour_ended_at__isnull=True).update(tour_ended_at=at)
