"""Names: kept as given, equal by their key, found under every reading of the surname."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.kernel.characters import PRIVATE_USE, is_han
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import (
    check_name,
    clean_name,
    initials,
    mask_name,
    match_key,
    sort_key,
    sort_keys,
)
from jiuzhu.kernel.surnames import COMPOUND, SINGLE

han = st.sampled_from("王李张单解仇查区曾朴盖乐任伟秀英䶮㛃𬎆𠅤喆隆德明国")
names = st.text(alphabet=han, min_size=2, max_size=5)
DOTS = "•．‧・･"


@pytest.mark.parametrize(
    "name",
    [
        "䶮㛃",
        "李𬎆",
        "𠅤喆",
        "阿卜杜拉·买买提",
        "O'Brien",
        "<b>王</b>",
        "〇一",
        "བཀྲ་ཤིས",
        "张 三",
    ],
)
def test_names_are_kept_as_given(name):
    assert clean_name(name) == name
    assert clean_name(f" {name}\u3000") == name


@given(st.text(max_size=8))
def test_a_name_is_kept_or_refused_never_altered(text):
    try:
        assert clean_name(text) == text.strip(" \u3000\u00a0")
    except Refused as refusal:
        assert refusal.message.endswith("。")  # noqa: PT017 - both ends are looked at


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\x00", "name.control"),
        ("\n", "name.control"),
        ("\x85", "name.control"),
        ("\u2028", "name.control"),
        ("\u202e", "name.bidi"),
        ("\u2067", "name.bidi"),
        ("\u200b", "name.zero_width"),
        ("\u200d", "name.zero_width"),
        ("\ufeff", "name.zero_width"),
        ("\u3164", "name.zero_width"),
        ("\ufe0f", "name.zero_width"),
        ("😀", "name.emoji"),
        ("❤", "name.emoji"),
        ("\U0001f1e8", "name.emoji"),
        ("\u20e3", "name.emoji"),
        ("⿰", "name.symbol"),
        ("●", "name.symbol"),
        ("\ufffd", "name.symbol"),
        ("\ue863", "name.private_use"),
        ("\U000f0000", "name.private_use"),
        ("\ud800", "name.surrogate"),
        ("\uffff", "name.unassigned"),
    ],
)
def test_unfit_characters_are_refused_with_their_place(character, code):
    with pytest.raises(Refused) as refusal:
        clean_name(f"张{character}三")
    assert refusal.value.code == code
    assert f"U+{ord(character):04X}" in refusal.value.message or "“" in refusal.value.message


def test_refusal_of_an_old_code_point_names_the_real_character():
    with pytest.raises(Refused) as refusal:
        clean_name("李\ue863")
    assert "䶮" in refusal.value.message


def test_old_code_points_are_mapped_where_asked_and_told():
    checked = check_name("李\ue863")
    assert checked.value == "李䶮"
    assert len(checked.changes) == 1
    assert checked.warnings


def test_map_of_old_code_points_leads_to_assigned_characters():
    assert len(PRIVATE_USE) == 80
    assert len(set(PRIVATE_USE.values())) == 80
    assert all(0xE815 <= ord(old) <= 0xE864 for old in PRIVATE_USE)
    assert {unicodedata.category(real) for real in PRIVATE_USE.values()} <= {"Lo", "So"}
    assert (PRIVATE_USE["\ue863"], PRIVATE_USE["\ue81e"]) == ("䶮", "\u9fb4")


@pytest.mark.parametrize(("text", "code"), [("", "name.empty"), (" \u3000", "name.empty"),
    ("王" * 101, "name.too_long")])  # fmt: skip
def test_missing_and_endless_names_are_refused(text, code):
    with pytest.raises(Refused) as refusal:
        clean_name(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("name", ["王", "阿卜杜拉•买买提", "辻\U000e0100子"])
def test_odd_names_are_kept_with_a_warning(name):
    checked = check_name(name)
    assert checked.value == name
    assert checked.warnings
    assert checked.changes == ()


@pytest.mark.parametrize("name", ["王明", "阿卜杜拉·买买提", "欧阳德明", "O'Brien"])
def test_ordinary_names_bring_no_warning(name):
    assert check_name(name).warnings == ()


@given(names, st.sampled_from(DOTS), names)
def test_every_middle_dot_gives_the_same_key(one, dot, other):
    assert match_key(f"{one}{dot}{other}") == match_key(f"{one}·{other}") == f"{one}·{other}"
    assert match_key(f"{one} {dot} {other}") == f"{one}·{other}"


@given(st.text(max_size=10))
def test_the_key_of_a_key_is_itself(text):
    assert match_key(match_key(text)) == match_key(text)


def test_the_key_forgives_what_writing_varies():
    assert match_key("\uf9dc德明") == match_key("隆德明")
    assert match_key("张 三") == match_key("张\u3000三") == "张三"
    assert match_key("辻\U000e0100子") == "辻子"
    assert match_key("Anna  SMITH") == match_key("anna smith")
    assert match_key("Jose\u0301") == match_key("Jos\u00e9") == "jos\u00e9"


def test_the_key_does_not_forgive_another_name():
    assert match_key("张三") != match_key("章三")
    assert match_key("李䶮") != match_key("李龑")


@pytest.mark.parametrize(
    ("name", "first", "others"),
    [
        ("单玉华", "shan yu hua", {"dan yu hua", "chan yu hua"}),
        ("解明", "xie ming", {"jie ming"}),
        ("仇英", "qiu ying", {"chou ying"}),
        ("查德", "zha de", {"cha de"}),
        ("区明", "ou ming", {"qu ming"}),
        ("曾国", "zeng guo", {"ceng guo"}),
        ("朴德", "piao de", {"pu de"}),
        ("盖英", "ge ying", {"gai ying"}),
        ("乐明", "yue ming", {"le ming"}),
        ("任伟", "ren wei", set()),
        ("尉迟德", "yu chi de", set()),
        ("单于明", "chan yu ming", set()),
        ("张三", "zhang san", set()),
    ],
)
def test_surnames_are_found_under_every_reading(name, first, others):
    keys = sort_keys(name)
    assert keys[0] == sort_key(name) == first
    assert others <= set(keys)


@given(names)
def test_keys_are_lower_case_ascii_and_the_initials_follow(name):
    for key in sort_keys(name):
        assert key.isascii()
        assert key == key.lower().strip()
    assert len(set(sort_keys(name))) == len(sort_keys(name))
    assert {letters[0] for letters in initials(name)} == {key[0] for key in sort_keys(name)}


def test_initials_cover_every_reading():
    assert initials("单玉华") == ("syh", "dyh", "cyh")
    assert initials("欧阳明") == ("oym",)


def test_characters_without_a_reading_sort_last_by_code_point():
    unread = [sort_key("\U00031351"), sort_key("\U00031352")]
    assert sorted([*unread, sort_key("卓明"), sort_key("安明")]) == [
        sort_key("安明"), sort_key("卓明"), *unread,
    ]  # fmt: skip
    assert all(key.startswith("~") for key in unread)


def test_a_selector_needs_a_letter_of_its_own_script():
    assert clean_name("\u182a\u180b") == "\u182a\u180b"
    for name in ("\u180b王", "王\u180b", "a\U000e0100"):
        with pytest.raises(Refused) as refusal:
            clean_name(name)
        assert refusal.value.code == "name.zero_width"


def test_letters_of_other_scripts_sort_behind_pinyin():
    assert sort_key("བཀྲ") > sort_key("卓明")
    assert sort_key("王Ω") == "wang ~0003c9"


def test_names_in_letters_and_dots_sort_by_letters():
    assert sort_key("Anna Smith") == "anna smith"
    assert initials("Anna Smith") == ("as",)
    assert sort_key("阿依古丽·麦麦提") == "a yi gu li mai mai ti"
    assert initials("阿依古丽·麦麦提") == ("ayglmmt",)


def test_surname_tables_hold_han_surnames_and_plain_readings():
    assert len(SINGLE) >= 60
    for surname, readings in (SINGLE | COMPOUND).items():
        assert all(map(is_han, surname))
        assert len(surname) == (2 if surname in COMPOUND else 1)
        assert readings
        assert all(part.isalpha() and part.islower() for key in readings for part in key.split())
    assert all(len(COMPOUND[name][0].split()) == 2 for name in COMPOUND)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王", "*"), ("张三", "张*"), ("张小三", "张*三"), ("欧阳小三", "欧**三"), ("", ""),
     ("阿卜杜拉·买买提", "阿***·**提"), ("𠅤喆", "𠅤*")],
)  # fmt: skip
def test_masks_hide_the_middle(name, masked):
    assert mask_name(name) == masked
