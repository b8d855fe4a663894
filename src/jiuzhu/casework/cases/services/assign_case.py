"""Assign a case to a colleague, or take it over: who looks after it, never who may act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case, CaseAssignment
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.roles import roles_with
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.queries import account_of_officer
from jiuzhu.registers.accounts.services.notify_account import notify_account
from jiuzhu.registers.organs.models import Officer, Post
from jiuzhu.registers.organs.queries import in_force

ACTION, ASSIGNS = "assign_case", "case.assign"
LONGEST_REASON = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigning:
    """To whom, and why; a case that a colleague looks after changes hands with a reason only.

    `link` is the page that the notice to the colleague opens; empty where the caller tells of
    several cases at once.
    """

    officer: int
    reason: str = ""
    link: str = ""


@transaction.atomic
def assign_case(*, number: str, given: Assigning, actor: Actor, at: datetime) -> CaseAssignment:
    """End the open assignment of a case of the own organ and write the new one, with its event.

    Raises: NotVisible, Forbidden, Conflict `case.state`, `assign.same`, Refused
    `assign.other_organ`, `assign.nobody`, `assign.reason`, `text.*`.
    """
    case = case_to_change(number=number, actor=actor)
    actor.require(ASSIGNS)
    if case.organ_id != actor.organ_id:
        raise Refused(
            "assign.other_organ",
            "这个案件由%(organ)s经办，由他们自己分派。",
            values={"organ": case.organ.short_name},
        )
    officer = _colleague(case, given.officer, legal_day(at))
    reason = clean_text(given.reason, max_length=LONGEST_REASON)
    before = CaseAssignment.objects.filter(case=case, ended_at__isnull=True).select_related(
        "officer"
    )
    now = before.select_for_update(of=("self",)).first()
    if now is not None:
        _refuse_change(now, officer, reason, actor)
        now.ended_at = max(at, now.assigned_at)
        now.save(update_fields=["ended_at"])
    record_act(
        case=case,
        action=ACTION,
        actor=actor,
        at=at,
        summary=_summary(now, officer, reason),
        detail={"officer": officer.pk, "from": None if now is None else now.officer_id},
    )
    row = CaseAssignment.objects.create(
        case=case,
        officer=officer,
        organ_id=case.organ_id,
        reason=reason,
        assigned_at=at,
        assigned_by=actor.officer(),
    )
    if given.link and officer.pk != actor.officer_id:
        words = f"{actor.name}把{case.applicant.name}户分派给您"
        tell_assigned(officer=officer.pk, words=words, reason=reason, link=given.link, at=at)
    return row


def tell_assigned(
    *, officer: int, words: str, reason: str, link: str, at: datetime, key: str = ""
) -> None:
    """Tell a colleague what was handed over; whoever has no account hears it at the desk."""
    account = account_of_officer(officer)
    if account is not None:
        text = f"{words}：{reason}" if reason else f"{words}。"
        notify_account(
            account=account, kind=NoticeKind.ASSIGNED, text=text, url=link, at=at, key=key
        )


def handlers_of(*, organ: int, on: date) -> tuple[Post, ...]:
    """Return the posts of an organ whose holders handle cases on a day, by staff number."""
    handling = [role.code for role in roles_with(ASSIGNS)]
    posts = Post.objects.filter(in_force(on), organ_id=organ, role__in=handling)
    found = posts.select_related("officer").order_by("officer__staff_number", "pk")
    return tuple(
        post for post in found if post.officer.left_on is None or post.officer.left_on > on
    )


def _colleague(case: Case, officer: int, on: date) -> Officer:
    for post in handlers_of(organ=case.organ_id, on=on):
        if post.officer_id == officer:
            return post.officer
    raise Refused(
        "assign.nobody",
        "这位同事现在不在%(organ)s办案的岗位上，没有分派。请换一位在岗的同事。",
        field="officer",
        values={"organ": case.organ.short_name},
    )


def _refuse_change(now: CaseAssignment, officer: Officer, reason: str, actor: Actor) -> None:
    if now.officer_id == officer.pk:
        raise Conflict(
            "assign.same", "已经由%(name)s经办，不用再分派。", values={"name": officer.name}
        )
    if now.officer_id != actor.officer_id and not reason:
        raise Refused(
            "assign.reason",
            "案件现由%(name)s经办，换人要写明原因，例如“休假”“调岗”。",
            field="reason",
            values={"name": now.officer.name},
        )


def _summary(now: CaseAssignment | None, officer: Officer, reason: str) -> str:
    words = f"分派给{officer.name}" if now is None else f"由{now.officer.name}交给{officer.name}"
    return f"{words}：{reason}" if reason else words
