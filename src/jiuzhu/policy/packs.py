"""Load the law of a place: a folder of dated YAML, read strictly, asked by key and day.

A day without a value is refused with a sentence that says what is missing; it is never filled from
the day before or from a neighbouring city.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.citations import SOURCES, check_citations, refuse_unknown_articles
from jiuzhu.policy.pack_checks import Problem, check_series, check_tables, unreadable
from jiuzhu.policy.pack_files import read_rows, read_series
from jiuzhu.policy.pack_rows import (
    AssetKind,
    AssetRule,
    Code,
    ExemptGround,
    ExitStep,
    ExpenseKind,
    FamilyRule,
    FarmKind,
    FileRule,
    FoundRule,
    IncomeGroup,
    IncomeKind,
    LabourGrade,
    LawDocument,
    MaterialRule,
    Provision,
    Tier,
    TopUp,
)
from jiuzhu.policy.pack_yaml import bad, line_of, located, read_yaml, refuse_unknown
from jiuzhu.policy.records import Plain
from jiuzhu.policy.results import ValueUse
from jiuzhu.policy.scheme_rows import (
    AbilityRule,
    AidBand,
    AidCause,
    AidLimit,
    CareGrade,
    SelfCareAbility,
    UnableRule,
    UrgentTier,
)
from jiuzhu.policy.values import Hole, Series, Source, Unit, Value

__all__ = ["Pack", "Problem", "Source", "Unit", "Value", "check_pack", "load_pack", "read_pack"]

ROOT = Path(__file__).parent / "packs"
CASES = "cases"
FILES: dict[str, dict[str, type[Provision]]] = {
    SOURCES: {"documents": LawDocument},
    "standards.yaml": {"tiers": Tier, "exit_steps": ExitStep},
    "income.yaml": {
        "groups": IncomeGroup,
        "kinds": IncomeKind,
        "labour_grades": LabourGrade,
        "farm_kinds": FarmKind,
        "expenses": ExpenseKind,
    },
    "assets.yaml": {"asset_kinds": AssetKind, "rules": AssetRule},
    "support.yaml": {"exempt_grounds": ExemptGround},
    "top_ups.yaml": {"top_ups": TopUp},
    "tekun.yaml": {
        "no_ability": AbilityRule,
        "unable": UnableRule,
        "abilities": SelfCareAbility,
        "care_grades": CareGrade,
    },
    "low_income.yaml": {},
    "temporary_aid.yaml": {
        "causes": AidCause,
        "bands": AidBand,
        "limits": AidLimit,
        "urgent_tiers": UrgentTier,
    },
    "classification.yaml": {},
    "deadlines.yaml": {},
    "documents.yaml": {
        "materials": MaterialRule,
        "files": FileRule,
    },
    "publicity.yaml": {},
    "texts.yaml": {},
    "codes.yaml": {"family": FamilyRule, "found": FoundRule},
}
R = TypeVar("R", bound=Provision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Hold the whole law of one place as it was read from one folder."""

    place: str
    title: str
    digest: str
    folder: Path
    series: Mapping[str, tuple[Series, ...]]
    tables: Mapping[type[Provision], tuple[Provision, ...]]
    code_tables: Mapping[str, tuple[Code, ...]]

    def value(self, key: str, on: date, **dims: str) -> Value:
        """Give the value of the law for a day and the circumstances asked for.

        Raises: Refused('policy.hole') when no value is known for that day or those circumstances,
        Refused('policy.ambiguous') when the question fits more than one.
        """
        fitting = [one for one in self.series.get(key, ()) if one.fits(dims)]
        if not fitting:
            raise self._hole(key, on, "没有登记这一项")
        if len(fitting) > 1:
            names = "、".join(one.label for one in fitting)
            raise Refused("policy.ambiguous", f"“{key}”对应多项规定（{names}），请说明具体情形。")
        entry = fitting[0].at(on)
        if entry is None or isinstance(entry, Hole):
            reason = entry.reason if entry else "这一天没有取得正式依据"
            raise self._hole(fitting[0].label, on, reason)
        return entry

    def known(self, key: str, on: date, **dims: str) -> Value | None:
        """Give the value if there is one; for rules that may be absent, never for amounts."""
        fitting = [one for one in self.series.get(key, ()) if one.fits(dims)]
        entry = fitting[0].at(on) if len(fitting) == 1 else None
        return entry if isinstance(entry, Value) else None

    def rows(self, cls: type[R], on: date | None = None) -> tuple[R, ...]:
        """Give the rows of a table, those in force on a day when one is named."""
        found = self.tables.get(cls, ())
        return tuple(row for row in found if isinstance(row, cls) and (on is None or row.holds(on)))

    def codes(self, table: str, on: date | None = None) -> tuple[Code, ...]:
        """Give a code table.

        Raises: Refused('policy.hole') when the pack has no such table.
        """
        if table not in self.code_tables:
            raise Refused("policy.hole", f"政策包“{self.title}”没有代码表“{table}”，请先补充。")
        return tuple(code for code in self.code_tables[table] if on is None or code.holds(on))

    def label(self, table: str, code: str) -> str:
        """Give the Chinese label of a code.

        Raises: Refused('policy.code') when the table does not hold it.
        """
        for entry in self.codes(table):
            if entry.code == code:
                return entry.label
        raise Refused("policy.code", f"代码表“{table}”中没有“{code}”，请从列表中选择。")

    def _hole(self, label: str, on: date, reason: str) -> Refused:
        """Say that the law of that day is not known, and what to do."""
        return Refused(
            "policy.hole",
            f"{self.title}：{on.isoformat()}的“{label}”没有可用的规定（{reason}）。"
            "系统不会用其他日期或其他地方的数值代替，请由政策管理员登记正式文件后再办理。",
        )


