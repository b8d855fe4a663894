"""Write a decision: power, recomputation, rows and W23; shared by every use case that decides.

The order is fixed. The guards come first, so that a refused act costs nothing and writes nothing;
the notice comes before the decision row, because a decision is inserted once and never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import (
    facts_of,
    is_reproducible,
    latest_opinion,
    outcome_of,
)
from jiuzhu.casework.assessments.services.issue_approval import (
    ApprovalShown,
    decider_opinion,
    issue_approval,
)
from jiuzhu.casework.cases.access import note_part
from jiuzhu.casework.cases.enums import ONE_OFF, Involvement
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.decisions.access import (
    HeldPower,
    decider_facts,
    keep_power,
    power_held,
)
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award, AwardAccount, AwardShare, Decision
from jiuzhu.casework.decisions.queries import current_award, open_values, values_carry_decision
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.money import split_evenly
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.remedies import remedy_text
from jiuzhu.policy.results import Eligibility
from jiuzhu.policy.tekun_case import sub_accounts
from jiuzhu.registers.law.queries import pack_in_force

PROPOSALS = {
    DecisionKind.GRANT: papers.Proposal.GRANT,
    DecisionKind.REFUSE: papers.Proposal.REFUSE,
    DecisionKind.ADJUST: papers.Proposal.ADJUST,
    DecisionKind.STOP: papers.Proposal.STOP,
}
STARTS_AWARD = frozenset({DecisionKind.GRANT, DecisionKind.ADJUST})
ENDS_AWARD = frozenset({DecisionKind.ADJUST, DecisionKind.STOP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a notice needs to know about the decision it tells."""

    case: Case
    actor: Actor
    at: datetime
    on: date
    power: HeldPower
    remedy: str
    before: Award | None
    ruling: Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a decider decides.

    `action` is the step of the procedure table; `guards` answers the guards of that step beyond
    the power, the person, the recomputation and the values, which are answered here. Amount and
    persons come from the computation (GRANT, ADJUST, KEEP) and are 0 for REFUSE and STOP.
    `effective_month` is the first month of the new amount, or the first month without money.
    `notice` issues the paper that is served (W24, W25, W31) and returns it. `confirmed_at` is when
    the decider confirmed, where that lies before the decision; the event keeps it.
    """

    action: str
    kind: DecisionKind
    text: str
    computation: Computation | None = None
    effective_month: Month | None = None
    reasons: tuple[papers.Reason, ...] = ()
    guards: Mapping[str, bool] = field(default_factory=dict)
    notice: Callable[[Frame], Document] | None = None
    confirmed_at: datetime | None = None


def write_decision(*, case: Case, ruling: Ruling, actor: Actor, at: datetime) -> Decision:
    """Decide a locked case: check, move it, issue W23 and the notice, keep decision and award.

    Raises: Conflict `case.state` (a second decider comes too late), Forbidden, Refused
    `guard.decider_holds_power`, `guard.decider_not_involved`, `guard.decider_unrelated`,
    `guard.amount_reproducible`, `guard.values_confirmed`, `case.held`, `policy.hole`.
    """
    step_of(case, ruling.action)
    actor.require("decision.decide")
    on = legal_day(at)
    power = power_held(case=case, actor=actor, on=on)
    keep_power(case=case, power=power, on=on)
    advance(
        case=case,
        action=ruling.action,
        actor=actor,
        at=at,
        facts=_both(_facts(case, ruling, actor, power, on), ruling.guards),
        summary=_summary(ruling),
        detail=_detail(case, ruling, power, on),
        fields={"decided_on": on},
        power_order=None if power is None or power.order is None else power.order.pk,
    )
    if power is None:
        raise LookupError("the guard decider_holds_power held without a power")
    frame = Frame(
        case=case,
        actor=actor,
        at=at,
        on=on,
        power=power,
        remedy=_remedy(ruling, power, on),
        before=current_award(case),
        ruling=ruling,
    )
    if ruling.kind in PROPOSALS:
        _issue_approval(frame)
    decision = _insert(frame, None if ruling.notice is None else ruling.notice(frame))
    _keep_award(frame, decision)
    note_part(case=case, actor=actor, part=Involvement.DECIDED, at=at)
    write_message(
        topic="decision.made",
        reference=case.number,
        content={"case": case.number, "kind": ruling.kind.value},
        at=at,
    )
    return decision


def _facts(
    case: Case, ruling: Ruling, actor: Actor, power: HeldPower | None, on: date
) -> dict[str, bool]:
    person = decider_facts(case=case, actor=actor, power=power, on=on)
    if not all(person.values()):
        return {**person, "amount_reproducible": False, "values_confirmed": False}
    computation = ruling.computation
    return {
        **person,
        "amount_reproducible": computation is None or is_reproducible(computation, on=on),
        "values_confirmed": computation is None or values_carry_decision(case, computation, on=on),
    }


def _both(own: Mapping[str, bool], given: Mapping[str, bool]) -> dict[str, bool]:
    """Return the answers to all guards; where both sides answer one, both must say yes."""
    return {name: own.get(name, True) and given.get(name, True) for name in {*own, *given}}


def _amounts(ruling: Ruling) -> tuple[int, int]:
    """Return what the decision pays to how many people."""
    if ruling.computation is None or ruling.kind in {DecisionKind.REFUSE, DecisionKind.STOP}:
        return 0, 0
    return ruling.computation.amount_fen, ruling.computation.members_counted


def _summary(ruling: Ruling) -> str:
    label = ruling.kind.label
    if ruling.effective_month is None:
        return label
    return f"{label}，自{ruling.effective_month}起执行"


def _detail(case: Case, ruling: Ruling, power: HeldPower | None, on: date) -> dict[str, object]:
    computation = ruling.computation
    amount_fen, members = _amounts(ruling)
    substitute_for = None if power is None else power.substitute_for
    return {
        "kind": ruling.kind.value,
        "amount_fen": amount_fen,
        "members": members,
        "effective_month": "" if ruling.effective_month is None else str(ruling.effective_month),
        "computation": "" if computation is None else bytes(computation.digest).hex(),
        "rules": [reason.rule_id for reason in ruling.reasons],
        "unverified": []
        if computation is None
        else [use.ref for use in open_values(case, computation, on=on)],
        "substitute_for": None if substitute_for is None else substitute_for.pk,
        **_confirmed(ruling),
    }


def _confirmed(ruling: Ruling) -> dict[str, str]:
    """Return when the decider confirmed, where the decision is carried out later."""
    if ruling.confirmed_at is None:
        return {}
    return {"confirmed_at": ruling.confirmed_at.isoformat()}


def _remedy(ruling: Ruling, power: HeldPower, on: date) -> str:
    """Return the remedy text; keeping an award takes nothing away and needs none."""
    if ruling.kind not in PROPOSALS:
        return ""
    return remedy_text(power.effect, ruling.kind.value, on, pack=pack_in_force())


def _issue_approval(frame: Frame) -> Document:
    ruling = frame.ruling
    amount_fen, members = _amounts(ruling)
    return issue_approval(
        case=frame.case,
        organ=frame.power.organ,
        actor=frame.actor,
        at=frame.at,
        shown=ApprovalShown(
            proposal=PROPOSALS[ruling.kind],
            computation=ruling.computation,
            opinion=latest_opinion(frame.case),
            decider=decider_opinion(ruling.text, frame.actor, frame.on),
            amount_fen=amount_fen,
            members=members,
            start_month=ruling.effective_month,
            before_fen=None if frame.before is None else frame.before.amount_fen,
            reasons=ruling.reasons,
            power_basis=frame.power.basis,
        ),
    )


def _insert(frame: Frame, notice: Document | None) -> Decision:
    ruling, power = frame.ruling, frame.power
    amount_fen, members = _amounts(ruling)
    return Decision.objects.create(
        case=frame.case,
        kind=ruling.kind,
        organ=power.organ,
        delegation_order=power.order,
        decided_at=frame.at,
        decided_by_id=frame.actor.officer_id,
        computation=ruling.computation,
        amount_fen=amount_fen,
        members_counted=members,
        effective_month=None
        if ruling.effective_month is None
        else ruling.effective_month.first_day,
        reasons=[
            {"rule_id": each.rule_id, "text": each.text, "article": each.article}
            for each in ruling.reasons
        ],
        notice=notice,
        substitute_for=power.substitute_for,
    )


def _keep_award(frame: Frame, decision: Decision) -> None:
    """End the award before and start the new one in the month that the decision names."""
    ruling, month = frame.ruling, frame.ruling.effective_month
    if month is None:
        return
    if ruling.kind in ENDS_AWARD and frame.before is not None:
        frame.before.effective_to = max(month.first_day, frame.before.effective_from)
        frame.before.save(update_fields=["effective_to"])
    if ruling.kind in STARTS_AWARD and ruling.computation is not None:
        award = start_award(
            decision=decision,
            month=month,
            covered=_covered(ruling.computation),
            payee_id=_payee(frame),
            in_payment_from=frame.at if ruling.kind == DecisionKind.ADJUST else None,
            is_once=frame.case.scheme in ONE_OFF,
        )
        AwardAccount.objects.bulk_create(
            AwardAccount(award=award, account=each.code, amount_fen=each.amount_fen)
            for each in sub_accounts(outcome_of(ruling.computation))
        )


def start_award(
    *,
    decision: Decision,
    month: Month,
    covered: tuple[int, ...],
    payee_id: int,
    in_payment_from: datetime | None,
    is_once: bool = False,
) -> Award:
    """Start an award from a month, with shares that add up to the amount exactly (P11).

    What is given once belongs to its one month.
    """
    award = Award.objects.create(
        case=decision.case,
        decision=decision,
        payee_id=payee_id,
        amount_fen=decision.amount_fen,
        members_counted=decision.members_counted,
        effective_from=month.first_day,
        effective_to=month.next().first_day if is_once else None,
        in_payment_from=in_payment_from,
    )
    AwardShare.objects.bulk_create(
        AwardShare(award=award, person_id=person_id, amount_fen=share)
        for person_id, share in zip(
            covered, split_evenly(decision.amount_fen, len(covered)), strict=True
        )
    )
    return award


def _covered(computation: Computation) -> tuple[int, ...]:
    return tuple(
        int(member.key) for member in facts_of(computation).members if member.counts_for_benefit
    )


def _payee(frame: Frame) -> int:
    return frame.case.applicant_id if frame.before is None else frame.before.payee_id


def is_grantable(computation: Computation) -> bool:
    """Tell whether a computation carries an amount to pay."""
    return computation.eligible == Eligibility.ELIGIBLE.value and computation.amount_fen > 0
