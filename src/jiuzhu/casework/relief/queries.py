"""Named reads of emergencies: the same one, those that wait, the list, the cash book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from jiuzhu.casework.cases.models import Case, CaseClock
from jiuzhu.casework.cases.queries import procedure_of
from jiuzhu.casework.documents.models import SignedScan
from jiuzhu.casework.relief.access import relief_to_see
from jiuzhu.casework.relief.enums import ReliefForm
from jiuzhu.casework.relief.models import ReliefReport, ReserveEntry, UrgentRelief
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.policy.deadlines import due_at
from jiuzhu.registers.law.queries import pack_in_force

PAGE_SIZE = 50
MOST_ON_TOP = 8
OPEN_STATES = ("REPORTED", "RELIEVED")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfEvent:
    """What tells one emergency from another one."""

    organ_id: int
    village_id: int
    cause: str
    learned_at: datetime
    name_key: str
    number_index: bytes | None


@dataclass(frozen=True, slots=True)
class Needed:
    """One line of the list of papers: what it is, and whether it is there."""

    code: str
    label: str
    is_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefRow:
    """One emergency as a list shows it."""

    relief_id: int
    number: str
    name: str
    person_id: int
    village: str
    cause: str
    happened: str
    state: str
    state_label: str
    learned_at: datetime
    due_at: datetime
    relieved_at: datetime | None
    form: str
    amount_fen: int | None
    is_unknown: bool
    answered_by: str


def same_emergency(asked: OfEvent) -> UrgentRelief | None:
    """Return the emergency of this person that a township already knows, if there is one.

    Same cause, learned of within the hours of the relief clock of each other, and the same number,
    or the same name where one of the two has no number; without a name the same village counts.
    """
    window = due_at("urgent_relief", asked.learned_at, pack_in_force()) - asked.learned_at
    near = _near(asked, window)
    if not asked.name_key:
        return near.filter(case__village_id=asked.village_id).exclude(seen_as="").first()
    if asked.number_index is not None:
        key = f"N{asked.number_index.hex()}"[:80]
        found = near.filter(person_key=key).first()
        if found is not None:
            return found
    named = near.filter(case__applicant__name_match=asked.name_key)
    if asked.number_index is not None:
        named = named.filter(is_unknown=True)
    return named.first()


def _near(asked: OfEvent, window: timedelta) -> QuerySet[UrgentRelief]:
    return (
        UrgentRelief.objects.filter(
            organ_id=asked.organ_id,
            cause=asked.cause,
            learned_at__gt=asked.learned_at - window,
            learned_at__lt=asked.learned_at + window,
        )
        .exclude(case__state__in=["WITHDRAWN", "NOT_CONFIRMED"])
        .select_related("case__applicant", "organ")
        .order_by("learned_at", "pk")
    )


def waiting_for_relief(*, actor: Actor) -> tuple[ReliefRow, ...]:
    """Return the emergencies that nobody has relieved yet, the fewest hours first."""
    if not actor.may("relief.give"):
        return ()
    return tuple(map(_row, waiting_read()))


def waiting_read() -> Read[UrgentRelief]:
    """Return the read of the emergencies that nobody has relieved yet."""
    return page_read("waiting_for_relief", _waiting)


def _waiting() -> QuerySet[UrgentRelief]:
    rows = _listed().filter(relieved_at__isnull=True, case__state="REPORTED")
    return rows.order_by("due_at", "pk")[:MOST_ON_TOP]


def reliefs_of_area(
    *, actor: Actor, open_only: bool, before: int | None = None, size: int = PAGE_SIZE
) -> tuple[ReliefRow, ...]:
    """Return the emergencies of the area, the newest first; one more than a page tells of more."""
    actor.require("case.view")
    rows = _listed()
    if open_only:
        rows = rows.filter(case__state__in=OPEN_STATES)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(map(_row, rows.order_by("-pk")[: size + 1]))


def count_reliefs(*, actor: Actor, open_only: bool) -> int:
    """Count the emergencies of the area."""
    actor.require("case.view")
    rows = UrgentRelief.objects.all()
    return (rows.filter(case__state__in=OPEN_STATES) if open_only else rows).count()


def _listed() -> QuerySet[UrgentRelief]:
    return UrgentRelief.objects.select_related("case__applicant", "case__village", "answered_by")


def _row(one: UrgentRelief) -> ReliefRow:
    case = one.case
    return ReliefRow(
        relief_id=one.pk,
        number=case.number,
        name=case.applicant.name,
        person_id=case.applicant_id,
        village=case.village.name,
        cause=one.cause,
        happened=one.happened,
        state=case.state,
        state_label=procedure_of(case).state(case.state).label,
        learned_at=one.learned_at,
        due_at=one.due_at,
        relieved_at=one.relieved_at,
        form=one.get_form_display() if one.form else "",
        amount_fen=one.amount_fen,
        is_unknown=one.is_unknown,
        answered_by="" if one.answered_by is None else one.answered_by.name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One report of an emergency as a device sent it."""

    source: str
    claimed_at: datetime
    received_at: datetime
    reported_by: str
    happened: str
    claimed_amount_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefView:
    """One emergency as its page shows it."""

    number: str
    name: str
    village: str
    state: str
    state_label: str
    cause: str
    happened: str
    seen_as: str
    learned_at: datetime
    due_at: datetime
    relieved_at: datetime | None
    form: str
    amount_fen: int | None
    given_to: str
    given_by: str
    witness: str
    late_cause: str
    county_word: str
    facts: str
    facts_by: str
    is_unknown: bool
    unknown_reason: str
    complete_by: date | None
    complete_provisional: bool
    breached_on: date | None
    answered_by: str
    denied_for: str
    recover_fen: int | None
    needed: tuple[Needed, ...]
    reports: tuple[ReportLine, ...]


