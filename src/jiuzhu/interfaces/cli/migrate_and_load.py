"""Migrate and load the base data in one process of its own: python -m … (the owner's)."""

import sys

import django
from django.core.management import CommandError, call_command

STEPS = {
    "数据库结构升级": ("migrate", "--no-input", "--verbosity", "0"),
    "基础数据（区划、机关、标准）装入": ("jiuzhu_prepare",),
}


def main() -> int:
    """Run the steps in order; 1 when one of them refuses, an unexpected error shows itself."""
    django.setup()
    for name, (command, *options) in STEPS.items():
        try:
            call_command(command, *options)
        except CommandError as error:
            sys.stderr.write(f"{name}没有成功：{error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
