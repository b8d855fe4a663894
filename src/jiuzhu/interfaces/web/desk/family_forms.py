"""Forms of the household table: members, income, possessions, supporters, account, kin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.http import QueryDict

from jiuzhu.interfaces.web.acts.case_page import CaseForm
from jiuzhu.interfaces.web.desk.intent_forms import SEXES, IntentForm
from jiuzhu.interfaces.web.parts.forms import (
    BankAccountField,
    CodeField,
    CodesField,
    IdentityNumberField,
    LegalDateField,
    PageForm,
    PaperReasonField,
    PersonNameField,
    PhoneField,
    PlainTextField,
    TickField,
    YuanField,
    accept_number_of_paper,
)
from jiuzhu.interfaces.web.parts.language import later
from jiuzhu.interfaces.web.parts.rows import RowForm, Rows
from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.pack_rows import AssetKind, ExemptGround, FamilyRule, IncomeKind, Measure
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.law.queries import pack_in_force

Codes = tuple[tuple[str, str], ...]
ADULT = 18
CHILDREN = frozenset({"SON", "DAUGHTER"})
CHOOSE = ("", "请选择")
RELATIONS: Codes = (CHOOSE, *(one for one in Relation.choices if one[0] != "SELF"))
SUPPORTER_RELATIONS: Codes = (
    CHOOSE,
    *(one for one in Relation.choices if one[0] not in {"SELF", "GRANDPARENT"}),
)
TRAITS: Codes = (
    ("", "无"),
    ("SEVERE_DISABILITY", "重度残疾"),
    ("SERIOUS_ILLNESS", "重病"),
    ("SINGLE_PARENT", "单亲"),
)
SPANS: Codes = (("12", "全年合计"), ("1", "每月"), ("3", "每季"))
COUNTS: Codes = tuple((str(n), str(n)) for n in range(1, 10))
SIZES: Codes = tuple((str(n), later("%(n)s人", n=n)) for n in range(1, 13))
CIRCUMSTANCES: Codes = (
    ("proxy", "由他人代办"),
    ("disabled_member", "有残疾人"),
    ("support_agreement", "有赡养、抚养、扶养的判决或协议"),
    ("divorced", "离异"),
    ("without_capacity", "有无民事行为能力的成人"),
    ("residence_permit", "持居住证"),
)
DISABILITIES: Codes = (
    ("", "没有残疾人证"),
    ("VISUAL", "视力"),
    ("HEARING", "听力"),
    ("SPEECH", "言语"),
    ("PHYSICAL", "肢体"),
    ("INTELLECTUAL", "智力"),
    ("MENTAL", "精神"),
    ("MULTIPLE", "多重"),
)
GRADES: Codes = (("", "不适用"), ("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级"))
NO_KIN = "本人及家庭成员与经办、核对、审批人员和村（居）干部没有近亲属关系"
KIN: Codes = (("NONE", NO_KIN), ("HAS", "有近亲属关系，写在下面"))


POSTED_TABLES = ("rows", "step", "members-", "income-", "assets-", "supporters-")
MOST_MEMBERS = 49
"""Rows beside the applicant; more than fifty people are no household, says the computation."""


class FamilyFields(PageForm):
    """What belongs to the household as a whole."""

    traits = CodesField(label="申请人本人的特别情形", codes=TRAITS[1:], required=False)
    cause = PlainTextField(
        label="致困原因和家庭情况",
        max_length=500,
        rows=3,
        no_forbidden_proofs=True,
        help_text="例如：户主患病，失去主要收入；孩子上学",
    )
    circumstances = CodesField(label="本户有哪些情形", codes=CIRCUMSTANCES, required=False)
    account_holder = PersonNameField(label="收款户名", required=False)
    account_bank = PlainTextField(label="开户银行", required=False, max_length=60)
    account_number = BankAccountField(
        label="收款账号", required=False, help_text="社会保障卡或银行卡，16至19位；没有的以后再填"
    )
    age_gap_reason = PlainTextField(
        label="年龄差说明",
        required=False,
        max_length=120,
        help_text="父母与子女相差不到15岁、核对证件后确实如此的才填，例如：继母",
    )
    disability = CodeField(label="申请人残疾类别", codes=DISABILITIES, required=False)
    disability_grade = CodeField(label="残疾等级", codes=GRADES, required=False)
    in_school = TickField(label="在义务教育或高中阶段就读", required=False)
    chose_orphan_benefit = TickField(label="已经选择孤儿或事实无人抚养儿童保障", required=False)
    kin = CodeField(label="近亲属关系申明", codes=KIN, style="radio", initial="NONE")
    kin_text = PlainTextField(
        label="关系说明",
        required=False,
        max_length=160,
        help_text="写明谁、在哪个单位、什么关系",
    )

    def clean(self) -> dict[str, Any] | None:
        """Ask for the relation where there is one."""
        cleaned = super().clean() or {}
        if cleaned.get("kin") == "HAS" and not cleaned.get("kin_text"):
            self.add_error("kin_text", _missing("请写明近亲属是谁、在哪个单位、什么关系。"))
        if bool(cleaned.get("disability")) != bool(cleaned.get("disability_grade")):
            self.add_error("disability_grade", _missing("残疾类别和等级要一起填，按残疾人证填写。"))
        if cleaned.get("account_number") and not cleaned.get("account_bank"):
            self.add_error("account_bank", _missing("请填写开户银行。"))
        return cleaned


class FamilyForm(FamilyFields, CaseForm):
    """The household of a wish that was registered before."""

    also_posted = POSTED_TABLES


class SittingForm(FamilyFields, IntentForm):
    """The whole sitting: the wish and the household; nothing is asked twice."""

    also_posted = POSTED_TABLES

    household_size = None  # type: ignore[assignment]  # the table says it
    cause = PlainTextField(
        label="致困原因和家庭情况",
        required=False,
        max_length=500,
        rows=2,
        no_forbidden_proofs=True,
        help_text="不填就用上面写的困难情况",
    )


class WishForm(IntentForm):
    """The wish alone, from a page that shows the household as well."""

    also_posted = (*POSTED_TABLES, *FamilyFields.base_fields)


class PersonRow(RowForm):
    """A person of a table: a number, or sex and birthday."""

    def clean(self) -> dict[str, Any] | None:
        """Ask for sex and birthday where there is no number."""
        cleaned = super().clean() or {}
        accept_number_of_paper(self)
        if cleaned.get("identity_number") or "identity_number" in self.errors or self.is_blank:
            return cleaned
        for name in ("sex", "born_on"):
            if name in self.fields and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _missing("没有证件号码的，请填写。"))
        return cleaned


class FamilyMemberRow(PersonRow):
    """One member beside the applicant."""

    name = PersonNameField(label="姓名")
    identity_number = IdentityNumberField(label="证件号码", required=False)
    relation = CodeField(label="关系", codes=RELATIONS)
    family_relation = CodeField(label="家庭成员类别", codes=(), required=False)
    sex = CodeField(label="性别", codes=SEXES, required=False)
    born_on = LegalDateField(label="出生日期", past=True, required=False)
    phone = PhoneField(label="电话", required=False)
    trait = CodeField(label="特别情形", codes=TRAITS, required=False)
    paper_reason = PaperReasonField(width="short")

    def clean(self) -> dict[str, Any] | None:
        """Find the kind of member where the relation leaves no doubt; ask where it does."""
        cleaned = super().clean() or {}
        if self.is_blank or cleaned.get("family_relation") or not cleaned.get("relation"):
            return cleaned
        number = cleaned.get("identity_number")
        born_on = cleaned.get("born_on") if number is None else number.born_on
        cleaned["family_relation"] = _by_relation(cleaned["relation"], born_on, self.on)
        if not cleaned["family_relation"]:
            self.add_error("family_relation", _missing("这种关系要选明类别，请从列表选择。"))
        return cleaned


class IncomeRow(RowForm):
    """One income or deduction."""

    owner = PersonNameField(label="谁的", required=False)
    kind = CodeField(label="收入或支出项目", codes=())
    amount = YuanField(label="金额（元）")
    months = CodeField(label="期间", codes=SPANS)
    note = PlainTextField(label="说明", required=False, max_length=60)

    @property
    def is_blank(self) -> bool:
        """A row counts once a kind or an amount is given; the span has always a value."""
        return not any(
            str(self[name].value() or "").strip() for name in ("owner", "kind", "amount")
        )


class AssetRow(RowForm):
    """One possession."""

    owner = PersonNameField(label="谁的", required=False)
    kind = CodeField(label="财产项目", codes=())
    count = CodeField(label="数量", codes=COUNTS)
    value = YuanField(label="价值或余额（元）", required=False)
    description = PlainTextField(label="说明", required=False, max_length=60)

    @property
    def is_blank(self) -> bool:
        """A row counts once a kind or a value is given."""
        return not any(str(self[name].value() or "").strip() for name in ("owner", "kind", "value"))

    def clean(self) -> dict[str, Any] | None:
        """Ask for a value where the rule counts money."""
        cleaned = super().clean() or {}
        kinds = {row.code: row.measure for row in pack_in_force().rows(AssetKind)}
        needs_value = kinds.get(cleaned.get("kind", "")) == Measure.VALUE
        if needs_value and cleaned.get("value") is None and "value" not in self.errors:
            self.add_error("value", _missing("存款、证券等请填写余额。"))
        return cleaned


class SupporterRow(PersonRow):
    """One obliged person outside the household."""

    name = PersonNameField(label="姓名")
    identity_number = IdentityNumberField(label="证件号码", required=False)
    relation = CodeField(label="关系", codes=SUPPORTER_RELATIONS)
    phone = PhoneField(label="电话", required=False)
    family_size = CodeField(label="他家人口", codes=SIZES)
    family_income = YuanField(label="他家月收入", required=False)
    received = YuanField(label="每月实给", required=False)
    agreed = YuanField(label="约定月给", required=False)
    exempt = CodeField(label="免责", codes=(), required=False)
    paper_reason = PaperReasonField(width="short")

    @property
    def is_blank(self) -> bool:
        """A row counts once somebody is named."""
        names = ("name", "identity_number", "relation", "phone")
        return not any(str(self[name].value() or "").strip() for name in names)


def _by_relation(relation: str, born_on: date | None, on: date | None) -> str:
    """Return the kind of member where the relation leaves no doubt."""
    if relation == "SPOUSE":
        return "SPOUSE"
    is_minor = born_on is not None and on is not None and years_between(born_on, on) < ADULT
    return "MINOR_CHILD" if relation in CHILDREN and is_minor else ""


@dataclass(frozen=True, slots=True)
class FamilyTables:
    """The four tables of the page: members, income, possessions, supporters."""

    members: Rows
    income: Rows
    assets: Rows
    supporters: Rows

    @property
    def every(self) -> tuple[Rows, Rows, Rows, Rows]:
        """List the tables in the order of the page."""
        return self.members, self.supporters, self.income, self.assets

    @classmethod
    def of(cls, data: QueryDict | None, on: date) -> FamilyTables:
        """Return the tables filled with what was typed."""
        return cls(
            Rows(_with(FamilyMemberRow, family_relation=family_codes(on)), prefix="members",
                 label="其他共同生活的家庭成员", data=data, on=on, max_rows=MOST_MEMBERS),
            Rows(_with(IncomeRow, kind=_income_codes(on)), prefix="income",
                 label="收入和可扣除的支出", data=data, on=on),
            Rows(_with(AssetRow, kind=_asset_codes(on)), prefix="assets",
                 label="财产", data=data, on=on),
            Rows(_with(SupporterRow, exempt=_exempt_codes(on)), prefix="supporters",
                 label="户外的赡养、抚养、扶养义务人", data=data, on=on, max_rows=20),
        )  # fmt: skip

    def is_valid(self) -> bool:
        """Check every table; all errors are found in one pass."""
        return all([rows.is_valid() for rows in self.every])  # noqa: C419

    def show_as_typed(self) -> None:
        """Show every table as it was typed, without complaints."""
        for rows in self.every:
            rows.show_as_typed()

    def of_prefix(self, prefix: str) -> Rows | None:
        """Return the table of a prefix."""
        return next((rows for rows in self.every if rows.prefix == prefix), None)


def family_codes(on: date) -> Codes:
    """Return who may belong to the family unit by the law of a day."""
    rules = pack_in_force().rows(FamilyRule, on)
    listed = {row.relation: row.label for row in rules if row.relation != "APPLICANT"}
    return (("", "按关系判断"), *listed.items())


def _income_codes(on: date) -> Codes:
    return (CHOOSE, *((row.code, row.label) for row in pack_in_force().rows(IncomeKind, on)))


def _asset_codes(on: date) -> Codes:
    return (CHOOSE, *((row.code, row.label) for row in pack_in_force().rows(AssetKind, on)))


def _exempt_codes(on: date) -> Codes:
    grounds = pack_in_force().rows(ExemptGround, on)
    return (("", "无"), *((row.code, row.label) for row in grounds))


def _with(form_class: type[RowForm], **codes: Sequence[tuple[str, str]]) -> type[RowForm]:
    """Return the row form with the codes in force on the day."""
    fields: dict[str, forms.Field] = {}
    for name, choices in codes.items():
        known = form_class.base_fields[name]
        fields[name] = CodeField(label=known.label, codes=tuple(choices), required=known.required)
    made = DeclarativeFieldsMetaclass(form_class.__name__, (form_class,), fields)
    return cast("type[RowForm]", made)


def _missing(sentence: str) -> forms.ValidationError:
    return forms.ValidationError(sentence, code="required")
