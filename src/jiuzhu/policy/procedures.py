"""Load the procedure tables: which moves exist, who may make them, under which conditions.

One table drives engine, buttons, flow chart and the trigger in the database. A table is checked
when it is read: a state nobody reaches, a step nobody may take or a number used twice is refused
with the file named.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.pack_files import read_rows
from jiuzhu.policy.pack_yaml import bad, read_yaml
from jiuzhu.policy.procedure_checks import procedure_problems
from jiuzhu.policy.procedure_rows import (
    ANY_STATE,
    Act,
    Basis,
    Conflict,
    Procedure,
    ProcedureLimit,
    State,
    Transition,
)
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.tightening import tightening_problems

__all__ = [
    "ANY_STATE",
    "DEFAULT_PROCEDURE",
    "DEFAULT_PROCEDURES",
    "Act",
    "Basis",
    "Conflict",
    "Procedure",
    "ProcedureLimit",
    "State",
    "Transition",
    "load_procedure",
    "procedure_codes",
    "procedure_problems",
    "read_procedure",
    "running_codes",
    "tightening_problems",
]

ROOT = Path(__file__).parent / "packs"
DEFAULT_PROCEDURE = "TA-2019"
# The version of each scheme under which a new unit starts.
DEFAULT_PROCEDURES = (DEFAULT_PROCEDURE, "TK-2019", "T-2018")


@cache
def load_procedure(code: str, place: str) -> Procedure:
    """Give a shipped procedure of a place, read and checked once.

    Raises: Refused('procedure.unknown'), Refused('policy.pack') for a table that does not hold
    together.
    """
    path = ROOT / place / "procedures" / f"{code}.yaml"
    if code not in procedure_codes(place):
        known = "、".join(procedure_codes(place))
        raise Refused("procedure.unknown", f"没有程序版本“{code}”。现有：{known}。")
    return read_procedure(path)


def procedure_codes(place: str) -> tuple[str, ...]:
    """Name the procedures a place has, those that are only read as well."""
    return tuple(sorted(path.stem for path in (ROOT / place / "procedures").glob("*.yaml")))


def running_codes(place: str, scheme: str = "dibao") -> tuple[str, ...]:
    """Name the procedures under which a new case may start, the shipped default first."""
    running = [
        code
        for code in procedure_codes(place)
        if (found := load_procedure(code, place)).runs and found.scheme == scheme
    ]
    return tuple(sorted(running, key=lambda code: (code != DEFAULT_PROCEDURE, code)))


def read_procedure(path: Path) -> Procedure:
    """Read a procedure from a file and check that it holds together and loosens no parent.

    Raises: Refused('policy.pack') naming the file and everything wrong in it,
    Refused('procedure.loosens') where a local version loosens its parent.
    """
    built = _built(path.name, _whole(path, ()))
    problems = procedure_problems(built)
    if problems:
        raise bad(path.name, "；".join(problems))
    if built.parent:
        loosened = tightening_problems(read_procedure(_beside(path, built.parent)), built)
        if loosened:
            raise Refused(
                "procedure.loosens",
                f"“{built.title}”放宽了上级程序 {built.parent}，不能使用："
                f"{'；'.join(loosened)}。请改为不低于上级程序的要求。",
            )
    return built


def _whole(path: Path, seen: tuple[str, ...]) -> dict[str, Any]:
    """Read a file; what it leaves unsaid stands in the version that it names as parent or base."""
    found = read_yaml(path)
    name = found.get("parent") or found.get("base")
    if not name:
        return found
    if path.stem in seen:
        raise bad(path.name, f"版本互为依据：{'、'.join((*seen, path.stem))}")
    under = _whole(_beside(path, str(name)), (*seen, path.stem))
    rows = {
        "states": "code",
        "transitions": "no",
        "acts": "action",
        "limits": "clock",
    }
    return found | {
        key: _laid_over(under.get(key, []), found.get(key, []), word) for key, word in rows.items()
    }


def _beside(path: Path, code: str) -> Path:
    """Give the file of another version of the same place.

    Raises: Refused('policy.pack') where there is none.
    """
    known = {other.stem: other for other in path.parent.glob("*.yaml")}
    if code not in known:
        raise bad(path.name, f"没有名为“{code}”的程序版本")
    return known[code]


def _laid_over(under: Any, over: Any, word: str) -> Any:
    """Lay rows over those of another version: same name replaces, `drop` takes away, new follow."""
    if not isinstance(under, list) or not isinstance(over, list):
        return over
    named = {row.get(word): row for row in over if isinstance(row, dict)}
    kept = [named.pop(row[word], row) for row in under]
    return [row for row in (*kept, *named.values()) if not row.get("drop")]


def _built(file: str, found: dict[str, Any]) -> Procedure:
    lists = {"states", "transitions", "acts", "limits", "conflicts"}
    head = {key: item for key, item in found.items() if key not in lists}
    moves = [_renamed(file, row) for row in found.get("transitions") or []]
    acts = [_renamed(file, row) for row in found.get("acts") or []]
    try:
        procedure = from_plain(
            Procedure, {**head, "states": [], "transitions": [], "acts": []}, where=file
        )
    except Refused as problem:
        raise bad(file, str(problem.message).split("。")[0]) from None
    return replace(
        procedure,
        states=read_rows(file, found.get("states"), State, "states"),
        transitions=read_rows(file, moves, Transition, "transitions"),
        acts=read_rows(file, acts, Act, "acts"),
        limits=read_rows(file, found.get("limits") or [], ProcedureLimit, "limits"),
        conflicts=read_rows(file, found.get("conflicts") or [], Conflict, "conflicts"),
    )


def _renamed(file: str, row: object) -> dict[str, Any]:
    """Give the words of the file (from, to, in, clocks) the names of the code."""
    if not isinstance(row, dict):
        raise bad(file, "每个步骤应为键值")
    words = {"from": "from_states", "to": "to_state", "in": "in_states"}
    named: dict[str, Any] = {
        words.get(key, str(key)): item for key, item in row.items() if key != "clocks"
    }
    clocks = row.get("clocks", {})
    if not isinstance(clocks, dict) or not set(clocks) <= {"start", "stop"}:
        raise bad(file, f"步骤 {row.get('no', '')} 的 clocks 只能有 start 和 stop")
    return named | {f"clocks_{word}": kinds for word, kinds in clocks.items()}
