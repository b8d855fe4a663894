"""What an applicant sees of the own case, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuzhu.casework.cases.enums import ClockKind
from jiuzhu.casework.cases.models import Case, CaseClock
from jiuzhu.casework.decisions.queries import current_award
from jiuzhu.casework.documents.enums import DocumentState
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.kernel.periods import Month

ABSENT = "没有找到您的这件申请。请从“我的办件”进入；有疑问的，请打镇街电话。"
STAGES = (
    "说明困难",
    "全家授权",
    "部门核对",
    "正式申请",
    "上门了解",
    "审批",
    "村里公示",
    "每月发钱",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a state stands on the way, what is going on, and what the person has to do."""

    stage: int
    headline: str
    todo: str = "现在不用您做什么，有消息会告诉您。"
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPaper:
    """One paper that was served on the family."""

    code: str
    title: str
    number: str
    issued_on: date
    delivered_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """One case as its applicant reads it."""

    number: str
    progress_code: str
    scheme: str
    state: str
    place: Place
    opened_on: date
    answer_by: date | None
    amount_fen: int | None
    first_month: Month | None
    telephone: str
    organ: str
    may_confirm: bool
    papers: tuple[OwnPaper, ...]
    form_code: str


PLACES = {
    "INTENT": Place(stage=0, headline="您的困难已经登记", todo="请准备好全家人的身份证件。"),
    "AUTHORISING": Place(stage=1, headline="正在等全家人签授权", todo="请每位家人签授权书。"),
    "VERIFYING": Place(stage=2, headline="正在向部门核对情况"),
    "VERIFIED_OK": Place(stage=2, headline="核对完了，马上告诉您"),
    "VERIFIED_NO": Place(stage=2, headline="核对完了，正在写说明"),
    "CLOSED": Place(
        stage=2,
        headline="核对结果不符合，已书面说明理由",
        todo="这不是不批准。您仍然可以坚持申请，请在下面确认，或打电话告诉镇里。",
    ),
    "INVITED": Place(
        stage=3,
        headline="核对符合，可以正式申请了",
        todo="请看一遍申请表，在下面确认；也可以打电话让镇里读给您听。",
    ),
    "APPLIED": Place(stage=3, headline="已收到您的申请，正在看材料"),
    "SUPPLEMENT": Place(stage=3, headline="还差一些材料", todo="请按补正告知书补交，只要这一次。"),
    "ACCEPTED": Place(
        stage=4, headline="已受理，工作人员要上门", todo="会有两名工作人员上门，请在家等。"
    ),
    "SURVEY": Place(stage=4, headline="已上门了解，正在核算"),
    "PROPOSED": Place(stage=5, headline="初审有了意见，准备公示"),
    "PRE_PUB": Place(stage=5, headline="初审意见正在村里公示，共7天"),
    "OBJECTION": Place(stage=5, headline="公示期间有人提出异议，正在核查"),
    "APPRAISED": Place(stage=5, headline="村里已经评议，正在提出意见"),
    "PLAN_PUB": Place(stage=5, headline="拟批准的结果正在村里公示"),
    "OPINION": Place(stage=5, headline="正在审批"),
    "DECIDED_YES": Place(stage=6, headline="已经批准，准备公示"),
    "DECIDED_NO": Place(
        stage=5,
        headline="没有批准",
        todo="理由和怎样申请复议、起诉，写在不予批准通知书里。家里情况变了，随时可以再申请。",
        finished=True,
    ),
    "RESULT_PUB": Place(stage=6, headline="已经批准，正在村里公示"),
    "IN_PAYMENT": Place(
        stage=7, headline="每月发放中", todo="家里人口、收入、财产变了，请一个月内告诉村里或镇里。"
    ),
    "PAID": Place(stage=7, headline="救助金已经发放", finished=True),
    "REVIEW": Place(
        stage=7,
        headline="正在复核您家的情况",
        todo="如有变化，请如实告诉工作人员。复核期间照常发放。",
    ),
    "STOPPED": Place(
        stage=7,
        headline="已停发",
        todo="理由和怎样申请复议、起诉，写在通知书里。又有困难的，随时可以再申请。",
        finished=True,
    ),
    "TERMINATED": Place(
        stage=5,
        headline="办理已终止",
        todo="理由和怎样申请复议、起诉，写在通知书里。愿意配合调查的，随时可以再申请。",
        finished=True,
    ),
    "REPORTED": Place(stage=0, headline="您的急难情况已经登记，正在安排救助"),
    "RELIEVED": Place(stage=7, headline="已先行救助，正在补办手续", todo="请补上身份证件，签字。"),
    "COMPLETED": Place(stage=7, headline="急难救助的手续已经补齐", finished=True),
    "NOT_CONFIRMED": Place(
        stage=7,
        headline="核实的情况与登记的不一样",
        todo="理由和怎样申请复议、起诉，写在告知书里。",
        finished=True,
    ),
    "CONFIRMED": Place(stage=7, headline="小额救助已经办好", finished=True),
    "FILED": Place(stage=7, headline="已经办完", finished=True),
    "CHECK": Place(stage=4, headline="正在核对、上门了解"),
    "WITHDRAWN": Place(
        stage=3, headline="这件申请已结束", todo="还需要帮助的，随时可以再申请。", finished=True
    ),
    "ARCHIVED": Place(
        stage=7, headline="这件申请已办完归档", todo="又有困难的，随时可以再申请。", finished=True
    ),
}
CONFIRMABLE = frozenset({"INVITED", "CLOSED"})
ALWAYS_OWN = frozenset({"W09"})


