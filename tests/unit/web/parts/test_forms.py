"""Fields answer with the kernel's codes and sentences and keep what was typed."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.http import QueryDict

from jiuzhu.interfaces.web.parts.field_views import field_view, form_errors
from jiuzhu.interfaces.web.parts.forms import (
    BankAccountField,
    CodeField,
    CodesField,
    IdentityNumberField,
    LegalDateField,
    PageForm,
    PersonNameField,
    PhoneField,
    PlainTextField,
    SubmitForm,
    TickField,
    YuanField,
    apply_refusal,
)
from jiuzhu.kernel.contact import Phone
from jiuzhu.kernel.errors import FieldError, InvalidInput, Refused
from jiuzhu.kernel.identity import IdentityNumber

TODAY = date(2020, 9, 1)
KEY = "00000000-0000-4000-8000-000000000000"
INPUTS = tomllib.loads((Path(__file__).parents[3] / "bad_inputs.toml").read_text(encoding="utf-8"))[
    "input"
]


class EveryField(SubmitForm):
    identity = IdentityNumberField(label="证件号码", required=False)
    name = PersonNameField(label="姓名", required=False)
    phone = PhoneField(label="电话", required=False)
    account = BankAccountField(label="账号", required=False)
    money = YuanField(label="金额", required=False)
    date = LegalDateField(label="日期", required=False)
    date_until_2020_09_01 = LegalDateField(label="过去的日期", past=True, required=False)
    text = PlainTextField(label="说明", max_length=200, required=False)


KINDS = set(EveryField.base_fields) - {"idempotency_key"}
FIELD_OF = {kind: kind for kind in KINDS} | {"name_checked": "name"}
STRICTER_PARSER = {(17, "name")}  # forms read names with check_name, which repairs and tells


def payloads() -> list[Any]:
    found = []
    for entry in INPUTS:
        for number, payload in enumerate(entry.get("payload", ())):
            kind = payload["kind"]
            if kind in FIELD_OF and (entry["id"], kind) not in STRICTER_PARSER:
                text = payload.get("text") or "".join(map(chr, payload.get("points", ())))
                found.append(
                    pytest.param(payload, text, id=f"{entry['id']}-{number}-{payload['kind']}")
                )
    return found


def filled(**values: str) -> EveryField:
    data = QueryDict(mutable=True)
    data["idempotency_key"] = KEY
    data.update(values)
    return EveryField(data, on=TODAY)


def plain(value: Any) -> str:
    if isinstance(value, IdentityNumber | Phone):
        return value.number
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.parametrize(("payload", "text"), payloads())
def test_bad_input_meets_its_answer_at_the_field(payload: dict[str, Any], text: str) -> None:
    kind = FIELD_OF[payload["kind"]]
    form = filled(**{kind: text})

    form.is_valid()

    errors = form.errors.get(kind, forms.utils.ErrorList()).as_data() if kind in form.errors else []
    if payload["answer"] == "R" and text.strip():
        assert [error.code for error in errors] == [payload["code"]]
        assert field_view(form[kind]).value == text.encode("utf-8", "replace").decode()
    elif payload["answer"] != "R":
        assert errors == []


def test_payloads_reach_every_field() -> None:
    assert {param.values[0]["kind"] for param in payloads()} == set(FIELD_OF)


def test_values_are_those_of_the_kernel() -> None:
    form = filled(
        identity="110105194912310 02x",
        name="测试王秀英",
        phone="+86 199-0000-0001",
        money="1,200.50",
        date="2020/2/3",
        text="一行",
    )

    assert form.is_valid(), form.errors
    values = {name: plain(value) for name, value in form.cleaned_data.items()}
    assert values["identity"] == "11010519491231002X"
    assert values["phone"] == "19900000001"
    assert values["money"] == "120050"
    assert values["date"] == "2020-02-03"
    assert form.cleaned_data["idempotency_key"] == UUID(KEY)
    assert form.cleaned_data["account"] is None


def test_what_was_changed_is_told() -> None:
    form = filled(
        identity="110105194912310 02x", phone="19900000001", money="1,200.50", date="2020/2/3"
    )

    assert form.is_valid()
    assert [change.field for change in form.changes] == ["identity", "money", "date"]
    assert all("请核对" in change.sentence or "统一" in change.sentence for change in form.changes)


def test_doubts_are_told_and_do_not_refuse() -> None:
    form = filled(name="乙")

    assert form.is_valid()
    assert [doubt.field for doubt in form.warnings] == ["name"]


def test_empty_required_field_speaks_in_the_words_of_its_parser() -> None:
    class Needed(PageForm):
        identity = IdentityNumberField(label="证件号码")
        note = PlainTextField(label="说明", max_length=10)

    form = Needed(QueryDict("identity=&note="))

    assert [(line.code, line.focus_id) for line in form_errors(form)] == [
        ("identity.empty", "id_identity"),
        ("required", "id_note"),
    ]


def test_zero_is_an_amount() -> None:
    form = filled(money="0")

    assert form.is_valid()
    assert form.cleaned_data["money"] == 0


def test_five_proofs_cannot_be_asked_for() -> None:
    class Notice(PageForm):
        items = PlainTextField(label="需补材料", max_length=200, rows=3, no_forbidden_proofs=True)

    form = Notice(QueryDict("items=请提供疾病证明"))

    assert [line.code for line in form_errors(form)] == ["proof.forbidden"]


def test_landline_cannot_receive_a_code() -> None:
    class Code(PageForm):
        phone = PhoneField(label="手机", mobile_only=True)

    form = Code(QueryDict("phone=0538-6991234"))

    assert [line.code for line in form_errors(form)] == ["phone.mobile_only"]


def test_choice_outside_the_table_is_refused() -> None:
    class Choice(PageForm):
        one = CodeField(label="关系", codes=(("A", "甲"),))
        many = CodesField(label="情况", codes=(("A", "甲"), ("B", "乙")))
        sure = TickField(label="已告知")

    form = Choice(QueryDict("one=Z&many=A&many=Z"))

    assert [line.code for line in form_errors(form)] == [
        "invalid_choice",
        "invalid_choice",
        "required",
    ]


def test_unknown_parameter_is_refused() -> None:
    form = filled(name="测试王秀英", is_approved="1")

    assert [line.code for line in form_errors(form)] == ["input.unknown"]


def test_doubled_parameter_is_refused() -> None:
    form = EveryField(QueryDict(f"idempotency_key={KEY}&name=a&name=b"))

    assert [line.code for line in form_errors(form)] == ["input.doubled"]


def test_key_is_minted_when_the_form_is_shown_and_kept_when_it_comes_back() -> None:
    first, second = EveryField(), EveryField()

    minted = field_view(first["idempotency_key"]).value
    assert UUID(minted).version == 4
    assert minted != field_view(second["idempotency_key"]).value
    assert field_view(filled(name="")["idempotency_key"]).value == KEY


@pytest.mark.parametrize("key", ["", "1", "not-a-key"])
def test_form_without_a_key_is_refused_with_what_to_do(key: str) -> None:
    form = EveryField(QueryDict(f"idempotency_key={key}"))

    (line,) = form_errors(form)
    assert "重新打开" in line.sentence
    assert line.focus_id == ""


def test_refusal_of_a_use_case_lands_at_its_field() -> None:
    form = filled(name="测试王秀英")
    form.is_valid()

    apply_refusal(form, Refused("person.known", "此人已有在办案件，请先查看该案件。", field="name"))
    apply_refusal(form, Refused("case.closed", "案件已办结，请另行登记。", field="state"))

    assert [(line.code, line.focus_id) for line in form_errors(form)] == [
        ("case.closed", ""),
        ("person.known", "id_name"),
    ]


def test_many_refusals_land_at_their_fields() -> None:
    form = filled(name="测试王秀英")
    form.is_valid()

    apply_refusal(
        form, InvalidInput((FieldError("name", "a", "甲。"), FieldError("money", "b", "乙。")))
    )

    assert [line.focus_id for line in form_errors(form)] == ["id_name", "id_money"]


def test_initial_values_are_shown_as_they_are_typed() -> None:
    form = EveryField(initial={"date": date(2020, 9, 1), "phone": Phone("19900000001", "MOBILE")})  # type: ignore[arg-type]

    assert field_view(form["date"]).value == "2020-09-01"
    assert field_view(form["phone"]).value == "19900000001"
