"""The one step that a file waits for, read off its procedure and what was done so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuzhu.casework.applications.queries import report_has_expired
from jiuzhu.casework.applications.relief import is_listed, outlay_only
from jiuzhu.casework.applications.services.insist_on_application import is_explained
from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import self_care_read
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import (
    applied_read,
    has_applied,
)
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
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.policy.procedures import Procedure
from jiuzhu.registers.law.queries import pack_in_force

# The step that the file waits for, where it is not the first of the table.
MAIN = {"APPLIED": "accept_application"}
CONFIRMED = "已经确认批准，等待生效，之前可以撤回"
RENEWS = "renew_verification"
WITHOUT_MAIN = frozenset({"REVIEW", "IN_PAYMENT", "CLOSED", "STOPPED", "WITHDRAWN", "ARCHIVED"})
VERIFIED = frozenset({"VERIFIED_OK", "VERIFIED_NO"})


@dataclass(frozen=True, slots=True)
class MainStep:
    """The step by its action, and what stands in its way."""

    action: str
    blocked: str = ""


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


def main_step(case: Case, table: Procedure, on: date) -> MainStep | None:
    """Return the step that the file waits for; None where it waits for nothing."""
    if case.state in WITHOUT_MAIN:
        return None
    special = RENEWS if needs_new_report(case, table, on) else _of_aid(case, on)
    if special:
        return MainStep(special)
    if case.state == "AUTHORISING":
        return _of_authorising(case, table, on)
    if case.state in VERIFIED and table.transition(case.state, "record_home_visit") is not None:
        return of_verified_after_acceptance(case, table)
    if case.state in OF_STATE:
        return OF_STATE[case.state](case)
    onward = [move.action for move in table.actions_from(case.state) if move.action != RENEWS]
    main = MAIN.get(case.state, onward[0] if onward else "")
    return MainStep(main) if main else None


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


def _of_authorising(case: Case, table: Procedure, on: date) -> MainStep:
    unsigned = [row for row in people_without_authorization(case, on) if row.part == "MEMBER"]
    if unsigned or not statement_signed(case):
        return MainStep("sign_authorization")
    applies = table.transition(case.state, "submit_application") is not None
    return MainStep("submit_application" if applies else "file_verification")


def of_verified_after_acceptance(case: Case, table: Procedure) -> MainStep:
    """Return the visit, or what has to be told before it where the check does not fit."""
    tells = case.state == "VERIFIED_NO" and table.act("tell_result") is not None
    if not tells or is_explained(case):
        return MainStep("record_home_visit")
    explanation = explanation_of(case)
    if explanation is None:
        return MainStep("draft_explanation")
    return MainStep("tell_result" if explanation.checked_at else "check_explanation")


def of_verifying(case: Case) -> MainStep:
    """Return the step of the county centre that comes next."""
    request = open_request(case)
    if request is None or request.state == RequestState.FILED:
        return MainStep("accept_verification")
    if request.state == RequestState.ACCEPTED:
        return MainStep("ask_sources")
    return MainStep("release_report")


def _of_fit(case: Case) -> MainStep:
    return MainStep(resumes(case) or "invite")


def resumes(case: Case) -> str:
    """Return the step that takes up an application after a renewed report; empty without one."""
    if case.accepted_on is not None:
        return "resume_assessment"
    return "resume_application" if has_applied(case) else ""


def of_unfit(case: Case) -> MainStep:
    """Return what follows a report that does not fit."""
    if resumed := resumes(case):
        return MainStep(resumed)
    explanation = explanation_of(case)
    if explanation is None:
        return MainStep("draft_explanation")
    if explanation.checked_at is None:
        return MainStep("check_explanation")
    return MainStep("explain_unfit")


def _of_survey(case: Case) -> MainStep:
    if case.scheme == Scheme.TEKUN and not self_care_read(case):
        return MainStep("assess_self_care")
    return MainStep("give_opinion" if _computed_read(case) else "compute_amount")


def _survey_reads(case: Case) -> tuple[Read[Any], ...]:
    tested = (self_care_read(case),) if case.scheme == Scheme.TEKUN else ()
    return (_computed_read(case), *tested)


def _computed_read(case: Case) -> Read[tuple[int]]:
    return page_read(
        "computed",
        lambda case: Computation.objects.filter(case_id=case).values_list("pk")[:1],
        case.pk,
    )


def of_board(case: Case) -> MainStep:
    """Return what the sheet on the board waits for."""
    notice = notice_of(case)
    if notice is None or notice.posted_at is None:
        return MainStep("post_notice")
    return MainStep("take_down_notice" if notice.taken_down_at is None else "enter_payment")


def _of_opinion(case: Case) -> MainStep:
    return MainStep("grant", blocked="" if waiting_plan(case) is None else CONFIRMED)


BEFORE_DECISION = {
    "post_notice": "post_notice",
    "take_down_notice": "take_down_notice",
    "enter_payment": "conclude_publicity",
}
OF_STATE: dict[str, Callable[[Case], MainStep]] = {
    "VERIFYING": of_verifying,
    "VERIFIED_OK": _of_fit,
    "VERIFIED_NO": of_unfit,
    "SURVEY": _of_survey,
    "OPINION": _of_opinion,
    "PRE_PUB": lambda case: MainStep(BEFORE_DECISION.get(of_board(case).action, "post_notice")),
    "RESULT_PUB": of_board,
}
