"""Take one step for many cases: what will happen to each is shown first, then a job does it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.workspace.bulk_steps import BULK_STEPS, STEP_JOB, BulkStep, StepRow, plan_step
from jiuzhu.infra.job_runs import open_run
from jiuzhu.interfaces.web.desk.selection import LONGEST_NUMBERS, chosen, numbers_given
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import PlainTextField, SubmitForm, TickField
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import form_errors, refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Column, Empty, Link, Row, Table
from jiuzhu.interfaces.web.parts.submit import submit
from jiuzhu.kernel.errors import NotVisible, Refused

MOST_SHOWN = 200


class StepForm(SubmitForm):
    """Confirm a step for the cases that were shown."""

    numbers = PlainTextField(label="案件", max_length=LONGEST_NUMBERS)
    confirm = TickField(label="")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """What a step will do to each case, and which are left out."""

    title: str
    crumbs: tuple[Link, ...]
    facts: tuple[str, ...]
    effect: str
    form: StepForm
    url: str
    numbers: str
    label: str
    table: Table | None
    left_out: Table | None
    back_url: str


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def bulk(request: HttpRequest, action: str) -> HttpResponse:
    """Show what the step will do to the selected cases, or let a job do what was confirmed."""
    step = BULK_STEPS.get(action)
    if step is None:
        raise NotVisible("bulk.no_step", "没有这种批量办理。请从清单里勾选后点上面的按钮。")
    asked(request).actor.require(step.capability, action=step.action)
    if request.method == "POST":
        return _confirmed(request, step)
    selection = chosen(request)
    rows = plan_step(step=step, numbers=selection.numbers, actor=asked(request).actor)
    return render_page(request, "desk/bulk/step.html", _page(step, rows, selection.back_url))


def _page(step: BulkStep, rows: tuple[StepRow, ...], back_url: str) -> StepPage:
    taken = tuple(row for row in rows if not row.reason)
    left_out = tuple(row for row in rows if row.reason)
    form = StepForm()
    form.fields["confirm"].label = step.confirm
    return StepPage(
        title=step.label,
        crumbs=(Link("我的待办", reverse("desk:tasks")), Link(step.label, "")),
        facts=(
            phrase("选了 %(n)s 件", n=len(rows)),
            phrase("将要办理 %(n)s 件", n=len(taken)),
            phrase("不办 %(n)s 件", n=len(left_out)),
        ),
        effect=step.effect,
        form=form,
        url=reverse("desk:bulk", args=[step.action]),
        numbers=" ".join(row.number for row in taken),
        label=phrase("办理 %(n)s 件", n=len(taken)),
        table=_table(taken, "将要办理") if taken else None,
        left_out=_table(left_out, "不办，原因如下") if left_out else None,
        back_url=back_url,
    )


def _confirmed(request: HttpRequest, step: BulkStep) -> HttpResponse:
    here = asked(request)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Refused("bulk.form", "".join(line.sentence for line in form_errors(form)))
    numbers = numbers_given(form.cleaned_data["numbers"])

    def act() -> dict[str, str]:
        run = open_run(
            kind=STEP_JOB,
            title=step.label,
            actor=here.actor,
            order={"action": step.action, "numbers": numbers},
            total=len(numbers),
            at=here.at,
        )
        return {"run": run.code}

    done = submit(request, form, act)
    return HttpResponseRedirect(reverse("desk:job", args=[done["run"]]))


def _table(rows: tuple[StepRow, ...], caption: str) -> Table:
    words = phrase("%(caption)s：%(n)s 件", caption=caption, n=len(rows))
    if len(rows) > MOST_SHOWN:
        words = phrase("%(caption)s（只列前 %(n)s 件）", caption=words, n=MOST_SHOWN)
    has_reason = any(row.reason for row in rows)
    columns = (
        Column("案件编号", "code"),
        Column("申请人", "head"),
        Column("环节"),
        *((Column("原因"),) if has_reason else ()),
    )
    return Table(
        caption=words,
        columns=columns,
        rows=tuple(
            Row(
                cells=(
                    row.number,
                    row.applicant,
                    row.state_label,
                    *((row.reason,) if has_reason else ()),
                ),
                url="" if not row.applicant else reverse("desk:case", args=[row.number]),
                key=row.number,
            )
            for row in rows[:MOST_SHOWN]
        ),
        empty=Empty("没有。"),
    )


urlpatterns = [path("bulk/<slug:action>/", bulk, name="bulk")]
