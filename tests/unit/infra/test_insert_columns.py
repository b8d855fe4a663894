"""Columns for a statement of our own: what the fields hold, and nothing left out silently."""

from __future__ import annotations

import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.infra.insert import columns_of


def test_columns_follow_the_fields_and_their_stored_values() -> None:
    assert columns_of(Case(organ_id=7, state="INTENT"), ("state", "organ")) == (
        ["state", "organ_id"],
        ["INTENT", 7],
    )


def test_a_name_that_is_no_field_is_an_error() -> None:
    with pytest.raises(LookupError, match="organ_id"):
        columns_of(Case(organ_id=7), ("organ_id",))
