"""Free text: what is stored, and the five proofs that nobody may ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import FORBIDDEN_PROOFS, clean_text, find_forbidden_proofs

FIVE = ("收入证明", "疾病证明", "土地承包经营证明", "失业登记证明", "户籍所在地未享受低保证明")


@pytest.mark.parametrize("text", ["生活困难。", "a<b>&'\"{{ x }}", "🙏 谢谢", "䶮㛃𬎆", "#eval(1)"])
def test_text_is_kept_as_it_is(text):
    assert clean_text(text, max_length=50) == text


def test_line_ends_become_one_kind_and_blanks_outside_go():
    assert clean_text(" 甲\r\n乙\r丙\t丁 \n", max_length=50, multiline=True) == "甲\n乙\n丙 丁"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("甲\n乙", "text.line_break"),
        ("甲\x00乙", "text.control"),
        ("甲\x1b[31m乙", "text.control"),
        ("甲\u2029乙", "text.control"),
        ("甲\u202e乙", "text.bidi"),
        ("甲\u200f乙", "text.bidi"),
        ("甲\u200b乙", "text.zero_width"),
        ("甲\ufeff乙", "text.zero_width"),
        ("甲\ue000乙", "text.private_use"),
        ("甲\ud83d乙", "text.surrogate"),
        ("甲\uffff乙", "text.unassigned"),
        ("甲" * 51, "text.too_long"),
    ],
)
def test_unfit_text_is_refused_with_its_reason(text, code):
    with pytest.raises(Refused) as refusal:
        clean_text(text, max_length=50)
    assert refusal.value.code == code


def test_control_characters_are_refused_on_many_lines_too():
    with pytest.raises(Refused) as refusal:
        clean_text("甲\n\x07乙", max_length=50, multiline=True)
    assert refusal.value.code == "text.control"


def test_the_limit_counts_after_cleaning():
    assert clean_text("  甲乙  ", max_length=2) == "甲乙"


@given(st.text(max_size=20))
def test_cleaned_text_is_clean(text):
    try:
        cleaned = clean_text(text, max_length=20, multiline=True)
    except Refused:
        return
    assert clean_text(cleaned, max_length=20, multiline=True) == cleaned
    assert cleaned == cleaned.strip()
    assert cleaned.encode().decode() == cleaned


def test_the_five_are_those_of_the_document():
    assert FORBIDDEN_PROOFS == FIVE


@pytest.mark.parametrize("end", ["\x1f", "\x85", "\u2028", "\x00"])
def test_control_characters_at_the_ends_are_not_dropped_in_silence(end):
    with pytest.raises(Refused) as refusal:
        clean_text(f"甲{end}", max_length=50)
    assert refusal.value.code == "text.control"


@pytest.mark.parametrize("proof", FIVE)
def test_each_of_the_five_proofs_is_found_by_its_name(proof):
    assert find_forbidden_proofs(f"请于三日内提交{proof}原件。") == (proof,)


@pytest.mark.parametrize(
    ("text", "proof"),
    [
        ("工资证明", FIVE[0]),
        ("收入情况证明", FIVE[0]),
        ("无固定收入的证明", FIVE[0]),
        ("家庭收入 证明", FIVE[0]),
        ("“收入”证明", FIVE[0]),
        ("单位出具的收入来源证明", FIVE[0]),
        ("医院诊断证明书", FIVE[1]),
        ("病情证明", FIVE[1]),
        ("疾病诊断证明", FIVE[1]),
        ("土地承包证明", FIVE[2]),
        ("土地承包经营权证明", FIVE[2]),
        ("承包地面积证明", FIVE[2]),
        ("失业证", FIVE[3]),
        ("失业证明", FIVE[3]),
        ("就业失业登记证", FIVE[3]),
        ("无业证明", FIVE[3]),
        ("未享受低保证明", FIVE[4]),
        ("户口所在地的低保情况证明", FIVE[4]),
        ("未参加最低生活保障证明", FIVE[4]),
        ("家庭收入、财产状况证明", FIVE[0]),
        ("收入和财产证明", FIVE[0]),
        ("大病诊断证明", FIVE[1]),
        ("失业登记凭证", FIVE[3]),
        ("未享受最低生活保障待遇的证明", FIVE[4]),
        ("户籍地未领取低保金证明", FIVE[4]),
        ("没有享受过农村低保的证明", FIVE[4]),
    ],
)
def test_ordinary_variants_are_found(text, proof):
    assert proof in find_forbidden_proofs(text)


@pytest.mark.parametrize(
    "text",
    [
        "身份证、户口簿由工作人员核验，不需复印件。",
        "收入由信息共享核对，无需您开具任何材料。",
        "请如实说明家庭收入和疾病情况。",
        "残疾人证、居住证、出生医学证明。",
        "土地承包合同由农业农村部门共享。",
        "失业保险金由人社部门核对。",
        "享受低保待遇的家庭名单",
        "收到申请，证明材料齐全。",
        "身份证明、婚姻状况证明由民政部门核验。",
        "户籍所在地：测试村；享受低保，已发给低保证。",
    ],
)
def test_other_sentences_are_left_alone(text):
    assert find_forbidden_proofs(text) == ()
