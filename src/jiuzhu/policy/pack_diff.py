"""Compare two packs: which parameters, rows and codes were added, taken away or changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.policy.pack_checks import row_name
from jiuzhu.policy.pack_rows import Provision
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.records import to_plain
from jiuzhu.policy.values import Hole, Value

Content = str | int | bool | tuple[str, ...]


class Change(StrEnum):
    """Say what happened to one entry between the first pack and the second."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Hold one entry that is not the same: where it stands, from which day, and both contents."""

    change: Change
    where: str
    effective_from: date
    before: str
    after: str


def diff_packs(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """List every difference in the order of names and days; nothing is left out."""
    return tuple(_compare(_entries(old), _entries(new)))


def _compare(
    old: Mapping[tuple[str, date], str], new: Mapping[tuple[str, date], str]
) -> Iterator[Difference]:
    for where, on in sorted(old.keys() | new.keys()):
        before, after = old.get((where, on), ""), new.get((where, on), "")
        if before == after:
            continue
        change = Change.CHANGED
        if not before:
            change = Change.ADDED
        elif not after:
            change = Change.REMOVED
        yield Difference(change=change, where=where, effective_from=on, before=before, after=after)


def _entries(pack: Pack) -> dict[tuple[str, date], str]:
    """Write every entry of a pack under its name and first day."""
    found: dict[tuple[str, date], str] = {}
    for every in pack.series.values():
        for one in every:
            dims = ", ".join(f"{name}={'+'.join(allowed)}" for name, allowed in one.dims)
            where = f"{one.key}[{dims}]" if dims else one.key
            for entry in one.entries:
                found[where, entry.effective_from] = _written(entry)
    tables = {cls.__name__: rows for cls, rows in pack.tables.items()}
    for name, rows in {**tables, **{f"codes.{n}": r for n, r in pack.code_tables.items()}}.items():
        _add_rows(found, name, rows)
    return found


def _add_rows(found: dict[tuple[str, date], str], name: str, rows: tuple[Provision, ...]) -> None:
    """Add the rows of a table; two rows of one name and day are told apart by their number."""
    for row in rows:
        where, number = f"{name} {row_name(row)}", 1
        while (where, row.effective_from) in found:
            number += 1
            where = f"{name} {row_name(row)} ({number})"
        plain = to_plain(row)
        written = "; ".join(f"{key}={item}" for key, item in plain.items())
        found[where, row.effective_from] = written


def _written(entry: Value | Hole) -> str:
    """Write what an entry says, its unit, its source and whether it was checked."""
    until = f" 至 {entry.effective_to}（不含）" if entry.effective_to else ""
    if isinstance(entry, Hole):
        return f"空缺：{entry.reason}{until}"
    content: Content = entry.text or "、".join(entry.items) or entry.amount
    checked = "已核实" if entry.verified else "未经核实"
    return f"{content} {entry.unit} {entry.source} {checked}{until}"
