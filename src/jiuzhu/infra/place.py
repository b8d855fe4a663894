"""Say whose law this installation applies: one setting, named in one place."""

from __future__ import annotations

import os

SETTING = "JIUZHU_PLACE"
SHIPPED = "taian"


def place() -> str:
    """Return the code of the policy pack that this installation applies."""
    return os.environ.get(SETTING, SHIPPED)
