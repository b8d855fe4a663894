"""Fixtures of decisions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from support.own_database import own_database
from support.world import World


@pytest.fixture
def committed_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Give the offices in a database of their own, where transactions really commit."""
    with django_db_blocker.unblock(), own_database():
        yield World()
