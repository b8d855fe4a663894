from collections import Counter
from datetime import date

import pytest
from support_packs import changed_folder, changed_pack

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.citations import article_numbers
from jiuzhu.policy.pack_rows import IncomeKind
from jiuzhu.policy.packs import check_pack, load_pack, read_pack
from jiuzhu.policy.values import Unit

ON = date(2020, 9, 1)


@pytest.mark.parametrize(
    ("key", "dims", "fen"),
    [
        ("dibao.standard", {"category": "URBAN"}, 63000),
        ("dibao.standard", {"category": "RURAL"}, 47500),
        ("tekun.basic_living", {"category": "URBAN"}, 87500),
        ("tekun.basic_living", {"category": "RURAL"}, 62000),
        ("tekun.care", {"grade": "SELF"}, 16500),
    ],
)
def test_standards_of_2020_are_verified(key, dims, fen):
    value = load_pack("taian").value(key, ON, **dims)
    assert (value.amount, value.unit, value.verified) == (fen, Unit.FEN_PER_PERSON_MONTH, True)


@pytest.mark.parametrize("on", [date(2020, 6, 30), date(2021, 1, 1), date(1999, 1, 1)])
def test_a_hole_is_refused_and_says_what_is_missing(on):
    with pytest.raises(Refused) as caught:
        load_pack("taian").value("dibao.standard", on, category="URBAN")
    assert caught.value.code == "policy.hole"
    assert "城市低保标准" in caught.value.message
    assert on.isoformat() in caught.value.message


def test_the_first_and_last_day_of_a_standard_have_it():
    pack = load_pack("taian")
    for on in (date(2020, 7, 1), date(2020, 12, 31)):
        assert pack.value("dibao.standard", on, category="RURAL").amount == 47500


def test_a_question_that_fits_two_values_is_refused():
    with pytest.raises(Refused) as caught:
        load_pack("taian").value("dibao.standard", ON)
    assert caught.value.code == "policy.ambiguous"


def test_an_unknown_key_is_a_hole_and_an_unknown_place_is_named():
    with pytest.raises(Refused) as caught:
        load_pack("taian").value("dibao.nothing", ON)
    assert caught.value.code == "policy.hole"
    with pytest.raises(Refused) as caught:
        load_pack("../taian")
    assert caught.value.code == "policy.place"


def test_known_answers_none_where_value_refuses():
    pack = load_pack("taian")
    assert pack.known("dibao.standard", ON, category="URBAN").amount == 63000
    assert pack.known("dibao.standard", date(2021, 1, 1), category="URBAN") is None
    assert pack.known("dibao.standard", ON) is None


def test_the_shipped_pack_has_no_error_and_says_what_is_unverified():
    problems = check_pack("taian", ON)
    assert not [one for one in problems if one.severity == "ERROR"]
    kinds = Counter(one.kind for one in problems)
    assert kinds["hole"] >= 12
    unverified = " ".join(one.where for one in problems if one.kind == "unverified")
    for key in ("asset", "support.formula", "income.counting_months", "deadline.intent_answer"):
        assert key in unverified or "AssetRule" in unverified


def test_no_shipped_value_lacks_document_or_article():
    pack = load_pack("taian")
    rows = [row for rows in pack.tables.values() for row in rows]
    assert len(rows) > 100
    assert all(row.document and row.article for row in rows)


def test_sample_values_never_claim_to_be_verified():
    pack = load_pack("taian")
    values = [e for found in pack.series.values() for one in found for e in one.entries]
    rows = [row for rows in pack.tables.values() for row in rows]
    samples = [v for v in values if getattr(v, "source", None) and v.source.document == "样例参数"]
    samples += [row for row in rows if row.document == "样例参数"]
    assert len(samples) > 40
    assert not [one for one in samples if one.verified]


