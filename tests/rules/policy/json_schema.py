"""Check plain values against the part of JSON Schema (2020-12) that this project publishes.

An independent reader for the tests: it knows no class of the program, and an unknown keyword is an
error, so that a schema cannot promise what nobody checks.
"""

import re
from collections.abc import Iterator
from typing import Any

KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
ANNOTATIONS = {"$schema", "$defs", "title", "description", "format"}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> list[str]:
    """Say what does not fit."""
    return list(_faults(value, schema, root or schema, "$"))


def _fits(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    return not list(_faults(value, schema, root, ""))


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    for word, asked in schema.items():
        if word in ANNOTATIONS or word == "then":
            continue
        yield from _WORDS[word](value, asked, schema, root, at)


def _ref(value: Any, asked: str, _: Any, root: dict[str, Any], at: str) -> Iterator[str]:
    name = asked.removeprefix("#/$defs/")
    yield from _faults(value, root["$defs"][name], root, at)


def _type(value: Any, asked: str, _: Any, __: Any, at: str) -> Iterator[str]:
    number = asked == "integer" and isinstance(value, bool)
    if number or not isinstance(value, KINDS[asked]):
        yield f"{at} is no {asked}"


def _properties(value: Any, asked: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in value.keys() & asked.keys():
            yield from _faults(value[name], asked[name], root, f"{at}.{name}")


def _additional(value: Any, asked: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    for name in value.keys() - schema.get("properties", {}).keys():
        if asked is False:
            yield f"{at}.{name} is unknown"
        else:
            yield from _faults(value[name], asked, root, f"{at}.{name}")


def _required(value: Any, asked: Any, _: Any, __: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{at}.{name} is missing" for name in asked if name not in value)


def _items(value: Any, asked: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _faults(item, asked, root, f"{at}[{place}]")


def _names(value: Any, asked: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in value:
            yield from _faults(name, asked, root, f"{at}.{name}")


def _any_of(value: Any, asked: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if not any(_fits(value, one, root) for one in asked):
        yield f"{at} fits none"


def _one_of(value: Any, asked: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if sum(_fits(value, one, root) for one in asked) != 1:
        yield f"{at} does not fit exactly one"


def _all_of(value: Any, asked: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    for one in asked:
        yield from _faults(value, one, root, at)


def _not(value: Any, asked: Any, _: Any, root: Any, at: str) -> Iterator[str]:
    if _fits(value, asked, root):
        yield f"{at} fits what it must not"


def _if(value: Any, asked: Any, schema: Any, root: Any, at: str) -> Iterator[str]:
    if _fits(value, asked, root):
        yield from _faults(value, schema["then"], root, at)


def _plain(test: Any) -> Any:
    def check(value: Any, asked: Any, _: Any, __: Any, at: str) -> Iterator[str]:
        if not test(value, asked):
            yield f"{at} {value!r} is not as {asked!r}"

    return check


_WORDS: dict[str, Any] = {
    "$ref": _ref,
    "type": _type,
    "properties": _properties,
    "additionalProperties": _additional,
    "required": _required,
    "items": _items,
    "propertyNames": _names,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "allOf": _all_of,
    "not": _not,
    "if": _if,
    "enum": _plain(lambda value, asked: value in asked),
    "const": _plain(lambda value, asked: value == asked),
    "pattern": _plain(lambda value, asked: isinstance(value, str) and re.search(asked, value)),
    "minLength": _plain(lambda value, asked: not isinstance(value, str) or len(value) >= asked),
    "minItems": _plain(lambda value, asked: not isinstance(value, list) or len(value) >= asked),
    "minProperties": _plain(
        lambda value, asked: not isinstance(value, dict) or len(value) >= asked
    ),
    "minimum": _plain(lambda value, asked: not isinstance(value, int) or value >= asked),
    "exclusiveMaximum": _plain(lambda value, asked: not isinstance(value, int) or value < asked),
}
