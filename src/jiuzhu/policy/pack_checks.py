"""Check a pack that could be read: holes, overlaps, falls, expired and unverified law."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, pairwise

from jiuzhu.policy.pack_rows import (
    AssetKind,
    AssetRule,
    Code,
    FarmKind,
    IncomeGroup,
    IncomeKind,
    LabourGrade,
    Provision,
)
from jiuzhu.policy.values import Hole, Series, Unit, Value

STALE_AFTER_DAYS = 366


class Severity(StrEnum):
    """Say whether a problem makes the pack unusable or is a thing to know."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    NOTICE = "NOTICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Hold one finding of the checker, fit to be read by a policy officer."""

    severity: Severity
    kind: str
    where: str
    text: str


def unreadable(text: str) -> Problem:
    """Report a pack that could not be read at all."""
    return Problem(severity=Severity.ERROR, kind="unreadable", where="", text=text)


def check_series(every: Iterable[Series], on: date | None) -> tuple[Problem, ...]:
    """Check all dated values."""
    listed = list(every)
    found: list[Problem] = []
    for one in listed:
        found.extend(_holes(one))
        found.extend(_falls(one))
        found.extend(_unverified(one))
        if on is not None:
            found.extend(_expired(one, on))
    found.extend(_overlaps(listed))
    return tuple(found)


def check_tables(
    tables: Mapping[type[Provision], tuple[Provision, ...]],
    code_tables: Mapping[str, tuple[Code, ...]],
    on: date | None,
) -> tuple[Problem, ...]:
    """Check all tables: rows that overlap, expired or unverified rows, names nobody defined."""
    found: list[Problem] = []
    for cls, rows in tables.items():
        found.extend(_row_problems(cls.__name__, rows, on))
    for name, codes in code_tables.items():
        found.extend(_row_problems(f"codes.{name}", codes, on))
    found.extend(_dangling(tables))
    return tuple(found)


def _named(one: Series) -> str:
    """Name a series with its circumstances."""
    dims = "，".join(f"{name}={'、'.join(allowed)}" for name, allowed in one.dims)
    return f"{one.file} {one.key}" + (f"（{dims}）" if dims else "")


def _holes(one: Series) -> Iterator[Problem]:
    """Report times without a value: said, left open between entries, or after a closed last one."""
    where = _named(one)
    for entry in one.entries:
        if isinstance(entry, Hole):
            text = f"{one.label}自{entry.effective_from}起没有数值：{entry.reason}"
            yield Problem(severity=Severity.WARNING, kind="hole", where=where, text=text)
    for earlier, later in pairwise(one.entries):
        if earlier.effective_to is not None and earlier.effective_to < later.effective_from:
            text = f"{one.label}在{earlier.effective_to}至{later.effective_from}之间没有规定"
            yield Problem(severity=Severity.ERROR, kind="hole", where=where, text=text)


def _falls(one: Series) -> Iterator[Problem]:
    """Report money that falls: lawful, but rare enough to look twice."""
    money = (Unit.FEN, Unit.FEN_PER_PERSON_MONTH)
    known = [entry for entry in one.entries if isinstance(entry, Value)]
    for earlier, later in pairwise(known):
        if one.unit in money and later.amount < earlier.amount:
            text = f"{one.label}自{later.effective_from}起低于此前，请核对文件"
            yield Problem(severity=Severity.WARNING, kind="fall", where=_named(one), text=text)


def _unverified(one: Series) -> Iterator[Problem]:
    """Report values nobody has checked against the gazette."""
    for entry in one.entries:
        if isinstance(entry, Value) and not entry.verified:
            text = f"{one.label}（{entry.effective_from}起）未经核实：{entry.source}"
            yield Problem(severity=Severity.NOTICE, kind="unverified", where=_named(one), text=text)


def _expired(one: Series, on: date) -> Iterator[Problem]:
    """Report a value that has run out, and one whose validity nobody has looked at for a year."""
    last = one.entries[-1]
    if last.effective_to is not None and last.effective_to <= on:
        text = f"{one.label}已于{last.effective_to}失效，没有后续规定"
        yield Problem(severity=Severity.ERROR, kind="expired", where=_named(one), text=text)
    current = one.at(on)
    if isinstance(current, Value) and (on - current.still_valid_on).days > STALE_AFTER_DAYS:
        text = f"{one.label}最近一次确认有效是{current.still_valid_on}，请重新确认"
        yield Problem(severity=Severity.WARNING, kind="stale", where=_named(one), text=text)


def _overlaps(every: list[Series]) -> Iterator[Problem]:
    """Report two series that answer the same question on the same day."""
    for one, other in combinations(every, 2):
        if one.key == other.key and _same_question(one, other) and _meet(one, other):
            text = f"{one.label}与{other.label}对同一情形都有规定"
            yield Problem(severity=Severity.ERROR, kind="overlap", where=_named(one), text=text)


def _same_question(one: Series, other: Series) -> bool:
    """Say whether some circumstances fit both series."""
    mine, theirs = dict(one.dims), dict(other.dims)
    return all(set(mine[name]) & set(theirs[name]) for name in mine.keys() & theirs.keys())


def _meet(one: Series, other: Series) -> bool:
    """Say whether two series hold values for a common day."""
    return any(
        isinstance(mine, Value) and isinstance(theirs, Value) and _cross(mine, theirs)
        for mine in one.entries
        for theirs in other.entries
    )


def _cross(mine: Value | Provision, theirs: Value | Provision) -> bool:
    """Say whether two periods have a day in common."""
    begins = max(mine.effective_from, theirs.effective_from)
    return all(end is None or begins < end for end in (mine.effective_to, theirs.effective_to))


def row_name(row: Provision) -> str:
    """Give the name by which a row is asked for."""
    parts = [
        str(getattr(row, name, ""))
        for name in ("rule_id", "code", "relation", "source", "kind", "status", "title")
    ]
    return " ".join(part for part in parts if part)


def _row_problems(table: str, rows: tuple[Provision, ...], on: date | None) -> Iterator[Problem]:
    """Check the rows of one table."""
    for one, other in combinations(rows, 2):
        same = row_name(one) == row_name(other) and getattr(one, "when", "") == getattr(
            other, "when", ""
        )
        if same and _cross(one, other):
            text = f"{row_name(one)}在同一天有两行"
            yield Problem(severity=Severity.ERROR, kind="overlap", where=table, text=text)
    for row in rows:
        if not row.verified:
            text = f"{row_name(row)}（{row.effective_from}起）未经核实：{row.citation}"
            yield Problem(severity=Severity.NOTICE, kind="unverified", where=table, text=text)
    if on is not None:
        yield from _expired_rows(table, rows, on)


def _expired_rows(table: str, rows: tuple[Provision, ...], on: date) -> Iterator[Problem]:
    """Report rows that have run out and have no successor."""
    alive = {row_name(row) for row in rows if row.effective_to is None or row.effective_to > on}
    for row in rows:
        gone = row.effective_to is not None and row.effective_to <= on
        if gone and row_name(row) not in alive:
            text = f"{row_name(row)}已于{row.effective_to}失效，没有后续规定"
            yield Problem(severity=Severity.WARNING, kind="expired", where=table, text=text)


def _dangling(tables: Mapping[type[Provision], tuple[Provision, ...]]) -> Iterator[Problem]:
    """Report rows that name a group or kind nobody defined."""
    groups = {row.code for row in tables.get(IncomeGroup, ()) if isinstance(row, IncomeGroup)}
    kinds = {row.code for row in tables.get(AssetKind, ()) if isinstance(row, AssetKind)}
    grouped = (*tables.get(IncomeKind, ()), *tables.get(LabourGrade, ()), *tables.get(FarmKind, ()))
    for row in (*grouped, *tables.get(AssetRule, ())):
        missing: set[str] = set()
        if isinstance(row, IncomeKind | LabourGrade | FarmKind):
            missing = {row.group} - groups
        elif isinstance(row, AssetRule):
            missing = set(row.kinds) - kinds
        if missing:
            text = f"{row_name(row)}引用了未定义的{'、'.join(sorted(missing))}"
            yield Problem(severity=Severity.ERROR, kind="unknown", where=row_name(row), text=text)
