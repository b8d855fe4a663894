"""Settings of the suite: a cluster of its own, started before Django reads them."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(os.environ.get("JIUZHU_TEST_STATE", ROOT / "var" / "test")).resolve()
os.environ["JIUZHU_STATE_DIR"] = str(STATE)
os.environ["JIUZHU_ROLE"] = "owner"
os.environ["JIUZHU_DEMO"] = "1"
os.environ["JIUZHU_KEY_FILE"] = str(STATE / "keys.json")


def _start_server() -> None:
    """Start the server of the tests and let its owner become web and worker (SET ROLE)."""
    import psycopg

    from jiuzhu.infra import keys
    from jiuzhu.infra.postgres import ensure_running, sign_in_from_state

    keys.create_key_file(keys.key_file())
    if os.environ.get("JIUZHU_DATABASE_URL"):
        return
    ensure_running(STATE)
    with psycopg.connect(**sign_in_from_state(STATE, "admin").for_psycopg()) as connection:  # type: ignore[arg-type]
        connection.execute("SELECT pg_advisory_xact_lock(20190830)")  # several runs at a time
        connection.execute("GRANT jiuzhu_web, jiuzhu_worker TO jiuzhu_owner")


_start_server()

from jiuzhu.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
for _alias in DATABASES.values():  # noqa: F405
    _alias["ENGINE"] = "support.unordered"
