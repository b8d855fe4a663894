"""Check everything of a place at once: pack, rules as regions, procedures and their conflicts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.pack_checks import Problem, Severity
from jiuzhu.policy.packs import ROOT, check_pack, read_pack
from jiuzhu.policy.procedures import Procedure, read_procedure
from jiuzhu.policy.regions import check_regions


def check_place(
    place: str, on: date | None = None, *, folder: Path | None = None
) -> tuple[Problem, ...]:
    """Report what is wrong or open in the law of a place, the parts in a fixed order."""
    where = folder or ROOT / place
    found = check_pack(place, on, folder=where)
    try:
        pack = read_pack(where)
    except Refused:
        return found
    return (*found, *check_regions(where, pack, on), *_procedures(where))


def _procedures(folder: Path) -> Iterator[Problem]:
    for path in sorted((folder / "procedures").glob("*.yaml")):
        try:
            procedure = read_procedure(path)
        except Refused as problem:
            kind = "loosens" if problem.code == "procedure.loosens" else "unreadable"
            yield _problem(Severity.ERROR, kind, path, str(problem.message))
        else:
            yield from _of_procedure(path, procedure)


def _of_procedure(path: Path, procedure: Procedure) -> Iterator[Problem]:
    if procedure.code != path.stem:
        text = f"文件名与版本代码 {procedure.code} 不同"
        yield _problem(Severity.ERROR, "unreadable", path, text)
    for one in procedure.conflicts:
        text = f"{procedure.title}与{one.document}{one.article}不一致：{one.text}"
        yield _problem(Severity.WARNING, "conflict", path, text)
    if not procedure.verified:
        text = f"{procedure.title}的依据未经核实：{procedure.basis.document}"
        yield _problem(Severity.NOTICE, "unverified", path, text)
    for limit in procedure.limits:
        if not limit.verified:
            text = f"{limit.label}未经核实：{limit.document}{limit.article}"
            yield _problem(Severity.NOTICE, "unverified", path, text)


def _problem(severity: Severity, kind: str, path: Path, text: str) -> Problem:
    return Problem(severity=severity, kind=kind, where=f"procedures/{path.name}", text=text)