def use_value(value: Value) -> ValueUse:
    """Record that a result rests on a value."""
    return ValueUse(
        ref=value.ref,
        label=value.label,
        document=value.source.document,
        article=value.source.article,
        verified=value.verified,
    )


@cache
def load_pack(place: str) -> Pack:
    """Give the shipped pack of a place, read once.

    Raises: Refused('policy.place') for an unknown place, Refused('policy.pack') for a broken file.
    """
    if place not in places():
        known = "、".join(places())
        raise Refused("policy.place", f"没有“{place}”的政策包。现有：{known}。")
    return read_pack(ROOT / place)


def open_pack(name: str) -> Pack:
    """Give a shipped pack by its place, or read a pack from the folder that is named.

    Raises: Refused('policy.place'), Refused('policy.pack').
    """
    folder = Path(name)
    return read_pack(folder) if (folder / "pack.yaml").is_file() else load_pack(name)


def places() -> tuple[str, ...]:
    """Name the places that have a pack."""
    return tuple(sorted(path.parent.name for path in ROOT.glob("*/pack.yaml")))


def read_pack(folder: Path) -> Pack:
    """Read a pack from any folder, strictly.

    Raises: Refused('policy.pack') naming the file and what is wrong in it.
    """
    head = read_yaml(folder / "pack.yaml")
    refuse_unknown("pack.yaml", head, {"place", "title"}, "")
    series: dict[str, list[Series]] = {}
    tables: dict[type[Provision], tuple[Provision, ...]] = {}
    code_tables: dict[str, tuple[Code, ...]] = {}
    documents: dict[str, LawDocument] = {}
    for file, known in FILES.items():
        raw = read_yaml(folder / file)
        refuse_unknown_articles(file, raw, documents)
        found = _with_provisions(file, raw)
        refuse_unknown_articles(file, found, documents)
        codes = found.pop("codes", {}) if file == "codes.yaml" else {}
        refuse_unknown(file, found, {"values", *known}, "")
        for one in read_series(file, found.get("values", [])):
            series.setdefault(one.key, []).append(one)
        for name, cls in known.items():
            tables[cls] = read_rows(file, found.get(name, []), cls, name)
            documents |= _documents(tables[cls])
        for table, rows in codes.items():
            code_tables[str(table)] = read_rows(file, rows, Code, str(table))
    return Pack(
        place=str(head.get("place", folder.name)),
        title=str(head.get("title", folder.name)),
        digest=_digest(folder),
        folder=folder,
        series=MappingProxyType({key: tuple(found) for key, found in series.items()}),
        tables=MappingProxyType(tables),
        code_tables=MappingProxyType(code_tables),
    )


def _documents(rows: tuple[Provision, ...]) -> dict[str, LawDocument]:
    """Give the documents among some rows by their number."""
    return {row.document: row for row in rows if isinstance(row, LawDocument)}


def _with_provisions(file: str, found: dict[str, Any]) -> dict[str, Any]:
    """Write a file's shared provisions out into the rows and entries that name them."""
    shared = found.pop("provisions", {})
    if not isinstance(shared, dict) or not all(isinstance(one, dict) for one in shared.values()):
        raise bad(file, "provisions 应为键值", shared)
    filled: dict[str, Any] = _fill(file, found, shared)
    return filled


def _fill(file: str, found: object, shared: dict[str, dict[str, Any]]) -> Plain:
    """Replace `provision: name` by the named keys, at any depth; what a row says itself wins."""
    if isinstance(found, list):
        return [_fill(file, item, shared) for item in found]
    if not isinstance(found, dict):
        return found
    row = {key: _fill(file, item, shared) for key, item in found.items() if key != "provision"}
    if "provision" not in found:
        return located(row, line_of(found))
    if found["provision"] not in shared:
        raise bad(file, f"没有名为“{found['provision']}”的 provision", found)
    return located({**shared[found["provision"]], **row}, line_of(found))


def _digest(folder: Path) -> str:
    """Give the SHA-256 over all files of a pack in hex; its worked cases are no law."""
    total = hashlib.sha256()
    files = (path for path in folder.rglob("*.yaml") if CASES not in path.relative_to(folder).parts)
    for path in sorted(files):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def check_pack(
    place: str, on: date | None = None, *, folder: Path | None = None
) -> tuple[Problem, ...]:
    """Report what is wrong or open in a pack: holes, overlaps, falls, expired and unverified law.

    Without `on` nothing can be called expired: the law has no clock of its own.
    """
    try:
        pack = read_pack(folder or ROOT / place)
    except Refused as problem:
        return (unreadable(str(problem.message)),)
    every = [one for found in pack.series.values() for one in found]
    rows = [row for found in (*pack.tables.values(), *pack.code_tables.values()) for row in found]
    return (
        *check_series(every, on),
        *check_tables(pack.tables, pack.code_tables, on),
        *check_citations(every, rows, pack.rows(LawDocument)),
    )
