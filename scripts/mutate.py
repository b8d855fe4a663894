"""Break the law's code line by line and count which breaks the tests notice (mutmut, BSD).

    .venv/bin/python scripts/mutate.py                      # the amounts: dibao and money
    .venv/bin/python scripts/mutate.py 'src/jiuzhu/policy/*'  # any files, by glob

Work happens in a copy under var/mutation, with mutmut in an environment of its own
(scripts/mutation.lock) that reads the packages of .venv. Prints a table: file, mutants, killed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import venv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
STATE = Path(os.environ.get("JIUZHU_MUTATION_STATE", ROOT / "var" / "mutation"))
DIBAO = ("arithmetic", "dibao", "benefit", "income", "earnings", "expenses", "assets", "support")
AMOUNTS = [
    *(f"src/jiuzhu/policy/{name}.py" for name in (*DIBAO, "terms", "household_checks")),
    *(f"src/jiuzhu/kernel/{name}.py" for name in ("money", "workdays", "periods")),
]
# The tests that speak of amounts; a wider run names its own with --tests.
TESTS = [
    *(
        f"tests/rules/policy/test_{name}.py"
        for name in (
            *("arithmetic", "assess_dibao", "stored_results", "support_order", "other_law"),
            *("columns", "policy_examples", "gradual_exit"),
        )
    ),
    "tests/rules/kernel",
]
PLUGINS = ("django", "randomly", "xdist", "cacheprovider")
COPIED = ("src", "tests", "pyproject.toml", "docs")


def environment() -> Path:
    """Give the Python that has mutmut, with the packages of the project beside it."""
    home = STATE / "env"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        lock = ROOT / "scripts" / "mutation.lock"
        install = [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock]
        subprocess.run(install, check=True)
        packages = next((ROOT / ".venv" / "lib").glob("python*/site-packages")).resolve()
        own = next((home / "lib").glob("python*/site-packages"))
        (own / "project.pth").write_text(f"{packages}\n", encoding="utf-8")
    return python


def copy(globs: list[str], tests: list[str]) -> Path:
    """Copy the project and say in its settings what is to be broken and which tests look."""
    work = STATE / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, work / name)
    # The rules need no database: without the project's own conftest none is built for a mutant.
    (work / "tests" / "conftest.py").unlink()
    (work / "pytest.ini").write_text("[pytest]\npythonpath = src tests\n", encoding="utf-8")
    settings = {
        "source_paths": ["src/"],
        "only_mutate": globs,
        "also_copy": ["tests", "docs", "pytest.ini"],
        "pytest_add_cli_args_test_selection": tests,
        "process_isolation": "forkserver",
        "pytest_add_cli_args": [f"-pno:{name}" for name in PLUGINS],
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    with (work / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n" + "\n".join(lines) + "\n")
    return work


def table(python: Path, work: Path) -> int:
    """Print mutants and kills by file; give the share killed per ten thousand."""
    words = [python, "-m", "mutmut", "results", "--all", "true"]
    found = subprocess.run(words, cwd=work, check=True, capture_output=True, text=True)
    counts: dict[str, Counter[str]] = {}
    for line in found.stdout.splitlines():
        name, _, status = line.strip().rpartition(": ")
        if "__mutmut_" in name:
            module = name.rsplit(".", 1)[0]
            counts.setdefault(module, Counter())[status] += 1
    total: Counter[str] = Counter()
    print(f"{'module':44} {'mutants':>8} {'killed':>8} {'late':>8} {'share':>7}")
    for module, count in sorted(counts.items()):
        total += count
        print(row(module, count))
    print(row("all", total))
    judged = sum(total.values()) - total["timeout"]
    return 10_000 * killed(total) // judged if judged else 0


def killed(count: Counter[str]) -> int:
    """Count what the tests noticed."""
    return count["killed"] + count["segfault"]


def row(name: str, count: Counter[str]) -> str:
    """Write one row of the table; what ran out of time proves nothing and is left out."""
    late = count["timeout"]
    judged = sum(count.values()) - late
    share = f"{100 * killed(count) / judged:6.1f}%" if judged else "      –"
    return f"{name:44} {judged + late:8} {killed(count):8} {late:8} {share}"


def main() -> int:
    """Run the mutants and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("globs", nargs="*", default=AMOUNTS, help="files to break, by glob")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="tests that look")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    python = environment()
    work = copy(list(given.globs), list(given.tests))
    run = [python, "-m", "mutmut", "run", "--max-children", str(given.jobs)]
    subprocess.run(run, cwd=work, check=False)
    return 0 if table(python, work) else 1


if __name__ == "__main__":
    sys.exit(main())
