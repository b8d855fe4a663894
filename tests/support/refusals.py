"""Try an act that must be refused, and prove that it wrote nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiuzhu.casework.applications.models import Application, RelatedPartyFiling, Supplement
from jiuzhu.casework.assessments.models import Computation, HomeVisit, Opinion
from jiuzhu.casework.cases.models import (
    Case,
    CaseClock,
    CaseEvent,
    CaseHold,
    CaseInvolvement,
    CaseVisit,
)
from jiuzhu.casework.decisions.models import Award, Decision
from jiuzhu.casework.documents.models import Document
from jiuzhu.kernel.errors import Refused

COUNTED = (
    Application,
    Award,
    CaseClock,
    CaseEvent,
    CaseHold,
    CaseInvolvement,
    CaseVisit,
    Computation,
    Decision,
    Document,
    HomeVisit,
    Opinion,
    RelatedPartyFiling,
    Supplement,
)


def rows_of(case: Case) -> dict[str, object]:
    """Return state, version and the number of rows of every kind that hang on a case."""
    stored = Case.objects.get(pk=case.pk)
    counts: dict[str, object] = {
        model.__name__: model.objects.filter(case=case).count() for model in COUNTED
    }
    return {**counts, "state": stored.state, "version": stored.version}


def refused(case: Case, code: str, act: Callable[[], object]) -> Refused:
    """Run `act`, expect this refusal with a Chinese sentence, and nothing written."""
    before = rows_of(case)
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.code == code
    assert refusal.value.message.endswith("。")
    assert rows_of(case) == before
    return refusal.value