def test_an_expired_exemption_is_reported_and_gone():
    pack = load_pack("taian")
    codes = {row.code for row in pack.rows(IncomeKind, date(2025, 12, 31))}
    later = {row.code for row in pack.rows(IncomeKind, date(2026, 1, 1))}
    assert codes - later == {"BASIC_PENSION_PART"}
    expired = [one for one in check_pack("taian", date(2026, 1, 1)) if one.kind == "expired"]
    assert any("BASIC_PENSION_PART已于2026-01-01失效" in one.text for one in expired)
    assert not [one for one in check_pack("taian", ON) if one.kind == "expired"]


def test_a_value_nobody_looked_at_for_a_year_is_stale():
    late = [one for one in check_pack("taian", date(2021, 9, 3)) if one.kind == "stale"]
    assert any("deadline.intent_answer" in one.where for one in late)
    assert not [one for one in check_pack("taian", date(2021, 9, 2)) if one.kind == "stale"]


BROKEN = [
    ("standards.yaml", ('amount: "630.00"', "amount: 630.00"), "小数"),
    ("standards.yaml", ('amount: "630.00"', 'amount: "630.001"'), "630.001"),
    ("standards.yaml", ('amount: "630.00"', 'amount: "-630"'), "金额"),
    ("standards.yaml", ('amount: "630.00"', "number: 630"), "amount"),
    ("standards.yaml", ('amount: "630.00"', 'amuont: "630.00"'), "amuont"),
    ("standards.yaml", ("unit: yuan_per_person_month", "unit: dollars"), "dollars"),
    ("standards.yaml", ("values:", "vallues:"), "vallues"),
    ("standards.yaml", ("article: 正文, ", ""), "article"),
    ("standards.yaml", ("verified: yes", 'verified: "yes"'), "verified"),
    ("standards.yaml", ("effective_from: 2021-01-01", "effective_from: 2020-07-01"), "先后"),
    ("standards.yaml", ("{provision: after}", "{provision: later}"), "later"),
    ("standards.yaml", ("label: 城市低保标准", "label: x\n    label: y"), "重复"),
    ("standards.yaml", ("values:", "a: &a [1]\nb: [*a, *a]\nvalues:"), "引用"),
    ("standards.yaml", ("values:", "values: ["), "无法读取"),
    ("income.yaml", ("treatment: DEDUCTED", "treatment: HALVED"), "HALVED"),
    ("income.yaml", ("floor_at_zero: yes", "floor_at_zero: 1"), "floor_at_zero"),
    ("assets.yaml", ("limit: 36", 'limit: "2 * S"'), "limit"),
    ("deadlines.yaml", ("number: 20}", "number: -20}"), "不合理"),
    ("deadlines.yaml", ("number: 20}", "text: twenty}"), "number"),
    ("support.yaml", ("exempt_grounds:\n", "exempt_grounds: 1\nrest:\n"), "rest"),
    ("top_ups.yaml", ("label: 分类施保,", ""), "label"),
    ("top_ups.yaml", ("key: top_up.enabled", "label: x"), "重复"),
    ("top_ups.yaml", ("- {key: top_up.enabled, ", "- {"), "key"),
    ("top_ups.yaml", ("history: [{provision: off, switch: no}]", "history: []"), "history"),
    ("top_ups.yaml", ("values:\n  - {key", "values:\n    {key"), "values"),
    ("standards.yaml", ("where: {category: URBAN}", "where: [URBAN]"), "where"),
    ("standards.yaml", ("where: {category: URBAN}", "where: {category: 1}"), "category"),
    (
        "standards.yaml",
        ('amount: "630.00"}', 'amount: "630.00", effective_to: 2020-06-01}'),
        "失效日期",
    ),
    ("codes.yaml", ("provisions:", "- a\n- b\n---\nprovisions:"), "无法读取"),
    ("documents.yaml", ("provisions:", "provisions: [1]\nspare:"), "provisions"),
]


