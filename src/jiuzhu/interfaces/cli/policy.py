"""Read and check the dated law, one module per command: no Django, no database."""

import difflib
import importlib
import sys
from collections.abc import Sequence
from typing import Final

from jiuzhu.interfaces.cli.main import OK, WRONG_USE, Command

ACTIONS: Final[dict[str, tuple[str, str]]] = {
    "show": ("jiuzhu.interfaces.cli.policy_show", "某日有效的参数及其依据"),
    "check": ("jiuzhu.interfaces.cli.policy_check", "查空缺、重叠、下降、过期、不可能的规则"),
    "timeline": ("jiuzhu.interfaces.cli.policy_timeline", "一个参数的历史，标出空缺、下降"),
    "diff": ("jiuzhu.interfaces.cli.policy_diff", "两个政策包有哪些不同"),
    "deadline": ("jiuzhu.interfaces.cli.policy_deadline", "推算期限末日，列出跳过的日子"),
    "test": ("jiuzhu.policy.examples", "逐个验算案例（YAML）：policy test [目录] [--pack 目录]"),
    "assess": ("jiuzhu.interfaces.cli.policy_assess", "按政策包计算一户，逐行说明（JSON）"),
    "schema": ("jiuzhu.interfaces.cli.policy_schema", "政策包、案例、输入的 JSON Schema"),
}

EXIT_CODES: Final = "退出码：0 成功  1 查出问题  2 用法不对  3 条件不具备，说明里有办法"


def main(arguments: Sequence[str]) -> int:
    """Run one command of `policy`; the rest of the line belongs to it."""
    name, *rest = list(arguments) or ["--help"]
    if name in {"-h", "--help"}:
        sys.stdout.write(_help())
        return OK
    if name not in ACTIONS:
        near = difflib.get_close_matches(name, ACTIONS, n=1)
        guess = f"是不是要用 {near[0]}?" if near else ""
        sys.stderr.write(f"policy 没有 {name} 这个命令。{guess}./jiuzhu policy --help 列出全部。\n")
        return WRONG_USE
    module, _ = ACTIONS[name]
    command: Command = importlib.import_module(module).main
    return command(rest)


def _help() -> str:
    lines = [f"  {name:<10}{told}" for name, (_, told) in ACTIONS.items()]
    return "\n".join(
        (
            "用法：./jiuzhu policy 命令 [选项]     查看、检验政策参数，不需要数据库",
            "",
            *lines,
            "",
            "  ./jiuzhu policy 命令 --help 看一个命令的用法。",
            f"  {EXIT_CODES}",
            "",
        )
    )
