"""A grant: decision, award from the following month, papers, power."""

from __future__ import annotations

from support.stream import to_decided
from support.world import World


def test_x(world: World) -> None:
    case = to_decided(world)
    assert case.state == "DECIDED_YES"