@pytest.mark.parametrize(
    ("file", "change", "named"), BROKEN, ids=[one[2] + one[0] for one in BROKEN]
)
def test_a_broken_file_is_refused_with_file_and_reason(tmp_path, file, change, named):
    folder = changed_folder(tmp_path, file, change)
    with pytest.raises(Refused) as caught:
        read_pack(folder)
    assert caught.value.code == "policy.pack"
    assert file in caught.value.message
    assert named in caught.value.message
    problems = check_pack("taian", folder=folder)
    assert [one.kind for one in problems] == ["unreadable"]


LINES = [
    ("standards.yaml", ('amount: "630.00"', "amount: 630.00"), "amount: 630.00"),
    ("standards.yaml", ('amount: "630.00"', 'amount: "63O"'), '"63O"'),
    ("standards.yaml", ('amount: "475.00"', 'amuont: "475.00"'), "amuont"),
    ("standards.yaml", ("label: 农村低保标准", "label: x\n    label: y"), "label: y"),
    ("assets.yaml", ("limit: 36", 'limit: "2 * S"'), "rule_id: asset.financial"),
    ("deadlines.yaml", ("{provision: seed, number: 5}", "{provision: sead, number: 5}"), "sead"),
    ("support.yaml", ("text: F2", "text: __import__('os')"), "__import__"),
    ("support.yaml", ("values:", "a: &a [1]\nb: [*a, *a]\nvalues:"), "b: [*a"),
    ("support.yaml", ("values:", "a: " + "[" * 21 + "]" * 21 + "\nvalues:"), "a: [["),
    ("top_ups.yaml", ("label: 分类施保,", ""), "key: top_up.enabled"),
]


@pytest.mark.parametrize(("file", "change", "named"), LINES, ids=[one[2] for one in LINES])
def test_a_broken_file_is_refused_with_its_line(tmp_path, file, change, named):
    folder = changed_folder(tmp_path, file, change)
    written = (folder / file).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(written, 1) if named in text)
    with pytest.raises(Refused) as caught:
        read_pack(folder)
    assert f"{file} 第{line}行" in caught.value.message


def test_a_formula_is_chosen_and_never_written(tmp_path):
    for code in ("F9", "income * 2", "lambda: 0"):
        folder = changed_folder(
            tmp_path / code[:2], "support.yaml", ("text: F2", f'text: "{code}"')
        )
        with pytest.raises(Refused) as caught:
            read_pack(folder)
        assert f"不能自己写公式或代码“{code}”" in caught.value.message


MONTHLY = "unit: yuan_per_person_month\n    where: {category: RURAL}"
TO_MONTH = """unit: yuan_per_person_year
    to_month: {rounding: %s, step: "%s"}
    where: {category: RURAL}"""
YEARLY = (MONTHLY, TO_MONTH)


@pytest.mark.parametrize(
    ("rounding", "step", "yuan", "fen"),
    [
        ("DOWN", "0.01", "8500.00", 70833),
        ("UP", "0.01", "8500.00", 70834),
        ("HALF_UP", "0.01", "8500.00", 70833),
        ("HALF_UP", "0.01", "8500.06", 70834),
        ("UP", "1.00", "8500.00", 70900),
        ("DOWN", "0.10", "8500.00", 70830),
        ("UP", "1.00", "8400.00", 70000),
    ],
)
def test_a_yearly_standard_is_brought_to_a_month_as_the_pack_says(
    tmp_path, rounding, step, yuan, fen
):
    yearly = (YEARLY[0], YEARLY[1] % (rounding, step))
    folder = changed_folder(tmp_path, "standards.yaml", yearly)
    text = (folder / "standards.yaml").read_text(encoding="utf-8")
    start = text.index("key: dibao.standard", text.index("key: dibao.standard") + 1)
    end = text.index("  - key:", start)
    part = text[start:end].replace('"475.00"', f'"{yuan}"')
    rest = text[end:].replace(yearly[1], YEARLY[0])
    (folder / "standards.yaml").write_text(text[:start] + part + rest, encoding="utf-8")
    value = read_pack(folder).value("dibao.standard", ON, category="RURAL")
    assert (value.amount, value.unit) == (fen, Unit.FEN_PER_PERSON_MONTH)
    assert value.stated == f"每人每年{yuan}元"


