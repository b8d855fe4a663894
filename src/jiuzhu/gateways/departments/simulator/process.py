"""Put the departments together in one process and run it until it is told to stop."""

import fcntl
import json
import os
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jiuzhu.casework.verification.ports import SOURCES
from jiuzhu.gateways.departments.keys import SECRET_BYTES, DepartmentKeys, load_keys
from jiuzhu.gateways.departments.simulator.control import ADDRESS_FILE, TOKEN_FILE
from jiuzhu.gateways.departments.simulator.desk import Desk
from jiuzhu.gateways.departments.simulator.drop import DropWatcher
from jiuzhu.gateways.departments.simulator.sender import Sender
from jiuzhu.gateways.departments.simulator.server import Office, Server
from jiuzhu.gateways.departments.simulator.store import Store
from jiuzhu.gateways.departments.simulator.truth import Truth

KEYS_FILE = "keys.json"
TRUTH_FILE = "truth.jsonl"
DROP_SECONDS = 0.2


class AlreadyRunning(RuntimeError):  # noqa: N818 - says what is the matter
    """Say that another simulator holds the state directory."""


@dataclass(frozen=True, slots=True)
class Options:
    """Hold what the command line said."""

    host: str
    port: int
    state: Path
    truth: Path
    drop: Path | None
    callback_origins: frozenset[str]
    retry_seconds: float


def run(options: Options) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises AlreadyRunning, KeysError, OSError.
    """
    options.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(options.state):
        keys = _own_keys(options.state / KEYS_FILE)
        token = _own_secret(options.state / TOKEN_FILE)
        store = Store(options.state / "departments.sqlite3")
        try:
            _serve(options, keys, token, store)
        finally:
            store.close()


def _serve(options: Options, keys: DepartmentKeys, token: str, store: Store) -> None:
    truth = Truth(options.truth)
    senders: dict[str, Sender] = {
        source: Sender(
            source,
            store=store,
            truth=truth,
            keys=keys,
            drop=options.drop,
            retry_seconds=options.retry_seconds,
        )
        for source in SOURCES
    }
    desk = Desk(
        store,
        keys,
        callback_origins=options.callback_origins,
        wake=lambda source: senders[source].wake(),
    )
    workers: list[Sender | DropWatcher] = list(senders.values())
    if options.drop is not None:
        workers.append(DropWatcher(options.drop, desk=desk, every_seconds=DROP_SECONDS))
    with Server((options.host, options.port), Office(desk, store, truth, token)) as server:
        _serve_until_told(server, workers, options.state)


def _end_on_failure(failure: threading.ExceptHookArgs) -> None:
    """End the process when a thread fails: a silent department looks like a slow one."""
    threading.__excepthook__(failure)
    os._exit(70)


def _serve_until_told(server: Server, workers: list[Sender | DropWatcher], state: Path) -> None:
    told = threading.Event()
    threading.excepthook = _end_on_failure
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    for worker in workers:
        worker.start()
    serving = threading.Thread(target=server.serve_forever, args=(0.1,), name="http", daemon=True)
    serving.start()
    host, port = str(server.server_address[0]), server.server_address[1]
    _write_private(state / ADDRESS_FILE, f"{host} {port}")
    sys.stdout.write(f"departments answer on http://{host}:{port}\n")
    sys.stdout.flush()
    told.wait()
    server.shutdown()
    for worker in workers:
        worker.stop()


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    with (state / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(str(state)) from error
        yield


def _own_keys(path: Path) -> DepartmentKeys:
    if not path.exists():
        keys = {
            source: [
                {
                    "id": f"{source}-{secrets.token_hex(4)}",
                    "secret": secrets.token_hex(SECRET_BYTES),
                }
            ]
            for source in SOURCES
        }
        _write_private(path, json.dumps(keys))
    return load_keys(path)


def _own_secret(path: Path) -> str:
    if not path.exists():
        _write_private(path, secrets.token_hex(16))
    return path.read_text("ascii")


def _write_private(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
