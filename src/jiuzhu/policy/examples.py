"""Run folders of worked cases in YAML: what a civil servant can read, a machine can check.

A case names itself, a day (or month), a place, a scheme, an input and the outputs it expects; the
same files serve as tests of the product and as a city's own examples of its law.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan, parse_yuan
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.pack_files import bad, read_yaml, refuse_unknown
from jiuzhu.policy.packs import Pack, load_pack, read_pack
from jiuzhu.policy.results import DibaoResult, HitStatus

KEYS = {"name", "period", "place", "scheme", "input", "output"}
OUTPUTS = {
    *("eligible", "amount", "per_head", "standard", "n_income", "n_benefit"),
    *("reasons", "hits", "unknown", "cleared", "waived", "refused", "lines"),
}
MONEY_KEYS = {"amount", "value", "family_income", "agreed", "received"}
MONTH_LENGTH = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Hold how one case came out: nothing differs when it passed."""

    file: str
    name: str
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


def run_examples(folder: Path, *, pack: Pack | None = None) -> Summary:
    """Run every case of a folder; with `pack`, under that law whatever place the case names.

    Raises: Refused('examples.none') for a folder without cases, Refused('policy.pack') for a file
    that is no list of cases.
    """
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.yaml"))
    found = [(path, case) for path in files for case in _cases(path)]
    if not found:
        raise Refused("examples.none", f"“{folder}”中没有案例文件（*.yaml），请核对路径。")
    return Summary(outcomes=tuple(_run(path, case, pack) for path, case in found))


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    """Read the cases of a file."""
    found = read_yaml(path)
    refuse_unknown(path.name, found, {"cases"}, "")
    cases = found.get("cases")
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise bad(path.name, "cases 应为案例列表")
    for case in cases:
        name = str(case.get("name", ""))
        refuse_unknown(path.name, case, KEYS, f"案例“{name}”")
        if not name or not isinstance(case.get("output"), dict) or not case["output"]:
            raise bad(path.name, f"案例“{name}”缺少 name 或 output")
        refuse_unknown(path.name, case["output"], OUTPUTS, f"案例“{name}”的 output ")
        yield case


def _run(path: Path, case: dict[str, Any], pack: Pack | None) -> Outcome:
    """Run one case and compare."""
    expected, day = case["output"], _day(path, case)
    try:
        facts = HouseholdFacts.from_record(_in_fen(case.get("input")))
        law = pack or load_pack(str(case.get("place", "taian")))
        actual = _outputs(assess_dibao(facts, law, day))
    except Refused as refusal:
        actual = {"refused": refusal.code, "message": refusal.message}
    differences = tuple(_differences(expected, actual))
    return Outcome(file=path.name, name=str(case["name"]), differences=differences)


def _day(path: Path, case: dict[str, Any]) -> date:
    """Read the period: a day, or a month that stands for its first day."""
    period = case.get("period")
    if isinstance(period, date):
        return period
    if isinstance(period, str) and len(period) == MONTH_LENGTH:
        return Month.parse(period).first_day
    raise bad(path.name, f"案例“{case['name']}”的 period 应为 2020-09-01 或 2020-09")


def _in_fen(found: object) -> object:
    """Give yuan in quoted text as fen: `amount: "630.00"` becomes `amount_fen: 63000`."""
    if isinstance(found, list):
        return [_in_fen(item) for item in found]
    if not isinstance(found, dict):
        return found
    return {
        (f"{key}_fen" if key in MONEY_KEYS else key): (
            parse_yuan(item) if key in MONEY_KEYS and isinstance(item, str) else _in_fen(item)
        )
        for key, item in found.items()
    }


def _outputs(result: DibaoResult) -> dict[str, object]:
    """Give the variables of a result as a case writes them."""
    return {
        "eligible": result.eligible.value,
        "amount": format_yuan(result.amount_fen),
        "per_head": format_yuan(result.per_head_fen),
        "standard": format_yuan(result.standard_fen),
        "n_income": result.n_income,
        "n_benefit": result.n_benefit,
        "reasons": [reason.rule_id for reason in result.reasons],
        "hits": _ids(result, HitStatus.HIT),
        "unknown": _ids(result, HitStatus.UNKNOWN),
        "cleared": _ids(result, HitStatus.CLEARED),
        "waived": _ids(result, HitStatus.WAIVED),
        "lines": {line.code: format_yuan(line.value_fen) for line in result.lines},
    }


def _ids(result: DibaoResult, status: HitStatus) -> list[str]:
    """Name the rules that came out in one way."""
    return [hit.rule_id for hit in result.hits if hit.status is status]


def _differences(expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[str]:
    """Write what differs; of the lines only the named ones are compared."""
    if "refused" in actual and "refused" not in expected:
        yield f"被拒绝：{actual['message']}"
        return
    for key, wanted in expected.items():
        if key == "lines" and isinstance(wanted, dict):
            lines = actual.get("lines", {})
            yield from (
                f"{code}：应为 {value}，实为 {lines.get(code, '没有这一行')}"
                for code, value in wanted.items()
                if lines.get(code) != value
            )
        elif actual.get(key) != wanted:
            yield f"{key}：应为 {wanted}，实为 {actual.get(key, '没有')}"


def report(summary: Summary, out: TextIO) -> None:
    """Print a table of the cases, the differences under each, and the sum."""
    for outcome in summary.outcomes:
        out.write(f"{'通过' if outcome.passed else '不符'}  {outcome.file}  {outcome.name}\n")
        out.writelines(f"      {difference}\n" for difference in outcome.differences)
    out.write(f"{summary.passed} passed, {summary.failed} failed\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `policy test DIR [--pack DIR]`: 0 all pass, 1 one fails, 2 none can run."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    pack = None
    try:
        if "--pack" in words:
            place = words.index("--pack")
            pack = read_pack(Path(words[place + 1]))
            del words[place : place + 2]
        summary = run_examples(Path(words[0]), pack=pack)
    except IndexError:
        sys.stderr.write("用法：jiuzhu policy test 案例目录 [--pack 政策包目录]\n")
        return 2
    except Refused as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return 2
    report(summary, sys.stdout)
    return 1 if summary.failed else 0
