"""Hold the law of one day resolved once: the values, rows and citations that thousands will ask."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from jiuzhu.policy.pack_rows import Provision, use_of
from jiuzhu.policy.packs import Pack, use_value
from jiuzhu.policy.results import ValueUse
from jiuzhu.policy.values import Value

T = TypeVar("T")
R = TypeVar("R", bound=Provision)
MOST_KEPT = 32


@dataclass(slots=True)
class LawOfDay:
    """Answer from memory what a pack says on one day; holes are asked, and refused, anew."""

    pack: Pack
    on: date
    _values: dict[tuple[str, tuple[tuple[str, str], ...]], Value] = field(default_factory=dict)
    _plain: dict[str, tuple[Value, ValueUse]] = field(default_factory=dict)
    _uses: dict[int, ValueUse] = field(default_factory=dict)
    _cited: dict[int, str] = field(default_factory=dict)
    _made: dict[object, Any] = field(default_factory=dict)

    def value(self, key: str, **dims: str) -> Value:
        """Give a value of the law.

        Raises: Refused('policy.hole'), Refused('policy.ambiguous').
        """
        asked = (key, tuple(dims.items()))
        found = self._values.get(asked)
        if found is None:
            found = self._values[asked] = self.pack.value(key, self.on, **dims)
        return found

    def plain(self, key: str) -> tuple[Value, ValueUse]:
        """Give a value that holds in all circumstances, with its use.

        Raises: Refused('policy.hole'), Refused('policy.ambiguous').
        """
        found = self._plain.get(key)
        if found is None:
            value = self.value(key)
            found = self._plain[key] = (value, self.use(value))
        return found

    def source_of(self, value: Value) -> str:
        """Give document and article of a value as a paper quotes them, written once."""
        found = self._cited.get(id(value))
        if found is None:
            found = self._cited[id(value)] = str(value.source)
        return found

    def use(self, value: Value) -> ValueUse:
        """Give the use of a value, written once."""
        found = self._uses.get(id(value))
        if found is None:
            found = self._uses[id(value)] = use_value(value)
        return found

    def use_of_row(self, row: Provision, ref: str, label: str) -> ValueUse:
        """Give the use of a row, written once."""
        found = self._uses.get(id(row))
        if found is None:
            found = self._uses[id(row)] = use_of(row, ref, label)
        return found

    def cited(self, row: Provision) -> str:
        """Give the citation of a row, written once."""
        found = self._cited.get(id(row))
        if found is None:
            found = self._cited[id(row)] = row.citation
        return found

    def is_on(self, key: str, **dims: str) -> bool:
        """Say whether a rule that may be absent is switched on; an absent one leaves no trace."""

        def read() -> bool:
            found = self.pack.known(key, self.on, **dims)
            return found is not None and found.is_on

        return self.made((key, tuple(dims.items())), read)

    def rows(self, cls: type[R]) -> tuple[R, ...]:
        """Give the rows of a table that are in force."""
        return self.made(cls, lambda: self.pack.rows(cls, self.on))

    def by_code(self, cls: type[R]) -> dict[str, R]:
        """Give the rows of a table that are in force by their code."""
        return self.made(
            ("by_code", cls),
            lambda: {row.code: row for row in self.rows(cls)},  # type: ignore[attr-defined]
        )

    def made(self, key: object, make: Callable[[], T]) -> T:
        """Give what was made once of the law of this day."""
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found


_KEPT: dict[tuple[int, date], LawOfDay] = {}


def law_of_day(pack: Pack, on: date) -> LawOfDay:
    """Give the law of a pack on a day; a few are kept, each holding its pack, so no id returns."""
    key = (id(pack), on)
    found = _KEPT.get(key)
    if found is None:
        while len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        found = _KEPT[key] = LawOfDay(pack, on)
    return found
