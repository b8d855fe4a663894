"""Measure the staff's pages over a city's cases beside a bare server and Django's admin.

One run, alternating, medians. Full size: --scale 1 (400,000 cases, 5.5 million events); the
default is a tenth of it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
STATE = Path(os.environ.get("JIUZHU_BENCHMARK_STATE", PROJECT / "var" / "benchmarks" / "pages"))
os.environ.update(
    JIUZHU_STATE_DIR=str(STATE),
    JIUZHU_KEY_FILE=str(STATE / "keys.json"),
    DJANGO_SETTINGS_MODULE="jiuzhu.config.settings",
)
os.environ.pop("JIUZHU_DATABASE_URL", None)
PATHS = [HERE, HERE.parent / "stream", PROJECT / "src", PROJECT / "tests"]
sys.path[:0] = [str(path) for path in PATHS]
WHOLE = 400_000
THREADS = 8
PORTS = {"ours": 8791, "bare": 8792, "admin": 8793}
APPLICATIONS = {
    "ours": "jiuzhu.config.wsgi:application",
    "bare": "bare:application",
    "admin": "admin_site:application",
}
KINDS = ("tasks", "cases", "search", "case")
Found = dict[tuple[str, str], list[dict[str, Any]]]


def main() -> int:
    """Fill, record, serve, ask, print and, where asked, write RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--scale", type=float, default=0.1, help="1 is the whole city")
    parser.add_argument("--users", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write RESULTS.md")
    parser.add_argument("--against", type=Path, help="state of a run over fewer cases")
    chosen = parser.parse_args()
    if len(sys.argv) > 1 and os.environ.get("BENCH_STEP"):
        return _step(os.environ["BENCH_STEP"], chosen)
    from jiuzhu.infra.postgres import ensure_running, stop  # noqa: PLC0415 -- src is on the path

    STATE.mkdir(parents=True, exist_ok=True)
    ensure_running(STATE)
    try:
        _run(("-m", "jiuzhu.interfaces.cli.migrate_and_load"), role="owner")
        _filled(chosen)
        _again("record", chosen, role="web")
        found = _measure(chosen)
        from report import report  # noqa: PLC0415

        (STATE / "found.json").write_text(json.dumps([[*key, rows] for key, rows in found.items()]))
        text = report(found, json.loads((STATE / "counts.json").read_text()), chosen)
        sys.stdout.write(text)
        if chosen.write:
            (HERE / "RESULTS.md").write_text(text, "utf-8")
    finally:
        stop(STATE)
    return 0


def _filled(chosen: argparse.Namespace) -> None:
    """Fill the city once; another scale begins anew."""
    marker = STATE / "filled"
    wanted = str(int(WHOLE * chosen.scale))
    if marker.exists() and marker.read_text() == wanted:
        return
    if marker.exists():
        raise SystemExit(f"{STATE} holds {marker.read_text()} cases: remove the folder first")
    _again("fill", chosen, role="worker")
    marker.write_text(wanted)


def _again(step: str, chosen: argparse.Namespace, *, role: str) -> None:
    """Run one step in a process of its own: settings know one role."""
    _run((str(HERE), "--scale", str(chosen.scale)), role=role, step=step)


def _run(arguments: tuple[str, ...], *, role: str, step: str = "") -> None:
    paths = os.pathsep.join(str(path) for path in PATHS)
    told = {**os.environ, "JIUZHU_ROLE": role, "PYTHONPATH": paths, "BENCH_STEP": step}
    subprocess.run([sys.executable, *arguments], check=True, env=told)


def _step(step: str, chosen: argparse.Namespace) -> int:
    import django  # noqa: PLC0415 -- the role is set by now

    django.setup()
    from jiuzhu.infra.postgres import sign_in_from_state  # noqa: PLC0415

    owner: dict[str, Any] = dict(sign_in_from_state(STATE, "owner").for_psycopg())
    admin: dict[str, Any] = dict(sign_in_from_state(STATE, "admin").for_psycopg())
    admin["dbname"] = owner["dbname"]
    if step == "fill":
        from city import build_city  # noqa: PLC0415
        from desks import asks  # noqa: PLC0415

        sizes = build_city(admin, int(WHOLE * chosen.scale))
        listed = [(ask.kind, ask.path, ask.cookie) for ask in asks(admin)]
        (STATE / "asks.json").write_text(json.dumps(listed, ensure_ascii=False))
        (STATE / "sizes.json").write_text(json.dumps(sizes))
        return 0
    from desks import Ask  # noqa: PLC0415
    from recording import record  # noqa: PLC0415

    asked = [Ask(*row) for row in json.loads((STATE / "asks.json").read_text())]
    counted = record(asked, STATE / "recording.pickle")
    counts = {kind: max(numbers) for kind, numbers in counted.items()}
    (STATE / "counts.json").write_text(json.dumps(counts))
    return 0


def _measure(chosen: argparse.Namespace) -> Found:
    found: Found = {}
    servers: dict[str, subprocess.Popen[bytes]] = {}
    database = int((STATE / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    try:
        for name in APPLICATIONS:
            servers[name] = _serve(name)
        asks = json.loads((STATE / "asks.json").read_text())
        for name in ("ours", "bare"):  # what is read and compiled once is no part of a page
            lines = [f"{path}\t{cookie}" for _, path, cookie in asks]
            _load(name, lines, chosen, (servers[name].pid, database))
        for _ in range(chosen.rounds):
            for kind in KINDS:
                lines = [f"{path}\t{cookie}" for one, path, cookie in asks if one == kind]
                for name in ("ours", "bare"):
                    found.setdefault((kind, name), []).append(
                        _load(name, lines, chosen, (servers[name].pid, database))
                    )
            lines = ["/cases/\tnobody"]
            found.setdefault(("cases", "admin"), []).append(
                _load("admin", lines, chosen, (servers["admin"].pid, database))
            )
    finally:
        for server in servers.values():
            server.terminate()
            server.wait()
    return found


def _serve(name: str) -> subprocess.Popen[bytes]:
    from jiuzhu.infra.postgres import (  # noqa: PLC0415
        connection_parameters_from_state,
        sign_in_from_state,
    )

    web = dict(sign_in_from_state(STATE, "web").for_psycopg())
    admin = {**connection_parameters_from_state(STATE, "admin"), "NAME": web["dbname"]}
    told = {
        **os.environ,
        "JIUZHU_ROLE": "web",
        "PYTHONPATH": os.pathsep.join(str(path) for path in PATHS),
        "BENCH_RECORDING": str(STATE / "recording.pickle"),
        "BENCH_CONNECTIONS": str(THREADS),
        "BENCH_DATABASE": " ".join(f"{key}='{value}'" for key, value in web.items()),
        "BENCH_ADMIN_DATABASE": json.dumps(admin),
    }
    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(PORTS[name]), "--workers", "1", "--blocking-threads", str(THREADS)),
        *("--no-ws", "--log-level", "error", APPLICATIONS[name]),
    )
    server = subprocess.Popen(command, env=told, cwd=HERE)
    for _ in range(150):
        time.sleep(0.2)
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", PORTS[name])):
            return server
    server.kill()
    raise RuntimeError(f"{name} does not start")


def _load(
    name: str, lines: list[str], chosen: argparse.Namespace, measured: tuple[int, int]
) -> dict[str, Any]:
    """Ask for a while; beside the rate, what web server and database computed for a page."""
    from cpu import cpu_seconds  # noqa: PLC0415 -- this folder is on the path by now

    command = (sys.executable, str(HERE / "load.py"), str(PORTS[name]), str(chosen.seconds))
    before = [cpu_seconds(pid) for pid in measured]
    done = subprocess.run(
        [*command, str(chosen.users)],
        input="\n".join(lines),
        text=True,
        capture_output=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    after = [cpu_seconds(pid) for pid in measured]
    used = [(now - then) * 1000 / said["pages"] for then, now in zip(before, after, strict=True)]
    said["web_ms"], said["database_ms"] = used
    if said["wrong"]:
        raise RuntimeError(f"{name}: {said['wrong']}")
    return said


def median(rows: list[dict[str, Any]], key: str) -> float:
    """Return the median of the rounds."""
    return statistics.median(row[key] for row in rows)


if __name__ == "__main__":
    sys.exit(main())
