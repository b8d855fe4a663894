"""One confirmation for many cases: totals, what is left out and why, then each for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from jiuzhu.casework.decisions.services.decide_grant import GrantGiven
from jiuzhu.casework.decisions.services.plan_grants import MOST, plan_grants
from jiuzhu.casework.workspace.deciding import DecisionDesk, DeskRow, decision_desk
from jiuzhu.infra.clock import CHINA, legal_day
from jiuzhu.interfaces.web.desk.planned import failed_of, told_of, when_it_counts
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodesField, PlainTextField, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Column, Confirmation, Empty, Fact, Row, Table
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month

NUMBERS = "numbers"
LONGEST_NUMBER = 40


class NumbersField(CodesField):
    """Take any case numbers: the use case says of each whether it can be confirmed."""

    def valid_value(self, value: str) -> bool:
        """Let through whatever may be a case number."""
        return value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER


class ConfirmForm(SubmitForm):
    """The cases that are confirmed together, and the decider's own words for all of them."""

    numbers = NumbersField(label="案件", codes=(), required=False)
    text = PlainTextField(label="审批意见", max_length=200, initial="同意")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """What a confirmation will do, in counts and sums, and what it leaves out."""

    form: ConfirmForm
    numbers: tuple[str, ...]
    confirmation: Confirmation
    by_township: Table
    label: str
    blocked: str
    back_url: str


@refusals_as_pages
def confirm(request: HttpRequest) -> HttpResponse:
    """Show totals and what is left out, then confirm once; each case stands for itself."""
    here = asked(request)
    here.actor.require("decision.decide")
    sent = request.method == "POST"
    given = (request.POST if sent else request.GET).getlist(NUMBERS)
    numbers = tuple(dict.fromkeys(given))[: MOST + 1]
    form = ConfirmForm(request.POST if sent else None, on=legal_day(here.at))
    if not sent or not form.is_valid():
        page = _confirm_page(request, form, numbers)
        return render_page(
            request, "desk/decisions/confirm.html", page, status=422 if sent else 200
        )

    given_words = GrantGiven(text=form.cleaned_data["text"])

    def act() -> dict[str, object]:
        results = plan_grants(numbers=numbers, actor=here.actor, at=here.at, given=given_words)
        return {"told": told_of(results), "failed": failed_of(results)}

    try:
        result = submit(request, form, act)
    except Refused as refusal:
        if refusal.code not in {"plan.none", "plan.too_many"}:
            raise
        page = _confirm_page(request, form, numbers)
        return render_page(request, "desk/decisions/confirm.html", page, status=422)
    tell(request, str(result["told"]))
    for line in result["failed"]:
        tell(request, str(line))
    return HttpResponseRedirect(f"{reverse('desk:decision_desk')}?tab=plans")


def desk_of(request: HttpRequest) -> DecisionDesk:
    """Return what waits for this decider, and the confirmations of the day."""
    here = asked(request)
    on = legal_day(here.at)
    since = timezone.make_aware(datetime.combine(on, time.min), CHINA)
    return decision_desk(actor=here.actor, on=on, since=since)


def _confirm_page(request: HttpRequest, form: ConfirmForm, numbers: tuple[str, ...]) -> ConfirmPage:
    on = legal_day(asked(request).at)
    known = {row.number: row for row in desk_of(request).rows}
    chosen = [known[number] for number in numbers if number in known]
    taken = [row for row in chosen if not row.excluded]
    left_out = [
        phrase("%(name)s户：%(why)s", name=row.applicant, why=row.excluded)
        for row in chosen
        if row.excluded
    ]
    if missing := len(numbers) - len(chosen):
        left_out.append(
            phrase("%(n)s件不在您今天的审批列表里（已经办理、已经确认或者不归您审批）", n=missing)
        )
    blocked = ""
    if len(numbers) > MOST:
        blocked = phrase("一次最多确认%(n)s件。请分几次确认。", n=MOST)
    elif not taken:
        blocked = "没有可以确认的案件。请回到列表勾选。"
    return ConfirmPage(
        form=form,
        numbers=tuple(row.number for row in taken),
        confirmation=Confirmation(
            title=phrase("确认批准 %(n)s 件", n=len(taken)),
            effects=(
                Fact("件数", len(taken), "number"),
                Fact("保障人数", sum(row.people for row in taken), "number"),
                Fact("每月合计", sum(row.amount_fen for row in taken), "money"),
                Fact("从哪个月起发放", Month.of(on).next(), "month"),
                when_it_counts(),
            ),
            excluded=tuple(left_out),
            warnings=_flagged(taken),
            back_url=reverse("desk:decision_desk"),
        ),
        by_township=_by_township(taken),
        label=phrase("确认 %(n)s 件", n=len(taken)),
        blocked=blocked,
        back_url=reverse("desk:decision_desk"),
    )


def _flagged(taken: Sequence[DeskRow]) -> tuple[str, ...]:
    """Name what should have been looked at among the cases that are confirmed."""
    return tuple(
        phrase(
            "%(name)s户：%(label)s，%(reason)s",
            name=row.applicant,
            label=flag.label,
            reason=flag.reason,
        )
        for row in taken
        for flag in row.flags
    )


def _by_township(taken: Sequence[DeskRow]) -> Table:
    sums: dict[str, list[int]] = {}
    for row in taken:
        line = sums.setdefault(row.township, [0, 0, 0])
        line[0] += 1
        line[1] += row.people
        line[2] += row.amount_fen
    return Table(
        caption="按乡镇（街道）",
        columns=(
            Column("乡镇（街道）", "head"),
            Column("件数", "number"),
            Column("人数", "number"),
            Column("月金额", "money", unit="元"),
        ),
        rows=tuple(Row((name, *line)) for name, line in sorted(sums.items())),
        empty=Empty("没有可以确认的案件。"),
    )


urlpatterns = [path("decisions/confirm/", confirm, name="confirm_grants")]
