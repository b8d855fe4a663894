"""Make a cluster and start its server: private socket, no network, every safety on."""

import contextlib
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from jiuzhu.infra.postgres.binaries import Binaries
from jiuzhu.infra.postgres.errors import DatabaseProblem
from jiuzhu.infra.postgres.life import answers, clear_dead, end, pid_in, serves
from jiuzhu.infra.postgres.places import PORT, SOCKET_NAME, Place

START_SECONDS = 120.0
BUILTIN_LOCALE = {17: "C.UTF-8", 18: "PG_UNICODE_FAST"}
ACCESS = "# 只许经本机套接字、凭口令进入\nlocal all all scram-sha-256\n"
FORBIDDEN = frozenset('"$`\\\n')
IN_BACKGROUND = '"$@" >&2 & echo $!'


def make_cluster(place: Place, binaries: Binaries, *, admin: str, password: str) -> None:
    """Create the data directory in one step: a half-made one never bears its name.

    Raises DatabaseProblem with the words of initdb, or for a path that it could not bear.
    """
    _refuse_shell_characters(place.home, binaries.directory)
    unfinished = place.home / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    place.account.take_over(unfinished)
    with _password_file(place, password) as file:
        answer = place.account.run(
            [
                binaries.program("initdb"),
                f"--pgdata={unfinished}",
                f"--username={admin}",
                f"--pwfile={file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                *_locale(binaries.major),
            ]
        )
    if answer.returncode != 0:
        words = (answer.stderr or answer.stdout).decode(errors="replace").strip()
        raise DatabaseProblem("postgres.initdb", f"数据库初始化失败（{unfinished}）：{words}")
    (unfinished / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as stream:
        stream.write("include = 'jiuzhu.conf'\n")
    write_settings(place, unfinished)
    unfinished.rename(place.data)


def write_settings(place: Place, data: Path) -> None:
    """Write our settings: the socket's directory may have moved with the project."""
    socket_dir = str(place.socket_dir).replace('"', '""').replace("'", "''")
    lines = {
        "listen_addresses": "''",
        "port": str(PORT),
        "unix_socket_directories": f"'\"{socket_dir}\"'",
        "unix_socket_permissions": "0700",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "password_encryption": "'scram-sha-256'",
        "timezone": "'Asia/Shanghai'",
        "log_timezone": "'Asia/Shanghai'",
        # 日志里不留姓名、证件号：出错的语句和冲突的键值都不写
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "shared_buffers": "'256MB'",
        "max_locks_per_transaction": "256",
    }
    text = "".join(f"{name} = {value}\n" for name, value in lines.items())
    file = data / "jiuzhu.conf"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    place.account.take_over(file)


def start_server(place: Place, binaries: Binaries, parameters: Mapping[str, str | int]) -> None:
    """Bring the server up, or wait for one that is recovering, and prove it by a connection.

    Raises DatabaseProblem with the end of the server's log.
    """
    lock = place.socket_dir / f"{SOCKET_NAME}.lock"
    clear_dead(place.data, lock)
    living = pid_in(place.data / "postmaster.pid")
    if living is not None and not (place.socket_dir / SOCKET_NAME).exists():
        _end_unreachable(living, place)
        living = None
    if living is None:
        clear_dead(place.data, lock)
        write_settings(place, place.data)
        living = _launch(place, binaries)
    _wait_until_it_answers(place, living, parameters)


def _end_unreachable(pid: int, place: Place) -> None:
    """End a server whose socket was swept away: it lives, but nobody can reach it any more."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if (place.socket_dir / SOCKET_NAME).exists():
            return
        time.sleep(0.1)
    end(pid, place.data)


def _launch(place: Place, binaries: Binaries) -> int:
    program = binaries.program("postgres")
    place.log.touch(mode=0o600)
    place.account.take_over(place.log)
    with place.log.open("ab") as log:
        answer = place.account.run(
            ["/bin/sh", "-c", IN_BACKGROUND, "sh", program, "-D", str(place.data)],
            stderr=log,
            new_session=True,
        )
    return int(answer.stdout)


def _wait_until_it_answers(place: Place, pid: int, parameters: Mapping[str, str | int]) -> None:
    deadline = time.monotonic() + START_SECONDS
    started = time.monotonic()
    while not answers(parameters, place.data):
        if not serves(pid, place.data) and time.monotonic() - started > 1:
            raise DatabaseProblem(
                "postgres.start",
                f"数据库没有启动成功，日志 {place.log} 的结尾：\n{_end_of(place.log)}",
            )
        if time.monotonic() > deadline:
            raise DatabaseProblem(
                "postgres.slow_start",
                f"数据库在 {START_SECONDS:.0f} 秒内没有应答（可能仍在恢复）。"
                f"请稍后重试；日志在 {place.log}。",
            )
        time.sleep(0.05)


def _refuse_shell_characters(*paths: Path) -> None:
    """Refuse what initdb would hand to a shell: it puts its own path between double quotes."""
    for path in paths:
        bad = sorted(FORBIDDEN.intersection(str(path)))
        if bad:
            raise DatabaseProblem(
                "postgres.path",
                f"路径 {path} 含有字符 {' '.join(bad)},PostgreSQL 不能在其中初始化。"
                "请换一个目录，或用 JIUZHU_STATE_DIR 另指状态目录。",
            )


def _locale(major: int) -> list[str]:
    if major not in BUILTIN_LOCALE:
        return ["--locale=C.UTF-8"]
    builtin = BUILTIN_LOCALE[major]
    return ["--locale=C.UTF-8", "--locale-provider=builtin", f"--builtin-locale={builtin}"]


@contextlib.contextmanager
def _password_file(place: Place, password: str) -> Iterator[Path]:
    file = place.home / "password.unfinished"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(password + "\n", encoding="ascii")
    place.account.take_over(file)
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def _end_of(log: Path) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
    except FileNotFoundError:
        return "(没有日志)"
