"""Measure the dibao rules beside bare NumPy, a bare function and openfisca-core, in one run.

.venv/bin/python -m benchmarks.rules            # --households 1000000 --rounds 5
.venv/bin/python -m benchmarks.rules --write    # writes RESULTS.md
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT / "src"))

import numpy as np  # noqa: E402 - after the path
from benchmarks.rules import bare  # noqa: E402
from benchmarks.rules.law import ON, benchmark_pack  # noqa: E402
from benchmarks.rules.people import COUNTS, DEPOSIT, draw, facts_of  # noqa: E402

from jiuzhu.policy.columns import Population, assess_population  # noqa: E402
from jiuzhu.policy.dibao import assess_dibao  # noqa: E402

STATE = Path(os.environ.get("JIUZHU_BENCHMARK_STATE", PROJECT / "var" / "benchmarks" / "rules"))
LOCK = PROJECT / "benchmarks" / "peers" / "rules.lock"
SINGLES = 2_000
INTRODUCTION = (
    "%s households, %s people, seed fixed; %s rounds, ours and the others in turn; seconds are the "
    "process's own computing time, because the machine was shared with other work: read the ratios."
)
PEER_SINGLES = 100


def cpu_of(act: Callable[[], Any]) -> float:
    """Give the seconds of computing an act takes: waiting for others is not counted."""
    begin = time.process_time()
    act()
    return time.process_time() - begin


def peer_python() -> Path | None:
    """Give the Python that has openfisca-core; None where it cannot be installed."""
    python = STATE / "peer" / "bin" / "python"
    if python.exists():
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(STATE / "peer")], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes"]
    done = subprocess.run([*install, "-r", str(LOCK)], check=False)
    return python if done.returncode == 0 else None


def columns_for_peer(population: Population, folder: Path) -> None:
    """Write what the peer reads: one file a column, float32, obligors one a household."""
    every = population.supporters
    assert every is not None
    assert population.trait_bits is not None
    urban = np.array([one.category == "URBAN" for one in population.groups])[population.group]
    money = {kind.lower(): column for (kind, _), column in population.income.items()}
    money |= {kind.lower(): column for (kind, _), column in population.expenses.items()}
    money.pop("scholarship")
    has = np.diff(every.starts) > 0
    obligors = {"family": every.family_income, "size": every.family_size}
    obligors["spread"] = every.supported_persons
    spread = {name: np.ones(population.households) for name in obligors} | {
        "family": np.zeros(population.households)
    }
    for name, column in obligors.items():
        spread[name][has] = column
    bits = population.trait_bits
    found = {
        **money,
        "receives": population.counts_benefit,
        "severe": bits & 1 > 0,
        "ill": bits & 2 > 0,
        "alone": bits & 4 > 0,
        "aged": population.born <= bare.AGED,
        "minor": population.born > bare.GROWN,
        "urban": urban,
        "savings": population.assets[DEPOSIT],
        **{
            name: population.assets[key]
            for name, key in zip(("homes", "cars", "firms"), COUNTS, strict=True)
        },
        **spread,
    }
    for name, column in found.items():
        np.save(folder / f"{name}.npy", np.asarray(column, dtype=np.float32))
    of = np.repeat(np.arange(population.households), np.diff(population.starts))
    np.save(folder / "household_of.npy", of)


def openfisca(population: Population, amounts: Any, rounds: int) -> dict[str, Any] | None:
    """Run the peer on the same households."""
    python = peer_python()
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        columns_for_peer(population, folder)
        np.save(folder / "amount.npy", np.asarray(amounts, dtype=np.float64))
        script = Path(__file__).parent / "peer.py"
        words = [str(python), str(script), name, str(rounds), str(PEER_SINGLES)]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def batch(households: int, rounds: int) -> dict[str, Any]:
    """Time columns beside bare NumPy in alternating rounds; check that they agree."""
    pack, population = benchmark_pack(), draw(households)
    floats = bare.Floats(population)
    ours, bares = [], []
    for _ in range(rounds):
        ours.append(cpu_of(lambda: assess_population(population, pack, ON)))
        bares.append(cpu_of(lambda: bare.columns(floats)))
    result = assess_population(population, pack, ON)
    by_hand = bare.columns(floats)
    peer = openfisca(population, result.amount_fen, 3)
    return {
        "people": population.people,
        "ours": statistics.median(ours),
        "bare": statistics.median(bares),
        "ratio": statistics.median(one / other for one, other in zip(ours, bares, strict=True)),
        "differ": int((result.amount_fen != by_hand[1]).sum())
        + int(((result.eligible == 1) != by_hand[0]).sum()),
        "eligible": int((result.eligible == 1).sum()),
        "total": result.total_fen,
        "peer": peer,
    }


def growth(households: int, rounds: int) -> float:
    """Give how many times longer ten times the households take, in alternating rounds."""
    pack = benchmark_pack()
    many, few = draw(households), draw(households // 10)
    pairs = [
        (
            cpu_of(lambda: assess_population(many, pack, ON)),
            cpu_of(lambda: assess_population(few, pack, ON)),
        )
        for _ in range(rounds)
    ]
    return statistics.median(one / other for one, other in pairs)


def single(rounds: int) -> dict[str, float]:
    """Time one household with its full explanation beside the bare functions."""
    pack, population = benchmark_pack(), draw(SINGLES)
    floats = bare.Floats(population)
    facts = [facts_of(population, home) for home in range(SINGLES)]
    plain = [bare.plain(floats, home) for home in range(SINGLES)]
    exact = [bare.plain_decimal(one) for one in plain]
    times: dict[str, list[float]] = {"ours": [], "float": [], "decimal": []}
    for _ in range(rounds):
        times["ours"].append(cpu_of(lambda: [assess_dibao(one, pack, ON).lines for one in facts]))
        times["float"].append(cpu_of(lambda: [bare.scalar(one) for one in plain]))
        times["decimal"].append(cpu_of(lambda: [bare.scalar_decimal(one) for one in exact]))
    found = {name: statistics.median(took) / SINGLES for name, took in times.items()}
    found["lines"] = statistics.mean(len(assess_dibao(one, pack, ON).lines) for one in facts)
    return found


def memory(households: int) -> float:
    """Give the most memory in MB that a process holds which draws and assesses so many."""
    words = [sys.executable, "-m", "benchmarks.rules", "--memory", str(households)]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=PROJECT)
    return float(done.stdout)


def imports(rounds: int) -> tuple[float, str]:
    """Give the seconds importing the rules takes, and which frameworks came with them."""
    code = (
        "import sys, time; t = time.process_time(); import jiuzhu.policy.dibao; "
        "print(time.process_time() - t, *(m for m in ('django', 'numpy') if m in sys.modules))"
    )
    words = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    found = [
        subprocess.run(words, check=True, capture_output=True, text=True, env=environment).stdout
        for _ in range(rounds)
    ]
    took = statistics.median(float(one.split()[0]) for one in found)
    return took, " ".join(found[0].split()[1:]) or "none"


def report(given: argparse.Namespace) -> str:
    """Run everything and write the tables."""
    whole, one = batch(given.households, given.rounds), single(given.rounds)
    times, peak = growth(given.households, given.rounds), memory(given.households)
    took, frameworks = imports(3)
    peer = whole["peer"]
    rows = [
        ("columns / bare NumPy float64", f"{whole['ratio']:.2f}", "≤ 2.0"),
        ("10 × households", f"{times:.2f} × time", "≤ 10.5"),
        ("most memory, population included", f"{peak:.0f} MB", "≤ 1,500 MB"),
        ("one household / bare float function", f"{one['ours'] / one['float']:.1f}", "≤ 15"),
        ("one household / bare Decimal function", f"{one['ours'] / one['decimal']:.1f}", "≤ 15"),
        ("one household, full explanation", f"{one['ours'] * 1e6:.0f} µs", "about 100 µs"),
        ("importing the rules", f"{took:.2f} s, frameworks: {frameworks}", "≤ 0.3 s, none"),
    ]
    if peer is not None:
        batch_peer = statistics.median(each["cpu"] for each in peer["batch"])
        rows[1:1] = [("openfisca-core / columns", f"{batch_peer / whole['ours']:.1f}", "≥ 10")]
        rows += [
            (
                "openfisca-core / one household",
                f"{peer['single']['cpu'] / one['ours']:.1f}",
                "≥ 15",
            ),
        ]
    else:
        batch_peer = 0.0
        rows.append(("openfisca-core", "could not be installed here", "≥ 10"))
    seconds = [
        f"Computing time: columns {whole['ours']:.3f} s, bare NumPy {whole['bare']:.3f} s,",
        f"openfisca-core {batch_peer:.2f} s (0 where it is missing).",
        f"One household: ours {one['ours'] * 1e6:.0f} µs with {one['lines']:.1f} lines on average,",
        f"bare float {one['float'] * 1e6:.1f} µs, bare Decimal {one['decimal'] * 1e6:.1f} µs.",
    ]
    differences = f"Households that come out otherwise in bare float64: {whole['differ']}."
    if peer is not None:
        differences += f" With another amount in openfisca-core (float32): {peer['differ']:,}."
    lines = [
        "# Results of benchmarks/rules",
        "",
        INTRODUCTION % (f"{given.households:,}", f"{whole['people']:,}", given.rounds),
        "",
        "| What | Measured | Goal |",
        "|---|---|---|",
        *(f"| {name} | {value} | {goal} |" for name, value, goal in rows),
        "",
        " ".join(seconds),
        "",
        f"{whole['eligible']:,} eligible, {whole['total'] / 100:,.2f} yuan a month. " + differences,
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Read what was asked and print or write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    parser.add_argument("--memory", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        assess_population(draw(given.memory), benchmark_pack(), ON)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
        return
    text = report(given)
    print(text)
    if given.write:
        (Path(__file__).parent / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
