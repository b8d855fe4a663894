"""Give the standing sentences of a paper and the reviewing bodies, as the pack words them that day.

They are law in words: dated and sourced like amounts, and marked until a lawyer or two officers of
the unit have checked them.
"""

from datetime import date

from jiuzhu.policy.packs import Pack
from jiuzhu.policy.values import Value

PAPERS = "text."
BODIES = "remedy.bodies"


def key_of(value: Value) -> str:
    """Give the name by which the template of a paper asks for a sentence."""
    return value.key.rpartition(".")[2]


def standing_values(pack: Pack, kind: str, on: date) -> tuple[Value, ...]:
    """Give every standing sentence of a kind of paper, those of all its templates.

    Raises: Refused('policy.hole') for a day before the first wording.
    """
    keys = (key for key in pack.series if key.startswith(f"{PAPERS}{kind}."))
    return tuple(pack.value(key, on) for key in keys)


def lines_of(value: Value) -> tuple[str, ...]:
    """Give the sentences of a value: those of a list, or the one."""
    return value.items or (value.text,)


def bodies_of(pack: Pack, unit: str, on: date) -> Value:
    """Give reviewing body, its address and the court of a county unit.

    Raises: Refused('policy.hole') for a unit that the pack does not name.
    """
    return pack.value(BODIES, on, unit=unit)


def unchecked(values: tuple[Value, ...], confirmed: frozenset[str]) -> tuple[str, ...]:
    """Name the wordings that neither a lawyer nor two officers of the unit have checked."""
    return tuple(
        value.label for value in values if not value.verified and value.ref not in confirmed
    )


def unchecked_wordings(pack: Pack) -> tuple[str, ...]:
    """Name every standing sentence and reviewing body of a pack that no lawyer has checked."""
    series = (
        one
        for key, found in pack.series.items()
        if key.startswith(PAPERS) or key == BODIES
        for one in found
    )
    return tuple(
        one.label
        for one in series
        if any(isinstance(entry, Value) and not entry.verified for entry in one.entries)
    )
