"""What can be done next with a case, by whom, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuzhu.casework.applications.queries import report_has_expired, report_is_stale
from jiuzhu.casework.applications.relief import is_listed, outlay_only
from jiuzhu.casework.applications.services.insist_on_application import is_explained
from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import self_care_read
from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.enums import HoldKind, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import (
    applied_read,
    has_applied,
    holds_read,
    members_read,
    procedure_of,
)
from jiuzhu.casework.decisions.access import holder_of
from jiuzhu.casework.decisions.queries import waiting_plan
from jiuzhu.casework.intents.queries import (
    people_without_authorization,
    statement_read,
    statement_signed,
    unsigned_read,
)
from jiuzhu.casework.publicity.queries import notice_of, notice_read
from jiuzhu.casework.verification.enums import RequestState
from jiuzhu.casework.verification.queries import explanation_of, open_request, open_request_read
from jiuzhu.casework.workspace.places import DECIDES
from jiuzhu.casework.workspace.step_words import ACTS_SHOWN, CITIZEN_WORDS, EXPLAIN_ACTS
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import page_read, remembered
from jiuzhu.infra.together import Read
from jiuzhu.policy.procedures import Act, Procedure, Transition
from jiuzhu.policy.roles import roles_with
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ

# The step that the file waits for, where it is not the first of the table.
MAIN = {"APPLIED": "accept_application"}
CONFIRMED = "已经确认批准，等待生效，之前可以撤回"
NEEDS_REPORT = "report_valid"
RENEWS = "renew_verification"
RESUMES = ("resume_application", "resume_assessment")
WITHOUT_MAIN = frozenset({"REVIEW", "IN_PAYMENT", "CLOSED", "STOPPED", "WITHDRAWN", "ARCHIVED"})
VERIFIED = frozenset({"VERIFIED_OK", "VERIFIED_NO"})
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


@dataclass(frozen=True, slots=True)
class _Main:
    action: str
    blocked: str = ""


def next_steps(*, number: str, actor: Actor, on: date) -> NextSteps:
    """Return the one next step by name, the other possible ones, and who is waited for.

    Buttons come from the same table as the engine: its steps and acts in this state, as far as the
    actor's post goes.

    Raises: NotVisible.
    """
    case = case_to_see(number=number, actor=actor)
    table = procedure_of(case)
    main = _main(case, table, on)
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


def step_reads(case: Case, on: date) -> tuple[Read[Any], ...]:
    """Return what the next step depends on in this state; one each for a page that is built."""
    of_state: dict[str, tuple[Read[Any], ...]] = {
        "AUTHORISING": (unsigned_read(case, on), statement_read(case)),
        "VERIFYING": (open_request_read(case),),
        "SURVEY": _survey_reads(case),
        "PRE_PUB": (notice_read(case),),
        "RESULT_PUB": (notice_read(case),),
    }
    return (applied_read(case), *of_state.get(case.state, ()))


def _main(case: Case, table: Procedure, on: date) -> _Main | None:
    if case.state in WITHOUT_MAIN:
        return None
    special = RENEWS if needs_new_report(case, table, on) else _of_aid(case, on)
    if special:
        return _Main(special)
    if case.state == "AUTHORISING":
        return _of_authorising(case, table, on)
    if case.state in VERIFIED and table.transition(case.state, "record_home_visit") is not None:
        return _of_verified_after_acceptance(case, table)
    if case.state in OF_STATE:
        return OF_STATE[case.state](case)
    onward = [move.action for move in table.actions_from(case.state) if move.action != RENEWS]
    main = MAIN.get(case.state, onward[0] if onward else "")
    return _Main(main) if main else None


def _of_aid(case: Case, on: date) -> str:
    """Return the step that only expense-based aid takes next; empty for the common ones."""
    if case.scheme != Scheme.TEMPORARY:
        return ""
    if case.state == "APPLIED" and not is_listed(case):
        return "list_outlays"
    if case.state == "ACCEPTED" and outlay_only(case, pack_in_force(), on):
        return "record_home_visit"
    return ""


def needs_new_report(case: Case, table: Procedure, on: date) -> bool:
    """Tell whether a case stands still until its expired report is renewed (domain 3.3, D8)."""
    return table.transition(case.state, RENEWS) is not None and report_has_expired(case, on=on)


def _of_authorising(case: Case, table: Procedure, on: date) -> _Main:
    unsigned = [row for row in people_without_authorization(case, on) if row.part == "MEMBER"]
    if unsigned or not statement_signed(case):
        return _Main("sign_authorization")
    applies = table.transition(case.state, "submit_application") is not None
    return _Main("submit_application" if applies else "file_verification")


def _of_verified_after_acceptance(case: Case, table: Procedure) -> _Main:
    """Return the visit, or what has to be told before it where the check does not fit."""
    tells = case.state == "VERIFIED_NO" and table.act("tell_result") is not None
    if not tells or is_explained(case):
        return _Main("record_home_visit")
    explanation = explanation_of(case)
    if explanation is None:
        return _Main("draft_explanation")
    return _Main("tell_result" if explanation.checked_at else "check_explanation")


def _of_verifying(case: Case) -> _Main:
    request = open_request(case)
    if request is None or request.state == RequestState.FILED:
        return _Main("accept_verification")
    if request.state == RequestState.ACCEPTED:
        return _Main("ask_sources")
    return _Main("release_report")


def _of_fit(case: Case) -> _Main:
    return _Main(_resumes(case) or "invite")


def _resumes(case: Case) -> str:
    """Return the step that takes up an application after a renewed report; empty without one."""
    if case.accepted_on is not None:
        return "resume_assessment"
    return "resume_application" if has_applied(case) else ""


def _of_unfit(case: Case) -> _Main:
    if resumed := _resumes(case):
        return _Main(resumed)
    explanation = explanation_of(case)
    if explanation is None:
        return _Main("draft_explanation")
    if explanation.checked_at is None:
        return _Main("check_explanation")
    return _Main("explain_unfit")


def _of_survey(case: Case) -> _Main:
    if case.scheme == Scheme.TEKUN and not self_care_read(case):
        return _Main("assess_self_care")
    return _Main("give_opinion" if _computed_read(case) else "compute_amount")


def _survey_reads(case: Case) -> tuple[Read[Any], ...]:
    tested = (self_care_read(case),) if case.scheme == Scheme.TEKUN else ()
    return (_computed_read(case), *tested)


def _computed_read(case: Case) -> Read[tuple[int]]:
    return page_read(
        "computed",
        lambda case: Computation.objects.filter(case_id=case).values_list("pk")[:1],
        case.pk,
    )


def _of_board(case: Case) -> _Main:
    notice = notice_of(case)
    if notice is None or notice.posted_at is None:
        return _Main("post_notice")
    return _Main("take_down_notice" if notice.taken_down_at is None else "enter_payment")


def _of_opinion(case: Case) -> _Main:
    return _Main("grant", blocked="" if waiting_plan(case) is None else CONFIRMED)


BEFORE_DECISION = {
    "post_notice": "post_notice",
    "take_down_notice": "take_down_notice",
    "enter_payment": "conclude_publicity",
}
OF_STATE: dict[str, Callable[[Case], _Main]] = {
    "VERIFYING": _of_verifying,
    "VERIFIED_OK": _of_fit,
    "VERIFIED_NO": _of_unfit,
    "SURVEY": _of_survey,
    "OPINION": _of_opinion,
    "PRE_PUB": lambda case: _Main(BEFORE_DECISION.get(_of_board(case).action, "post_notice")),
    "RESULT_PUB": _of_board,
}


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
        main = _of_verified_after_acceptance(case, table).action
        return set() if main == "record_home_visit" else {"record_home_visit"}
    if case.state in {"PRE_PUB", "RESULT_PUB"}:
        main = _of_board(case).action
        if case.state == "PRE_PUB":
            main = BEFORE_DECISION[main]
        return (offered & {*ON_THE_BOARD, "conclude_publicity"}) - {main}
    if case.state == "VERIFYING":
        inside = {"accept_verification", "ask_sources", "release_report"}
        return (inside & offered) - {_of_verifying(case).action}
    return set()


def _without_board(case: Case, offered: set[str]) -> set[str]:
    """Return the steps that wait for the board; an objection needs a sheet that hangs."""
    if case.state != "RESULT_PUB":
        return {"register_objection"}
    main = _of_board(case).action
    if main == "post_notice":
        return (offered & ON_THE_BOARD) - {main, "renew_sheet"} | {"register_objection"}
    return (offered & ON_THE_BOARD) - {main}


def _without_turn(case: Case, table: Procedure, offered: set[str]) -> set[str]:
    """Return the steps of a state whose turn has not come."""
    if table.transition("VERIFIED_OK", "record_home_visit") is not None:
        return _without_turn_after_acceptance(case, table, offered)
    if case.state in {"VERIFIED_OK", "VERIFIED_NO"}:
        resumed = _resumes(case)
        answers = {"invite", "explain_unfit"} if resumed else set()
        waits = case.state == "VERIFIED_NO" and _of_unfit(case).action != "explain_unfit"
        return answers | (set(RESUMES) - {resumed}) | ({"explain_unfit"} if waits else set())
    if case.state == "VERIFYING":
        inside = {"accept_verification", "ask_sources", "release_report"}
        return (inside & offered) - {_of_verifying(case).action}
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
