#!/usr/bin/env python3
"""Open every page as every role that may, in light, dark and elder view, in a real browser.

Usage: crawl_pages.py
The test run takes one role for each template; this takes all of them: axe (WCAG 2.2 AA), no page
wider than 360, 683 and 1366 px, targets of 44 px on a phone. About twenty minutes on two cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEST = "tests/browser/test_every_page.py::test_every_page_is_for_everybody"


def main() -> int:
    """Run the one test with everything and hand its exit code on."""
    told = {**os.environ, "JIUZHU_CRAWL": "all"}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", TEST]
    return subprocess.run(command, cwd=ROOT, env=told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
