"""The command that runs the tests: it fails when anything failed, and closes as pytest does."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from jiuzhu.interfaces.cli import gates, test, test_tools
from jiuzhu.interfaces.cli.gates import Outcome
from jiuzhu.interfaces.cli.project import PROJECT

PASSING = "def test_good():\n    assert True\n"
QUICK = ("-p", "no:cacheprovider", "-p", "no:django", "-p", "no:hypothesispytest")
FAILING = "def test_bad():\n    assert False\n"


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, command_folder: Path) -> None:
    """Keep the inner run's server apart, and the outer run's plugins out of the inner run."""
    monkeypatch.setenv("JIUZHU_TEST_STATE_DIR", str(command_folder))
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("content", "code"), [(PASSING, 0), (FAILING, 1), ("# nothing\n", 5), ("import no_such\n", 2)]
)
def test_exit_code_is_pytests(tmp_path: Path, content: str, code: int) -> None:
    file = tmp_path / "test_inner.py"
    file.write_text(content)
    assert test.main([str(file), *QUICK]) == code


def test_inner_tests_know_their_server(tmp_path: Path, command_folder: Path) -> None:
    file = tmp_path / "test_inner.py"
    file.write_text(
        "import os\ndef test_state():\n"
        f"    assert os.environ['JIUZHU_TEST_STATE'] == {str(command_folder / 'test')!r}\n"
        "    assert os.environ['JIUZHU_ROLE'] == 'owner'\n"
        "    assert 'DJANGO_SETTINGS_MODULE' not in os.environ\n"
    )
    assert test.main([str(file), *QUICK]) == 0
    assert not (command_folder / "test" / "postgres" / "data" / "postmaster.pid").exists()


@pytest.fixture
def everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The whole run over a small project whose gates are decided by a file."""
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "tests" / "unit" / "test_one.py").write_text(PASSING)
    options = "[tool.pytest.ini_options]\naddopts = '-p no:django -p no:hypothesispytest'\n"
    (tmp_path / "pyproject.toml").write_text(options)

    def decided(_environment: Mapping[str, str]) -> Iterator[Outcome]:
        passed = not (tmp_path / "gate-fails").exists()
        yield Outcome("代码规则", passed, "line 7 is wrong")

    monkeypatch.setattr(test, "PROJECT", tmp_path)
    monkeypatch.setattr(gates, "run_all", decided)
    monkeypatch.setattr(test_tools, "missing", list)
    monkeypatch.setattr(test_tools, "debian_server", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def test_last_line_is_pytests_summary(everything: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert test.main([]) == 0
    lines = capfd.readouterr().out.strip().splitlines()
    assert test.SUMMARY.match(lines[-1])
    assert "1 passed" in lines[-1]
    assert "通过  代码规则" in lines


def test_failed_gate_fails_the_run(everything: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (everything / "gate-fails").touch()
    assert test.main([]) == 1
    out = capfd.readouterr().out
    assert "line 7 is wrong" in out
    assert "失败  代码规则" in out
    assert "1 passed" in out.strip().splitlines()[-1]


def test_failed_test_fails_the_run(everything: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (everything / "tests" / "unit" / "test_two.py").write_text(FAILING)
    assert test.main([]) == 1
    assert "1 failed, 1 passed" in capfd.readouterr().out.strip().splitlines()[-1]


def test_no_test_at_all_fails_the_run(everything: Path) -> None:
    (everything / "tests" / "unit" / "test_one.py").unlink()
    assert test.main([]) == 1


def test_ci_demands_debians_server(
    everything: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    assert test.main([]) == 1
    assert "失败  数据库各层在 Debian 的 PostgreSQL 上" in capfd.readouterr().out


def test_a_gate_reports_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.py").write_text("import os\n")
    monkeypatch.setattr(gates, "PROJECT", tmp_path)
    outcome = gates.run("代码规则", os.environ)
    assert not outcome.passed
    assert "F401" in outcome.words
    (tmp_path / "wrong.py").write_text('"""Nothing."""\n')
    assert gates.run("代码规则", os.environ).passed


def test_ci_runs_the_same_command() -> None:
    script = (PROJECT / ".ci" / "run").read_text()
    assert "exec ./jiuzhu test\n" in script
