"""Compute income, property, eligibility and amount, and keep inputs and result (S31, P68)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.assessments.findings import (
    NOTHING_FOUND,
    Findings,
    apply_findings,
    apply_to_claim,
    as_surveyed,
)
from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.outcomes import Facts, Outcome, assess, covered_by
from jiuzhu.casework.assessments.queries import (
    ComputationInputs,
    aid_facts,
    decided_computation,
    digest_of,
    doubts_in,
    facts_of,
    gathered_claim,
    gathered_facts,
    means_known,
)
from jiuzhu.casework.cases.access import case_to_change, case_to_see, note_part
from jiuzhu.casework.cases.enums import ONE_OFF, Involvement, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.verification.access import report_reader
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.digests import canonical_json
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.records import to_plain
from jiuzhu.policy.results import Eligibility
from jiuzhu.policy.tekun_case import tekun_facts
from jiuzhu.registers.law.queries import pack_in_force

IN_REVIEW = "REVIEW"
ELIGIBLE_WORDS = {
    Eligibility.ELIGIBLE: "符合",
    Eligibility.NOT_ELIGIBLE: "不符合",
    Eligibility.UNDECIDABLE: "尚有待查事项",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputationGiven:
    """What the assessor adds to what is known.

    `facts` states the whole household anew; only a case without any declaration needs it (taken
    over from an older system).
    """

    findings: Findings = NOTHING_FOUND
    facts: HouseholdFacts | None = None


@transaction.atomic
def compute_amount(
    *, number: str, actor: Actor, at: datetime, given: ComputationGiven | None = None
) -> Computation:
    """Compute with the pack of the place and the day, and store inputs, result and digest.

    The facts are what was declared, corrected by the replies of the registers and by the home
    visits; in a review, the facts of the last decision. 649号 art. 9, 12.

    Raises: Conflict `case.state`, Forbidden, Refused `guard.report_valid` and from the rules
    (`policy.hole`, `facts.…`).
    """
    case = case_to_change(number=number, actor=actor)
    added = given or ComputationGiven()
    facts = _facts(case, added, actor, at)
    row = _store(case, ComputationInputs(facts=facts, findings=added.findings), actor, at)
    doubts = doubts_in(row)
    note_part(case=case, actor=actor, part=Involvement.ASSESSED, at=at)
    what = "救助金额" if case.scheme in ONE_OFF else "月保障金额"
    record_act(
        case=case,
        action="compute_amount",
        actor=actor,
        at=at,
        summary=f"核算：{ELIGIBLE_WORDS[Eligibility(row.eligible)]}，"
        f"{what}{format_yuan(row.amount_fen)}元" + ("；有需要留意的事项" if doubts else ""),
        detail={
            "computation": row.pk,
            "digest": bytes(row.digest).hex(),
            "pack": row.pack_digest,
            "eligible": row.eligible,
            "amount_fen": row.amount_fen,
            "doubts": list(doubts),
        },
    )
    return row


def try_amount(*, number: str, actor: Actor, at: datetime, given: ComputationGiven) -> Outcome:
    """Compute what would come out of these findings, and keep nothing: no record, no event.

    Raises: Forbidden, Refused `guard.report_valid` and from the rules, as `compute_amount`.
    """
    case = case_to_see(number=number, actor=actor)
    facts = _facts(case, given, actor, at)
    return assess(facts, pack_in_force(), legal_day(at))


def _facts(case: Case, given: ComputationGiven, actor: Actor, at: datetime) -> Facts:
    """Return what is known, with what was found besides, for whoever may read the report.

    Raises: Forbidden, Refused `guard.report_valid`, and as `_base`.
    """
    actor.require("assessment.opine")
    report_reader(case=case, actor=actor, at=at)
    on = legal_day(at)
    if case.state != IN_REVIEW and not means_known(case, on=on):
        guard = "means_known" if case.scheme == Scheme.TEMPORARY else "report_valid"
        raise Refused(f"guard.{guard}", GUARDS[guard].refusal)
    household = apply_findings(_base(case, given, on), given.findings, pack_in_force(), on)
    if case.scheme == Scheme.TEMPORARY:
        return aid_facts(case, household, on=on)
    if case.scheme != Scheme.TEKUN:
        return household
    claim = gathered_claim(case)
    if claim is not None:
        claim = as_surveyed(apply_to_claim(claim, given.findings))
    return tekun_facts(household, claim)


def _base(case: Case, given: ComputationGiven, on: date) -> HouseholdFacts:
    """Return the facts to start from.

    Raises: Refused `computation.no_facts`, `computation.facts_known`.
    """
    if given.facts is not None:
        if not case.is_legacy:
            raise Refused(
                "computation.facts_known",
                "本案已有申报、核对和调查记录，不能另行填写整套数据。请以调查发现的方式补充。",
            )
        return given.facts
    if case.state == IN_REVIEW:
        decided = decided_computation(case)
        if decided is not None:
            return facts_of(decided)
    if case.is_legacy:
        raise Refused(
            "computation.no_facts",
            "存量转入的案件没有家庭申报数据。请先填写家庭成员、收入和财产，再核算。",
        )
    return gathered_facts(case, on=on)


def _store(case: Case, inputs: ComputationInputs, actor: Actor, at: datetime) -> Computation:
    on = legal_day(at)
    pack = pack_in_force()
    result = assess(inputs.facts, pack, on)
    plain = to_plain(inputs)
    return Computation.objects.create(
        case=case,
        pack=pack.place,
        pack_digest=pack.digest,
        computed_on=on,
        inputs=canonical_json(plain).decode(),
        result=canonical_json(result.to_record()).decode(),
        digest=digest_of(plain, result),
        eligible=result.eligible.value,
        amount_fen=result.amount_fen,
        members_counted=covered_by(result, inputs.facts),
        computed_at=at,
        computed_by_id=actor.officer_id,
    )
