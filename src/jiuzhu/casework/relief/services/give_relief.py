"""Give urgent relief: money, goods or a payment to the hospital now, the papers afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from jiuzhu.casework.cases.access import note_part
from jiuzhu.casework.cases.enums import ClockKind, Involvement
from jiuzhu.casework.cases.models import Case, CaseClock
from jiuzhu.casework.cases.services.advance import advance, step_of
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import contact_of, officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.relief.access import relief_to_change
from jiuzhu.casework.relief.enums import LateCause, ReliefForm
from jiuzhu.casework.relief.models import UrgentRelief
from jiuzhu.casework.relief.services.keep_reserve import covers, pay_from_reserve
from jiuzhu.casework.relief.services.report_emergency import EmergencyGiven, report_emergency
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day, whole_minute
from jiuzhu.infra.outbox import write_message
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import clean_name
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.scheme_facts import PastAid
from jiuzhu.policy.scheme_terms import AidKind
from jiuzhu.policy.urgent_relief import ReliefJudged, judge_relief, urgent_causes
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.enums import OrganKind

NAMED_FORMS = frozenset({ReliefForm.GOODS, ReliefForm.HOSPITAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefGiven:
    """What was handed over, when, before whom; `county_word` is who of the county agreed."""

    form: ReliefForm
    amount_fen: int
    relieved_at: datetime
    given_to: str = ""
    witness: str = ""
    late_cause: str = ""
    county_word: str = ""


@dataclass(frozen=True, slots=True)
class Relieved:
    """The emergency; `joined` where it had been reported, `given_before` where it was relieved."""

    relief: UrgentRelief
    joined: bool
    given_before: bool


@transaction.atomic
def report_and_relieve(
    *, emergency: EmergencyGiven, given: ReliefGiven | None, actor: Actor, at: datetime
) -> Relieved:
    """Write down an emergency and the relief given for it on one screen, in one transaction.

    A second device that reports the same one adds its trace; relief that was given stays one.

    Raises: as `report_emergency` and `give_relief`.
    """
    reported = report_emergency(given=emergency, actor=actor, at=at)
    relief = reported.relief
    if given is None or relief.relieved_at is not None:
        return Relieved(relief, reported.joined, given_before=relief.relieved_at is not None)
    relief = give_relief(number=relief.case.number, given=given, actor=actor, at=at)
    return Relieved(relief, reported.joined, given_before=False)


@transaction.atomic
def give_relief(*, number: str, given: ReliefGiven, actor: Actor, at: datetime) -> UrgentRelief:
    """Record relief at once; five working days for the papers start with it.

    Nothing here asks for a paper, an identity card or a verification. Cash of the reserve fund
    needs its cover; other forms do not. W38 is issued with the receipt.

    Raises: NotVisible, Forbidden, Conflict `case.state`, Refused `urgent.*`, `aid.*`, `guard.*`.
    """
    relief, case = relief_to_change(number=number, actor=actor)
    step_of(case, "relieve")
    actor.require("relief.give", action="relieve")
    if given.form is ReliefForm.CASH and actor.organ_kind == OrganKind.VILLAGE:
        raise Refused(
            "urgent.cash_of_village",
            "备用金由乡镇（街道）支取。村里先给了钱的，选“先行垫付”。",
            field="form",
        )
    _check(relief, given, at)
    judged = _judged(relief, case, given, at)
    is_cash = given.form is ReliefForm.CASH
    has_cover = not is_cash or covers(organ=relief.organ, amount_fen=given.amount_fen)
    case.next_due_on = None  # the hours are over; the working days of the papers follow
    advance(
        case=case,
        action="relieve",
        actor=actor,
        at=at,
        facts={
            "event_not_relieved": True,
            "within_township_limit": not judged.needs_county or bool(given.county_word.strip()),
            "reserve_sufficient": has_cover,
            "late_cause_given": given.relieved_at <= relief.due_at or bool(given.late_cause),
        },
        summary=f"先行救助：{given.form.label}",
        detail={
            "amount_fen": given.amount_fen,
            "tier": judged.tier,
            "article": judged.article,
            "relieved_at": given.relieved_at.isoformat(),
        },
        clock_from=legal_day(given.relieved_at),
    )
    _keep(relief, given, judged, actor)
    if is_cash:
        pay_from_reserve(relief=relief, amount_fen=given.amount_fen, actor=actor, at=at)
    note_part(case=case, actor=actor, part=Involvement.PAID, at=at)
    _issue_paper(relief, case, judged, actor, at)
    write_message(topic="urgent.relieved", reference=number, content={"case": number}, at=at)
    return relief


def _check(relief: UrgentRelief, given: ReliefGiven, at: datetime) -> None:
    if not whole_minute(relief.learned_at) <= given.relieved_at <= at:
        raise Refused(
            "urgent.relieved",
            "救助时间不能早于得知时间，也不能晚于现在。请更正。",
            field="relieved_at",
        )
    if given.amount_fen <= 0:
        raise Refused("urgent.amount", "请填写救助金额；实物按价值折算。", field="amount")
    if given.form in NAMED_FORMS and not given.given_to.strip():
        raise Refused(
            "urgent.given_to", "给实物的写明是什么，付给医院的写明哪家医院。", field="given_to"
        )
    if given.late_cause and given.late_cause not in LateCause.values:
        raise Refused("urgent.late_cause", "请从列表中选择超过时限的原因。", field="late_cause")


def _judged(relief: UrgentRelief, case: Case, given: ReliefGiven, at: datetime) -> ReliefJudged:
    past = tuple(
        PastAid(
            kind=AidKind.URGENT,
            cause=one.cause,
            on=legal_day(one.relieved_at),
            amount_fen=one.amount_fen or 0,
            event=one.event,
        )
        for one in UrgentRelief.objects.filter(
            Q(case__applicant=case.applicant), relieved_at__isnull=False
        ).exclude(pk=relief.pk)
        if one.relieved_at is not None
    )
    return judge_relief(
        amount_fen=given.amount_fen,
        cause=relief.cause,
        category=case.category,
        event=relief.event,
        past=past,
        pack=pack_in_force(),
        on=legal_day(at),
    )


def _keep(relief: UrgentRelief, given: ReliefGiven, judged: ReliefJudged, actor: Actor) -> None:
    relief.form = given.form
    relief.amount_fen = given.amount_fen
    relief.tier = judged.tier
    relief.given_to = clean_text(given.given_to, max_length=120)
    relief.relieved_at = max(given.relieved_at, relief.learned_at)
    relief.given_by_id = actor.officer()
    relief.witness = clean_name(given.witness) if given.witness.strip() else ""
    relief.late_cause = given.late_cause
    relief.county_word = clean_text(given.county_word, max_length=120)
    if relief.answered_at is None:
        relief.answered_at, relief.answered_by_id = relief.relieved_at, actor.officer()
    relief.save()


def _issue_paper(
    relief: UrgentRelief, case: Case, judged: ReliefJudged, actor: Actor, at: datetime
) -> None:
    clock = CaseClock.objects.filter(
        case=case, kind=ClockKind.URGENT_COMPLETION, stopped_on__isnull=True
    ).first()
    labels = dict(urgent_causes(pack_in_force(), legal_day(at)))
    form, learned_at, relieved_at = ReliefForm(relief.form), relief.learned_at, relief.relieved_at
    amount = relief.amount_fen or 0
    issue_document(
        kind="W38",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.UrgentRelief(
            head=head,
            person=party_of(case.applicant),
            seen_as=relief.seen_as,
            place=case.village.name,
            cause=labels.get(relief.cause, relief.cause),
            happened=relief.happened,
            learned_at=learned_at,
            relieved_at=relieved_at or at,
            due_at=relief.due_at,
            late_cause=relief.get_late_cause_display(),
            form=form.label,
            given_to=relief.given_to,
            amount_fen=amount,
            tier=judged.label,
            article=judged.article,
            giver=officer_of(actor),
            witness=relief.witness,
            complete_by=None if clock is None else clock.due_on,
            contact=contact_of(case.organ),
        ),
    )
