"""The trial amount beside the sitting: computed from what is typed, kept nowhere, no decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from jiuzhu.casework.assessments.outcomes import Outcome
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.intents.family import facts_of, unit_of
from jiuzhu.casework.workspace.queries import case_summary
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.desk.family_forms import FamilyTables, SittingForm
from jiuzhu.interfaces.web.desk.family_given import Applicant, check_tables, family_given
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase, said
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.rows import Rows
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import Category
from jiuzhu.policy.results import DibaoResult, Eligibility
from jiuzhu.registers.law.queries import pack_in_force

ASKED = "trial:compute"
TRIAL = "desk/intents/trial.html"
AFTER_TEST = "特困的金额要等入户调查和自理能力评估以后再算"
WORDS = {
    Eligibility.ELIGIBLE: "按填写的内容，符合条件",
    Eligibility.NOT_ELIGIBLE: "按填写的内容，不符合条件",
    Eligibility.UNDECIDABLE: "还差情况，暂时判断不了",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What would come out if all that is typed were so; what is missing is named."""

    result: Outcome | None
    missing: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Say in words what came out."""
        return "" if self.result is None else WORDS[self.result.eligible]

    @property
    def is_eligible(self) -> bool:
        """Tell whether an amount is to be shown."""
        return self.result is not None and self.result.eligible == Eligibility.ELIGIBLE

    @property
    def dibao(self) -> DibaoResult | None:
        """Return the result with the figures that only dibao knows; None for another scheme."""
        return self.result if isinstance(self.result, DibaoResult) else None


@require_POST
@refusals_as_pages
def trial(request: HttpRequest) -> HttpResponse:
    """Compute from what is typed; nothing is written, not even that somebody tried."""
    here = asked(request)
    here.actor.require("intent.register")
    return render_page(request, TRIAL, trial_of(request, request.GET.get("case", "")))


def trial_asked(request: HttpRequest, number: str = "") -> Trial | None:
    """Return the trial where its button was pressed on a page without a script."""
    return trial_of(request, number) if request.POST.get("rows") == ASKED else None


def trial_of(request: HttpRequest, number: str) -> Trial:
    """Return the trial for what a page posted, of a new sitting or of the case it names.

    Raises: NotVisible for a case that is out of sight.
    """
    here = asked(request)
    on = legal_day(here.at)
    scheme = request.POST.get("scheme", "")
    if number:
        scheme = case_to_see(number=number, actor=here.actor).scheme
    if scheme == Scheme.TEKUN:
        return Trial(result=None, missing=(phrase(AFTER_TEST),))
    form = SittingForm(request.POST, on=on)
    form.is_valid()
    given: dict[str, Any] = {name: form.cleaned_data.get(name) for name in form.fields}
    if number:
        case = case_to_see(number=number, actor=here.actor)
        applicant = Applicant.of_case(case_summary(number=number, actor=here.actor, on=on))
        category = Category(case.category)
    else:
        applicant = Applicant.typed(given)
        category = Category(given["category"] or Category.RURAL)
    tables = FamilyTables.of(request.POST, on)
    tables.is_valid()
    leave_out_the_unsound(tables.every)
    check_tables(applicant, tables)
    missing = [*_missing(applicant), *leave_out_the_unsound(tables.every)]
    return _compute(applicant, given, tables, category, on, missing)


def _compute(
    applicant: Applicant,
    given: dict[str, Any],
    tables: FamilyTables,
    category: Category,
    on: date,
    missing: list[str],
) -> Trial:
    plain = {"kin": "NONE", "traits": (), "circumstances": ()}
    typed = {**given, **{name: given[name] or plain[name] for name in plain}}
    family = family_given(applicant, typed, tables, on)
    births = (applicant.born_on, *(_born_on(row) for row in tables.members.cleaned))
    try:
        facts = facts_of(
            family,
            unit_of(family, on),
            category=category,
            births=births,
            keys=tuple(f"m{place}" for place in range(len(family.members))),
            obligor_keys=tuple(f"o{place}" for place in range(len(family.obligors))),
        )
        result = assess_dibao(facts, pack_in_force(), on)
    except Refused as refusal:
        return Trial(result=None, missing=(*missing, said(refusal)))
    return Trial(result=result, missing=tuple(missing))


def _born_on(row: dict[str, Any]) -> date | None:
    number = row["identity_number"]
    born_on: date | None = row["born_on"] if number is None else number.born_on
    return born_on


def _missing(applicant: Applicant) -> Iterator[str]:
    if applicant.born_on is None:
        yield phrase("申请人的证件号码或出生日期")


def leave_out_the_unsound(tables: Iterable[Rows]) -> tuple[str, ...]:
    """Leave out rows that are not right yet, and return what is wrong with them."""
    told: list[str] = []
    for rows in tables:
        told += [
            phrase("%(label)s：%(sentence)s", label=line.label, sentence=line.sentence)
            for line in rows.errors
        ]
        rows.forms = [form for form in rows.forms if not form.is_blank and not form.errors]
    return tuple(told)


urlpatterns: list[URLPattern] = [
    path("intents/trial/", trial, name="trial"),
]
