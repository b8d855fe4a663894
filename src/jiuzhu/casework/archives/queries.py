"""Named reads of archives: what a file holds, what it must hold, when it may close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.archives.models import ArchiveFile, GapApproval
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case, CaseEvent, CaseHold
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.queries import delivered_on, kinds_held
from jiuzhu.casework.intents.models import Authorization, Intent
from jiuzhu.casework.intents.queries import standing
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.document_sets import PathFacts, Requirement, gaps_in_file, required_in_file
from jiuzhu.policy.remedies import review_days
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force

ADVERSE_KINDS = ("W25", "W31")
LAPSED = "lapse_supplement"
LEAVES_PAPERS = {
    "register_objection": "objected",
    "call_appraisal": "appraised",
    "ask_police": "asked_police",
}
MADE_AT_CLOSING = "W50"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """What a file must hold and what it lacks; `open_gaps` are those that nobody let pass."""

    required: tuple[Requirement, ...]
    gaps: tuple[Requirement, ...]
    open_gaps: tuple[Requirement, ...]
    approvals: tuple[GapApproval, ...]

    @property
    def is_complete(self) -> bool:
        """Say whether the file may close as far as papers go."""
        return not self.open_gaps

    @property
    def text(self) -> str:
        """Name the open gaps as a person reads them."""
        return "、".join(f"{gap.name}（{gap.count}份）" for gap in self.open_gaps)


def completeness(case: Case, *, on: date) -> Completeness:
    """Compare a file with what the way of the case asks for (S27); W50 is made at closing.

    Raises: Refused `file.open` for a case that has not come to any end.
    """
    required = required_in_file(path_facts(case), pack_in_force(), on)
    gaps = gaps_in_file(papers_held(case), required)
    approvals = tuple(
        GapApproval.objects.filter(case=case).select_related("approved_by").order_by("kind")
    )
    allowed = {approval.kind: approval.count for approval in approvals}
    return Completeness(
        required=required,
        gaps=gaps,
        open_gaps=tuple(gap for gap in gaps if allowed.get(gap.kind, 0) < gap.count),
        approvals=approvals,
    )


def path_facts(case: Case) -> PathFacts:
    """Return the way a case went, from its events."""
    states = CaseEvent.objects.filter(case=case).values_list("to_state", flat=True)
    facts = set()
    if _has_proxy(case):
        facts.add("proxy")
    if Decision.objects.filter(case=case, kind=DecisionKind.ADJUST).exists():
        facts.add("adjusted")
    acts = CaseEvent.objects.filter(case=case, action__in=LEAVES_PAPERS)
    facts |= {LEAVES_PAPERS[action] for action in acts.values_list("action", flat=True)}
    authorizations = Authorization.objects.filter(standing(), case=case)
    return PathFacts(
        states=frozenset(states),
        facts=frozenset(facts),
        authorized_persons=max(authorizations.count(), 1),
        delivered_notices=Document.objects.filter(
            case=case, state=DocumentState.ISSUED, must_be_delivered=True
        ).count(),
    )


def papers_held(case: Case) -> dict[str, int]:
    """Return how many papers of each kind the file holds; a scanned mandate is the mandate."""
    held = kinds_held(case)
    held[MADE_AT_CLOSING] = 1
    if Application.objects.filter(case=case, mandate__isnull=False).exists():
        held["W10"] = max(held.get("W10", 0), 1)
    return held


def remedies_over(case: Case, *, on: date) -> bool:
    """Tell whether the time for remedies has passed and nothing holds the case.

    The pack's period of review runs from the delivery of every adverse notice (a supplement that
    lapsed counts as one); an undelivered notice starts no period. A family whose report did not
    fit may insist while the report is valid. An open hold keeps the file open.
    """
    if _is_held(case):
        return False
    calendar = calendar_in_force()
    for notice in _adverse_notices(case):
        served = delivered_on(notice.pk)
        if served is None:
            return False
        if on <= calendar.add_days(served, review_days(pack_in_force(), served)).on:
            return False
    if case.state != "CLOSED":
        return True
    report = VerificationReport.objects.filter(case=case).order_by("-issued_at").first()
    return report is None or on > report.valid_until


def ended_on(case: Case) -> date:
    """Return the day on which the case came to its end; the years of keeping start here."""
    event = (
        CaseEvent.objects.filter(case=case, to_state=case.state)
        .exclude(from_state=case.state)
        .order_by("-sequence")
        .first()
    )
    return legal_day(case.moved_at if event is None else event.at)


def archive_of(case: Case) -> ArchiveFile | None:
    """Return the closed file of a case."""
    return (
        ArchiveFile.objects.filter(case=case)
        .select_related("document", "closed_by", "gaps_approved_by")
        .first()
    )


def _has_proxy(case: Case) -> bool:
    return (
        Application.objects.filter(case=case).exclude(proxy_name="").exists()
        or Intent.objects.filter(case=case).exclude(proxy_name="").exists()
    )


def _is_held(case: Case) -> bool:
    held = CaseHold.objects.filter(case=case, ended_at__isnull=True)
    return held.exclude(kind=HoldKind.LEGACY_GAPS).exists()


def _adverse_notices(case: Case) -> list[Document]:
    kinds = list(ADVERSE_KINDS)
    if CaseEvent.objects.filter(case=case, action=LAPSED).exists():
        kinds.append("W33")
    return list(
        Document.objects.filter(
            case=case, kind__in=kinds, state=DocumentState.ISSUED, must_be_delivered=True
        )
    )