@pytest.mark.parametrize(
    "change",
    [
        (YEARLY[0], YEARLY[0].replace("month", "year")),
        (YEARLY[0], YEARLY[1].replace("person_year", "person_month") % ("UP", "0.01")),
        (YEARLY[0], YEARLY[1] % ("UP", "0.00")),
        (YEARLY[0], YEARLY[1] % ("ROUGHLY", "0.01")),
    ],
)
def test_a_yearly_standard_says_how_it_is_rounded_and_only_that_one(tmp_path, change):
    folder = changed_folder(tmp_path, "standards.yaml", change)
    with pytest.raises(Refused, match="to_month"):
        read_pack(folder)


def test_a_missing_and_a_huge_file_are_refused(tmp_path):
    folder = changed_folder(tmp_path, "codes.yaml")
    with (folder / "codes.yaml").open("ab") as out:
        out.write(b"#" * 1_000_000)
    with pytest.raises(Refused, match="1 MB"):
        read_pack(folder)
    (folder / "codes.yaml").unlink()
    with pytest.raises(Refused, match="不存在"):
        read_pack(folder)


def test_overlap_gap_and_fall_are_found(tmp_path):
    whole = '      - {provision: city-2020, amount: "630.00"}\n      - {provision: after}\n'
    ended = '      - {provision: city-2020, amount: "630.00", effective_to: 2020-10-01}\n'
    lower = '      - {provision: city-2020, effective_from: 2020-11-01, amount: "600.00"}\n'
    second = (whole, ended + lower)
    folder = changed_folder(tmp_path, "standards.yaml", second)
    kinds = {(one.kind, one.severity.value) for one in check_pack("", folder=folder)}
    assert ("fall", "WARNING") in kinds
    assert ("hole", "ERROR") in kinds
    with pytest.raises(Refused):
        read_pack(folder).value("dibao.standard", date(2020, 10, 15), category="URBAN")
    twice = ("where: {category: RURAL}", "where: {category: [RURAL, URBAN]}")
    folder = changed_folder(tmp_path, "standards.yaml", twice)
    found = [one for one in check_pack("", folder=folder) if one.kind == "overlap"]
    assert found
    assert all(one.severity == "ERROR" for one in found)


def test_rows_that_overlap_or_name_nothing_are_found(tmp_path):
    folder = changed_folder(tmp_path, "income.yaml", ("effective_to: 2021-07-01, ", ""))
    found = {one.kind for one in check_pack("", folder=folder) if one.severity == "ERROR"}
    assert "overlap" in found
    folder = changed_folder(tmp_path, "assets.yaml", ("kinds: [CAR]", "kinds: [COACH]"))
    unknown = [one for one in check_pack("", folder=folder) if one.kind == "unknown"]
    assert any("COACH" in one.text for one in unknown)
    lost = (
        ("能力, group: WAGE", "能力, group: WAGGE"),
        ("小麦, per: 亩, group: BUSINESS", "小麦, per: 亩, group: FIELD"),
    )
    folder = changed_folder(tmp_path, "income.yaml", *lost)
    unknown = [one.where for one in check_pack("", folder=folder) if one.kind == "unknown"]
    assert {"FULL", "WHEAT"} <= set(unknown)


def test_a_value_may_hold_for_listed_units_only(tmp_path):
    pack = changed_pack(
        tmp_path,
        "standards.yaml",
        ("where: {category: URBAN}", "where: {category: URBAN, unit: [A, B]}"),
    )
    assert pack.value("dibao.standard", ON, category="URBAN", unit="B").amount == 63000
    with pytest.raises(Refused) as caught:
        pack.value("dibao.standard", ON, category="URBAN", unit="C")
    assert caught.value.code == "policy.hole"


def test_a_file_that_is_no_mapping_is_refused(tmp_path):
    folder = changed_folder(tmp_path, "codes.yaml")
    (folder / "codes.yaml").write_text("- a\n- b\n", encoding="utf-8")
    with pytest.raises(Refused, match="键值"):
        read_pack(folder)


