"""Named reads of applications: what is in hand, what is missing, which day counts as acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jiuzhu.casework.applications.models import Application, Supplement
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.intents.models import Declaration, Intent, OneTimeNotice
from jiuzhu.casework.intents.queries import content_of, is_complete, statement_signed
from jiuzhu.casework.verification.queries import latest_report
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.models import OutboxMessage
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.policy.deadlines import due_for
from jiuzhu.policy.materials import CaseFacts, Material, required_materials
from jiuzhu.policy.pack_rows import ObtainedBy
from jiuzhu.policy.records import from_plain
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force

MANDATE = "M_MANDATE"
REMINDERS = ("apply_reminder", "apply_last_reminder")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceDay:
    """The day on which the papers were complete, and how it was found (domain 0.2, 2)."""

    on: date
    deemed: bool


def supplement_of(case: Case) -> Supplement | None:
    """Return the one supplement of a case."""
    return Supplement.objects.filter(case=case).select_related("document").first()


def materials_of(case: Case) -> tuple[Material, ...]:
    """Return what this case needs: the list told once, and the mandate where a proxy applied."""
    notice = OneTimeNotice.objects.filter(case=case).first()
    told = () if notice is None else tuple(from_plain(Material, item) for item in notice.items)
    application = Application.objects.filter(case=case).first()
    if application is None or not application.proxy_name:
        return told
    if any(item.code == MANDATE for item in told):
        return told
    on = legal_day(application.submitted_at)
    with_proxy = required_materials(
        CaseFacts(circumstances=frozenset({"proxy"})), pack_in_force(), on
    )
    return (*told, *(item for item in with_proxy if item.code == MANDATE))


def missing_papers(
    case: Case, *, seen: frozenset[str] = frozenset(), on: date
) -> tuple[Material, ...]:
    """Return the papers of the list that are not in hand.

    What the system holds it knows; `seen` are the codes that the window saw or received today,
    and only what is shown or handed in can be seen. What came with the supplement is received.
    """
    materials = materials_of(case)
    shown = {item.code for item in _ticked(materials)}
    held = _held(case, on) | (seen & shown) | _supplemented(case)
    return tuple(item for item in materials if item.code not in held)


def notice_limit(application: Application) -> date:
    """Return the last day for a notice about gaps; after it the case counts as accepted."""
    received_on = legal_day(application.submitted_at)
    return due_for("one_time_notice", received_on, calendar_in_force(), pack_in_force()).on


def acceptance_day(
    case: Case, application: Application, *, complete: bool, on: date
) -> AcceptanceDay | None:
    """Return the day of acceptance; None while papers are missing and may still be asked for.

    No day lies before the report on which the case goes on: a renewed one may be younger.
    Papers complete: the day of confirmation, or of the receipt of the supplement if there was one.
    Papers missing, and no notice within two working days of receipt: accepted as of the receipt.
    After the one supplement nothing more can be asked for. The click changes nothing.
    """
    report = latest_report(case)
    submitted_on = legal_day(application.submitted_at)
    received_on = submitted_on if report is None else max(submitted_on, legal_day(report.issued_at))
    supplement = supplement_of(case)
    if supplement is not None:
        if supplement.received_at is None:
            return None
        last = max(received_on, legal_day(supplement.received_at))
        return AcceptanceDay(on=last, deemed=not complete)
    if complete:
        return AcceptanceDay(on=received_on, deemed=False)
    if on > notice_limit(application):
        return AcceptanceDay(on=received_on, deemed=True)
    return None


def unanswered_applications(among: QuerySet[Case], *, on: date) -> tuple[Case, ...]:
    """Return the applications that the law counts as accepted because nobody answered in time.

    The limit for a notice about gaps runs from the receipt, and again from that of the supplement,
    after which nothing more may be asked for (domain 0.2, 2). What an officer must clear first (a
    kinship not declared, an expired report) waits for the officer.
    """
    calendar, pack = calendar_in_force(), pack_in_force()
    found = []
    waiting = among.filter(
        state="APPLIED", application__isnull=False, declaration__kin_declared=True
    )
    for case in waiting.order_by("pk"):
        application = Application.objects.get(case=case)
        day = acceptance_day(case, application, complete=True, on=on)
        if day is None or report_has_expired(case, on=on):
            continue
        if on > due_for("one_time_notice", day.on, calendar, pack).on:
            found.append(case)
    return tuple(found)


def overdue_supplements(among: QuerySet[Case], *, on: date) -> tuple[Case, ...]:
    """Return the cases whose supplement did not come by its last day."""
    late = among.filter(
        state="SUPPLEMENT", supplement__received_at__isnull=True, supplement__due_on__lt=on
    )
    return tuple(late.order_by("pk"))


def reminder_reference(case_id: int, which: int) -> str:
    """Name a reminder to apply in the outbox: one of each for a case."""
    return f"apply-{case_id}-{which}"


def invited_to_remind(among: QuerySet[Case], *, on: date) -> dict[int, int]:
    """Return which reminder each invited case is owed on a day; who has no phone gets none.

    The days run from the notice that asked for the application (domain D8).
    """
    pack, calendar = pack_in_force(), calendar_in_force()
    rows = among.filter(
        state="INVITED", applicant__phone__isnull=False, intent__answered_at__isnull=False
    ).values_list("pk", "intent__answered_at")
    owed = {}
    for pk, answered_at in rows:
        if answered_at is None:
            continue
        told_on = legal_day(answered_at)
        for which, kind in enumerate(REMINDERS, 1):
            if due_for(kind, told_on, calendar, pack).on <= on:
                owed[pk] = which
    written = {reminder_reference(pk, which): pk for pk, which in owed.items()}
    for name in OutboxMessage.objects.filter(topic="sms", reference__in=list(written)).values_list(
        "reference", flat=True
    ):
        del owed[written[name]]
    return owed


def report_has_expired(case: Case, *, on: date) -> bool:
    """Tell whether nothing more may rest on the report of a case.

    Before acceptance it has to be in force on the day that counts as acceptance; after it, it has
    to be young enough for a decision.
    """
    report = latest_report(case)
    if report is None:
        return False
    if case.accepted_on is not None:
        return on > report.decision_until
    application = application_read(case).first
    day = None
    if application is not None and case.state == "APPLIED":
        day = acceptance_day(case, application, complete=True, on=on)
    return report.valid_until < (on if day is None else day.on)


def application_read(case: Case) -> Read[Application]:
    """Return the read of the application of a case."""
    return page_read(
        "application",
        lambda case: Application.objects.filter(case_id=case).order_by("pk")[:1],
        case.pk,
    )


def report_is_stale(case: Case, *, on: date) -> bool:
    """Tell whether a case may be verified anew (domain 3.3, D8).

    The report has expired, or will have before the decision is due; in the hands of the decider a
    report that still carries the decision stands.
    """
    if report_has_expired(case, on=on):
        return True
    report = latest_report(case)
    if report is None or case.due_on is None or case.state == "OPINION":
        return False
    return case.due_on > report.decision_until


def _held(case: Case, on: date) -> set[str]:
    """Return the codes of what the system itself holds or has on record."""
    intent = Intent.objects.filter(case=case).first()
    declaration = Declaration.objects.filter(case=case).first()
    application = Application.objects.filter(case=case).first()
    signed = statement_signed(case)
    facts = {
        "M_APPLICATION": application is not None,
        "M_STATEMENT": signed,
        "M_AUTHORIZATION": is_complete(case, on),
        "M_KIN": declaration is not None and declaration.kin_declared,
        "M_IDENTITY": intent is not None and intent.identity_checked,
        "M_ACCOUNT": declaration is not None and bool(content_of(declaration).account_number),
        "M_SITUATION": declaration is not None and signed,
        MANDATE: application is not None and application.mandate_id is not None,
    }
    return {code for code, is_held in facts.items() if is_held}


def _supplemented(case: Case) -> set[str]:
    supplement = supplement_of(case)
    if supplement is None or supplement.received_at is None:
        return set()
    return {item["code"] for item in supplement.items}


def to_be_seen(case: Case) -> tuple[Material, ...]:
    """Return what the window ticks after seeing the original; no copy is kept (S24)."""
    return _ticked(materials_of(case))


def _ticked(materials: tuple[Material, ...]) -> tuple[Material, ...]:
    ticked = {ObtainedBy.CHECKED_ON_SIGHT, ObtainedBy.COMMITMENT, ObtainedBy.APPLICANT}
    return tuple(item for item in materials if item.obtained_by in ticked)
