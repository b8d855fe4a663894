"""Named reads of reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.queries import result_of
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.models import Award, Decision, ExitTalk
from jiuzhu.casework.decisions.queries import current_award
from jiuzhu.casework.reviews.models import Review
from jiuzhu.infra.clock import whole_minute
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.results import DibaoResult

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedRow:
    """One case under review as the assessor's list shows it."""

    review_id: int
    case_number: str
    applicant: str
    ground: str
    opened_at: datetime


def running_review(case: Case) -> Review:
    """Return the review that the case is in.

    Raises: Refused `review.none`.
    """
    review = Review.objects.filter(case=case).order_by("-opened_at", "-pk").first()
    if review is None:
        raise Refused("review.none", "本案没有启动复核。请先由审核人启动复核。")
    return review


def reviews_of(case: Case) -> tuple[Review, ...]:
    """Return every review of a case, oldest first."""
    return tuple(
        Review.objects.filter(case=case).select_related("opened_by").order_by("opened_at", "pk")
    )


def running_reviews(*, organ_id: int, after: int = 0) -> tuple[ReviewedRow, ...]:
    """Return the running reviews of a township, oldest first, one page."""
    rows = (
        Review.objects.filter(case__organ_id=organ_id, case__state="REVIEW", pk__gt=after)
        .order_by("pk")
        .values_list("pk", "case__number", "case__applicant__name", "ground", "opened_at")
    )[:PAGE_SIZE]
    return tuple(
        ReviewedRow(
            review_id=pk, case_number=number, applicant=name, ground=ground, opened_at=opened_at
        )
        for pk, number, name, ground, opened_at in rows
    )


def review_computation(case: Case, review: Review) -> Computation:
    """Return the newest computation made in this review.

    Raises: Refused `review.no_computation`.
    """
    computation = (
        Computation.objects.filter(case=case, computed_at__gte=review.opened_at)
        .order_by("-computed_at", "-pk")
        .first()
    )
    if computation is None:
        raise Refused("review.no_computation", "复核还没有重新核算。请先由审核人核算。")
    return computation


def running_award(case: Case) -> Award:
    """Return the award that the review is about.

    Raises: Refused `review.no_award`.
    """
    award = current_award(case)
    if award is None:
        raise Refused("review.no_award", "本案没有正在执行的保障待遇。请核对案件状态。")
    return award


def result_before(award: Award) -> DibaoResult | None:
    """Return the computation behind an award; None for one taken over from an older system."""
    decision: Decision = award.decision
    return None if decision.computation is None else result_of(decision.computation)


def exit_talk_of(case: Case, review: Review) -> ExitTalk | None:
    """Return the exit talk that was held in this review."""
    return (
        ExitTalk.objects.filter(case=case, held_at__gte=whole_minute(review.opened_at))
        .order_by("-held_at", "-pk")
        .first()
    )
