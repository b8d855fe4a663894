#!/usr/bin/env python3
"""Take the stored pictures of the key pages anew, after a change that is meant to be seen.

Usage: remake_pictures.py
Writes tests/browser/pictures/ (a quarter of the size, 16 greys) and says what changed. Look at the
pages themselves before committing: a picture proves only that a page looks as it did.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEST = "tests/browser/test_pictures.py::test_key_pages_look_as_they_did"


def main() -> int:
    """Run the one test that writes, then let git say which pictures are others now."""
    told = {**os.environ, "JIUZHU_PICTURES": "remake"}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", TEST]
    done = subprocess.run(command, cwd=ROOT, env=told, check=False).returncode
    subprocess.run(["git", "status", "--short", "tests/browser/pictures"], cwd=ROOT, check=False)
    return done


if __name__ == "__main__":
    sys.exit(main())
