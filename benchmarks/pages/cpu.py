"""Computing time of a server with all its processes, from the kernel: others do not disturb it."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
USER, SYSTEM, PARENT = 11, 12, 1  # of /proc/<pid>/stat, counted after the name


def cpu_seconds(root: int) -> float:
    """Return the seconds that a process and all its descendants have computed."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        pid = int(folder.name)
        parents[pid] = int(fields[PARENT])
        used[pid] = (int(fields[USER]) + int(fields[SYSTEM])) / TICKS
    return sum(seconds for pid, seconds in used.items() if _is_below(pid, root, parents))


def _is_below(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid and pid != root:
        pid = parents.get(pid, 0)
    return pid == root
