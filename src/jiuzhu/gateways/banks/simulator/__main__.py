"""Start the bank and run it until it is told to stop."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import threading
from pathlib import Path

from jiuzhu.gateways.banks.simulator.books import Books
from jiuzhu.gateways.banks.simulator.server import Server


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m jiuzhu.gateways.banks.simulator")
    parser.add_argument("--state", type=Path, required=True, help="own directory, made 0700")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    chosen = parser.parse_args(arguments)
    state: Path = chosen.state
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    token = _token(state / "token")
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    with Server((chosen.host, chosen.port), Books(state / "bank.sqlite3"), token) as server:
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        host, port = str(server.server_address[0]), server.server_address[1]
        part = state / ".address.part"
        part.write_text(f"{host} {port}", "ascii")
        part.replace(state / "address")
        sys.stdout.write(f"the bank answers on http://{host}:{port}\n")
        sys.stdout.flush()
        told.wait()
        server.shutdown()
    return 0


def _token(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(16))
    return path.read_text("ascii")


if __name__ == "__main__":
    sys.exit(main())
