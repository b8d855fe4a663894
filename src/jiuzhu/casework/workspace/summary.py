"""One case as its workspace shows it: people, clocks, holds, the way so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.enums import ClockKind, MemberPart
from jiuzhu.casework.cases.models import (
    Case,
    CaseMember,
    ClockPause,
)
from jiuzhu.casework.cases.queries import holds_read, members_read, procedure_of
from jiuzhu.casework.intents.enums import Capacity, Channel
from jiuzhu.casework.intents.models import Authorization, Intent
from jiuzhu.casework.workspace.clocks import ClockLine, clock_line
from jiuzhu.casework.workspace.main_step import needs_new_report
from jiuzhu.casework.workspace.summary_reads import (
    clocks_read,
    identities_read,
    intent_read,
    mandates_read,
    more_read,
    pauses_read,
)
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.contact import mask_phone
from jiuzhu.kernel.identity import mask_identity_number
from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.flowchart import STAGE_LABELS
from jiuzhu.policy.procedures import Procedure
from jiuzhu.registers.households.enums import IdentityKind, Relation, Sex
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.households.queries import doubts_about
from jiuzhu.registers.kinship.queries import related_officers

StageState = Literal["done", "current", "todo", "skipped"]
ADULT = 18
SIDE_STAGES = frozenset({"review", "exit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationLine:
    """How one person's mandate stands."""

    capacity: str
    signer: str
    channel: str
    signed_at: datetime
    effective_to: date
    has_scan: bool
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """One person of the case, with the standing in the family unit and the mandate."""

    person_id: int
    name: str
    kin: str
    relation: str
    is_obligor: bool
    number: str
    born_on: date | None
    age: int | None
    sex: str
    phone: str
    counts_for_income: bool
    counts_for_benefit: bool
    ground: str
    authorization: AuthorizationLine | None
    doubts: tuple[str, ...] = ()

    @property
    def is_minor(self) -> bool:
        """Tell whether somebody else has to sign."""
        return self.age is not None and self.age < ADULT


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """One bar on the case."""

    label: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """One stage of the way."""

    label: str
    state: StageState


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """Everything that the first screen of a case tells."""

    number: str
    progress_code: str
    applicant: str
    applicant_id: int
    scheme: str
    procedure: str
    procedure_title: str
    state: str
    state_label: str
    is_ended: bool
    category: str
    category_ground: str
    organ: str
    county: str
    village: str
    opened_at: datetime
    moved_at: datetime
    accepted_on: date | None
    is_test: bool
    is_legacy: bool
    trace_head: bytes | None
    version: int
    event_count: int
    need: str
    channel: str
    proxy: str
    visits: int
    members: tuple[MemberLine, ...]
    obligors: tuple[MemberLine, ...]
    clocks: tuple[ClockLine, ...]
    holds: tuple[HoldLine, ...]
    stages: tuple[StageLine, ...]
    is_statement_signed: bool
    is_report_expired: bool
    related: tuple[str, ...]
    conflict: str
    assignee: str
    assigned_since: datetime | None

    @property
    def people(self) -> tuple[int, ...]:
        """Return the ids of everybody shown, for the access trace."""
        return tuple(one.person_id for one in (*self.members, *self.obligors))

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return what is doubtful about the people, each with the name."""
        return tuple(
            f"{one.name}：{doubt}"
            for one in (*self.members, *self.obligors)
            for doubt in one.doubts
        )

    @property
    def unsigned(self) -> tuple[MemberLine, ...]:
        """Return the people without a mandate."""
        everybody = (*self.members, *self.obligors)
        return tuple(one for one in everybody if one.authorization is None)


def case_summary(*, number: str, actor: Actor, on: date) -> CaseSummary:
    """Return the case for its workspace.

    Raises: NotVisible `case.not_visible`, the same for absent and hidden.
    """
    case = case_to_see(number=number, actor=actor)
    table = procedure_of(case)
    state = table.state(case.state)
    intent = intent_read(case).first
    more = more_read(case).rows[0]
    people = people_lines(case, on)
    return CaseSummary(
        number=case.number,
        progress_code=case.progress_code,
        applicant=case.applicant.name,
        applicant_id=case.applicant_id,
        scheme=case.get_scheme_display(),
        procedure=case.procedure,
        procedure_title=table.title,
        state=case.state,
        state_label=state.label,
        is_ended=state.terminal,
        category=case.get_category_display(),
        category_ground=case.category_ground,
        organ=case.organ.name,
        county=case.county.name,
        village=case.village.name,
        opened_at=case.opened_at,
        moved_at=case.moved_at,
        accepted_on=case.accepted_on,
        is_test=case.is_test,
        is_legacy=case.is_legacy,
        trace_head=None if case.trace_head is None else bytes(case.trace_head),
        version=case.version,
        event_count=case.event_count,
        need="" if intent is None else intent.need,
        channel="" if intent is None else Channel(intent.channel).label,
        proxy=_proxy(intent),
        visits=more["visits_n"],
        members=tuple(one for one in people if not one.is_obligor),
        obligors=tuple(one for one in people if one.is_obligor),
        clocks=_clocks(case, on),
        holds=_holds(case),
        stages=_stages(case, table, more["reached"]),
        is_report_expired=not state.terminal and needs_new_report(case, table, on),
        is_statement_signed=more["is_signed"],
        related=_related(people, on),
        conflict="".join(one.text for one in table.conflicts),
        assignee=more["assignee"] or "",
        assigned_since=more["assigned_since"],
    )


def people_lines(case: Case, on: date) -> tuple[MemberLine, ...]:
    """Return members, applicant first, then the obliged people."""
    rows = sorted(
        members_read(case),
        key=lambda row: (row.part != MemberPart.MEMBER, row.relation != "SELF", row.pk),
    )
    papers = tuple(identities_read(case))
    numbers = {row.person_id: row.number for row in papers if row.kind != IdentityKind.NONE_YET}
    doubts = doubts_about(papers, on=on)
    signed = {row.person_id: row for row in mandates_read(case, on)}
    return tuple(
        replace(
            _member(row, numbers.get(row.person_id, ""), signed.get(row.person_id), on),
            doubts=(*doubts.get(row.person_id, ()), *((row.doubt,) if row.doubt else ())),
        )
        for row in rows
    )


def _member(row: CaseMember, number: str, mandate: Authorization | None, on: date) -> MemberLine:
    person: Person = row.person
    return MemberLine(
        person_id=row.person_id,
        name=person.name,
        kin=row.relation,
        relation=Relation(row.relation).label,
        is_obligor=row.part == MemberPart.OBLIGOR,
        number=mask_identity_number(number) if number else "",
        born_on=person.born_on,
        age=None if person.born_on is None else years_between(person.born_on, on),
        sex=Sex(person.sex).label,
        phone=mask_phone(person.phone) if person.phone else "",
        counts_for_income=row.counts_for_income,
        counts_for_benefit=row.counts_for_benefit,
        ground=row.ground,
        authorization=None if mandate is None else _authorization(mandate),
    )


def _authorization(row: Authorization) -> AuthorizationLine:
    return AuthorizationLine(
        capacity=Capacity(row.capacity).label,
        signer=row.signer_name,
        channel=Channel(row.channel).label,
        signed_at=row.signed_at,
        effective_to=row.effective_to,
        has_scan=row.evidence_id is not None,
        witness="" if row.witnessed_by is None else row.witnessed_by.name,
    )


def _proxy(intent: Intent | None) -> str:
    if intent is None or not intent.proxy_name:
        return ""
    relation = f"（{intent.proxy_relation}）" if intent.proxy_relation else ""
    return f"{intent.proxy_name}{relation}"


def _clocks(case: Case, on: date) -> tuple[ClockLine, ...]:
    """Return the clocks side by side; no page shows the 20 days without the answer's clock."""
    order = list(ClockKind.values)
    pauses: dict[int, list[ClockPause]] = {}
    for pause in pauses_read(case):
        pauses.setdefault(pause.clock_id, []).append(pause)
    ordered = sorted(clocks_read(case), key=lambda row: (order.index(row.kind), row.pk))
    for row in ordered:
        row.case = case
    return tuple(clock_line(row, pauses.get(row.pk, ()), on) for row in ordered)


