"""The script at the root, in a folder with a space and Chinese characters, with an empty lock.

An empty lock needs no network, yet the environment, stamps, repair and locking are the real ones.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiuzhu.interfaces.cli.project import PROJECT

BARE = "# nothing is locked\n"


def environment(**changes: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **changes}


def run(script: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(script), *arguments],
        check=False,
        cwd="/",
        env=environment(**changes),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was installed once."""
    project = tmp_path_factory.mktemp("launcher") / "救助 平台"
    project.mkdir()
    shutil.copy2(PROJECT / "jiuzhu", project / "jiuzhu")
    shutil.copy2(PROJECT / "pyproject.toml", project / "pyproject.toml")
    shutil.copytree(
        PROJECT / "src" / "jiuzhu" / "interfaces" / "cli",
        project / "src" / "jiuzhu" / "interfaces" / "cli",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("__init__.py", "__main__.py", "interfaces/__init__.py"):
        shutil.copy2(PROJECT / "src" / "jiuzhu" / name, project / "src" / "jiuzhu" / name)
    (project / "requirements.lock").write_text(BARE)
    (project / "requirements-dev.lock").write_text(BARE)
    answer = run(project / "jiuzhu", "no-such-command")
    assert answer.returncode == 2, answer.stderr
    assert "正在安装" in answer.stderr
    return project


@pytest.fixture
def project(installed: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it: moving an installed project is allowed."""
    copy = tmp_path / "新 位置"
    shutil.copytree(installed, copy, symlinks=True)
    yield copy
    shutil.rmtree(copy, ignore_errors=True)


def test_second_run_installs_nothing(project: Path) -> None:
    answer = run(project / "jiuzhu", "no-such-command")
    assert answer.returncode == 2
    assert "安装" not in answer.stderr


def test_moved_project_finds_its_own_source(project: Path) -> None:
    code = "import jiuzhu; print(jiuzhu.__file__)"
    python = project / ".venv" / "bin" / "python"
    answer = subprocess.run(
        [python, "-P", "-c", code], check=False, cwd="/", capture_output=True, text=True
    )
    assert answer.stdout.startswith(str(project / "src"))


def test_changed_lock_is_installed_again(project: Path) -> None:
    (project / "requirements.lock").write_text(BARE + "# changed\n")
    assert "正在安装 requirements.lock" in run(project / "jiuzhu", "no-such-command").stderr
    assert "正在安装" not in run(project / "jiuzhu", "no-such-command").stderr


def test_failed_installation_keeps_the_environment_and_tries_again(project: Path) -> None:
    (project / "requirements.lock").write_text("no-such-package-of-jiuzhu==1.0\n")
    answer = run(project / "jiuzhu", "no-such-command", PIP_NO_INDEX="1")
    assert answer.returncode != 0
    assert "再次运行同一条命令" in answer.stderr
    assert (project / ".venv" / "bin" / "python").exists()
    (project / "requirements.lock").write_text(BARE)
    again = run(project / "jiuzhu", "no-such-command")
    assert again.returncode == 2
    assert "中断" not in again.stderr


def test_interrupted_installation_is_repaired(project: Path) -> None:
    (project / ".venv" / ".jiuzhu-installing").touch()
    shutil.rmtree(next((project / ".venv" / "lib").glob("python3.*")) / "site-packages")
    answer = run(project / "jiuzhu", "no-such-command")
    assert answer.returncode == 2, answer.stderr
    assert "重新建立运行环境" in answer.stderr
    assert not (project / ".venv" / ".jiuzhu-installing").exists()


def test_broken_environment_is_replaced(project: Path) -> None:
    (project / ".venv" / "bin" / "python").unlink()
    (project / ".venv" / "bin" / "python").symlink_to("/nonexistent/python3")
    answer = run(project / "jiuzhu", "no-such-command")
    assert answer.returncode == 2, answer.stderr
    assert "已损坏" in answer.stderr


def test_four_at_once_install_once(project: Path) -> None:
    shutil.rmtree(project / ".venv")
    starts = [
        subprocess.Popen(
            [str(project / "jiuzhu"), "no-such-command"],
            cwd="/",
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    words = [start.communicate(timeout=120)[1] for start in starts]
    assert [start.returncode for start in starts] == [2, 2, 2, 2], words
    assert "".join(words).count("正在安装") == 1


def test_test_command_installs_the_second_lock(project: Path) -> None:
    answer = run(project / "jiuzhu", "test", "--help")
    assert "requirements-dev.lock" in answer.stderr


def test_link_to_the_script_finds_the_project(project: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接"
    link.symlink_to(project / "jiuzhu")
    assert run(link, "no-such-command").returncode == 2
    assert not (tmp_path / ".venv").exists()


def test_help_needs_no_installation(project: Path) -> None:
    shutil.rmtree(project / ".venv")
    answer = run(project / "jiuzhu", "--help")
    assert answer.returncode == 0
    assert answer.stdout.startswith("用法：")
    assert not (project / ".venv").exists()


def test_missing_python_names_the_package(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / ".venv")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink", "cat", "cksum", "mkdir", "rm"):
        (tools / name).symlink_to(shutil.which(name) or "/nonexistent")
    answer = run(project / "jiuzhu", "status", PATH=str(tools))
    assert answer.returncode == 1
    assert "apt-get install python3 python3-venv" in answer.stderr


def test_python_without_venv_names_the_package(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / ".venv")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink", "cat", "cksum", "mkdir", "rm"):
        (tools / name).symlink_to(shutil.which(name) or "/nonexistent")
    bare = tools / "python3"
    bare.write_text(
        f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n'
    )
    bare.chmod(0o755)
    answer = run(project / "jiuzhu", "status", PATH=str(tools))
    assert answer.returncode == 1
    assert "apt-get install python3-venv" in answer.stderr


def test_options_and_exit_code_pass_through(project: Path) -> None:
    answer = run(project / "jiuzhu", "no such", "a b", "救助")
    assert "no such" in answer.stderr
    assert answer.returncode == 2
