"""Check machine, installation and database, and say for each fault how to mend it."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from jiuzhu.interfaces.cli import database_checks, machine_checks
from jiuzhu.interfaces.cli.finding import Finding, Level
from jiuzhu.interfaces.cli.main import FAILED, OK

SIGNS = {Level.OK: "  好  ", Level.WARNING: " 提醒 ", Level.FAULT: " 故障 "}


def main(arguments: Sequence[str]) -> int:
    """Run every check; exit 0 when no fault was found (reminders do not count), else 1."""
    parser = argparse.ArgumentParser(prog="./jiuzhu doctor", description="检查并给出修复办法。")
    parser.add_argument("--json", action="store_true", help="给机器读")
    chosen = parser.parse_args(arguments)
    findings = examine()
    if chosen.json:
        rows = [{**asdict(finding), "level": finding.level.value} for finding in findings]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("".join(in_words(finding) for finding in findings))
    return FAILED if any(finding.level is Level.FAULT for finding in findings) else OK


def examine() -> tuple[Finding, ...]:
    """Run the checks of the machine, then those of the database."""
    return (*machine_checks.examine(), *database_checks.examine())


def in_words(finding: Finding) -> str:
    """Return one finding for a person, the cure on a line of its own."""
    cure = f"        办法：{finding.cure}\n" if finding.cure else ""
    return f"[{SIGNS[finding.level]}] {finding.name}：{finding.detail}\n{cure}"
