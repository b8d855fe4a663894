"""What a print run binds: the notices that still have to be served, sorted by village."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Delivery, Document
from jiuzhu.casework.workspace.papers import may_open_kind
from jiuzhu.infra.actor import Actor

MOST_VILLAGES = 500
SERVED = "已经送达，不用再打印"
WITHDRAWN = "已经撤回，请打印新出具的文书"
CLOSED = "含有核对数据，您的岗位不能查看"
NOTHING_TO_SERVE = "没有待送达的文书"
OUT_OF_REACH = "不在您的辖区，或编号不对"


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageWaiting:
    """How many notices of one village wait to be served, and since when."""

    code: str
    name: str
    organ: str
    papers: int
    cases: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLine:
    """One stored paper that will be printed."""

    code: str
    kind: str
    case_number: str
    applicant: str
    village_code: str
    village: str
    title: str
    number: str
    issued_at: datetime
    person_id: int | None
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What is not printed, and why."""

    case_number: str
    applicant: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPlan:
    """What a print run prints, by village, and what it leaves out."""

    lines: tuple[PrintLine, ...]
    left_out: tuple[LeftOut, ...]

    def by_village(self) -> Iterator[tuple[str, tuple[PrintLine, ...]]]:
        """Yield each village with its papers, in order."""
        for name in dict.fromkeys((line.village_code, line.village) for line in self.lines):
            yield name[1], tuple(line for line in self.lines if line.village_code == name[0])


def require_printing(actor: Actor) -> None:
    """Refuse whoever does not serve notices.

    Raises: Forbidden.
    """
    actor.require("document.deliver", action="record_delivery")


def may_print(actor: Actor) -> bool:
    """Tell whether the actor serves notices."""
    return actor.may("document.deliver", action="record_delivery") and bool(actor.organs)


def villages_waiting(*, actor: Actor) -> tuple[VillageWaiting, ...]:
    """Return the villages with notices that nobody has served yet, by code.

    Raises: Forbidden.
    """
    require_printing(actor)
    rows = (
        _waiting()
        .filter(case__organ_id__in=actor.organs)
        .values("case__village__code", "case__village__name", "case__organ__short_name")
        .annotate(
            papers=Count("pk"),
            cases=Count("case", distinct=True),
            oldest_at=Min("issued_at"),
        )
        .order_by("case__village__code")[:MOST_VILLAGES]
    )
    return tuple(
        VillageWaiting(
            code=row["case__village__code"],
            name=row["case__village__name"],
            organ=row["case__organ__short_name"],
            papers=row["papers"],
            cases=row["cases"],
            oldest_at=row["oldest_at"],
        )
        for row in rows
    )


def plan_for_village(*, village: str, actor: Actor) -> PrintPlan:
    """Return the plan for all notices of one village that wait to be served.

    Raises: Forbidden.
    """
    require_printing(actor)
    return _plan(_waiting().filter(case__village__code=village), actor)


def plan_for_cases(*, numbers: Sequence[str], actor: Actor) -> PrintPlan:
    """Return the plan for these cases; a case with nothing to print is named with the reason.

    Raises: Forbidden.
    """
    require_printing(actor)
    plan = _plan(_waiting().filter(case__number__in=numbers), actor)
    printed = {line.case_number for line in plan.lines}
    named = printed | {one.case_number for one in plan.left_out}
    rest = [number for number in numbers if number not in named]
    seen = dict(Case.objects.filter(number__in=rest).values_list("number", "applicant__name"))
    return PrintPlan(
        lines=plan.lines,
        left_out=(
            *plan.left_out,
            *(
                LeftOut(
                    case_number=number,
                    applicant=seen.get(number, ""),
                    title="",
                    reason=NOTHING_TO_SERVE if number in seen else OUT_OF_REACH,
                )
                for number in rest
            ),
        ),
    )


def plan_for_papers(*, codes: Collection[str], actor: Actor) -> PrintPlan:
    """Return the plan for papers that a person saw before; what changed meanwhile is named.

    Raises: Forbidden.
    """
    require_printing(actor)
    plan = _plan(_waiting().filter(check_code__in=codes), actor)
    here = {line.code for line in plan.lines}
    gone = Document.objects.filter(
        Q(state=DocumentState.WITHDRAWN) | Exists(_deliveries()), check_code__in=set(codes) - here
    ).order_by("pk")
    return PrintPlan(
        lines=plan.lines,
        left_out=(
            *plan.left_out,
            *(
                LeftOut(
                    case_number=number,
                    applicant=name,
                    title=title,
                    reason=WITHDRAWN if state == DocumentState.WITHDRAWN else SERVED,
                )
                for number, name, title, state in gone.values_list(
                    "case__number", "case__applicant__name", "title", "state"
                )
            ),
        ),
    )


def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.filter(document=OuterRef("pk"))


def _waiting() -> QuerySet[Document]:
    """Return the notices in force that nobody has served yet."""
    return Document.objects.filter(
        ~Exists(_deliveries()), must_be_delivered=True, state=DocumentState.ISSUED
    )


def _plan(found: QuerySet[Document], actor: Actor) -> PrintPlan:
    rows = found.annotate(
        village_code=F("case__village__code"),
        village_name=F("case__village__name"),
        applicant=F("case__applicant__name"),
        case_number=F("case__number"),
        digest=F("pdf__digest"),
    )
    rows = rows.defer("content").order_by(
        "village_code", "case__applicant__name_sort", "case_id", "issued_at", "pk"
    )
    lines, left_out = [], []
    for row in rows:
        if may_open_kind(row.kind, actor):
            lines.append(_line(row))
        else:
            left_out.append(
                LeftOut(
                    case_number=row.case_number,
                    applicant=row.applicant,
                    title=row.title,
                    reason=CLOSED,
                )
            )
    return PrintPlan(lines=tuple(lines), left_out=tuple(left_out))


def _line(row: Document) -> PrintLine:
    return PrintLine(
        code=row.check_code,
        kind=row.kind,
        case_number=row.case_number,  # type: ignore[attr-defined]  # annotated
        applicant=row.applicant,  # type: ignore[attr-defined]
        village_code=row.village_code,  # type: ignore[attr-defined]
        village=row.village_name,  # type: ignore[attr-defined]
        title=row.title,
        number=row.number,
        issued_at=row.issued_at,
        person_id=row.person,
        digest=bytes(row.digest),  # type: ignore[attr-defined]
    )