def own_cases(*, actor: Actor) -> tuple[OwnCase, ...]:
    """Return every case of the signed-in applicant, newest first."""
    cases = (
        Case.objects.filter(applicant_id=actor.person_id)
        .select_related("organ", "applicant")
        .order_by("-opened_at", "-pk")
    )
    return tuple(_own(case) for case in cases)


def own_case(*, number: str, actor: Actor) -> OwnCase:
    """Return one case of the signed-in applicant.

    Raises: NotVisible, same answer for absent and not one's own.
    """
    return _own(_mine(number, actor))


def own_paper(*, code: str, actor: Actor) -> Document:
    """Return a paper that was served on the applicant, or the own application form.

    Raises: NotVisible, same answer for absent, not one's own and not yet served.
    """
    document = (
        Document.objects.select_related("case", "pdf")
        .filter(check_code=code, case__applicant_id=actor.person_id)
        .first()
    )
    if document is None or not _is_open(document):
        raise NotVisible("document.not_visible", "没有找到这份文书，或者还没有送达给您。")
    return document


def _mine(number: str, actor: Actor) -> Case:
    case = (
        Case.objects.select_related("organ", "applicant")
        .filter(number=number, applicant_id=actor.person_id)
        .first()
    )
    if case is None or actor.person_id is None:
        raise NotVisible("case.not_visible", ABSENT)
    return case


def _own(case: Case) -> OwnCase:
    award = current_award(case)
    return OwnCase(
        number=case.number,
        progress_code=case.progress_code,
        scheme=case.get_scheme_display(),
        state=case.state,
        place=PLACES[case.state],
        opened_on=legal_day(case.opened_at),
        answer_by=_answer_by(case),
        amount_fen=None if award is None else award.amount_fen,
        first_month=None if award is None else Month.of(award.effective_from),
        telephone=case.organ.phone,
        organ=case.organ.name,
        may_confirm=case.state in CONFIRMABLE,
        papers=_papers(case),
        form_code=_form(case),
    )


def _answer_by(case: Case) -> date | None:
    """Return the nearest legal day by which somebody has to answer."""
    running = CaseClock.objects.filter(case=case, stopped_on__isnull=True)
    days = running.exclude(kind=ClockKind.SUPPLEMENT).values_list("due_on", flat=True)
    return min(days, default=None)


def _papers(case: Case) -> tuple[OwnPaper, ...]:
    found = (
        Document.objects.filter(case=case, deliveries__isnull=False)
        .prefetch_related("deliveries")
        .distinct()
        .order_by("issued_at", "pk")
    )
    return tuple(
        OwnPaper(
            code=each.check_code,
            title=each.title,
            number=each.number,
            issued_on=legal_day(each.issued_at),
            delivered_on=min(legal_day(one.delivered_at) for one in each.deliveries.all()),
        )
        for each in found
    )


def _form(case: Case) -> str:
    form = Document.objects.filter(case=case, kind="W09", state=DocumentState.ISSUED)
    return form.order_by("-issued_at", "-pk").values_list("check_code", flat=True).first() or ""


def _is_open(document: Document) -> bool:
    return document.kind in ALWAYS_OWN or document.deliveries.exists()
