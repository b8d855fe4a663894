"""Steps that may be taken for many cases at once: none of them needs a decision about the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.verification.enums import RequestState
from jiuzhu.casework.verification.models import VerificationRequest
from jiuzhu.casework.workspace.places import states
from jiuzhu.infra.actor import Actor
from jiuzhu.registers.organs.enums import OrganKind

STEP_JOB = "bulk.step"
WRONG_STATE = "现在的环节不能办这一步"
OUT_OF_REACH = "不在您的辖区，或编号不对"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """What will happen to one case; `reason` says why nothing will."""

    number: str
    applicant: str
    state_label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkStep:
    """One step: where it is possible, who takes it, what is confirmed, what it does."""

    action: str
    label: str
    states: frozenset[str]
    capability: str
    organ_kind: str
    confirm: str
    effect: str
    reasons: Callable[[Sequence[Case]], Mapping[int, str]]

    def may(self, actor: Actor) -> bool:
        """Tell whether the actor's post takes this step at all."""
        return actor.organ_kind == self.organ_kind and actor.may(
            self.capability, action=self.action
        )


def plan_step(*, step: BulkStep, numbers: Sequence[str], actor: Actor) -> tuple[StepRow, ...]:
    """Return for each case what the step would do, in the order in which they were chosen.

    The use case itself judges again when it runs.

    Raises: Forbidden.
    """
    actor.require(step.capability, action=step.action)
    labels = {state.code: state.label for state in states()}
    cases = {
        case.number: case
        for case in Case.objects.filter(number__in=numbers).select_related("applicant")
    }
    possible = [case for case in cases.values() if case.state in step.states]
    reasons = step.reasons(possible)
    rows = []
    for number in numbers:
        case = cases.get(number)
        if case is None:
            rows.append(StepRow(number=number, applicant="", state_label="", reason=OUT_OF_REACH))
            continue
        label = labels.get(case.state, case.state)
        reason = reasons.get(case.pk, "") if case.state in step.states else WRONG_STATE
        rows.append(
            StepRow(number=number, applicant=case.applicant.name, state_label=label, reason=reason)
        )
    return tuple(rows)


NOT_ASKED_FOR = {
    RequestState.FILED: "还没有接收提请，请先打开案件看授权书，再接收",
    RequestState.RUNNING: "已经发起查询，正在等部门答复",
    RequestState.SETTLED: "已经查询完毕，可以出具报告",
}


def _why_not_ask(cases: Sequence[Case]) -> Mapping[int, str]:
    """Say why the departments cannot be asked about some of these cases now."""
    newest = dict(
        VerificationRequest.objects.filter(case__in=cases)
        .order_by("pk")
        .values_list("case_id", "state")
    )
    said = {}
    for case in cases:
        state = newest.get(case.pk)
        if state != RequestState.ACCEPTED:
            known = None if state is None else NOT_ASKED_FOR.get(RequestState(state))
            said[case.pk] = known or "没有待查询的提请"
    return said


BULK_STEPS: Mapping[str, BulkStep] = {
    "ask_sources": BulkStep(
        action="ask_sources",
        label="批量发起查询",
        states=frozenset({"VERIFYING"}),
        capability="verification.release",
        organ_kind=OrganKind.CENTRE,
        confirm="上列案件都已接收，确为办理本案需要，向部门查询",
        effect="按每个人的有效授权，向各部门发出查询；没有授权的人不查，注明“未查询”。",
        reasons=_why_not_ask,
    ),
}