def _holds(case: Case) -> tuple[HoldLine, ...]:
    return tuple(
        HoldLine(label=row.get_kind_display(), reason=row.reason, since=row.opened_at)
        for row in holds_read(case)
    )


def _stages(case: Case, table: Procedure, codes: list[str]) -> tuple[StageLine, ...]:
    """Lay out the stages: passed, current, still to come, or not needed any more."""
    stage_of = {state.code: state.stage for state in table.states}
    here = stage_of[case.state]
    ended = table.state(case.state).terminal
    reached = {stage_of[code] for code in codes if code in stage_of}
    shown = [
        stage
        for stage in dict.fromkeys(stage_of.values())
        if stage not in SIDE_STAGES or stage in reached or stage == here
    ]
    lines = []
    for stage in shown:
        passed: StageState = "done" if stage in reached else "todo"
        if passed == "todo" and ended and stage != "archive":
            passed = "skipped"
        state: StageState = "current" if stage == here else passed
        lines.append(StageLine(label=STAGE_LABELS[stage], state=state))
    return tuple(lines)


def _related(people: tuple[MemberLine, ...], on: date) -> tuple[str, ...]:
    """Return the relations of declared relatives among the officers, without their names."""
    found = related_officers(person_ids=[one.person_id for one in people], on=on)
    return tuple(one.relation for one in found)
