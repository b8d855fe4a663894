"""Keep the one list of ports and what stands behind them; `config` binds them at start.

A service gets an outside system from here (design §2): it names the Protocol, never the gateway.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

T = TypeVar("T")

_bound: dict[object, object] = {}


class PortError(LookupError):
    """Say that a port is not bound, bound twice, or bound to something that does not fit."""


def bind(port_type: type, implementation: object) -> None:
    """Put an implementation behind a port, once, at start.

    Raises PortError where the port is already taken or a method of the port is missing.
    """
    taken = _bound.get(port_type)
    if taken is not None and taken is not implementation:
        raise PortError(f"{port_type.__qualname__} is already bound to {_name(taken)}")
    _check_fits(port_type, implementation)
    _bound[port_type] = implementation


def port(port_type: Callable[..., T]) -> T:
    """Return what stands behind a port.

    Typed as a callable because a Protocol class is abstract and mypy refuses it as `type[T]`.

    Raises PortError where nothing was bound.
    """
    try:
        return cast(T, _bound[port_type])
    except KeyError:
        name = getattr(port_type, "__qualname__", repr(port_type))
        raise PortError(f"nothing is bound to {name}: bind it where config starts") from None


@contextmanager
def bound(port_type: type, implementation: object) -> Iterator[None]:
    """Put another implementation behind a port for the length of a block (tests, one-off runs).

    Raises PortError where a method of the port is missing.
    """
    _check_fits(port_type, implementation)
    before = _bound.get(port_type)
    _bound[port_type] = implementation
    try:
        yield
    finally:
        if before is None:
            del _bound[port_type]
        else:
            _bound[port_type] = before


def _check_fits(port_type: type, implementation: object) -> None:
    missing = [name for name in _methods(port_type) if not _is_method(implementation, name)]
    if missing:
        names = ", ".join(missing)
        raise PortError(f"{_name(implementation)} lacks {names} of {port_type.__qualname__}")


def _methods(port_type: type) -> list[str]:
    return [
        name
        for name, member in vars(port_type).items()
        if callable(member) and not name.startswith("_")
    ]


def _is_method(implementation: object, name: str) -> bool:
    return callable(getattr(implementation, name, None))


def _name(implementation: object) -> str:
    return type(implementation).__qualname__
