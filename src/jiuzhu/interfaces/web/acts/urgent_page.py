"""The one screen of an emergency, for the desk and the phone."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from jiuzhu.casework.relief.enums import ReportSource
from jiuzhu.casework.relief.services.give_relief import Relieved, report_and_relieve
from jiuzhu.casework.workspace import queries
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.relief_forms import UrgentForm
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.field_views import ErrorLine, form_errors
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import Reshown, handle_refusal, render_page
from jiuzhu.interfaces.web.parts.submit import submit, tell
from jiuzhu.kernel.errors import Refused

NEW = "desk/relief/new.html"
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentPage:
    """One emergency to write down."""

    title: str
    layout: str
    form: UrgentForm
    shown: tuple[str, ...]
    label: str
    back_url: str

    @property
    def errors(self) -> tuple[ErrorLine, ...]:
        """List the errors for the summary."""
        return form_errors(self.form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where the screen stands: its layout, its form, where it leads."""

    layout: str
    form: type[UrgentForm]
    source: ReportSource
    back_url: str
    then: str  # with {number}


def urgent_screen(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Show the screen, or write the emergency and the relief down once."""
    here = asked(request)
    here.actor.require("relief.give", action="report_emergency")
    form = counter.form(request.POST if request.method == "POST" else None, on=legal_day(here.at))
    form.choose(queries.villages_for(here.actor), here.at, legal_day(here.at))
    folded = {*form.FOLDED, "idempotency_key"}
    page = UrgentPage(
        title="急难登记",
        layout=counter.layout,
        form=form,
        shown=tuple(name for name in form.fields if name not in folded),
        label="登记，先行救助",
        back_url=counter.back_url,
    )
    if request.method != "POST":
        return render_page(request, NEW, page)
    if not form.is_valid():
        return render_page(request, NEW, page, status=UNPROCESSABLE)

    def act() -> dict[str, str]:
        done = report_and_relieve(
            emergency=form.emergency(counter.source),
            given=form.relief(here.at),
            actor=here.actor,
            at=here.at,
        )
        return {"told": _told(done), "next": counter.then.format(number=done.relief.case.number)}

    try:
        result = submit(request, form, act)
    except Refused as refusal:
        return handle_refusal(request, refusal, again=Reshown(NEW, page, form))
    tell(request, result["told"], (*form.changes, *form.warnings))
    return HttpResponseRedirect(result["next"])


def _told(done: Relieved) -> str:
    if done.joined and done.given_before:
        return phrase("这件急难已经登记并救助过，本次报告已并入痕迹，没有再记一笔救助。")
    if done.relief.relieved_at is None:
        told = "这件急难已经登记过，本次报告已并入。" if done.joined else "急难已登记。"
        return phrase(told) + phrase("请在24小时内救助。")
    return phrase("先行救助已登记。请打印登记单和收条，5个工作日内补齐手续。")
