"""The papers point only at what exists, and the check that says so finds every planted fault."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "check_docs.py"
GLOSSARY = ROOT / "docs" / "glossary.md"
OBLIGATION = (
    "| S{} | 要做的事 | `src/jiuzhu/casework/cases.py` | `tests/unit/test_cases.py` | 完成 |\n"
)
FAULTS = {
    "[去处](none.md)": "link to none.md",
    "![图](docs/none.png)": "link to docs/none.png",
    "[段](docs/guide.md#没有)": "no such heading",
    "`tests/unit/test_none.py`": "no such path",
    "`casework/none.py`": "no such path",
    "`casework/cases.py: close`": "close is not there",
    "`tests/unit/test_cases.py::test_none`": "test_none is not there",
    "`src/jiuzhu/casework/*.txt`": "no such path",
}
SOUND = (
    "[去处](docs/guide.md) [段](docs/guide.md#如何 走) [网](https://example.test/none)",
    "`casework/cases.py: advance` `casework/cases.py` `src/jiuzhu/casework/` `src/jiuzhu/*/*.py`",
    "`/w/cases/` `desk/accept.html` `a / b` `docs/<name>.md` `[没有](none.md)`",
    "```\n[没有](none.md) `tests/none.py`\n```",
)


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("check_docs", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_docs"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["check_docs"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small sound project."""
    (tmp_path / "src/jiuzhu/casework").mkdir(parents=True)
    (tmp_path / "tests/unit").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "src/jiuzhu/casework/__init__.py").touch()
    (tmp_path / "src/jiuzhu/casework/cases.py").write_text("def advance(): ...\n")
    (tmp_path / "tests/unit/test_cases.py").write_text("def test_advance(): ...\n")
    (tmp_path / "docs/guide.md").write_text("# 指南\n\n## 如何 `走`？\n", "utf-8")
    (tmp_path / "docs/policy-map.md").write_text("".join(map(OBLIGATION.format, range(1, 57))))
    return tmp_path


def with_rows(project: Path, rows: str) -> None:
    (project / "docs/policy-map.md").write_text(rows, "utf-8")


def test_papers_of_the_project_are_sound():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[:-1]) == (0, [])


@pytest.mark.parametrize("text", SOUND)
def test_sound_pages_pass(script, project, text):
    (project / "README.md").write_text(text.replace("#如何 走", "#如何-走"), "utf-8")
    assert script.faults(project) == []


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_each_fault_is_named_and_exits_1(script, project, capsys, text, fault):
    (project / "README.md").write_text(f"前 {text} 后\n", "utf-8")
    assert script.main([str(project)]) == 1
    said = capsys.readouterr().out
    assert "README.md" in said
    assert fault in said


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda row: row[:0], "S7: 0 rows"),
        (lambda row: row + row, "S7: 2 rows"),
        (lambda row: row.replace("完成", "差不多"), "none of"),
        (lambda row: row.replace("`tests/unit/test_cases.py`", "–"), "done without"),
        (lambda row: row.replace("`src/jiuzhu/casework/cases.py`", "–"), "done without"),
        (lambda row: row.replace("完成", "部分"), "what is missing"),
        (lambda row: row.replace("| 完成 ", ""), "columns"),
    ],
)
def test_policy_map_needs_every_clause_with_its_proof(script, project, change, fault):
    rows = [OBLIGATION.format(number) for number in range(1, 57)]
    rows[6] = change(rows[6])
    with_rows(project, "".join(rows))
    (found,) = script.faults(project)
    assert "S7" in found
    assert fault in found


def test_removing_a_named_file_is_noticed(script, project):
    (project / "README.md").write_text("`docs/operation/` `tests/unit/`", "utf-8")
    shutil.rmtree(project / "tests")
    assert any("tests/unit/" in fault for fault in script.faults(project))


def test_glossary_names_every_record_as_the_screens_do():
    rows = [line.split("|") for line in GLOSSARY.read_text("utf-8").splitlines()]
    known = {(row[1].strip(" `"), row[2].strip()) for row in rows if len(row) > 3}
    models = [model for model in apps.get_models() if model.__module__.startswith("jiuzhu.")]
    named = {
        (model.__name__, str(model._meta.verbose_name))
        for model in models
        if not model.__name__.endswith("History")  # written by triggers, shown nowhere
    }
    assert len(named) > 60
    assert named - known == set()
