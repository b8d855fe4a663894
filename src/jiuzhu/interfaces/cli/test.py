"""Run everything the project proves about itself and close with pytest's own summary line."""

import contextlib
import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jiuzhu.infra.postgres import ensure_running, stop
from jiuzhu.interfaces.cli import gates, test_tools
from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.interfaces.cli.project import PROJECT
from jiuzhu.interfaces.cli.workplace import environment, python

SUMMARY = re.compile(r"^=+ .*\bin [\d.]+s\b.* =+$")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
DATABASE_TIERS = ("unit", "pages", "scenarios")
# These start servers of their own, with programs of their own choice.
LAUNCHER_TESTS = ("tests/unit/infra/postgres", "tests/unit/cli")
USAGE = """\
用法：./jiuzhu test [pytest 的选项]
  不带选项：代码检查 + 全部检验（内置 PostgreSQL 18）+ 数据库各层再跑一遍（Debian 的 PostgreSQL）
  带选项：  只在内置数据库上运行 pytest，例如 ./jiuzhu test tests/unit -k payroll
"""
# A worker that is done takes over what waits behind a long journey of the other.
TWO_AT_ONCE = ("-n", "2", "--dist", "worksteal")


def main(arguments: Sequence[str]) -> int:
    """Run all, or only pytest with the given options; non-zero if anything failed."""
    if list(arguments) in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return OK
    if arguments:
        with _server("test", None) as variables:
            return _pytest(variables, arguments).code
    return run_everything()


def run_everything() -> int:
    """Run gates and tests on both servers; the last line is pytest's own, over all tiers."""
    test_tools.install(test_tools.missing(), _say)
    for package in test_tools.missing():
        _say(f"缺少系统组件 {package}，相关检验会跳过。安装：apt-get install {package}")
    recap = []
    with _server("test", None) as variables, ThreadPoolExecutor(1) as beside:
        # The longest gate keeps one core busy for a minute: the tests take the other one.
        checked = beside.submit(lambda: tuple(gates.run_all(variables)))
        second = _on_debian()
        recap += [*_tell(checked.result()), *second]
        # `--cov` last: it would take a folder that follows for the source to measure.
        last = _pytest(variables, [*TWO_AT_ONCE, "tests", "--cov"], hold_summary=True)
    for name, passed in recap:
        _say(f"{'通过' if passed else '失败'}  {name}")
    _say(last.summary)
    return OK if last.code == 0 and all(passed for _, passed in recap) else FAILED


def _tell(outcomes: Iterable[gates.Outcome]) -> Iterator[tuple[str, bool]]:
    for outcome in outcomes:
        _say(f"== {outcome.name}：{'通过' if outcome.passed else '失败'}")
        if not outcome.passed:
            _say(outcome.words)
        yield outcome.name, outcome.passed


def _on_debian() -> list[tuple[str, bool]]:
    """Run the database tiers on Debian's server, the oldest that is supported."""
    programs = test_tools.debian_server()
    tiers = [f"tests/{tier}" for tier in DATABASE_TIERS if _has_tests(PROJECT / "tests" / tier)]
    if programs is None:
        name = "数据库各层在 Debian 的 PostgreSQL 上：没有安装，未运行"
        return [(name, os.environ.get("CI") != "true")]
    with _server("test-debian", programs) as variables:
        skipped = [f"--ignore={folder}" for folder in LAUNCHER_TESTS]
        done = _pytest(
            {**variables, "JIUZHU_TEST_SERVER": "debian"}, [*TWO_AT_ONCE, *skipped, *tiers]
        )
    words = COLOURS.sub("", done.summary).strip("= ")
    return [(f"数据库各层在 PostgreSQL {programs.parent.name} 上：{words}", done.code == 0)]


class _Run:
    """How a run of pytest ended."""

    def __init__(self, code: int, summary: str) -> None:
        self.code = code
        self.summary = summary


def _pytest(
    variables: Mapping[str, str], arguments: Sequence[str], *, hold_summary: bool = False
) -> _Run:
    """Run pytest, pass its words on, and keep its closing line back when asked.

    Exit 5 (nothing was collected) counts as a failure like any other code but 0.
    """
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    # The settings of the suite stand in pyproject.toml; the environment would go before them.
    own = {name: value for name, value in variables.items() if name != "DJANGO_SETTINGS_MODULE"}
    summary = ""
    with subprocess.Popen(
        python("-m", "pytest", *colour, *arguments),
        cwd=PROJECT,
        env=own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                closing = SUMMARY.match(COLOURS.sub("", line.rstrip("\n"))) is not None
                summary = line.rstrip("\n") if closing else summary
                if not (closing and hold_summary):
                    sys.stdout.write(line)
                    sys.stdout.flush()
        except KeyboardInterrupt:
            process.terminate()
            raise
    return _Run(process.wait(), summary or "(pytest 没有给出结束行)")


@contextlib.contextmanager
def _server(name: str, programs: Path | None) -> Iterator[dict[str, str]]:
    """Run a private server for the tests, one run at a time, and stop it afterwards."""
    chosen = os.environ.get("JIUZHU_TEST_STATE_DIR")
    state = (Path(chosen) if chosen else PROJECT / "var").absolute() / name
    state.parent.mkdir(parents=True, exist_ok=True)
    lock = state.parent / f".{name}.lock"
    with lock.open("a") as stream, _programs(programs):
        fcntl.flock(stream, fcntl.LOCK_EX)
        ensure_running(state)
        try:
            yield environment("owner", JIUZHU_STATE_DIR=str(state), JIUZHU_TEST_STATE=str(state))
        finally:
            stop(state)


@contextlib.contextmanager
def _programs(programs: Path | None) -> Iterator[None]:
    """Name the server's programs to the launcher while they are wanted."""
    if programs is None:
        yield
        return
    before = os.environ.get("JIUZHU_POSTGRES_BIN")
    os.environ["JIUZHU_POSTGRES_BIN"] = str(programs)
    try:
        yield
    finally:
        os.environ.pop("JIUZHU_POSTGRES_BIN")
        if before is not None:
            os.environ["JIUZHU_POSTGRES_BIN"] = before


def _has_tests(folder: Path) -> bool:
    return any(folder.rglob("test_*.py"))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
