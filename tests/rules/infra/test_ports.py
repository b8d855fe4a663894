"""The registry of ports: bound once, checked when bound, and clear when it is not."""

from typing import Protocol

import pytest

from jiuzhu.infra.ports import PortError, bind, bound, port


class Bell(Protocol):
    """A port of the tests."""

    def ring(self) -> str:
        """Ring."""
        ...


class Brass:
    def ring(self) -> str:
        return "ding"


class Wood:
    def knock(self) -> str:
        return "tock"


def test_port_unbound_names_the_port():
    with pytest.raises(PortError, match="nothing is bound to Bell"):
        port(Bell)


def test_port_bound_within_a_block_only():
    with bound(Bell, Brass()):
        assert port(Bell).ring() == "ding"
    with pytest.raises(PortError):
        port(Bell)


def test_bound_gives_back_what_was_there():
    first, second = Brass(), Brass()
    with bound(Bell, first):
        with bound(Bell, second):
            assert port(Bell) is second
        assert port(Bell) is first


def test_bound_gives_back_after_an_error():
    def fail():
        with bound(Bell, Brass()):
            raise ValueError("within")

    with pytest.raises(ValueError, match="within"):
        fail()
    with pytest.raises(PortError):
        port(Bell)


def test_bind_twice_is_refused_and_the_same_again_is_not():
    class Gong(Protocol):
        def ring(self) -> str: ...

    first = Brass()
    bind(Gong, first)
    bind(Gong, first)
    with pytest.raises(PortError, match="already bound to Brass"):
        bind(Gong, Brass())
    assert port(Gong) is first


def test_bind_what_lacks_a_method_is_refused():
    with pytest.raises(PortError, match="Wood lacks ring of Bell"):
        bind(Bell, Wood())
    with pytest.raises(PortError, match="Wood lacks ring of Bell"), bound(Bell, Wood()):
        pass
    with pytest.raises(PortError, match="nothing is bound"):
        port(Bell)
