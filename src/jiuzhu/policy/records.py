"""Turn frozen dataclasses into plain JSON values and back, strictly and without loss.

The way back knows the declared types: an unknown key, a missing key or a wrong type is refused, so
that a stored assessment is either read exactly as it was written or not at all.
"""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from jiuzhu.kernel.errors import Refused

T = TypeVar("T")
Declared: TypeAlias = Any  # a declared type, as typing gives it
Plain: TypeAlias = Any  # what json.loads gives


def to_plain(value: object) -> Plain:
    """Give a value built of dataclasses, tuples, dates and enums as plain JSON values.

    Raises: TypeError for a type that has no exact JSON form (a float, a set).
    """
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    message = f"{type(value).__name__} has no exact JSON form"
    raise TypeError(message)


def from_plain(cls: type[T], value: object, *, where: str = "") -> T:
    """Read plain JSON values back into the frozen dataclass; `where` names it in errors.

    Raises: Refused('policy.record') when the values do not have exactly this shape.
    """
    result: T = _read(cls, value, where or cls.__name__)
    return result


def _read(kind: Declared, value: object, where: str) -> Plain:
    """Read one value of the declared type."""
    origin: Declared = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_optional(kind, value, where)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise _misfit(where, "应为列表")
        item_kind = get_args(kind)[0]
        return tuple(_read(item_kind, item, f"{where}[{n}]") for n, item in enumerate(value))
    if is_dataclass(kind):
        return _read_dataclass(kind, value, where)
    return _read_scalar(kind, value, where)


def _read_optional(kind: Declared, value: object, where: str) -> Plain:
    """Read a value that may be absent."""
    if value is None and NoneType in get_args(kind):
        return None
    present = next(part for part in get_args(kind) if part is not NoneType)
    return _read(present, value, where)


def _read_dataclass(kind: Declared, value: object, where: str) -> Plain:
    """Read a mapping into a dataclass; every key known, every key without default present."""
    if not isinstance(value, dict):
        raise _misfit(where, "应为对象")
    hints = _hints(kind)
    unknown = sorted(str(key) for key in value if key not in hints)
    if unknown:
        raise _misfit(where, f"有不认识的项：{'、'.join(unknown)}")
    found = {}
    for field in fields(kind):
        if field.name in value:
            found[field.name] = _read(hints[field.name], value[field.name], f"{where}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise _misfit(where, f"缺少 {field.name}")
    return kind(**found)


def _read_scalar(kind: Declared, value: object, where: str) -> Plain:
    """Read a number, text, truth value, date or enum member."""
    if kind is date and isinstance(value, date):
        return value
    reader: Callable[[str], Plain] | None = None
    if kind is date:
        reader = date.fromisoformat
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        reader = kind
    if reader is not None:
        if not isinstance(value, str):
            raise _misfit(where, "应为文字")
        try:
            return reader(value)
        except ValueError:
            raise _misfit(where, f"值“{value}”不在允许范围内") from None
    if type(value) is kind:
        return value
    raise _misfit(where, f"应为 {getattr(kind, '__name__', kind)}")


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Give the resolved field types of a dataclass."""
    return get_type_hints(kind)


def _misfit(where: str, what: str) -> Refused:
    """Say where a record does not fit and what to do."""
    return Refused(
        "policy.record",
        f"记录与规定格式不符：{where} {what}。请核对来源后重新导入，不要手工改动。",
    )
