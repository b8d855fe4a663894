"""政策与标准: the amounts in force with their papers, the way of a case, what to bring.

All of it is read from the pack in force on the day; what nobody has checked is marked, and what
the pack does not hold is said to be missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiuzhu.casework.workspace.own import STAGES
from jiuzhu.casework.workspace.places import procedures
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Fact, Link, Unverified
from jiuzhu.interfaces.web.public.views import set_frame
from jiuzhu.kernel.text import FORBIDDEN_PROOFS
from jiuzhu.policy.flowchart import flowchart_svg
from jiuzhu.policy.materials import CaseFacts, required_materials
from jiuzhu.policy.pack_rows import MaterialRule
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.procedures import Procedure
from jiuzhu.policy.values import UNIT_LABELS, Hole, Series, Value
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.queries import organs_under

AMOUNTS = ("dibao.standard", "tekun.basic_living", "tekun.care")
LIMITS = (
    "deadline.acceptance_decision",
    "deadline.urgent_relief",
    "deadline.urgent_completion",
    "deadline.publicity",
    "deadline.one_time_notice",
)
FIVE_BASIS = "泰民〔2019〕14号第三条"
WHEN_LABELS = {
    "proxy": "别人代办的",
    "without_capacity": "无民事行为能力人",
    "disabled_member": "家里有残疾人",
    "support_agreement": "有赡养、抚养协议或判决",
    "divorced": "离过婚的",
    "residence_permit": "持居住证的",
    "outlays": "申请支出型临时救助的",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of the law: what is in force, since when, by which paper."""

    label: str
    value: int | None
    unit: str
    since: date | None
    source: str
    hole: str


@dataclass(frozen=True, slots=True)
class Bring:
    """One thing that is looked at or filled in, and when."""

    name: str
    how: str
    when: str
    basis: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """Everything that anybody may know of the law in force."""

    on: date
    amounts: tuple[Amount, ...]
    limits: tuple[Fact, ...]
    stages: tuple[str, ...]
    procedure: str
    procedure_basis: str
    picture_url: str
    never: tuple[str, ...]
    never_basis: str
    bring: tuple[Bring, ...]
    phones: tuple[Link, ...]


@require_GET
@refusals_as_pages
def policy(request: HttpRequest) -> HttpResponse:
    """Show the law in force today in plain words."""
    set_frame(request)
    pack, on = pack_in_force(), legal_day(asked(request).at)
    table = _procedure()
    page = PolicyPage(
        on=on,
        amounts=tuple(_amount(one, on) for key in AMOUNTS for one in pack.series.get(key, ())),
        limits=tuple(_limit(pack, key, on) for key in LIMITS),
        stages=STAGES,
        procedure=table.title,
        procedure_basis=f"{table.basis.document} {table.basis.article}",
        picture_url=reverse("public:flow_picture"),
        never=FORBIDDEN_PROOFS,
        never_basis=FIVE_BASIS,
        bring=_bring(pack, on),
        phones=tuple(
            Link(
                phrase("%(name)s %(phone)s", name=organ.short_name, phone=organ.phone), organ.phone
            )
            for organ in organs_under(None, OrganKind.COUNTY)
            if organ.phone
        ),
    )
    return render_page(request, "public/policy.html", page)


@require_GET
@refusals_as_pages
def flow_picture(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Return the drawing of the procedure; it shows steps, never a case."""
    return HttpResponse(flowchart_svg(_procedure()), content_type="image/svg+xml")


def _procedure() -> Procedure:
    """Return the procedure that is shown first at the desk too."""
    return procedures()[0]


def _amount(series: Series, on: date) -> Amount:
    """Tell an amount; one that nobody has checked is no amount to promise to the public."""
    entry = series.at(on)
    if isinstance(entry, Value) and entry.verified:
        return Amount(
            label=series.label,
            value=entry.amount,
            unit=UNIT_LABELS[series.unit],
            since=entry.effective_from,
            source=str(entry.source),
            hole="",
        )
    reason = "数额没有取得正式文本"
    if not isinstance(entry, Value):
        reason = entry.reason if isinstance(entry, Hole) else "这一天没有取得正式依据"
    return Amount(series.label, None, UNIT_LABELS[series.unit], None, "", reason)


def _limit(pack: Pack, key: str, on: date) -> Fact:
    value = pack.value(key, on)
    return Fact(
        value.label,
        phrase("%(n)s%(unit)s", n=value.amount, unit=UNIT_LABELS[value.unit]),
        source=str(value.source),
        unverified=None if value.verified else Unverified(str(value.source)),
    )


def _bring(pack: Pack, on: date) -> tuple[Bring, ...]:
    """List what everybody is asked for, then what only some are asked for."""
    always = required_materials(CaseFacts(), pack, on)
    known = {one.code for one in always}
    some = tuple(
        (rule, item)
        for rule in pack.rows(MaterialRule, on)
        if rule.code not in known
        for item in required_materials(CaseFacts(circumstances=frozenset({rule.when})), pack, on)
        if item.code == rule.code
    )
    return (
        *(Bring(item.name, item.note, "", item.basis) for item in always),
        *(
            Bring(item.name, item.note, WHEN_LABELS.get(rule.when, rule.when), item.basis)
            for rule, item in some
        ),
    )
