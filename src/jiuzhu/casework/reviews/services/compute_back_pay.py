"""Compute what a rise in the past owes: per household and month old, new and difference.

Nothing is paid here: the lines are the list from which a later payroll pays (domain 2.9 d).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from jiuzhu.casework.assessments.queries import facts_of
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.reviews.models import BackPayLine, BackPayRun, BackPayUnit
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.infra.job_runs import open_run
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.amendments import Amendment
from jiuzhu.policy.effects import back_pay, first_month
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.records import from_plain
from jiuzhu.registers.law.access import city_of
from jiuzhu.registers.law.models import LawActivation

JOB = "law.back_pay"


@transaction.atomic
def start_back_pay(*, activation: LawActivation, actor: Actor, at: datetime) -> BackPayRun:
    """Queue the computation for the months from the first under the change to the present one.

    Raises: Refused `law.no_back_pay`, `law.back_pay_done`, Forbidden.
    """
    city_of(actor, "law.prepare")
    values = tuple(from_plain(Amendment, one) for one in activation.amendments)
    first, last = first_month(values), Month.of(legal_day(at))
    if first > last:
        raise Refused(
            "law.no_back_pay",
            "这项变更从 %(month)s 起执行，没有已过的月份，不需要补发。",
            values={"month": str(first)},
        )
    if BackPayRun.objects.filter(activation=activation).exists():
        raise Refused("law.back_pay_done", "这项变更的补发已经计算过。请看补发清单。")
    run = open_run(
        kind=JOB,
        title=f"计算补发：{activation.change.title}"[:100],
        actor=actor,
        order={"activation": activation.pk},
        total=0,
        at=at,
    )
    return BackPayRun.objects.create(
        activation=activation,
        first_month=first.first_day,
        last_month=last.first_day,
        started_at=at,
        started_by_id=actor.officer(),
        run=run.code,
    )


def cases_left(run: BackPayRun) -> int:
    """Count the cases with an award in these months that are still to be gone through."""
    return _cases(run).count()


def back_pay_piece(*, run: BackPayRun, pack: Pack, most: int) -> int:
    """Compute the next cases and return how many they were."""
    cases = tuple(_cases(run).order_by("pk")[:most])
    if not cases:
        return 0
    awards: dict[int, list[Award]] = {}
    for award in _awards(run).filter(case__in=cases).order_by("effective_from", "pk"):
        awards.setdefault(award.case_id, []).append(award)
    for case in cases:
        _owe(run, case, awards[case.pk], pack)
    BackPayRun.objects.filter(pk=run.pk).update(cursor=cases[-1].pk)
    run.cursor = cases[-1].pk
    return len(cases)


def end_back_pay(*, run: BackPayRun, at: datetime) -> None:
    """Close a run that has gone through everything."""
    BackPayRun.objects.filter(pk=run.pk, ended_at__isnull=True).update(ended_at=at)


def _awards(run: BackPayRun) -> QuerySet[Award]:
    """Return the awards that cover a month of the run, with what they rest on."""
    covers = Q(effective_to__isnull=True) | Q(effective_to__gt=run.first_month)
    return Award.objects.filter(
        covers, effective_from__lte=run.last_month, decision__computation__isnull=False
    ).select_related("decision__computation")


def _cases(run: BackPayRun) -> QuerySet[Case]:
    of_dibao = Case.objects.filter(scheme=Scheme.DIBAO, pk__gt=run.cursor)
    return of_dibao.filter(pk__in=_awards(run).values("case_id"))


def _owe(run: BackPayRun, case: Case, awards: list[Award], pack: Pack) -> None:
    """Write the months of one case that were paid too little."""
    lines = [
        BackPayLine(
            run=run,
            case=case,
            organ_id=case.organ_id,
            award=award,
            month=month.first_day,
            old_fen=award.amount_fen,
            new_fen=new_fen,
        )
        for award in awards
        if award.decision.computation is not None
        for month, new_fen in back_pay(
            dict.fromkeys(_months(run, award), award.amount_fen),
            facts_of(award.decision.computation),
            pack,
        ).items()
    ]
    if not lines:
        return
    insert_unseen(lines)
    unit, _ = BackPayUnit.objects.get_or_create(run=run, county_id=case.county_id)
    BackPayUnit.objects.filter(pk=unit.pk).update(
        households=F("households") + 1,
        lines=F("lines") + len(lines),
        total_fen=F("total_fen") + sum(line.new_fen - line.old_fen for line in lines),
    )


def _months(run: BackPayRun, award: Award) -> tuple[Month, ...]:
    """Return the months of the run that an award covers."""
    begins = Month.of(max(run.first_month, award.effective_from))
    ends = Month.of(run.last_month)
    months = (begins.plus(n) for n in range(ends.months_since(begins) + 1))
    return tuple(each for each in months if _covered(award, each.first_day))


def _covered(award: Award, day: date) -> bool:
    return award.effective_to is None or day < award.effective_to
