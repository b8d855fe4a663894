"""The command line: it fits the screen, loads only what it needs and explains itself."""

import os
import subprocess
import sys
import unicodedata
from collections.abc import Sequence

import pytest

from jiuzhu.infra.postgres import DatabaseProblem
from jiuzhu.interfaces.cli import main as cli
from jiuzhu.interfaces.cli.project import PROJECT


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "src"), **variables},
    )


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)


def test_help_fits_one_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24
    assert max(map(width, lines)) <= 80


def test_help_names_every_command() -> None:
    for name in cli.COMMANDS:
        assert f"\n  {name} " in cli.HELP


def test_every_command_can_be_loaded_and_explains_itself() -> None:
    for name in cli.COMMANDS:
        assert callable(cli.load(name)), name


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["policy", "show", "--on", "2020-09-01"],
        ["policy", "test"],
        ["policy", "schema"],
        ["upp"],
    ],
)
def test_light_commands_load_neither_django_nor_database(arguments: list[str]) -> None:
    code = (
        "import sys; from jiuzhu.interfaces.cli.main import main; main(sys.argv[1:]);"
        "heavy = {'django', 'psycopg', 'procrastinate', 'typst'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    answer = run("-c", code, *arguments)
    assert answer.returncode == 0, answer.stderr


def test_mistyped_command_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["statsu"]) == 2
    words = capsys.readouterr().err
    assert "status" in words
    assert "--help" in words


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert capsys.readouterr().out == cli.HELP


def test_anticipated_problem_is_one_sentence_and_exit_three(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_arguments: Sequence[str]) -> int:
        raise DatabaseProblem("some.code", "请先做甲，再做乙。")

    monkeypatch.setattr(cli, "load", lambda _name: refuse)
    assert cli.main(["up"]) == 3
    assert capsys.readouterr().err == "请先做甲，再做乙。\n"


def test_unexpected_error_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_arguments: Sequence[str]) -> int:
        raise KeyError("bug")

    monkeypatch.setattr(cli, "load", lambda _name: fail)
    with pytest.raises(KeyError):
        cli.main(["up"])


def test_module_runs_from_any_folder() -> None:
    answer = run("-m", "jiuzhu", "--version")
    assert answer.stdout.startswith("jiuzhu ")
    assert answer.returncode == 0


def test_reader_that_leaves_early_is_no_crash() -> None:
    command = f"{sys.executable} -P -m jiuzhu policy diff taian sample-city | head -1"
    answer = subprocess.run(
        ["sh", "-c", command],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "src")},
    )
    assert len(answer.stdout.splitlines()) == 1
    assert not answer.stderr
