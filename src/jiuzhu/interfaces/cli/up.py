"""Start everything under one supervisor: database, pages, jobs, simulator, demo."""

import argparse
import contextlib
import os
import signal
import socket
from collections.abc import Iterator, Sequence

from jiuzhu.infra.postgres import stop as stop_database
from jiuzhu.interfaces.cli import database, preparation, run_state
from jiuzhu.interfaces.cli.main import FAILED, NOT_READY, OK
from jiuzhu.interfaces.cli.processes import identify
from jiuzhu.interfaces.cli.programs import HOST, Options, Programs, programs
from jiuzhu.interfaces.cli.run_state import RunState
from jiuzhu.interfaces.cli.status import reminders
from jiuzhu.interfaces.cli.supervisor import Supervisor
from jiuzhu.interfaces.cli.watch import Watch, say
from jiuzhu.interfaces.cli.workplace import state_dir, uses_outside_server

# 8000 的网页配 8701 的模拟器：几个平台同时运行时互不相争
SIMULATOR_AFTER = 701
LAST_PORT = 65535


class Stop(Exception):  # noqa: N818 - a request, not an error
    """End the supervisor in good order."""


def main(arguments: Sequence[str]) -> int:
    """Run until Ctrl-C; a second call names the address of the first."""
    options = _options(arguments)
    with run_state.sole_supervisor() as sole:
        if not sole:
            return _already_running()
        orphans = run_state.end_orphans()
        if orphans:
            say(f"上次没有正常结束，已清理留下的进程：{'、'.join(orphans)}。")
        if not _is_free(options.port):
            say(f"端口 {options.port} 正被别的程序使用。请换一个：./jiuzhu up --port 8010")
            return NOT_READY
        if options.cases == 0:
            for reminder in reminders():
                say(reminder)
        with _stop_on_signals():
            return _run(options)


def _run(options: Options) -> int:
    supervisor = Supervisor(say, lambda: None)

    def remember() -> None:
        me = identify(os.getpid())
        run_state.write(RunState(me, options.address, supervisor.identities()))

    supervisor.changed = remember
    wanted = programs(options, _free_port(options.port + SIMULATOR_AFTER))
    try:
        remember()
        _make_ready(supervisor, wanted)
        Watch(supervisor, options, wanted).forever()
    except Stop:
        say("正在停止……")
    finally:
        _stop_all(supervisor)
    return OK


def _make_ready(supervisor: Supervisor, wanted: Programs) -> None:
    """Have database and pages; when nothing changed, the pages load while the database starts."""
    say("正在启动数据库……")
    (state_dir() / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns without it
    early = preparation.was_current()
    if early:
        supervisor.add(wanted.pages)
    database.make_ready()
    if preparation.is_current():
        if not early:
            supervisor.add(wanted.pages)
        return
    supervisor.drop()
    say("正在升级数据库结构、装入区划与标准（首次约十秒）……")
    preparation.prepare()
    supervisor.add(wanted.pages)


def _stop_all(supervisor: Supervisor) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    supervisor.stop()
    if not uses_outside_server():
        stop_database(state_dir())
    run_state.state_file().unlink(missing_ok=True)
    say("已全部停止。")


@contextlib.contextmanager
def _stop_on_signals() -> Iterator[None]:
    def ask(_number: int, _frame: object) -> None:
        raise Stop

    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _already_running() -> int:
    state = run_state.read()
    if state is None:
        say("另一个 ./jiuzhu up 正在启动或停止，请稍候再试。")
        return FAILED
    say(f"已经在运行：{state.address}（停止它：./jiuzhu down）")
    return OK


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port(wanted: int) -> int:
    if wanted <= LAST_PORT and _is_free(wanted):
        return wanted
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _options(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="./jiuzhu up", description="启动全部，Ctrl-C 停止。")
    parser.add_argument("--port", type=int, default=8000, help="网页的端口（默认 8000）")
    parser.add_argument("--cases", type=int, default=300, help="演示案件数（默认 300）")
    parser.add_argument("--no-demo", action="store_true", help="不造演示数据")
    chosen = parser.parse_args(arguments)
    return Options(chosen.port, 0 if chosen.no_demo else chosen.cases)
