"""Sixteen people who ask without pause, each on a connection of their own; prints pages a second.

Usage: load.py PORT SECONDS USERS < requests, one a line: path TAB cookie
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from urllib.parse import quote

OK = 200


def main() -> int:
    """Ask for a while and print rate and latencies as JSON."""
    port, seconds, users = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    requests = [line.rstrip("\n").split("\t") for line in sys.stdin]
    taken: list[float] = []
    wrong: list[str] = []
    until = time.perf_counter() + seconds

    def ask_on(first: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        at = first
        while time.perf_counter() < until:
            path, cookie = requests[at % len(requests)]
            at += users
            began = time.perf_counter()
            line.request("GET", quote(path, safe="/?=&"), headers={"Cookie": cookie})
            answer = line.getresponse()
            answer.read()
            taken.append(time.perf_counter() - began)
            if answer.status not in {OK, 302}:
                wrong.append(f"{answer.status} {path}")

    threads = [threading.Thread(target=ask_on, args=(n,)) for n in range(users)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = time.perf_counter()
    taken.sort()
    print(
        json.dumps(
            {
                "pages": len(taken),
                "rate": len(taken) / (ended - began),
                "p50": taken[len(taken) // 2] * 1000,
                "p95": taken[int(len(taken) * 0.95)] * 1000,
                "wrong": wrong[:3],
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
