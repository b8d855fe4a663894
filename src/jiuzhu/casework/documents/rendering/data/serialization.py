"""Store the typed content of a document as JSON and read it back unchanged."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from jiuzhu.kernel.periods import Month

type_hints = cache(get_type_hints)


def encode(value: object) -> object:
    """Return the JSON form of a content value: plain objects, lists, strings, integers.

    Raises TypeError for a type that no document holds (floats above all).
    """
    match value:
        case Enum():
            return value.name
        case None | bool() | int() | str():
            return value
        case date():
            return value.isoformat()
        case Month():
            return str(value)
        case tuple():
            return [encode(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise TypeError(f"no document holds a {type(value).__name__}")


def decode(kind: object, value: object) -> object:
    """Return the value of type `kind` that `encode` turned into `value`.

    Raises KeyError, TypeError or ValueError when the JSON does not fit the type.
    """
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _decode_optional(kind, value)
    if origin is tuple:
        return _decode_tuple(kind, value)
    if not isinstance(kind, type):
        raise TypeError(f"{kind!r} is no type of a document field")
    if is_dataclass(kind) and kind is not Month:
        return _decode_record(kind, value)
    return _decode_plain(kind, value)


def _decode_optional(kind: object, value: object) -> object:
    """Return None or the value of the only other member of the union."""
    if value is None:
        return None
    (inner,) = (member for member in get_args(kind) if member is not type(None))
    return decode(inner, value)


def _decode_tuple(kind: object, value: object) -> tuple[object, ...]:
    """Return the items of a homogeneous tuple."""
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return tuple(decode(get_args(kind)[0], item) for item in value)


def _decode_record(kind: type, value: object) -> object:
    """Return the dataclass whose fields the mapping holds, every one and no other."""
    if not isinstance(value, dict):
        raise TypeError(f"{kind.__name__} is expected")
    hints = type_hints(kind)
    names = [field.name for field in fields(kind)]
    if set(names) != set(value):
        raise KeyError(f"{kind.__name__}: {sorted(set(names) ^ set(value))}")
    return kind(**{name: decode(hints[name], value[name]) for name in names})


def _decode_plain(kind: type, value: object) -> object:
    """Return a string, integer, truth value, day, moment, month or member of a list."""
    if issubclass(kind, Enum):
        return kind[str(value)]
    readers: dict[type, Callable[[str], object]] = {
        date: date.fromisoformat,
        datetime: datetime.fromisoformat,
        Month: Month.parse,
    }
    if kind in readers:
        return readers[kind](str(value))
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} is expected, not {type(value).__name__}")
    return value
