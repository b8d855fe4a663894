"""Whatever state a procedure of any place knows, the citizen's page has words for it."""

import pytest

from jiuzhu.casework.workspace.own import PLACES
from jiuzhu.policy.packs import places
from jiuzhu.policy.procedures import load_procedure, procedure_codes


@pytest.mark.parametrize(
    ("place", "code"), [(place, code) for place in places() for code in procedure_codes(place)]
)
def test_every_state_of_a_procedure_is_told_to_the_citizen(place: str, code: str) -> None:
    states = {state.code for state in load_procedure(code, place).states}
    assert states
    assert sorted(states - set(PLACES)) == []
