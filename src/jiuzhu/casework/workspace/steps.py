"""What can be done next with a case, by whom, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuzhu.casework.applications.queries import report_is_stale
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import (
    has_applied,
    holds_read,
    members_read,
    procedure_of,
)
from jiuzhu.casework.decisions.access import holder_of
from jiuzhu.casework.verification.queries import explanation_of
from jiuzhu.casework.workspace.main_step import (
    BEFORE_DECISION,
    RENEWS,
    VERIFIED,
    main_step,
    needs_new_report,
    of_board,
    of_unfit,
    of_verified_after_acceptance,
    of_verifying,
    resumes,
)
from jiuzhu.casework.workspace.places import DECIDES
from jiuzhu.casework.workspace.step_words import ACTS_SHOWN, CITIZEN_WORDS, EXPLAIN_ACTS
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import remembered
from jiuzhu.policy.procedures import Act, Procedure, Transition
from jiuzhu.policy.roles import roles_with
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ

NEEDS_REPORT = "report_valid"
RESUMES = ("resume_application", "resume_assessment")
# One page makes both: the rules choose the conclusion or the way of the opinion, not the officer.
MERGED = {
    "release_fit": "release_report",
    "release_unfit": "release_report",
    "propose_refusal": "give_opinion",
}
LABELS = {"release_report": "出具核对报告"}
# Offered where an objection is handled, after its appraisal.
FROM_THE_OBJECTION = "review_objection"
ON_THE_BOARD = frozenset({"renew_sheet", "post_notice", "take_down_notice", "enter_payment"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One step: whether it is the next one, and whether this actor may take it."""

    action: str
    label: str
    is_next: bool = False
    blocked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSteps:
    """The steps of a case for one actor; `waiting` names who must act when it is not this one.

    `waiting_at` is the organ of that post where it is not plain.
    """

    next: Offer | None
    others: tuple[Offer, ...]
    waiting: str
    waiting_at: str = ""


def next_steps(*, number: str, actor: Actor, on: date) -> NextSteps:
    """Return the one next step by name, the other possible ones, and who is waited for.

    Buttons come from the same table as the engine: its steps and acts in this state, as far as the
    actor's post goes.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    table = procedure_of(case)
    main = main_step(case, table, on)
    offers = _offers(case, table, actor, on)
    mine = {offer.action: offer for offer in offers}
    following = None
    organ = ""
    waiting = (
        "" if main is not None and main.action == RENEWS else CITIZEN_WORDS.get(case.state, "")
    )
    if main is not None:
        if main.action in mine:
            following = Offer(
                action=main.action,
                label=mine[main.action].label,
                is_next=True,
                blocked=main.blocked,
            )
        elif not waiting:
            waiting, organ = _who(case, _capability(table, main.action), on)
    others = tuple(offer for offer in offers if main is None or offer.action != main.action)
    if following:
        return NextSteps(next=following, others=others, waiting="")
    return NextSteps(next=None, others=others, waiting=waiting, waiting_at=organ)


def _offers(case: Case, table: Procedure, actor: Actor, on: date) -> tuple[Offer, ...]:
    """Return what the actor's post allows in this state, each once, in the order of the table."""
    found: dict[str, Offer] = {}
    may_decide = _holds_power(case, actor, on)
    for step in _steps(case, table):
        capability = step.capability
        may = actor.may(capability, action=step.action)
        if not may or (capability == DECIDES and not may_decide):
            continue
        action = MERGED.get(step.action, step.action)
        found[action] = Offer(action=action, label=LABELS.get(action, step.label))
    explains = not has_applied(case) or table.act("tell_result") is not None
    if case.state == "VERIFIED_NO" and explains:
        found = {**_explaining(case, actor), **found}
    if not _is_held_for_the_police(case):
        found.pop("ask_police", None)
        found.pop("settle_identity", None)
    for action in _not_yet(case, table, set(found), on):
        found.pop(action, None)
    return tuple(found.values())


def _steps(case: Case, table: Procedure) -> tuple[Transition | Act, ...]:
    acts = [act for act in table.acts_in(case.state) if act.action in ACTS_SHOWN]
    moves = table.actions_from(case.state)
    return (*acts, *(move for move in moves if move.action != FROM_THE_OBJECTION))


def _holds_power(case: Case, actor: Actor, on: date) -> bool:
    if not actor.may(DECIDES):
        return False
    return _holder(case, on).pk == actor.organ_id


