"""Write down the household and what it declares, tell everything once, open authorization (D2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from jiuzhu.casework.intents.services.open_authorization import (
    FamilyGiven,
    MemberGiven,
    ObligorGiven,
    OwnedAsset,
    open_authorization,
)
from jiuzhu.casework.workspace.queries import CaseSummary
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.acts.case_page import Head, case_view, finish, head_of, open_for
from jiuzhu.interfaces.web.desk.family_forms import NO_KIN, FamilyForm, tables
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.field_views import ErrorLine
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import Reshown, all_errors, render_page
from jiuzhu.interfaces.web.parts.rows import RowForm, Rows
from jiuzhu.kernel.identity import IdentityNumber, mask_identity_number
from jiuzhu.kernel.names import match_key
from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.facts import AssetFacts, IncomeItem, SupporterFacts
from jiuzhu.policy.materials import CaseFacts, Material, obtained_by_sharing, required_materials
from jiuzhu.policy.packs import load_pack
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.services.register_person import PersonGiven
from jiuzhu.registers.law.queries import PLACE

FAMILY = "desk/intents/family.html"
ADULT, AGED = 18, 70
SOURCES = frozenset({"vehicles", "real_estate", "social_insurance"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPage:
    """The household table with the list of what is needed."""

    head: Head
    case: CaseSummary
    form: FamilyForm
    members: Rows
    income: Rows
    assets: Rows
    supporters: Rows
    needed: tuple[Material, ...]
    shared: tuple[Material, ...]
    is_asking: bool

    @property
    def errors(self) -> tuple[ErrorLine, ...]:
        """List what is to be corrected; nothing while only a longer table was asked for."""
        if self.is_asking or not self.form.is_bound:
            return ()
        tables = (self.members, self.income, self.assets, self.supporters)
        return all_errors(self.form, *(tuple(rows.errors) for rows in tables))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view
def family(request: HttpRequest, number: str) -> HttpResponse:
    """Write down the family in one sitting; nothing typed is lost by an error or a longer table."""
    case = open_for(request, number, "open_authorization", "intent.register")
    form = FamilyForm.of(request, case, {"account_holder": case.applicant})
    members, income, assets, supporters = all_rows = tables(request)
    page = _page(request, case, form, all_rows)
    if request.method != "POST":
        return render_page(request, FAMILY, page)
    if page.is_asking:
        form.is_valid()
        form.errors.clear()
        return render_page(request, FAMILY, page)
    is_valid = [form.is_valid(), *(rows.is_valid() for rows in all_rows)]
    if all(is_valid):
        _check_people(case, members, supporters)
        people = [case.applicant, *(row["name"] for row in members.cleaned)]
        _check_owners(people, income, assets)
    if page.errors:
        return render_page(request, FAMILY, page, status=422)
    given = _given(case, form, all_rows, legal_day(asked(request).at))
    here = asked(request)

    def act() -> dict[str, Any]:
        open_authorization(number=number, given=given, actor=here.actor, at=here.at)
        told = "家庭情况已登记，一次性告知书和预填申请表已出具。下一步：请在场的人签授权。"
        return {"told": told, "next": reverse("desk:sign_authorization", args=[number])}

    return finish(
        request,
        case,
        form,
        act,
        again=Reshown(FAMILY, page, form),
        rows=all_rows,
        correctable=frozenset({"member.live_case"}),
    )


def _page(
    request: HttpRequest,
    case: CaseSummary,
    form: FamilyForm,
    all_rows: tuple[Rows, Rows, Rows, Rows],
) -> FamilyPage:
    members, income, assets, supporters = all_rows
    on, pack = legal_day(asked(request).at), load_pack(PLACE)
    ticked = form["circumstances"].value() or []
    facts = CaseFacts(circumstances=frozenset(ticked), sources_up=SOURCES)
    return FamilyPage(
        head=head_of(request, case, "登记家庭情况"),
        case=case,
        form=form,
        members=members,
        income=income,
        assets=assets,
        supporters=supporters,
        is_asking=bool(request.POST.get("rows")),
        needed=required_materials(facts, pack, on),
        shared=obtained_by_sharing(facts, pack, on),
    )


def _check_people(case: CaseSummary, members: Rows, supporters: Rows) -> None:
    """Refuse the same number twice, and the applicant among the others."""
    own = {one.number for one in case.members}
    seen: set[str] = set()
    for rows in (members, supporters):
        for place, form in _numbered(rows):
            number: IdentityNumber | None = form.cleaned_data.get("identity_number")
            if number is None:
                continue
            is_applicant = mask_identity_number(number.number) in own and match_key(
                form.cleaned_data["name"]
            ) == match_key(case.applicant)
            if is_applicant:
                _refuse(rows, form, place, "identity_number", "申请人不用再填，请删去这一行。")
            elif number.number in seen:
                _refuse(rows, form, place, "identity_number", "这个证件号码填了两次，请核对。")
            seen.add(number.number)


def _check_owners(people: list[str], income: Rows, assets: Rows) -> None:
    """Refuse an income or possession of somebody who is not in the family."""
    keys = [match_key(name) for name in people]
    for rows in (income, assets):
        for place, form in _numbered(rows):
            owner = form.cleaned_data.get("owner")
            if owner is None:
                continue
            found = keys.count(match_key(owner))
            if found == 0:
                _refuse(
                    rows,
                    form,
                    place,
                    "owner",
                    phrase("名单里没有“%(owner)s”，请填家庭成员的姓名。", owner=owner),
                )
            elif found > 1:
                _refuse(rows, form, place, "owner", "有同名的成员，请在姓名后加字区分后再填。")


def _numbered(rows: Rows) -> list[tuple[int, RowForm]]:
    return [(place, form) for place, form in enumerate(rows.forms, 1) if not form.is_blank]


def _refuse(rows: Rows, form: RowForm, place: int, name: str, sentence: str) -> None:
    form.add_error(name, ValidationError(sentence, code="rows.person"))
    view = form[name]
    label = phrase(
        "%(label)s第%(place)s行 %(label2)s", label=rows.label, place=place, label2=view.label
    )
    rows.errors.append(ErrorLine(sentence, "rows.person", label, view.auto_id or ""))


def _given(
    case: CaseSummary, form: FamilyForm, all_rows: tuple[Rows, Rows, Rows, Rows], on: date
) -> FamilyGiven:
    members, income, assets, supporters = all_rows
    given = form.cleaned_data
    people = [case.applicant, *(row["name"] for row in members.cleaned)]
    keys = [match_key(name) for name in people]
    incomes: dict[int, list[IncomeItem]] = {}
    for row in income.cleaned:
        incomes.setdefault(_owner(row, keys), []).append(
            IncomeItem(
                kind=row["kind"],
                amount_fen=row["amount"],
                months=int(row["months"]),
                note=row["note"] or "",
            )
        )
    kin = NO_KIN if given["kin"] == "NONE" else f"有近亲属关系：{given['kin_text']}"
    return FamilyGiven(
        members=(
            MemberGiven(
                person=PersonGiven(name=case.applicant),
                relation=Relation.SELF,
                family_relation="APPLICANT",
                income=tuple(incomes.get(0, ())),
                traits=(*given["traits"], *_age_traits(case.members[0].born_on, on)),
            ),
            *(
                _member(row, tuple(incomes.get(place, ())), on)
                for place, row in enumerate(members.cleaned, 1)
            ),
        ),
        obligors=tuple(_obligor(row) for row in supporters.cleaned),
        assets=tuple(_asset(row, keys) for row in assets.cleaned),
        cause=given["cause"],
        kin_statement=kin,
        age_gap_reason=given["age_gap_reason"] or "",
        account_holder=given["account_holder"] or "",
        account_bank=given["account_bank"] or "",
        account_number=given["account_number"] or "",
        circumstances=frozenset(given["circumstances"]),
    )


def _owner(row: dict[str, Any], keys: list[str]) -> int:
    return keys.index(match_key(row["owner"])) if row["owner"] else 0


def _member(row: dict[str, Any], income: tuple[IncomeItem, ...], on: date) -> MemberGiven:
    person = _person(row)
    number: IdentityNumber | None = row["identity_number"]
    born_on = row["born_on"] if number is None else number.born_on
    trait = (row["trait"],) if row["trait"] else ()
    return MemberGiven(
        person=person,
        relation=Relation(row["relation"]),
        family_relation=row["family_relation"],
        income=income,
        traits=(*trait, *_age_traits(born_on, on)),
    )


def _age_traits(born_on: date | None, on: date) -> tuple[str, ...]:
    if born_on is None:
        return ()
    age = years_between(born_on, on)
    if age < ADULT:
        return ("MINOR",)
    return ("ELDERLY",) if age >= AGED else ()


def _asset(row: dict[str, Any], keys: list[str]) -> OwnedAsset:
    return OwnedAsset(
        owner=_owner(row, keys),
        facts=AssetFacts(kind=row["kind"], value_fen=row["value"] or 0, count=int(row["count"])),
        description=row["description"] or "",
    )


def _obligor(row: dict[str, Any]) -> ObligorGiven:
    return ObligorGiven(
        person=_person(row),
        relation=Relation(row["relation"]),
        facts=SupporterFacts(
            key="",
            family_income_fen=row["family_income"],
            family_size=int(row["family_size"]),
            received_fen=row["received"] or 0,
            agreed_fen=row["agreed"],
            exempt_reason=row["exempt"],
        ),
    )


def _person(row: dict[str, Any]) -> PersonGiven:
    number: IdentityNumber | None = row["identity_number"]
    return PersonGiven(
        name=row["name"],
        identity_number="" if number is None else number.number,
        sex=row.get("sex") or "",
        born_on=row.get("born_on"),
        phone="" if row["phone"] is None else row["phone"].number,
        is_test=settings.JIUZHU_DEMO,
        paper_reason=row["paper_reason"] or "",
    )


urlpatterns: list[URLPattern] = [
    path("cases/<str:number>/open-authorization/", family, name="open_authorization"),
]
