"""Jobs of verification: hand questions over, find those that were lost."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import App, RetryStrategy

from jiuzhu.casework.verification.ports import SourceUnavailable
from jiuzhu.casework.verification.services.hand_over import hand_over, waiting_queries
from jiuzhu.infra import clock
from jiuzhu.interfaces.jobs.scope import session_scope

RETRY = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions=[SourceUnavailable])


def ask(*, request: int, organ: int) -> None:
    """Hand over every waiting question of a request; one that fails is tried again later.

    Raises: SourceUnavailable after all others were tried.
    """
    actor = session_scope(organ)
    failed: SourceUnavailable | None = None
    for query in waiting_queries(request_id=request):
        try:
            hand_over(
                query_id=query,
                actor=actor,
                at=clock.now(),
                sent_at=datetime.now(UTC),  # noqa: TID251 -- signatures carry machine time
            )
        except SourceUnavailable as failure:
            failed = failure
    if failed is not None:
        raise failed


def register(app: App) -> None:
    """Register the jobs."""
    app.task(name="verification.ask", retry=RETRY, queue="default")(ask)
