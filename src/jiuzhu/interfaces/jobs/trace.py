"""Jobs of the trace: seal new events into the tree, sign, and lay a copy outside the database."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from procrastinate import App

from jiuzhu.infra import keys
from jiuzhu.infra.trace.seal import seal_trace
from jiuzhu.interfaces.jobs.scope import working


def seal(timestamp: int) -> None:
    """Seal what is new; the signed line is appended to the witness file."""
    del timestamp
    with working() as (_, at):
        checkpoint = seal_trace(at=at)
    if checkpoint is None:
        return
    witness = Path(settings.JIUZHU_WITNESS_FILE)
    witness.parent.mkdir(parents=True, exist_ok=True)
    line = (
        f"{checkpoint.size} {bytes(checkpoint.root).hex()} "
        f"{bytes(checkpoint.signature).hex()} {keys.public_key().hex()} {at.isoformat()}\n"
    )
    with witness.open("a", encoding="ascii") as handle:
        handle.write(line)


def register(app: App) -> None:
    """Register the jobs; sealing runs every five minutes (reliability G-13)."""
    app.periodic(cron="*/5 * * * *")(app.task(name="trace.seal", queue="default")(seal))