def _holder(case: Case, on: date) -> Organ:
    """Return the organ that decides the case on a day."""
    return remembered(
        ("holder", case.pk, on),
        lambda: holder_of(case=case, on=on).organ,
    )


def _explaining(case: Case, actor: Actor) -> dict[str, Offer]:
    explanation = explanation_of(case)
    if explanation is None:
        action = "draft_explanation"
    elif explanation.checked_at is None and explanation.drafted_by_id != actor.officer_id:
        action = "check_explanation"
    else:
        return {}
    label, capability = EXPLAIN_ACTS[action]
    return {action: Offer(action=action, label=label)} if actor.may(capability) else {}


def _is_held_for_the_police(case: Case) -> bool:
    return any(hold.kind == HoldKind.IDENTITY_TWICE for hold in holds_read(case))


def _not_yet(case: Case, table: Procedure, offered: set[str], on: date) -> set[str]:
    """Return the steps of a state that have to wait for an earlier one of the same state."""
    return _without_report(case, table, offered, on) | _without_turn(case, table, offered)


def _without_report(case: Case, table: Procedure, offered: set[str], on: date) -> set[str]:
    """Return the steps that the report bars: what rests on an expired one, or renews a live one."""
    if not needs_new_report(case, table, on):
        return set() if RENEWS in offered and report_is_stale(case, on=on) else {RENEWS}
    moves = {move.action for move in table.actions_from(case.state) if NEEDS_REPORT in move.guards}
    return moves | (offered & {"compute_amount"})


def _without_turn_after_acceptance(case: Case, table: Procedure, offered: set[str]) -> set[str]:
    """Return the same for a procedure that verifies after acceptance."""
    if case.state in VERIFIED:
        main = of_verified_after_acceptance(case, table).action
        return set() if main == "record_home_visit" else {"record_home_visit"}
    if case.state in {"PRE_PUB", "RESULT_PUB"}:
        main = of_board(case).action
        if case.state == "PRE_PUB":
            main = BEFORE_DECISION[main]
        return (offered & {*ON_THE_BOARD, "conclude_publicity"}) - {main}
    if case.state == "VERIFYING":
        inside = {"accept_verification", "ask_sources", "release_report"}
        return (inside & offered) - {of_verifying(case).action}
    return set()


def _without_board(case: Case, offered: set[str]) -> set[str]:
    """Return the steps that wait for the board; an objection needs a sheet that hangs."""
    if case.state != "RESULT_PUB":
        return {"register_objection"}
    main = of_board(case).action
    if main == "post_notice":
        return (offered & ON_THE_BOARD) - {main, "renew_sheet"} | {"register_objection"}
    return (offered & ON_THE_BOARD) - {main}


def _without_turn(case: Case, table: Procedure, offered: set[str]) -> set[str]:
    """Return the steps of a state whose turn has not come."""
    if table.transition("VERIFIED_OK", "record_home_visit") is not None:
        return _without_turn_after_acceptance(case, table, offered)
    if case.state in {"VERIFIED_OK", "VERIFIED_NO"}:
        resumed = resumes(case)
        answers = {"invite", "explain_unfit"} if resumed else set()
        waits = case.state == "VERIFIED_NO" and of_unfit(case).action != "explain_unfit"
        return answers | (set(RESUMES) - {resumed}) | ({"explain_unfit"} if waits else set())
    if case.state == "VERIFYING":
        inside = {"accept_verification", "ask_sources", "release_report"}
        return (inside & offered) - {of_verifying(case).action}
    if case.state in {"RESULT_PUB", "IN_PAYMENT", "REVIEW"}:
        return _without_board(case, offered)
    if case.state == "AUTHORISING" and not members_read(case):
        return {"file_verification"}
    return set()


def _capability(table: Procedure, action: str) -> str:
    if action in EXPLAIN_ACTS:
        return EXPLAIN_ACTS[action][1]
    for move in table.transitions:
        if MERGED.get(move.action, move.action) == action:
            return move.capability
    act = table.act(action)
    if act is None:
        raise LookupError(f"{table.code} has no step {action}")
    return act.capability


def _who(case: Case, capability: str, on: date) -> tuple[str, str]:
    """Name the post that is waited for, and its organ where that is not plain."""
    if capability == DECIDES:
        holder = _holder(case, on)
        post = "审批人" if holder.kind == OrganKind.TOWNSHIP else "县级审批人"
        return post, holder.short_name
    return roles_with(capability)[0].label, ""
