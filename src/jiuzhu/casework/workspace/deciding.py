"""The decision desk: what waits for a decider today, what to look at, what cannot be confirmed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.assessments.models import Computation, Opinion
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseHold, CaseInvolvement, CaseMember
from jiuzhu.casework.decisions.access import BARRING_PARTS
from jiuzhu.casework.decisions.enums import PlanState
from jiuzhu.casework.decisions.models import PlannedGrant
from jiuzhu.casework.decisions.services.write_decision import is_grantable
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.casework.workspace.places import DECIDES, places_for
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.money import format_yuan
from jiuzhu.kernel.phrases import Phrase, together
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.guards import GUARDS
from jiuzhu.registers.households.queries import identity_doubts
from jiuzhu.registers.kinship.queries import related_by_person
from jiuzhu.registers.law.queries import calendar_in_force

DECIDING = "OPINION"
MOST = 100
NEAR_WORKDAYS = 2
SOON_EXPIRED_DAYS = 7
LARGE_CHANGE = 20  # per cent between the first and the newest computation


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at, with its reason."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """One case that waits for a decision; `excluded` says why it cannot be confirmed together."""

    number: str
    applicant: str
    applicant_id: int
    village: str
    township: str
    people: int
    amount_fen: int
    due_on: date | None
    is_provisional: bool
    recommends_grant: bool
    opinion: str
    assessor: str
    flags: tuple[Flag, ...]
    excluded: str

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing needs a look and nothing is in the way."""
        return not self.flags and not self.excluded


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One confirmation of this decider: waiting, made, taken back or refused."""

    number: str
    applicant: str
    township: str
    amount_fen: int
    state: str
    state_label: str
    confirmed_at: datetime
    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDesk:
    """The cases of the desk by due date, and the decider's confirmations of the day."""

    rows: tuple[DeskRow, ...]
    plans: tuple[PlanLine, ...]
    is_cut: bool

    @property
    def clean(self) -> tuple[DeskRow, ...]:
        """Return the cases without anything to look at."""
        return tuple(row for row in self.rows if row.is_clean)

    @property
    def to_look_at(self) -> tuple[DeskRow, ...]:
        """Return the cases that somebody should look at one by one."""
        return tuple(row for row in self.rows if not row.is_clean)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of all cases of the desk, each read by one statement."""

    opinions: dict[int, Opinion]
    amounts: dict[int, list[int]]
    reports: dict[int, VerificationReport]
    people: dict[int, list[CaseMember]]
    doubts: dict[int, tuple[str, ...]]
    related: dict[int, tuple[tuple[int, str], ...]]
    calendar: WorkCalendar


def decision_desk(*, actor: Actor, on: date, since: datetime) -> DecisionDesk:
    """Return the desk of a decider; every flag rests on stored facts.

    The number of statements is the same for one case and for a hundred. `since` is the start of
    the day of which confirmations are shown.

    Raises: Forbidden.
    """
    actor.require(DECIDES)
    cases = _waiting(actor, on)
    known = _known(cases[:MOST], on)
    return DecisionDesk(
        rows=tuple(_row(case, known, actor, on) for case in cases[:MOST]),
        plans=_plans(actor, since),
        is_cut=len(cases) > MOST,
    )


def _waiting(actor: Actor, on: date) -> list[Case]:
    places = [place for place in places_for(actor, on) if place.state == DECIDING]
    if not places:
        return []
    condition = Q()
    for place in places:
        condition |= place.condition
    hold = CaseHold.objects.filter(case=OuterRef("pk"), ended_at__isnull=True).order_by("pk")
    waiting = PlannedGrant.objects.filter(case=OuterRef("pk"), state=PlanState.WAITING)
    part = CaseInvolvement.objects.filter(
        case=OuterRef("pk"), officer_id=actor.officer(), part__in=BARRING_PARTS
    )
    insisted = Application.objects.filter(case=OuterRef("pk"), insisted=True)
    return list(
        Case.objects.filter(condition)
        .annotate(
            hold_kind=Subquery(hold.values("kind")[:1]),
            hold_reason=Subquery(hold.values("reason")[:1]),
            took_part=Exists(part),
            insisted=Exists(insisted),
            is_planned=Exists(waiting),
        )
        .filter(is_planned=False)
        .select_related("applicant", "organ", "village")
        .order_by("due_on", "pk")[: MOST + 1]
    )


def _known(cases: list[Case], on: date) -> _Known:
    ids = [case.pk for case in cases]
    opinions = Opinion.objects.filter(case__in=ids, returned_at__isnull=True)
    members = list(CaseMember.objects.filter(case__in=ids).order_by("pk"))
    people = [row.person_id for row in members]
    amounts: dict[int, list[int]] = {}
    computed = Computation.objects.filter(case__in=ids).order_by("computed_at", "pk")
    for case, amount in computed.values_list("case_id", "amount_fen"):
        amounts.setdefault(case, []).append(amount)
    reports = VerificationReport.objects.filter(case__in=ids).order_by("issued_at", "pk")
    return _Known(
        opinions={
            row.case_id: row
            for row in opinions.select_related("computation", "given_by").order_by("given_at", "pk")
        },
        amounts=amounts,
        reports={row.case_id: row for row in reports},
        people=_by_case(members),
        doubts=identity_doubts(people, on=on) if people else {},
        related=related_by_person(person_ids=people, on=on) if people else {},
        calendar=calendar_in_force(),
    )


def _by_case(members: Iterable[CaseMember]) -> dict[int, list[CaseMember]]:
    found: dict[int, list[CaseMember]] = {}
    for row in members:
        found.setdefault(row.case_id, []).append(row)
    return found


def _row(case: Case, known: _Known, actor: Actor, on: date) -> DeskRow:
    opinion = known.opinions.get(case.pk)
    return DeskRow(
        number=case.number,
        applicant=case.applicant.name,
        applicant_id=case.applicant_id,
        village=case.village.name,
        township=case.organ.short_name,
        people=0 if opinion is None else opinion.computation.members_counted,
        amount_fen=0 if opinion is None else opinion.computation.amount_fen,
        due_on=case.due_on,
        is_provisional=case.due_provisional,
        recommends_grant=opinion is not None and opinion.recommends_grant,
        opinion="" if opinion is None else opinion.text,
        assessor="" if opinion is None else opinion.given_by.name,
        flags=tuple(_flags(case, known, actor, on)),
        excluded=_excluded(case, known, actor, on),
    )


def _flags(case: Case, known: _Known, actor: Actor, on: date) -> Iterable[Flag]:
    """Name what a decider should look at, each with its reason."""
    people = known.people.get(case.pk, [])
    doubts = [doubt for row in people for doubt in known.doubts.get(row.person_id, ())]
    doubts += [row.doubt for row in people if row.doubt]
    if doubts:
        yield Flag("身份疑点", together(doubts))
    report = known.reports.get(case.pk)
    if report is not None:
        if count := len(json.loads(report.content)["discrepancies"]):
            words = Phrase("申报与部门登记有%(count)s处不一致，看核算表里的说明", count=count)
            yield Flag("申报有出入", words)
        left = (report.decision_until - on).days
        if 0 <= left <= SOON_EXPIRED_DAYS:
            words = Phrase("核对报告只能据以审批到%(day)s", day=report.decision_until)
            yield Flag("报告将过期", words)
    if case.insisted:  # type: ignore[attr-defined]  # annotated
        yield Flag("坚持申请", "核对不符合后，申请人坚持申请")
    others = {
        relation
        for row in people
        for officer, relation in known.related.get(row.person_id, ())
        if officer != actor.officer_id
    }
    if others:
        words = Phrase("与工作人员有近亲属关系：%(relations)s", relations="、".join(sorted(others)))
        yield Flag("工作人员近亲属", words)
    if case.due_on is not None:
        left = known.calendar.workdays_between(on, case.due_on) if case.due_on > on else 0
        if left <= NEAR_WORKDAYS:
            words = Phrase("办结期限%(day)s", day=case.due_on)
            yield Flag("期限将到", words)
    yield from _changed(known.amounts.get(case.pk, []))
    opinion = known.opinions.get(case.pk)
    if opinion is not None and not opinion.recommends_grant:
        yield Flag("建议不予批准", opinion.text)


def _changed(amounts: list[int]) -> Iterable[Flag]:
    if not amounts or amounts[0] == amounts[-1]:
        return
    first, newest = amounts[0], amounts[-1]
    if abs(newest - first) * 100 >= LARGE_CHANGE * first:
        words = Phrase(
            "核算由%(first)s元改为%(newest)s元",
            first=format_yuan(first),
            newest=format_yuan(newest),
        )
        yield Flag("金额变动大", words)


def _excluded(case: Case, known: _Known, actor: Actor, on: date) -> str:
    """Say why a case cannot be confirmed by this decider now; the use case asks again."""
    return _barred(case, known, actor) or _unripe(case, known, on)


def _barred(case: Case, known: _Known, actor: Actor) -> str:
    """Say what stands between this decider and this case: a part in it, kinship, a hold."""
    if case.took_part:  # type: ignore[attr-defined]  # annotated
        return GUARDS["decider_not_involved"].refusal
    people = known.people.get(case.pk, [])
    relatives = {officer for row in people for officer, _ in known.related.get(row.person_id, ())}
    if actor.officer_id in relatives:
        return GUARDS["decider_unrelated"].refusal
    if case.hold_kind:  # type: ignore[attr-defined]  # annotated
        label = HoldKind(case.hold_kind).label  # type: ignore[attr-defined]
        reason = case.hold_reason  # type: ignore[attr-defined]
        return Phrase("案件有未解除的标记：%(label)s。%(reason)s", label=label, reason=reason)
    return ""


def _unripe(case: Case, known: _Known, on: date) -> str:
    """Say what is missing before anybody may grant the case."""
    report = known.reports.get(case.pk)
    if report is None or on > report.decision_until:
        return GUARDS["report_valid"].refusal
    opinion = known.opinions.get(case.pk)
    if opinion is None:
        return "本案还没有审核意见。"
    if not is_grantable(opinion.computation):
        return "按核算结果不符合条件，不能批准；请退回重审，或者作出不予批准决定。"
    if known.amounts[case.pk][-1] != opinion.computation.amount_fen:
        return GUARDS["amount_reproducible"].refusal
    return ""


def _plans(actor: Actor, since: datetime) -> tuple[PlanLine, ...]:
    rows = (
        PlannedGrant.objects.filter(officer_id=actor.officer(), confirmed_at__gte=since)
        .select_related("case__applicant", "case__organ", "opinion__computation")
        .order_by("-confirmed_at", "-pk")[: 2 * MOST]
    )
    return tuple(
        PlanLine(
            number=row.case.number,
            applicant=row.case.applicant.name,
            township=row.case.organ.short_name,
            amount_fen=row.opinion.computation.amount_fen,
            state=row.state,
            state_label=row.get_state_display(),
            confirmed_at=row.confirmed_at,
            due_at=row.due_at,
            reason=row.reason,
        )
        for row in rows
    )
