"""Find the command that was asked for and load nothing else: help and policy need no database."""

import difflib
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from jiuzhu.interfaces.cli.project import version

Command = Callable[[Sequence[str]], int]

OK: Final = 0
FAILED: Final = 1
WRONG_USE: Final = 2
NOT_READY: Final = 3
INTERRUPTED: Final = 130

COMMANDS: Final[dict[str, str]] = {
    "up": "jiuzhu.interfaces.cli.up:main",
    "down": "jiuzhu.interfaces.cli.down:main",
    "status": "jiuzhu.interfaces.cli.status:main",
    "doctor": "jiuzhu.interfaces.cli.doctor:main",
    "backup": "jiuzhu.interfaces.cli.backup:main",
    "restore": "jiuzhu.interfaces.cli.restore:main",
    "user": "jiuzhu.interfaces.cli.user:main",
    "demo": "jiuzhu.interfaces.cli.management:demo",
    "trace": "jiuzhu.interfaces.cli.management:trace",
    "money": "jiuzhu.interfaces.cli.management:money",
    "policy": "jiuzhu.interfaces.cli.policy:main",
    "explain": "jiuzhu.interfaces.cli.management:explain",
    "manage": "jiuzhu.interfaces.cli.management:manage",
    "test": "jiuzhu.interfaces.cli.test:main",
}

HELP: Final = """\
用法：./jiuzhu 命令 [选项]             救助：城乡最低生活保障办理平台

  up        启动全部（数据库、网页、后台任务、部门模拟器），Ctrl-C 停止
              --port 8000   --cases 300 演示案件数   --no-demo 不造演示数据
  down      停止 up 启动的一切
  status    各部分是否在运行                                 可加 --json
  doctor    逐项检查本机、数据库、权限，并给出修复办法       可加 --json
  backup    备份到一个文件（不含密钥）：./jiuzhu backup 文件
  restore   从备份恢复到空的状态目录：./jiuzhu restore 文件
  user      开设工作人员账号：./jiuzhu user add …
  demo      经由业务流程造演示案件：./jiuzhu demo --cases 300
  trace     查验痕迹链是否完整：./jiuzhu trace verify
  money     核对资金有没有重复、漏发：./jiuzhu money audit
  policy    查看、检验政策参数：./jiuzhu policy --help
  explain   逐行说明一个案件的核算和条款：./jiuzhu explain 案件编号  可加 --json
  manage    Django 管理命令：./jiuzhu manage …
  test      运行全部检验：./jiuzhu test [pytest 的选项]

  ./jiuzhu 命令 --help 看一个命令的用法；--version 看版本。
  退出码：0 成功  1 有失败  2 用法不对  3 条件不具备，说明里有办法  130 被中断
  状态目录：var/，可用 JIUZHU_STATE_DIR 另指；外部数据库：JIUZHU_DATABASE_URL
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    name, *rest = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if name in {"-h", "--help", "help"}:
        sys.stdout.write(HELP)
        return OK
    if name == "--version":
        return _version()
    if name not in COMMANDS:
        return _unknown(name)
    return _run(name, rest)


def _run(name: str, arguments: Sequence[str]) -> int:
    try:
        code = load(name)(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:  # noqa: BLE001 - raised again unless it carries a sentence
        return _explain(error)
    return code


def load(name: str) -> Command:
    """Import the module of one command and return its function."""
    module, _, function = COMMANDS[name].partition(":")
    command: Command = getattr(importlib.import_module(module), function)
    return command


def _nobody_reads() -> int:
    """End quietly when the reader has gone (`… | head`): what is left to write goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _unknown(name: str) -> int:
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    guess = f"是不是要用 {near[0]}?" if near else ""
    sys.stderr.write(f"没有 {name} 这个命令。{guess}./jiuzhu --help 列出全部命令。\n")
    return WRONG_USE


def _version() -> int:
    sys.stdout.write(f"jiuzhu {version()}\n")
    return OK


def _explain(error: Exception) -> int:
    """Say an anticipated problem in one sentence; anything else keeps its traceback.

    Raises the error again when it carries no sentence for people.
    """
    message = getattr(error, "message", None)
    if not isinstance(message, str) or not hasattr(error, "code"):
        raise error
    sys.stderr.write(f"{message}\n")
    return NOT_READY
