"""Measure the stream at the service layer beside its peer and its limit.

One run, alternating, medians: the platform's own use cases; the same rows in Django ORM with
django-simple-history; the same rows in one data-modifying statement a step. Each once with and once
without rendering the documents.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
STATE = Path(os.environ.get("JIUZHU_BENCHMARK_STATE", PROJECT / "var" / "benchmarks" / "stream"))
os.environ.update(
    JIUZHU_STATE_DIR=str(STATE),
    JIUZHU_ROLE="worker",
    JIUZHU_KEY_FILE=str(STATE / "keys.json"),
    DJANGO_SETTINGS_MODULE="jiuzhu.config.settings",
)
os.environ.pop("JIUZHU_DATABASE_URL", None)
sys.path[:0] = [str(HERE), str(PROJECT / "src")]
WORDS = "## 怎样读这些数"
LOCK = PROJECT / "benchmarks" / "peers" / "requirements.lock"


def main() -> int:
    """Prepare, record one case, measure, print and, where asked, write RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stream")
    parser.add_argument("--cases", type=int, default=4, help="cases a round (the limit: ten times)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    chosen = parser.parse_args()
    try:
        prepare()
        measure(chosen.cases, chosen.rounds, write=chosen.write)
    finally:
        stop_cluster()
    return 0


def measure(cases: int, rounds: int, *, write: bool) -> None:
    """Measure the three sides on the prepared cluster."""
    import django  # noqa: PLC0415 -- the cluster comes before the settings

    django.setup()
    from bench import Bench  # noqa: PLC0415 -- the models come after the set-up
    from report import report  # noqa: PLC0415

    bench = Bench()
    found = bench.measure(cases, rounds)
    text = report(bench, found, cases, rounds)
    sys.stdout.write(text)
    if write:
        write_results(text)
    bench.close()


def stop_cluster() -> None:
    """Leave nothing running."""
    from jiuzhu.infra.postgres import stop  # noqa: PLC0415 -- src is on the path now

    stop(STATE)


def write_results(text: str) -> None:
    """Write the figures; what somebody wrote about older ones is kept below, to be read again."""
    path = HERE / "RESULTS.md"
    _, mark, words = (path.read_text("utf-8") if path.exists() else "").partition(WORDS)
    path.write_text(f"{text}\n{mark}{words}" if mark else text, "utf-8")


def prepare() -> None:
    """Start the cluster of the benchmark, load the base data, install the peer's environment."""
    from jiuzhu.infra.postgres import ensure_running  # noqa: PLC0415 -- src is on the path now

    STATE.mkdir(parents=True, exist_ok=True)
    ensure_running(STATE)
    owner = {**os.environ, "JIUZHU_ROLE": "owner", "PYTHONPATH": str(PROJECT / "src")}
    loading = [sys.executable, "-m", "jiuzhu.interfaces.cli.migrate_and_load"]
    subprocess.run(loading, check=True, env=owner, stdout=subprocess.DEVNULL)
    marker = STATE / "peer-environment" / ".installed"
    if not marker.exists() or marker.read_text() != LOCK.read_text():
        folder = marker.parent
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
        flags = ["--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check"]
        subprocess.run([*pip, *flags, "-r", str(LOCK)], check=True)
        marker.write_text(LOCK.read_text())


if __name__ == "__main__":
    sys.exit(main())
