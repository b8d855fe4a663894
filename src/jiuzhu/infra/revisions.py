"""Tell which state of a slowly changing register a transaction sees, without asking each time.

The number is read by the statement that sets the scope; whoever reads without a scope asks the
database once. A process may keep what it has built for a number: a number never comes twice.
"""

from __future__ import annotations

from contextvars import ContextVar

from jiuzhu.infra.models import Revision

LAW = "law"
READ_LAW = "(SELECT number FROM infra_revision WHERE name = 'law')"
_TOLD: ContextVar[int | None] = ContextVar("revision_of_the_law", default=None)


def tell(number: int | None) -> None:
    """Note the number that the scope's statement has read; None for a register never changed."""
    _TOLD.set(number or 0)


def forget() -> None:
    """Ask the database again: outside a scope nothing is remembered."""
    _TOLD.set(None)


def lock_law() -> None:
    """Wait for whoever changes the law right now, and work with what they made of it."""
    Revision.objects.get_or_create(name=LAW, defaults={"number": 0})
    tell(Revision.objects.select_for_update().get(name=LAW).number)


def law_revision() -> int:
    """Return the number of the state of the law that this transaction works with; 0 as shipped."""
    told = _TOLD.get()
    if told is not None:
        return told
    return Revision.objects.filter(name=LAW).values_list("number", flat=True).first() or 0


def raise_law(number: int) -> None:
    """Write that the law has a new state; the rest of this transaction works with it."""
    Revision.objects.update_or_create(name=LAW, defaults={"number": number})
    tell(number)
