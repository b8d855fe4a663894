"""Open accounts for staff: user add."""

import sys
from collections.abc import Sequence

from jiuzhu.interfaces.cli.main import OK, WRONG_USE
from jiuzhu.interfaces.cli.management import OWNER, call

USAGE = "用法：./jiuzhu user add [选项]（./jiuzhu user add --help 看全部选项）\n"


def main(arguments: Sequence[str]) -> int:
    """Dispatch `user add` to the management command that opens an account."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return OK
    if arguments[0] != "add":
        sys.stderr.write(f"没有 user {arguments[0]} 这个用法。{USAGE}")
        return WRONG_USE
    return call(["jiuzhu_user_add", *arguments[1:]], role=OWNER)
