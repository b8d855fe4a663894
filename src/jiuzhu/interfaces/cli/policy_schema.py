"""`policy schema`: the published JSON Schemas of packs, worked cases and facts."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.policy.schemas import FOLDER, every_schema, outdated, write_schemas, written


def main(arguments: Sequence[str]) -> int:
    """Run `policy schema [NAME] [--check] [--write DIR]`."""
    chosen = _parser().parse_args(arguments)
    if chosen.check:
        return _check()
    if chosen.write is not None:
        write_schemas(chosen.write)
        return OK
    schemas = every_schema()
    if not chosen.name:
        sys.stdout.writelines(f"{name:<32}{one['title']}\n" for name, one in schemas.items())
        return OK
    if chosen.name not in schemas:
        sys.stderr.write(f"没有“{chosen.name}”这个格式说明。不写名称可列出全部。\n")
        return FAILED
    sys.stdout.write(written(schemas[chosen.name]))
    return OK


def _check() -> int:
    """Name the published files that are not what the program reads."""
    old = outdated()
    sys.stdout.writelines(f"{name} 与程序不一致\n" for name in old)
    sys.stdout.write(f"共 {len(old)} 处不一致。\n")
    return FAILED if old else OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy schema",
        description="政策包、案例、核算输入的 JSON Schema（2020-12），由程序自己的类型生成。",
    )
    parser.add_argument("name", nargs="?", default="", help="如 pack/support.json，不写则列出全部")
    parser.add_argument("--check", action="store_true", help="核对随系统提供的文件是不是最新")
    parser.add_argument(
        "--write",
        nargs="?",
        type=Path,
        const=FOLDER,
        default=None,
        metavar="目录",
        help="重新生成（不写目录则写到随系统提供的目录）",
    )
    return parser
