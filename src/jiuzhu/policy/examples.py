"""Run folders of worked cases in YAML: what a civil servant can read, a machine can check.

A case names itself, a day (or month), a place, a scheme, an input and the outputs it expects, each
with a margin where one is written; the same files serve as tests of the product and as a city's own
examples of its law. Cases that stand in the `cases` folder of a pack are computed with that pack.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan, parse_yuan
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.classify import Classification
from jiuzhu.policy.pack_yaml import bad, read_yaml, refuse_unknown
from jiuzhu.policy.packs import CASES, ROOT, Pack, load_pack, places, read_pack
from jiuzhu.policy.results import DibaoResult, HitStatus
from jiuzhu.policy.scheme_results import SchemeResult
from jiuzhu.policy.schemes import Computed, scheme_of

KEYS = {"name", "period", "place", "scheme", "input", "output"}
SHARED_KEYS = {"period", "place", "scheme"}
DIBAO = "dibao"
OUTPUTS = {
    *("eligible", "amount", "per_head", "standard", "n_income", "n_benefit"),
    *("reasons", "hits", "unknown", "cleared", "waived", "refused", "lines"),
    *("findings", "chosen", "states", "amounts"),
}
# Of these only the named lines are compared.
NAMED = frozenset({"lines", "findings", "states", "amounts"})
MONTH_LENGTH = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold how one case came out: nothing differs when it passed."""

    file: str
    name: str
    place: str
    scheme: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Say whether the case came out as expected."""
        return not self.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Hold the outcomes of a folder."""

    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> int:
        """Count the cases that came out as expected."""
        return sum(one.passed for one in self.outcomes)

    @property
    def failed(self) -> int:
        """Count the cases that did not."""
        return len(self.outcomes) - self.passed


def shipped_folders() -> tuple[Path, ...]:
    """Name the folders of cases that come with the packs of all places."""
    return tuple(ROOT / place / CASES for place in places() if (ROOT / place / CASES).is_dir())


def run_examples(*folders: Path, pack: Pack | None = None) -> Summary:
    """Run every case of some folders; with `pack`, under that law whatever place a case names.

    Raises: Refused('examples.none') for a folder without cases, Refused('policy.pack') for a file
    that is no list of cases.
    """
    outcomes: list[Outcome] = []
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(folder.rglob("*.yaml"))
        found = [(path, case) for path in files for case in _cases(path)]
        if not found:
            raise Refused("examples.none", f"“{folder}”中没有案例文件（*.yaml），请核对路径。")
        outcomes += [_run(path, case, pack) for path, case in found]
    return Summary(outcomes=tuple(outcomes))


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    """Read the cases of a file; what stands beside `cases` holds for each of them."""
    found = read_yaml(path)
    refuse_unknown(path.name, found, {"cases", *SHARED_KEYS}, "")
    cases = found.pop("cases", None)
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise bad(path.name, "cases 应为案例列表")
    for row in cases:
        case = {**found, **row}
        name = str(case.get("name", ""))
        refuse_unknown(path.name, case, KEYS, f"案例“{name}”")
        if not name or not isinstance(case.get("output"), dict) or not case["output"]:
            raise bad(path.name, f"案例“{name}”缺少 name 或 output")
        refuse_unknown(path.name, case["output"], OUTPUTS, f"案例“{name}”的 output ")
        yield case


def _run(path: Path, case: dict[str, Any], pack: Pack | None) -> Outcome:
    """Run one case and compare."""
    expected, day = case["output"], _day(path, case)
    law = pack or _law(path, case)
    scheme = scheme_of(str(case.get("scheme", DIBAO)))
    try:
        actual = _outputs(scheme.assess(case.get("input"), law, day))
    except Refused as refusal:
        actual = {"refused": refusal.code, "message": refusal.message}
    return Outcome(
        file=path.name,
        name=str(case["name"]),
        place=law.place,
        scheme=scheme.code,
        differences=tuple(_differences(expected, actual)),
    )


def _law(path: Path, case: dict[str, Any]) -> Pack:
    """Give the pack of a case: the place it names, else the pack in whose folder it stands.

    Raises: Refused('policy.pack') when it has neither, Refused('policy.place').
    """
    if "place" in case:
        return load_pack(str(case["place"]))
    for folder in path.resolve().parents:
        if folder.name == CASES and (folder.parent / "pack.yaml").is_file():
            return read_once(folder.parent)
    raise bad(path.name, f"案例“{case['name']}”没有写 place，也不在政策包的 {CASES} 目录里")


read_once = cache(read_pack)


