"""Have at hand what the tests need from the system: browser, PDF reader, Debian's server."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

# Debian's package of each program, and how to see that it is there.
PACKAGES: Mapping[str, Callable[[], bool]] = {
    "chromium": lambda: any(map(shutil.which, ("chromium", "chromium-browser"))),
    "poppler-utils": lambda: shutil.which("pdftotext") is not None,
    "postgresql": lambda: debian_server() is not None,
}
FLOOR = 15


def missing() -> list[str]:
    """Name the packages whose programs are not there."""
    return [package for package, there in PACKAGES.items() if not there()]


def install(packages: list[str], say: Callable[[str], None]) -> None:
    """Install Debian packages where that is possible; never fail because it is not."""
    if not packages or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    say(f"正在安装检验用的系统组件：{' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(
            command,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def debian_server() -> Path | None:
    """Return the programs of the oldest installed server that we support."""
    found = [
        (int(folder.parent.name), folder)
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "initdb").exists()
    ]
    return next((folder for version, folder in sorted(found) if version >= FLOOR), None)
