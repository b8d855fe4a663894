"""Read JSON from outside without its traps: NaN, doubled keys, floats, endless depth."""

import json
from typing import Any, NoReturn


class NotJson(ValueError):  # noqa: N818 - says what the bytes are
    """Say that the bytes are no JSON object we read; it never quotes them."""


def read_object(body: bytes) -> dict[str, Any]:
    """Read one JSON object in UTF-8; a number with a fraction is no float here.

    Raises NotJson.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_constant=_refuse,
            parse_float=Fraction,
            object_pairs_hook=_without_doubles,
        )
    except (ValueError, RecursionError):
        raise NotJson("not a JSON object in UTF-8") from None
    if not isinstance(value, dict):
        raise NotJson("not a JSON object")
    return value


class Fraction:
    """Stand for a JSON number with a fraction or exponent: no field of ours takes one."""

    def __init__(self, text: str) -> None:
        self.text = text


def _refuse(_constant: str) -> NoReturn:
    raise NotJson("a constant that JSON does not know")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("a key stands twice")
    return found
