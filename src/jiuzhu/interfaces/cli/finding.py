"""Shape what a check found."""

import enum
from dataclasses import dataclass


class Level(enum.Enum):
    """Tell a fault, which stops work, from a reminder, which does not."""

    OK = "OK"
    WARNING = "WARNING"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found and how to mend it."""

    code: str
    name: str
    level: Level
    detail: str
    cure: str = ""


def good(code: str, name: str, detail: str) -> Finding:
    """Report that all is well."""
    return Finding(code, name, Level.OK, detail)


def reminder(code: str, name: str, detail: str, cure: str) -> Finding:
    """Report what is missing but stops nobody."""
    return Finding(code, name, Level.WARNING, detail, cure)


def fault(code: str, name: str, detail: str, cure: str) -> Finding:
    """Report what stops work."""
    return Finding(code, name, Level.FAULT, detail, cure)