def _day(path: Path, case: dict[str, Any]) -> date:
    """Read the period: a day, or a month that stands for its first day."""
    period = case.get("period")
    if isinstance(period, date):
        return period
    if isinstance(period, str) and len(period) == MONTH_LENGTH:
        return Month.parse(period).first_day
    raise bad(path.name, f"案例“{case['name']}”的 period 应为 2020-09-01 或 2020-09")


def _outputs(result: Computed) -> dict[str, object]:
    """Give the variables of a result as a case writes them."""
    if isinstance(result, Classification):
        states = {one.name: one.state.value for one in result.candidates}
        amounts = {one.name: format_yuan(one.amount_fen) for one in result.candidates}
        return {"chosen": list(result.chosen), "states": states, "amounts": amounts}
    return {
        "eligible": result.eligible.value,
        "amount": format_yuan(result.amount_fen),
        "reasons": [reason.rule_id for reason in result.reasons],
        "hits": _ids(result, HitStatus.HIT),
        "unknown": _ids(result, HitStatus.UNKNOWN),
        "cleared": _ids(result, HitStatus.CLEARED),
        "waived": _ids(result, HitStatus.WAIVED),
        "lines": {line.code: format_yuan(line.value_fen) for line in result.lines},
        **_own_outputs(result),
    }


def _own_outputs(result: DibaoResult | SchemeResult) -> dict[str, object]:
    """Give what only one kind of result has."""
    if isinstance(result, SchemeResult):
        return {"findings": {one.code: one.value for one in result.findings}}
    return {
        "per_head": format_yuan(result.per_head_fen),
        "standard": format_yuan(result.standard_fen),
        "n_income": result.n_income,
        "n_benefit": result.n_benefit,
    }


def _ids(result: DibaoResult | SchemeResult, status: HitStatus) -> list[str]:
    """Name the rules that came out in one way."""
    return [hit.rule_id for hit in result.hits if hit.status is status]


def _differences(expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[str]:
    """Write what differs; of the lines only the named ones are compared."""
    if "refused" in actual and "refused" not in expected:
        yield f"被拒绝：{actual['message']}"
        return
    for key, wanted in expected.items():
        if key in NAMED and isinstance(wanted, dict):
            found = actual.get(key, {})
            for code, value in wanted.items():
                yield from _difference(code, value, found.get(code, "没有这一行"))
        else:
            yield from _difference(key, wanted, actual.get(key, "没有"))


def _difference(name: str, wanted: object, actual: object) -> Iterator[str]:
    """Write one difference; `{value: "630.00", margin: "0.01"}` lets money be off by the margin."""
    if not isinstance(wanted, dict):
        if actual != wanted:
            yield f"{name}：应为 {wanted}，实为 {actual}"
        return
    value, margin = str(wanted.get("value", "")), str(wanted.get("margin", "0"))
    try:
        near = abs(_fen(actual) - _fen(value)) <= _fen(margin)
    except Refused:
        near = False
    if not near:
        yield f"{name}：应为 {value}（允许相差 {margin}），实为 {actual}"


def _fen(written: object) -> int:
    """Read yuan into fen, below zero too."""
    text = str(written)
    return -parse_yuan(text[1:]) if text.startswith("-") else parse_yuan(text)


def report(summary: Summary, out: TextIO) -> None:
    """Print a table of the cases, the differences under each, and the sum."""
    for one in summary.outcomes:
        state = "通过" if one.passed else "不符"
        out.write(f"{state}  {one.place:<12} {one.scheme:<10} {one.file:<22} {one.name}\n")
        out.writelines(f"      {difference}\n" for difference in one.differences)
    out.write(f"{summary.passed} passed, {summary.failed} failed\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `policy test [DIR …] [--pack DIR]`: 0 all pass, 1 one fails, 2 none can run."""
    parser = _parser()
    chosen = parser.parse_args(sys.argv[1:] if arguments is None else list(arguments))
    folders = tuple(chosen.folders)
    try:
        pack = read_pack(chosen.pack) if chosen.pack else None
        if not folders:
            folders = (chosen.pack / CASES,) if chosen.pack else shipped_folders()
        summary = run_examples(*folders, pack=pack)
    except Refused as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return 2
    report(summary, sys.stdout)
    return 1 if summary.failed else 0


def _parser() -> argparse.ArgumentParser:
    """Describe the command."""
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy test", description="逐个验算案例，不用数据库。"
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="案例目录", help="不写则验算随系统提供的全部案例"
    )
    parser.add_argument("--pack", type=Path, metavar="政策包目录", help="改用这个政策包计算")
    return parser
