"""Rows of an answer: every field has one strict form, and what does not read is quarantined."""

import json

import pytest

from jiuzhu.gateways.departments.inbound import read_answer
from jiuzhu.gateways.departments.signing import Envelope

NUMBER = "370902196504120012"
NONCE = "0123456789abcdef0123456789abcdef"
ROW = {
    "SFZMHM": NUMBER,
    "HPHM": "鲁J12345",
    "CLLX": "K",
    "CLPP1": "五菱",
    "SYXZ": "非营运",
    "CCDJRQ": "2018-03-05",
    "ZT": "A",
}
CONTENT = {
    "QQBH": "0b9d2c1e-8a0f-4d5b-9c3e-2f1a6b7c8d9e",
    "LY": "vehicles",
    "ZJHM": NUMBER,
    "JZRQ": "2020-09-01",
    "JG": "1",
    "SJTS": 1,
    "SJ": [ROW],
}
ENVELOPE = Envelope("vehicles", "v-1", 0, NONCE, "-")


def encoded(**other):
    return json.dumps({**CONTENT, **other}, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"SFZMHM": "370902195001010011"}, "SFZMHM", "row.other_person"),
        ({"SFZMHM": None}, "SFZMHM", "row.other_person"),
        ({"HPHM": 12345}, "HPHM", "field.type"),
        ({"HPHM": ""}, "HPHM", "field.empty"),
        ({"HPHM": "  "}, "HPHM", "field.empty"),
        ({"HPHM": "鲁" * 17}, "HPHM", "text.too_long"),
        ({"CLPP1": "a\x00b"}, "CLPP1", "text.control"),
        ({"CLPP1": "a\u202eb"}, "CLPP1", "text.bidi"),
        ({"CLPP1": "\ud800"}, "CLPP1", "text.surrogate"),
        ({"CLPP1": "a\nb"}, "CLPP1", "text.line_break"),
        ({"CLLX": "k"}, "CLLX", "field.code"),
        ({"CLLX": ["K"]}, "CLLX", "field.type"),
        ({"ZT": ""}, "ZT", "field.code"),
        ({"CCDJRQ": "2020-09-02"}, "CCDJRQ", "date.future"),
        ({"CCDJRQ": "1900-01-01"}, "CCDJRQ", "date.placeholder"),
        ({"CCDJRQ": "2019-02-29"}, "CCDJRQ", "date.impossible"),
        ({"CCDJRQ": "2019/02/28"}, "CCDJRQ", "field.shape"),
        ({"CCDJRQ": "２０１９-02-28"}, "CCDJRQ", "field.shape"),
        ({"CCDJRQ": 45000}, "CCDJRQ", "field.type"),
    ],
)
def test_row_field_out_of_shape_is_quarantined(other, field, code):
    body = json.dumps({**CONTENT, "SJ": [ROW, {**ROW, **other}], "SJTS": 2}).encode()
    answer = read_answer(body, ENVELOPE)
    assert [(row.row, row.field, row.code) for row in answer.quarantined] == [(2, field, code)]
    assert [record.plate for record in answer.records] == ["鲁J12345"]


@pytest.mark.parametrize("name", [name for name in ROW if name != "SFZMHM"])
def test_row_without_a_field_is_quarantined(name):
    short = {key: value for key, value in ROW.items() if key != name}
    (row,) = read_answer(encoded(SJ=[short]), ENVELOPE).quarantined
    assert (row.field, row.code) == (name, "field.missing")


def test_row_that_is_no_object_is_quarantined():
    (row,) = read_answer(encoded(SJ=[[1]]), ENVELOPE).quarantined
    assert row.code == "row.not_an_object"


INSURANCE = {
    "AAC002": NUMBER,
    "AAE140": "110",
    "AAC008": "1",
    "AAB004": "",
    "AAE180": "3767.01",
    "AAE201": 96,
    "AAE003": "202008",
    "AAE019": None,
}


def insurance(**other):
    content = {**CONTENT, "LY": "social_insurance", "SJ": [{**INSURANCE, **other}]}
    envelope = Envelope("social_insurance", "s-1", 0, NONCE, "-")
    return read_answer(json.dumps(content).encode(), envelope)


def test_amount_is_exact_in_fen():
    (record,) = insurance(AAE180="0.29", AAE019="9999999999.99").records
    assert (record.contribution_base_fen, record.monthly_benefit_fen) == (29, 999999999999)


@pytest.mark.parametrize(
    "amount",
    [
        "-1.00",
        "1.005",
        "1",
        "1.0",
        "1,000.00",
        "NaN",
        "1e3",
        "１.00",
        "01.00",
        "+1.00",
        " 1.00",
        "1.00\n",
    ],
)
def test_amount_in_another_shape_is_quarantined(amount):
    (row,) = insurance(AAE180=amount).quarantined
    assert (row.field, row.code) == ("AAE180", "field.shape")


@pytest.mark.parametrize("amount", [3500, 3500.0, 3.5, True, [], {}])
def test_amount_that_is_no_text_is_quarantined(amount):
    (row,) = insurance(AAE180=amount).quarantined
    assert (row.field, row.code) == ("AAE180", "field.type")


@pytest.mark.parametrize(
    ("months", "code"),
    [
        (-1, "field.range"),
        (1201, "field.range"),
        (96.0, "field.type"),
        ("96", "field.type"),
        (True, "field.type"),
    ],
)
def test_months_out_of_shape_are_quarantined(months, code):
    (row,) = insurance(AAE201=months).quarantined
    assert (row.field, row.code) == ("AAE201", code)


@pytest.mark.parametrize(
    ("month", "code"),
    [("202010", "date.future"), ("202013", "date.impossible"), ("2020-08", "field.shape")],
)
def test_month_out_of_shape_is_quarantined(month, code):
    (row,) = insurance(AAE003=month).quarantined
    assert (row.field, row.code) == ("AAE003", code)


ESTATE = {
    "QLRZJH": NUMBER,
    "BDCQZH": "鲁(2017)0001",
    "ZL": "测试街",
    "GHYT": "10",
    "JZMJ": "89.50",
    "QLBL": "2/3",
    "DJSJ": "2017-05-02",
    "SFDY": "0",
}


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"JZMJ": "0.00"}, "JZMJ", "field.range"),
        ({"QLBL": "3/2"}, "QLBL", "field.range"),
        ({"QLBL": "1/0"}, "QLBL", "field.shape"),
        ({"QLBL": "0.5"}, "QLBL", "field.shape"),
        ({"SFDY": "2"}, "SFDY", "field.code"),
        ({"SFDY": True}, "SFDY", "field.type"),
    ],
)
def test_estate_field_out_of_shape_is_quarantined(other, field, code):
    content = {**CONTENT, "LY": "real_estate", "SJ": [ESTATE, {**ESTATE, **other}], "SJTS": 2}
    envelope = Envelope("real_estate", "r-1", 0, NONCE, "-")
    answer = read_answer(json.dumps(content).encode(), envelope)
    assert [(row.field, row.code) for row in answer.quarantined] == [(field, code)]
    (record,) = answer.records
    assert (record.area_hundredths, record.share_per_ten_thousand) == (8950, 6666)
