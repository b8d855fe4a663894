"""`policy diff`: what one pack says otherwise than another."""

import argparse
import json
import sys
from collections.abc import Sequence

from jiuzhu.interfaces.cli.main import FAILED, OK
from jiuzhu.policy.pack_diff import Change, Difference, diff_packs
from jiuzhu.policy.packs import open_pack
from jiuzhu.policy.records import to_plain

WORDS: dict[Change, str] = {
    Change.ADDED: "新增",
    Change.REMOVED: "删去",
    Change.CHANGED: "改变",
}


def main(arguments: Sequence[str]) -> int:
    """Run `policy diff PACK PACK`; exit 1 where they differ, as `diff` does."""
    chosen = _parser().parse_args(arguments)
    found = diff_packs(open_pack(chosen.old), open_pack(chosen.new))
    if chosen.json:
        rows = [to_plain(one) for one in found]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        for one in found:
            sys.stdout.write(_in_words(one))
        sys.stdout.write(f"共 {len(found)} 处不同。\n")
    return FAILED if found else OK


def _in_words(one: Difference) -> str:
    head = f"[{WORDS[one.change]}] {one.where} 自 {one.effective_from}\n"
    before = f"    原 {one.before}\n" if one.before else ""
    after = f"    新 {one.after}\n" if one.after else ""
    return head + before + after


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy diff",
        description="比较两个政策包：参数、表格行、代码的增、删、改。",
        epilog="退出码：0 完全相同  1 有不同  3 政策包读不了",
    )
    parser.add_argument("old", help="地方（如 taian），或政策包目录")
    parser.add_argument("new", help="地方，或政策包目录")
    parser.add_argument("--json", action="store_true", help="给机器读")
    return parser
