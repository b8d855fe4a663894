"""The catalogue page: every component in every state, for people and for the checks."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from jiuzhu.interfaces.web.parts import samples
from jiuzhu.interfaces.web.parts.forms import (
    BankAccountField,
    CodeField,
    CodesField,
    IdentityNumberField,
    LegalDateField,
    PersonNameField,
    PhoneField,
    PlainTextField,
    SubmitForm,
    TickField,
    YuanField,
)
from jiuzhu.interfaces.web.parts.frame import Frame
from jiuzhu.interfaces.web.parts.pages import all_errors, render_page
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Chip,
    Confirmation,
    Conflict,
    Fact,
    Happening,
    JobProgress,
    Link,
    Pager,
    Paper,
    Preview,
    Slip,
    Step,
    Table,
    Tile,
)
from jiuzhu.interfaces.web.parts.rows import MemberRowForm, Rows

SURFACES = ("desk", "village", "citizen", "public")


class SampleForm(SubmitForm):
    """Hold one field of each kind."""

    name = PersonNameField(label="姓名", help_text="与证件一致，少数民族姓名的间隔号用“·”。")
    identity_number = IdentityNumberField(label="证件号码", help_text="18 位，末位可为 X。")
    phone = PhoneField(label="联系电话", required=False)
    account = BankAccountField(label="银行账号", required=False)
    income = YuanField(label="月收入", help_text="没有的填 0。")
    born_on = LegalDateField(label="出生日期", past=True, help_text="例如 1950-03-08")
    relation = CodeField(
        label="与申请人关系", codes=(("", "请选择"), ("SPOUSE", "配偶"), ("CHILD", "子女"))
    )
    channel = CodeField(
        label="通知方式",
        codes=(("SMS", "短信"), ("CALL", "电话"), ("VISIT", "上门")),
        style="radio",
    )
    needs = CodesField(
        label="家庭情况",
        codes=(("ILL", "重病"), ("DISABLED", "残疾"), ("SCHOOL", "上学")),
        required=False,
    )
    note = PlainTextField(
        label="说明", max_length=500, rows=3, required=False, no_forbidden_proofs=True
    )
    agreed = TickField(label="已向本人说明用途和权利")


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """Carry the samples of all components."""

    surface: str
    surfaces: tuple[Link, ...]
    deadlines: tuple[Chip, ...]
    states: tuple[Chip, ...]
    next_step: Action
    actions: tuple[Action, ...]
    tabs: tuple[Link, ...]
    queue: Table
    wide: Table
    empty: Table
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    timeline: tuple[Happening, ...]
    papers: tuple[Paper, ...]
    image: Preview
    jobs: tuple[JobProgress, ...]
    conflict: Conflict
    confirmation: Confirmation
    tiles: tuple[Tile, ...]
    slip: Slip
    crumbs: tuple[Link, ...]
    pager: Pager
    form: SampleForm
    wrong: SampleForm
    told: SampleForm
    rows: Rows
    errors: tuple[Any, ...]


def ui_catalogue(request: HttpRequest) -> HttpResponse:
    """Show all components on the surface that `?surface=` names."""
    surface = request.GET.get("surface", "desk")
    if surface not in SURFACES:
        surface = "desk"
    if not hasattr(request, "frame"):
        set_sample_frame(request, samples.FRAME)
    return render_page(request, "system/ui.html", _page(surface))


def set_sample_frame(request: HttpRequest, frame: Frame) -> None:
    """Dress the catalogue when nobody is signed in."""
    request.frame = replace(frame, home_url="/system/ui/")  # type: ignore[attr-defined]


def _page(surface: str) -> CataloguePage:
    wrong = SampleForm(QueryDict(samples.WRONG_INPUT), on=samples.TODAY)
    told = SampleForm(QueryDict(samples.UNTIDY_INPUT), on=samples.TODAY)
    told.is_valid()
    rows = Rows(
        MemberRowForm,
        prefix="members",
        label="家庭成员",
        data=QueryDict(samples.WRONG_ROWS),
        on=samples.TODAY,
    )
    rows.is_valid()
    return CataloguePage(
        surface=surface,
        surfaces=tuple(Link(one, f"?surface={one}", current=one == surface) for one in SURFACES),
        deadlines=samples.deadlines(),
        states=samples.states(),
        next_step=samples.NEXT_STEP,
        actions=samples.ACTIONS,
        tabs=samples.TABS,
        queue=samples.queue(),
        wide=samples.wide(),
        empty=samples.EMPTY,
        facts=samples.FACTS,
        steps=samples.STEPS,
        timeline=samples.TIMELINE,
        papers=samples.PAPERS,
        image=samples.IMAGE,
        jobs=samples.JOBS,
        conflict=samples.CONFLICT,
        confirmation=samples.CONFIRMATION,
        tiles=samples.TILES,
        slip=samples.SLIP,
        crumbs=samples.CRUMBS,
        pager=samples.PAGER,
        form=SampleForm(auto_id="fresh_%s"),
        wrong=wrong,
        told=told,
        rows=rows,
        errors=all_errors(wrong, rows.errors),
    )
