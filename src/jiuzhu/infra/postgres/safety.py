"""Refuse a server that may lose what it has confirmed: money and decisions rest on it."""

from typing import Any

import psycopg

from jiuzhu.infra.postgres.errors import UnsafeDatabase

FLOOR = 150000
NEEDED = {
    "fsync": "写盘确认",
    "full_page_writes": "整页写入",
    "data_checksums": "数据校验和",
}


def unsafe_settings(connection: psycopg.Connection[Any]) -> tuple[str, ...]:
    """Return the names of the safety settings that are off."""
    return tuple(name for name in NEEDED if _setting(connection, name) != "on")


def refuse_unsafe(connection: psycopg.Connection[Any]) -> None:
    """Refuse a server below PostgreSQL 15, or with fsync, full_page_writes or checksums off.

    Raises UnsafeDatabase naming every fault and its cure.
    """
    if connection.info.server_version < FLOOR:
        raise UnsafeDatabase(
            "postgres.too_old", "数据库版本低于 PostgreSQL 15，请先升级数据库服务器。"
        )
    off = unsafe_settings(connection)
    if off:
        named = "、".join(f"{NEEDED[name]}({name})" for name in off)
        cure = (
            "校验和要在停机后用 pg_checksums --enable 打开。"
            if off == ("data_checksums",)
            else "请在服务器上执行 ALTER SYSTEM RESET fsync; ALTER SYSTEM RESET full_page_writes; "
            "再重新启动数据库；校验和要停机后用 pg_checksums --enable 打开。"
        )
        raise UnsafeDatabase(
            "postgres.unsafe",
            f"数据库关闭了{named}，断电会丢失或损坏已经办结的事项，不能使用。{cure}",
        )


def _setting(connection: psycopg.Connection[Any], name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""
