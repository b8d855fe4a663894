"""Named reads of assessments: what is known about a household, what was computed from it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from jiuzhu.casework.applications.relief import (
    identities_of,
    outlay_facts,
    outlay_only,
    past_aid,
    relief_request,
)
from jiuzhu.casework.assessments.findings import (
    NOTHING_FOUND,
    Explanation,
    Findings,
    VisitFindings,
    apply_findings,
    apply_to_claim,
)
from jiuzhu.casework.assessments.models import (
    Computation,
    HomeVisit,
    Opinion,
    SelfCareAssessment,
    SelfCareChange,
)
from jiuzhu.casework.assessments.outcomes import (
    Facts,
    Outcome,
    assess,
    covered_by,
    household_in,
    read_facts,
    read_outcome,
)
from jiuzhu.casework.cases.enums import HoldKind, Scheme
from jiuzhu.casework.cases.models import Case, CaseHold
from jiuzhu.casework.intents.queries import declared
from jiuzhu.casework.verification.queries import (
    judge_replies,
    judgement_of,
    latest_report,
    replies_of,
    report_carries_decision,
)
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.doubts import doubts_of
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.report_rules import Discrepancy
from jiuzhu.policy.results import DibaoResult
from jiuzhu.policy.scheme_facts import AidFacts, TekunClaim, TekunFacts
from jiuzhu.policy.scheme_terms import AidKind
from jiuzhu.registers.law.queries import pack_in_force, pack_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputationInputs:
    """What one computation rests on: the facts, and what was found beside the visits."""

    facts: Facts
    findings: Findings = NOTHING_FOUND


def visits_of(case: Case) -> tuple[HomeVisit, ...]:
    """Return the home visits of a case, oldest first."""
    return tuple(visits_read(case))


def visits_read(case: Case) -> Read[HomeVisit]:
    """Return the read of the home visits of a case."""
    return page_read("visits", _visits, case.pk)


def _visits(case: int) -> QuerySet[HomeVisit]:
    visits = HomeVisit.objects.select_related("first_surveyor", "second_surveyor", "photo")
    return visits.filter(case_id=case).order_by("visited_at", "pk")


def findings_of(visit: HomeVisit) -> VisitFindings:
    """Return the typed record of a visit."""
    return from_plain(VisitFindings, json.loads(visit.findings))


def latest_computation(case: Case) -> Computation | None:
    """Return the newest computation of a case."""
    return computation_read(case).first


def computation_read(case: Case) -> Read[Computation]:
    """Return the read of the newest computation."""
    return page_read(
        "computation",
        lambda case: Computation.objects.filter(case_id=case).order_by("-computed_at", "-pk")[:1],
        case.pk,
    )


def latest_opinion(case: Case) -> Opinion | None:
    """Return the opinion that stands: the newest one that was not returned."""
    return opinion_read(case).first


def opinion_read(case: Case) -> Read[Opinion]:
    """Return the read of the opinion that stands."""
    return page_read("opinion", _standing, case.pk)


def _standing(case: int) -> QuerySet[Opinion]:
    given = Opinion.objects.filter(case_id=case, returned_at__isnull=True)
    return given.select_related("computation", "given_by").order_by("-given_at", "-pk")[:1]


def inputs_of(computation: Computation) -> ComputationInputs:
    """Return what a computation rests on.

    Raises: Refused `policy.record` where the stored inputs were changed.
    """
    stored = json.loads(computation.inputs)
    return ComputationInputs(
        facts=read_facts(stored["facts"], result=computation.result),
        findings=from_plain(Findings, stored["findings"]),
    )


def facts_of(computation: Computation) -> HouseholdFacts:
    """Return the household that a computation of any scheme speaks of."""
    return household_in(inputs_of(computation).facts)


def outcome_of(computation: Computation) -> Outcome:
    """Return the stored result of a computation of any scheme."""
    return read_outcome(computation.result)


def result_of(computation: Computation) -> DibaoResult:
    """Return the stored result of a computation of dibao, or of tekun, which has its shape."""
    found = outcome_of(computation)
    if not isinstance(found, DibaoResult):
        raise TypeError(f"the result of {found.scheme} has no household figures")
    return found


def doubts_in(computation: Computation) -> tuple[str, ...]:
    """Return what an officer should look at in the facts of a computation."""
    pack = pack_of(computation.pack, computation.pack_digest)
    return doubts_of(facts_of(computation), pack, computation.computed_on)


def digest_of(inputs: dict[str, object], result: Outcome) -> bytes:
    """Return the digest that binds inputs and result together."""
    return sha256(canonical_json({"inputs": inputs, "result": result.to_record()}))


def is_reproducible(computation: Computation, *, on: date) -> bool:
    """Tell whether the stored inputs still give the stored result, and the same on a later day.

    The stored inputs are computed again by the same pack; then by the law of the day of decision,
    because a standard may have changed since (domain 0.1 fact 2).

    Raises: Refused `policy.hole` where the law of the day of decision is not known.
    """
    pack = pack_of(computation.pack, computation.pack_digest)
    try:
        facts = inputs_of(computation).facts
        kept = outcome_of(computation)
        again = assess(facts, pack, computation.computed_on, rules_version=kept.rules_version)
    except Refused:
        return False
    stored = json.loads(computation.inputs)
    if digest_of(stored, again) != bytes(computation.digest) or kept != again:
        return False
    today = assess(_today(computation.case, facts, on), pack, on)
    shown = (computation.eligible, computation.amount_fen, computation.members_counted)
    return all(
        shown == (each.eligible.value, each.amount_fen, covered_by(each, facts))
        for each in (again, today)
    )


def aid_facts(case: Case, household: HouseholdFacts, *, on: date) -> AidFacts:
    """Return what the rules of temporary aid read about a household.

    Raises: Refused `guard.outlays_listed`, `policy.hole`.
    """
    request = relief_request(case)
    if request is None:
        raise Refused("guard.outlays_listed", GUARDS["outlays_listed"].refusal)
    return AidFacts(
        kind=AidKind.EXPENSE,
        cause=request.cause,
        household=household,
        holds=identities_of(case),
        outlays=outlay_facts(case),
        past=past_aid(case, pack_in_force(), on),
    )


def means_known(case: Case, *, on: date) -> bool:
    """Tell whether a report carries the decision, or only the outlay has to be checked."""
    return report_carries_decision(case, on=on) or bool(outlay_only(case, pack_in_force(), on))


def _today(case: Case, facts: Facts, on: date) -> Facts:
    """Return the facts with what changes by itself: the aid that the family was given meanwhile."""
    if not isinstance(facts, AidFacts):
        return facts
    return replace(facts, past=past_aid(case, pack_in_force(), on))


def gathered_facts(case: Case, *, on: date) -> HouseholdFacts:
    """Return what is known of a household: declared, corrected by registers, then by the visits."""
    pack = pack_in_force()
    facts = judge_replies(case, replies_of(case), pack, on).facts
    for visit in visits_of(case):
        facts = apply_findings(facts, findings_of(visit).findings, pack, on)
    return facts


def gathered_claim(case: Case) -> TekunClaim | None:
    """Return what is known of what tekun asks: declared, corrected by visits and self-care test.

    None for every other scheme. In a review it starts from what the last decision rested on.
    """
    if case.scheme != Scheme.TEKUN:
        return None
    decided = decided_computation(case)
    if decided is None:
        claim = declared(case).claim
    else:
        facts = inputs_of(decided).facts
        claim = facts.claim if isinstance(facts, TekunFacts) else None
    if claim is None:
        return None
    for visit in visits_of(case):
        claim = apply_to_claim(claim, findings_of(visit).findings)
    tested = latest_self_care(case)
    return claim if tested is None else replace(claim, failed_abilities=tuple(tested.failed))


def latest_self_care(case: Case) -> SelfCareAssessment | None:
    """Return the newest self-care test of a case."""
    return next(iter(self_care_of(case)), None)


def self_care_of(case: Case) -> tuple[SelfCareAssessment, ...]:
    """Return every self-care test of a case, newest first."""
    return tuple(self_care_read(case))


def self_care_read(case: Case) -> Read[SelfCareAssessment]:
    """Return the read of the self-care tests of a case."""
    return page_read("self_care", _self_care, case.pk)


def _self_care(case: int) -> QuerySet[SelfCareAssessment]:
    tests = SelfCareAssessment.objects.select_related("first_assessor", "second_assessor")
    return tests.filter(case_id=case).order_by("-assessed_on", "-pk")


def open_self_care_change(case: Case) -> SelfCareChange | None:
    """Return the reported change that still waits for a test."""
    waiting = SelfCareChange.objects.filter(case=case, tests__isnull=True)
    return waiting.order_by("reported_on", "pk").first()


def explanations_of(case: Case) -> tuple[Explanation, ...]:
    """Return every explanation that visits and computations hold."""
    found = [each for visit in visits_of(case) for each in findings_of(visit).findings.explanations]
    for computation in Computation.objects.filter(case=case).order_by("pk"):
        found.extend(inputs_of(computation).findings.explanations)
    return tuple(found)


def open_discrepancies(case: Case) -> tuple[Discrepancy, ...]:
    """Return the differences of the newest report that nobody has explained yet."""
    report = latest_report(case)
    if report is None:
        return ()
    explained = {
        (each.person_key, each.source) for each in explanations_of(case) if each.text.strip()
    }
    return tuple(
        each
        for each in judgement_of(report).discrepancies
        if (each.person_key, each.source) not in explained
    )


def waits_for_county_visit(case: Case) -> bool:
    """Tell whether a filed kinship still waits for the county's own visit (57号 art. 11)."""
    return CaseHold.objects.filter(
        case=case, kind=HoldKind.RELATED_PARTY, ended_at__isnull=True
    ).exists()


def decided_computation(case: Case) -> Computation | None:
    """Return the computation on which the newest decision rests; a review starts from it."""
    return (
        Computation.objects.filter(case=case, decision__isnull=False)
        .order_by("-computed_at", "-pk")
        .first()
    )
