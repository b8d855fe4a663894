"""Read the household tables of a sitting: check who is who, make what the use case takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from jiuzhu.casework.intents.family import (
    FamilyGiven,
    MemberGiven,
    ObligorGiven,
    OwnedAsset,
    TekunGiven,
)
from jiuzhu.casework.workspace.queries import CaseSummary
from jiuzhu.interfaces.web.desk.family_forms import NO_KIN, FamilyTables
from jiuzhu.interfaces.web.parts.field_views import ErrorLine
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.rows import RowForm, Rows
from jiuzhu.kernel.identity import IdentityNumber, mask_identity_number
from jiuzhu.kernel.names import match_key
from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.facts import AssetFacts, IncomeItem, SupporterFacts
from jiuzhu.policy.scheme_facts import DisabilityFacts
from jiuzhu.policy.scheme_terms import DisabilityKind
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.households.services.register_person import PersonGiven

ADULT, AGED = 18, 70


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks for help, as far as the tables have to know: name, birthday, own number."""

    name: str
    born_on: date | None
    has_number: Callable[[IdentityNumber], bool]

    @classmethod
    def of_case(cls, case: CaseSummary) -> Applicant:
        """Return the applicant of a registered case, whose number is known masked only."""
        own = {one.number for one in case.members}
        return cls(
            case.applicant,
            case.members[0].born_on,
            lambda number: mask_identity_number(number.number) in own,
        )

    @classmethod
    def typed(cls, given: dict[str, Any]) -> Applicant:
        """Return the applicant of the same page."""
        number: IdentityNumber | None = given.get("identity_number")
        born_on = given.get("born_on") if number is None else number.born_on
        return cls(
            given.get("name") or "",
            born_on,
            lambda other: number is not None and other.number == number.number,
        )


def check_tables(applicant: Applicant, tables: FamilyTables) -> None:
    """Refuse people named twice and owners who are nobody of the family, each at its cell."""
    _check_people(applicant, tables.members, tables.supporters)
    people = [applicant.name, *(row["name"] for row in tables.members.cleaned)]
    _check_owners(people, tables.income, tables.assets)


def _check_people(applicant: Applicant, members: Rows, supporters: Rows) -> None:
    """Refuse the same number twice, and the applicant among the others."""
    seen: set[str] = set()
    for rows in (members, supporters):
        for place, form in _numbered(rows):
            number: IdentityNumber | None = form.cleaned_data.get("identity_number")
            if number is None:
                continue
            is_applicant = applicant.has_number(number) and match_key(
                form.cleaned_data["name"]
            ) == match_key(applicant.name)
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


def family_given(
    applicant: Applicant, given: dict[str, Any], tables: FamilyTables, on: date
) -> FamilyGiven:
    """Return what the use case takes: the applicant first, then everybody of the table."""
    people = [applicant.name, *(row["name"] for row in tables.members.cleaned)]
    keys = [match_key(name) for name in people]
    incomes: dict[int, list[IncomeItem]] = {}
    for row in tables.income.cleaned:
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
                person=PersonGiven(name=applicant.name),
                relation=Relation.SELF,
                family_relation="APPLICANT",
                income=tuple(incomes.get(0, ())),
                traits=(*given["traits"], *_age_traits(applicant.born_on, on)),
            ),
            *(
                _member(row, tuple(incomes.get(place, ())), on)
                for place, row in enumerate(tables.members.cleaned, 1)
            ),
        ),
        obligors=tuple(_obligor(row) for row in tables.supporters.cleaned),
        assets=tuple(_asset(row, keys) for row in tables.assets.cleaned),
        cause=given["cause"] or given.get("need") or "",
        kin_statement=kin,
        age_gap_reason=given["age_gap_reason"] or "",
        account_holder=given["account_holder"] or "",
        account_bank=given["account_bank"] or "",
        account_number=given["account_number"] or "",
        circumstances=frozenset(given["circumstances"]),
        tekun=TekunGiven(
            disabilities=_disabilities(given),
            in_school=bool(given.get("in_school")),
            chose_orphan_benefit=bool(given.get("chose_orphan_benefit")),
        ),
    )


def _disabilities(given: dict[str, Any]) -> tuple[DisabilityFacts, ...]:
    """Return the certified disability of the person, as the card says."""
    kind, grade = given.get("disability"), given.get("disability_grade")
    if not (kind and grade):
        return ()
    return (DisabilityFacts(kind=DisabilityKind(kind), grade=int(grade)),)


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