def test_the_digest_changes_with_any_file(tmp_path):
    before = read_pack(changed_folder(tmp_path, "codes.yaml")).digest
    assert before == load_pack("taian").digest
    after = changed_pack(tmp_path, "codes.yaml", ("label: 窗口", "label: 大厅")).digest
    assert after != before


def test_words_of_yaml_one_one_stay_words(tmp_path):
    pack = changed_pack(tmp_path, "codes.yaml", ("label: 窗口", "label: off"))
    assert pack.label("intent_channels", "COUNTER") == "off"


def test_labels_come_from_the_code_tables():
    pack = load_pack("taian")
    assert pack.label("sources", "vehicles") == "机动车登记"
    with pytest.raises(Refused) as caught:
        pack.label("sources", "banks")
    assert caught.value.code == "policy.code"
    with pytest.raises(Refused) as caught:
        pack.codes("nothing")
    assert caught.value.code == "policy.hole"


def test_only_money_that_falls_is_worth_a_second_look(tmp_path):
    entry = "history: [{provision: seed, number: 20}]"
    shorter = entry[:-1] + ", {provision: seed, effective_from: 2020-01-01, number: 15}]"
    folder = changed_folder(tmp_path, "deadlines.yaml", (entry, shorter))
    assert not [one for one in check_pack("", folder=folder) if one.kind == "fall"]
    raised = (
        'amount: "475.00"}',
        'amount: "475.00"}\n      - {provision: later, amount: "500.00"}',
    )
    source = "document: 样例, article: 样例, verified: no, still_valid_on: 2020-09-01"
    named = f"provisions:\n  later: {{effective_from: 2020-08-01, {source}}}"
    later = ("provisions:", named)
    folder = changed_folder(tmp_path, "standards.yaml", raised, later)
    assert not [one for one in check_pack("", folder=folder) if one.kind == "fall"]


CITED = "document: 社会救助暂行办法（国务院令第649号）, article: 第十二条, verified: yes"
ARTICLES = [
    ("第七十一条", "共70条"),
    ("第一百零二条", "共70条"),
    ("第十二条、第七百条", "共70条"),
    ("第零条", "共70条"),
    ("正文", "没有写第几条"),
]


@pytest.mark.parametrize(("article", "named"), ARTICLES)
def test_an_article_that_the_document_does_not_have_is_refused(tmp_path, article, named):
    change = (CITED, CITED.replace("第十二条", article))
    folder = changed_folder(tmp_path, "top_ups.yaml", change)
    written = (folder / "top_ups.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(written, 1) if article in text)
    with pytest.raises(Refused, match=named) as caught:
        read_pack(folder)
    assert f"top_ups.yaml 第{line}行" in caught.value.message


def test_the_last_article_and_a_known_section_are_fine(tmp_path):
    read_pack(changed_folder(tmp_path, "top_ups.yaml", ("第十二条", "第七十条")))
    cited = "document: 泰民〔2019〕14号, article: 二(三)"
    change = (cited, cited.replace("三", "四"))
    folder = changed_folder(tmp_path / "section", "deadlines.yaml", change)
    with pytest.raises(Refused, match=r"只有一、二、二\(一\)"):
        read_pack(folder)


def test_a_document_on_no_list_is_an_error(tmp_path):
    folder = changed_folder(tmp_path, "top_ups.yaml", ("国务院令第649号", "国务院令第694号"))
    found = [one for one in check_pack("", folder=folder) if one.severity == "ERROR"]
    assert [one.kind for one in found] == ["unlisted"]
    assert "国务院令第694号" in found[0].text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("第十条", (10,)),
        ("第二十三条第三项", (23,)),
        ("第一百零五条、第七条", (105, 7)),
        ("第四十四条至第四十七条", (44, 47)),
        ("二(三)", ()),
    ],
)
def test_article_numbers_are_read_as_written(text, numbers):
    assert article_numbers(text) == numbers
