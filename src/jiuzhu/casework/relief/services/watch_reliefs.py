"""Watch emergencies: ring the next person while nobody answers, warn and report late papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from jiuzhu.casework.cases.enums import ClockKind
from jiuzhu.casework.cases.models import Case, CaseClock
from jiuzhu.casework.cases.services.advance import record_change
from jiuzhu.casework.relief.models import UrgentRelief
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.queries import account_of_officer
from jiuzhu.registers.accounts.services.notify_account import notify_account
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force
from jiuzhu.registers.organs.enums import Role
from jiuzhu.registers.organs.models import Officer, Organ
from jiuzhu.registers.organs.queries import officers_at

# Minutes in which one person is rung before the next one is, and after which the county is.
NEXT_PERSON, COUNTY = "urgent.next_person", "urgent.county"
LAST_DAY_BUT_ONE = 1


def ring_unanswered(*, at: datetime) -> int:
    """Ring for every report that nobody has answered, from the data; nobody is rung twice.

    The chain of a township is its window staff and then its deciders who are not away; after the
    minutes of the pack the county's deciders are rung as well. Return how many reports still ring.
    """
    waiting = UrgentRelief.objects.filter(
        answered_at__isnull=True, relieved_at__isnull=True, case__state="REPORTED"
    ).select_related("organ", "case__county", "case__village")
    reports = list(waiting.order_by("due_at", "pk"))
    for relief in reports:
        _ring(relief, at)
    return len(reports)


def _minutes(key: str, on: date) -> timedelta:
    return timedelta(minutes=pack_in_force().value(key, on).amount)


def _ring(relief: UrgentRelief, at: datetime) -> None:
    waited = at - relief.case.opened_at
    on = legal_day(at)
    chain = _accounts(_chain(relief.organ, (Role.WINDOW, Role.DECIDER), on))
    rung = dict(chain[: waited // _minutes(NEXT_PERSON, on) + 1])
    if waited >= _minutes(COUNTY, on):
        rung |= dict(_accounts(_chain(relief.case.county, (Role.COUNTY_DECIDER,), on)))
    for officer, account in rung.items():
        notify_account(
            account=account,
            kind=NoticeKind.DEADLINE_NEAR,
            text=f"急难报告没有人接：{relief.case.village.name}，{relief.happened}",
            url=_page(relief.case.number),
            key=f"urgent-{relief.case.number}-{officer}",
            at=at,
        )


def watch_papers(*, actor: Actor, at: datetime) -> int:
    """Warn one working day before the papers are due; write a breach down and tell the county.

    Return how many breaches were written.
    """
    on = legal_day(at)
    running = CaseClock.objects.filter(
        kind=ClockKind.URGENT_COMPLETION, stopped_on__isnull=True, case__state="RELIEVED"
    )
    breaches = 0
    for case_id, due_on in running.order_by("due_on", "pk").values_list("case_id", "due_on"):
        with transaction.atomic():
            breaches += _watch(case_id, due_on, actor, on, at)
    return breaches


def _watch(case_id: int, due_on: date, actor: Actor, on: date, at: datetime) -> int:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    relief = UrgentRelief.objects.select_related("organ", "given_by").get(case=case)
    relief.case = case
    if on > due_on:
        return _breach(relief, due_on, actor, on, at)
    near = on == due_on or calendar_in_force().workdays_between(on, due_on) <= LAST_DAY_BUT_ONE
    if near and relief.warned_on is None:
        relief.warned_on = on
        relief.save(update_fields=["warned_on"])
        people = {one.pk: one for one in _chain(relief.organ, (Role.WINDOW,), on)}
        if relief.given_by is not None:
            people[relief.given_by.pk] = relief.given_by
        for officer in people.values():
            _tell(
                officer,
                NoticeKind.DEADLINE_NEAR,
                f"急难救助补办手续将到期，止{due_on.isoformat()}",
                number=case.number,
                key=f"urgent-papers-{case.number}",
                at=at,
            )
    return 0


def _breach(relief: UrgentRelief, due_on: date, actor: Actor, on: date, at: datetime) -> int:
    if relief.breached_on is not None:
        return 0
    case = relief.case
    record_change(
        case=case,
        action="breach_completion",
        actor=actor,
        at=at,
        summary="补办手续超过期限，已报县级",
        detail={"due_on": due_on.isoformat()},
    )
    relief.breached_on = on
    relief.save(update_fields=["breached_on"])
    for officer in _chain(case.county, (Role.COUNTY_DECIDER,), on):
        _tell(
            officer,
            NoticeKind.DEADLINE_OVER,
            f"{relief.organ.short_name}急难救助补办手续超期，止{due_on.isoformat()}",
            number=case.number,
            key=f"urgent-breach-{case.number}",
            at=at,
        )
    return 1


def _chain(organ: Organ, roles: tuple[Role, ...], on: date) -> tuple[Officer, ...]:
    found = {
        officer.pk: officer
        for role in roles
        for officer in officers_at(organ=organ, role=role, on=on)
    }
    return tuple(found.values())


def _accounts(officers: Iterable[Officer]) -> tuple[tuple[int, int], ...]:
    """Return officer and account of everybody who can be rung: without an account nobody is."""
    found = ((officer.pk, account_of_officer(officer.pk)) for officer in officers)
    return tuple((officer, account) for officer, account in found if account is not None)


def _tell(
    officer: Officer, kind: NoticeKind, text: str, *, number: str, key: str, at: datetime
) -> None:
    for _, account in _accounts((officer,)):
        notify_account(account=account, kind=kind, text=text, url=_page(number), at=at, key=key)


def _page(number: str) -> str:
    return f"/w/cases/{number}/relief/"
