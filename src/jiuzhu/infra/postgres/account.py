"""Choose the account under which the server runs: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jiuzhu.infra.postgres.errors import DatabaseProblem

CANDIDATES = ("jiuzhu", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the server process; `switch` is true when the caller is another one (root)."""

    name: str
    uid: int
    gid: int
    switch: bool

    def may_enter(self, directory: Path) -> bool:
        """Try it really: modes alone would miss access lists and mount options."""
        script = 'cd -- "$1"'
        return self.run(["/bin/sh", "-c", script, "sh", str(directory)]).returncode == 0

    def run(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        stderr: IO[bytes] | int = subprocess.PIPE,
        new_session: bool = False,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command under this account, with a small environment and no terminal."""
        return subprocess.run(
            list(command),
            check=False,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=new_session,
            umask=0o077,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def take_over(self, path: Path) -> None:
        """Hand a file or directory to this account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def server_account(data: Path) -> Account:
    """Return the owner of an existing cluster, else the caller, else (as root) a plain account.

    Raises DatabaseProblem when the cluster belongs to somebody else or no account can be found.
    """
    caller = os.geteuid()
    if data.exists():
        return _owner_of(data, caller)
    if caller != 0:
        return _named(pwd.getpwuid(caller), switch=False) if _known(caller) else _unknown(caller)
    wanted = os.environ.get("JIUZHU_POSTGRES_USER")
    for name in (wanted,) if wanted else CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return _named(entry, switch=True)
    raise DatabaseProblem(
        "postgres.no_account",
        "以 root 运行时数据库需要一个普通账户。请执行：useradd --system jiuzhu，然后重试。",
    )


def _owner_of(data: Path, caller: int) -> Account:
    owner = data.stat().st_uid
    if caller not in {0, owner}:
        name = _known(owner) or str(owner)
        raise DatabaseProblem(
            "postgres.foreign_cluster",
            f"数据库文件属于账户 {name}。请用当初的账户（或 root）运行，不要改动文件的属主。",
        )
    if not _known(owner):
        return _unknown(owner)
    return _named(pwd.getpwuid(owner), switch=caller == 0)


def _named(entry: pwd.struct_passwd, *, switch: bool) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch)


def _known(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""


def _unknown(uid: int) -> Account:
    raise DatabaseProblem(
        "postgres.unknown_account",
        f"系统账户表里没有编号 {uid} 的账户，数据库无法初始化。"
        "请在 /etc/passwd 中登记它，或用 JIUZHU_DATABASE_URL 指向一台现成的 PostgreSQL。",
    )
