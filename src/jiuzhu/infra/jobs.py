"""Put work into the queue by name, in the transaction of the fact; arguments are ids only."""

from __future__ import annotations

from procrastinate.contrib.django import app


def enqueue(name: str, *, lock: str | None = None, **arguments: int | str) -> int:
    """Enqueue a job by its name (interfaces.jobs knows the code); rolled back with the fact."""
    return int(app.configure_task(name, lock=lock, queue="default").defer(**arguments))