def relief_view(*, number: str, actor: Actor) -> ReliefView:
    """Return one emergency for its page.

    Raises: NotVisible.
    """
    relief = relief_to_see(number=number, actor=actor)
    case, clock = relief.case, completion_clock(relief.case)
    runs = clock is not None and clock.stopped_on is None
    return ReliefView(
        number=number,
        name=case.applicant.name,
        village=case.village.name,
        state=case.state,
        state_label=procedure_of(case).state(case.state).label,
        cause=relief.cause,
        happened=relief.happened,
        seen_as=relief.seen_as,
        learned_at=relief.learned_at,
        due_at=relief.due_at,
        relieved_at=relief.relieved_at,
        form=relief.get_form_display() if relief.form else "",
        amount_fen=relief.amount_fen,
        given_to=relief.given_to,
        given_by="" if relief.given_by is None else relief.given_by.name,
        witness=relief.witness,
        late_cause=relief.get_late_cause_display() if relief.late_cause else "",
        county_word=relief.county_word,
        facts=relief.facts,
        facts_by="" if relief.facts_by is None else relief.facts_by.name,
        is_unknown=relief.is_unknown,
        unknown_reason=relief.unknown_reason,
        complete_by=clock.due_on if clock is not None and runs else None,
        complete_provisional=clock is not None and clock.provisional,
        breached_on=relief.breached_on,
        answered_by="" if relief.answered_by is None else relief.answered_by.name,
        denied_for=relief.denied_for,
        recover_fen=relief.recover_fen,
        needed=needed_of(relief) if relief.relieved_at is not None else (),
        reports=tuple(map(_report, _reports_of(relief))),
    )


def _report(one: ReliefReport) -> ReportLine:
    return ReportLine(
        source=one.get_source_display(),
        claimed_at=one.claimed_at,
        received_at=one.received_at,
        reported_by=one.reported_by.name,
        happened=one.happened,
        claimed_amount_fen=one.claimed_amount_fen,
    )


def _reports_of(relief: UrgentRelief) -> QuerySet[ReliefReport]:
    rows = ReliefReport.objects.filter(relief=relief).select_related("reported_by")
    return rows.order_by("received_at", "pk")


def completion_clock(case: Case) -> CaseClock | None:
    """Return the clock of the papers, running or stopped."""
    return CaseClock.objects.filter(case=case, kind="urgent_completion").order_by("-pk").first()


def needed_of(relief: UrgentRelief) -> tuple[Needed, ...]:
    """Return what the papers of a relief need within their five working days (S19)."""
    signed = set(
        SignedScan.objects.filter(
            document__case_id=relief.case_id, document__kind__in=["W38", "W39"]
        ).values_list("document__kind", flat=True)
    )
    unsigned = ReserveEntry.objects.filter(relief=relief, signed_at__isnull=True).exists()
    lines = [
        Needed("person", "救助对象（证件号码，查不明的写原因）", _is_settled(relief)),
        Needed("facts", "救助事由（核实情况）", relief.facts_at is not None),
        Needed("receipt", "救助金额（登记单和收条签字后回传）", "W38" in signed),
        Needed("seal", "签字、盖章（补办审批表签字盖章后回传）", "W39" in signed),
    ]
    if relief.form == ReliefForm.CASH:
        lines.append(Needed("cash", "备用金台账第二人签字", not unsigned))
    return tuple(lines)


def missing_of(relief: UrgentRelief) -> tuple[Needed, ...]:
    """Return what is still missing."""
    return tuple(one for one in needed_of(relief) if not one.is_there)


def _is_settled(relief: UrgentRelief) -> bool:
    return not relief.is_unknown or bool(relief.unknown_reason)
