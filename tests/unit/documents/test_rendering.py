"""Rendering: archive PDF, accessible, byte-stable, searchable, and honest about what it lacks."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from jiuzhu.casework.documents.rendering.checks import forbidden_proofs_in
from jiuzhu.casework.documents.rendering.compiler import TEMPLATES, Renderer, render
from jiuzhu.casework.documents.rendering.fonts import font_folders, read_fonts
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import find_forbidden_proofs
from unit.documents.pdf_reading import document_text, fonts_of, opened, page_text
from unit.documents.samples import SAMPLES, sample, sample_name

pytestmark = pytest.mark.typeset

ISSUED_ON = date(2020, 9, 25)
ATTACKS = (
    '#eval("1+1")',
    '#import "../lib.typ": *',
    "{{ 7 * 7 }}",
    "<script>alert(1)</script>",
    "$ x^2 $ *粗* _斜_ `码` @引 <标> = 标题",
    '"}],"title":"改"',
    "\\ / // /* #",
)
PAGES = {
    "W01": 1, "W02": 2, "W03": 1, "W04": 1, "W05": 1, "W06": 2, "W07-fit": 4, "W07-unfit": 4,
    "W20-notice": 2, "W20-record": 1, "W21-board": 1, "W21-web": 1, "W22-answer": 1, "W22-sheet": 1,
    "W09": 2, "W10": 1, "W11": 4, "W12": 4, "W14": 2, "W16": 1, "W19": 2, "W23": 1, "W24": 4,
    "W25": 4,
    "W26-board": 1, "W26-web": 1, "W27": 1, "W31-adjust": 4, "W31-stop": 4, "W32": 1,
    "W24-tekun": 4, "W24-certificate": 1, "W35": 2, "W26-tekun_board": 1,
    "W26-tekun_web": 1, "W09-tekun": 2,
    "W19-aid": 1, "W21-aid_board": 1, "W21-aid_web": 1, "W24-aid": 4, "W40-expense": 1,
    "W33-notice": 3, "W33-request": 1, "W38": 1, "W39": 1, "W46": 1, "W50": 2,
}  # fmt: skip
FIRST_SAMPLES = {sample_name(content): content for content in reversed(SAMPLES)}


@cache
def printed(renderer, content, **options):
    return renderer.render(content.KIND, content, issued_on=ISSUED_ON, **options)


@pytest.mark.parametrize("name", sorted(FIRST_SAMPLES))
def test_number_of_pages(renderer, name):
    result = printed(renderer, FIRST_SAMPLES[name])

    with opened(result.pdf) as document:
        assert len(document.pages) == result.pages == PAGES[name]


@pytest.mark.parametrize("content", SAMPLES, ids=sample_name)
def test_paper_is_archivable_and_accessible(renderer, content):
    with opened(printed(renderer, content).pdf) as document:
        meta = document.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert meta["pdfuaid:part"] == "1"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.Root.Lang) == "zh-CN"
        assert meta["dc:creator"] == [content.head.organ]
        assert content.head.number in meta["dc:title"]
        assert "/JavaScript" not in document.Root.get("/Names", {})


@pytest.mark.parametrize("content", SAMPLES, ids=sample_name)
def test_every_page_is_a4_and_every_font_embedded(renderer, content):
    with opened(printed(renderer, content).pdf) as document:
        for page in document.pages:
            width, height = (float(side) * 25.4 / 72 for side in page.mediabox[2:])
            assert (round(width), round(height)) == (210, 297)
            fonts = fonts_of(page)
            assert fonts
            for font in fonts.values():
                assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor
                assert "/ToUnicode" in font


@pytest.mark.parametrize("content", SAMPLES, ids=sample_name)
def test_same_content_gives_same_bytes_in_any_process(renderer, content):
    again = Renderer(read_fonts(rare_folder=None))

    assert printed(renderer, content) == printed(again, content)


def test_other_day_or_number_gives_other_bytes(renderer):
    content = sample("W25")
    other = replace(content, head=replace(content.head, number="泰岱民低不批〔2020〕13号"))

    first = printed(renderer, content)

    assert first.pdf != printed(renderer, other).pdf
    assert first.pdf != renderer.render("W25", content, issued_on=date(2020, 9, 26)).pdf


def test_threads_share_one_compiler_without_mixing_papers(renderer):
    contents = [FIRST_SAMPLES[name] for name in ("W26-board", "W33-request", "W46", "W04")] * 3
    alone = [printed(renderer, content).pdf for content in contents]

    def fresh(content):
        return renderer.render(content.KIND, content, issued_on=ISSUED_ON).pdf

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(fresh, contents))

    assert together == alone


@pytest.mark.parametrize("content", SAMPLES, ids=sample_name)
def test_text_can_be_searched(renderer, content):
    text = document_text(printed(renderer, content).pdf)

    assert content.head.organ in text
    assert content.head.number in text
    assert content.head.check_code in text
    assert "扫码查验真伪" in text


def test_rare_names_come_back_as_the_same_characters(renderer):
    text = document_text(printed(renderer, sample("W09")).pdf)

    for name in ("赵䶮喆", "孙㛃", "赵𠅤"):
        assert name in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_that_looks_like_code_is_printed_as_text(renderer, attack):
    content = replace(sample("W33", "request"), reason=f"因{attack}撤回")

    text = document_text(printed(renderer, content).pdf)

    assert "".join(f"因{attack}撤回".split()) in "".join(text.split())


def test_attack_in_the_organ_name_reaches_metadata_as_text(renderer):
    content = sample("W04")
    attacked = replace(content, head=replace(content.head, organ="镇政府 #panic()"))

    with opened(printed(renderer, attacked).pdf) as document:
        assert document.open_metadata()["dc:creator"] == ["镇政府 #panic()"]


@pytest.mark.parametrize(
    ("character", "code", "way_out"),
    [
        ("\ue863", "U+E863", "䶮"),
        ("\uf000", "U+F000", "系统外字"),
        ("\u200b", "U+200B", "核对"),
        ("\u202e", "U+202E", "核对"),
        ("\x07", "U+0007", "核对"),
        ("\U00020bb7", "U+20BB7", "字库"),
        ("😀", "U+1F600", "字库"),
    ],
)
def test_character_that_cannot_be_printed_is_named_with_the_way_out(
    renderer, character, code, way_out
):
    content = sample("W03")
    content = replace(content, signer=replace(content.signer, name=f"孙{character}"))
    content = replace(content, person=replace(content.person, name=f"孙{character}"))

    with pytest.raises(Refused) as refusal:
        printed(renderer, content)

    assert refusal.value.code == "document.glyph"
    assert code in refusal.value.message
    assert way_out in refusal.value.message
    assert refusal.value.field == "person.name"


def test_line_break_in_a_long_text_is_printed_as_two_paragraphs(renderer):
    content = replace(sample("W01"), need="第一段。\n第二段。")

    text = document_text(printed(renderer, content).pdf)

    assert "第一段。第二段。" in text


def test_kind_and_content_must_agree(renderer):
    with pytest.raises(ValueError, match="W24 cannot print"):
        renderer.render("W24", sample("W25"), issued_on=ISSUED_ON)


def test_delivered_notice_holds_two_copies_and_one_receipt(renderer):
    with opened(printed(renderer, sample("W25")).pdf) as document:
        texts = [page_text(page) for page in document.pages]

    assert ["正本（送达当事人）" in text for text in texts] == [True, True, False, False]
    assert ["存根（存入案卷）" in text for text in texts] == [False, False, True, True]
    assert ["送达签收" in text for text in texts] == [False, False, False, True]
    assert ["— 1 —" in text for text in texts] == [True, False, True, False]


def test_seal_never_stands_on_a_page_without_words(renderer):
    notice = sample("W25")
    for count in range(1, 16):
        content = replace(notice, facts=notice.facts[:1] * count, reasons=notice.reasons[:1])
        with opened(printed(renderer, content).pdf) as document:
            for page in document.pages:
                text = page_text(page)
                assert "（盖章）" not in text or "行政复议" in text


def test_head_of_a_long_table_is_repeated_on_each_page(renderer):
    sheet = sample("W26", "board")
    content = replace(sheet, lines=sheet.lines * 14)

    with opened(printed(renderer, content).pdf) as document:
        texts = [page_text(page) for page in document.pages]

    assert len(texts) > 1
    assert all("保障人数" in text for text in texts)
    assert str(len(content.lines)) in texts[-1]


def test_twelve_members_and_long_names_are_all_printed(renderer):
    form = sample("W09")
    members = tuple(
        replace(form.members[0], name=f"古丽巴哈尔·阿卜杜热合曼第{number}") for number in range(12)
    )

    text = document_text(printed(renderer, replace(form, members=members)).pdf)

    assert all(member.name in text for member in members)


def test_demo_paper_says_so_across_the_page_and_at_the_foot(renderer):
    content = sample("W24")
    real = replace(content, head=replace(content.head, demo=False))

    assert "演示文书，不具法律效力" in document_text(printed(renderer, content).pdf)
    assert "演示" not in document_text(printed(renderer, real).pdf)


def test_check_code_without_hyphens_is_grouped_but_stays_one_word(renderer):
    content = sample("W46")
    content = replace(content, head=replace(content.head, check_code="7KQ2M9XD4T5R8WNB"))

    assert "查验码 7KQ2M9XD4T5R8WNB" in document_text(printed(renderer, content).pdf)


def test_only_a_reduction_waits_for_delivery(renderer):
    notice = sample("W31", "adjust")
    raised = replace(notice, before_fen=notice.after_fen, after_fen=notice.before_fen)
    sentence = "送达之前仍按原金额发放"

    assert sentence in document_text(printed(renderer, notice).pdf)
    assert sentence not in document_text(printed(renderer, raised).pdf)


def test_longest_texts_are_printed_to_the_last_character(renderer):
    survey = replace(sample("W14"), summary="调查意见甲" * 400 + "到此为止", illness="病情乙" * 300)
    request = replace(sample("W01"), need="困难丙" * 600 + "到此为止")

    for content, count in ((survey, ("病情乙", 300)), (request, ("困难丙", 600))):
        text = document_text(printed(renderer, content).pdf)
        assert "到此为止" in text
        assert text.count(count[0]) > count[1] * 0.9


def test_copy_shown_to_a_reader_carries_the_reader(renderer):
    report = sample("W06")

    shown = document_text(printed(renderer, report, viewer_mark="查阅人：陈立新").pdf)

    assert "查阅人：陈立新" in shown
    assert "不作原件使用" in shown
    assert "查阅人" not in document_text(printed(renderer, report).pdf)


def test_report_keeps_the_five_statuses_apart(renderer):
    text = document_text(printed(renderer, sample("W06")).pdf)

    for status in ("查有", "查无", "未反馈", "未查询", "姓名不符"):
        assert text.count(status) > 1
    assert "尚未反馈：赵䶮喆的社会保险。未反馈的项目不作“查无”处理。" in text


def test_unfit_notice_is_no_refusal_and_names_the_right_to_insist(renderer):
    text = document_text(printed(renderer, sample("W07", "unfit")).pdf)

    assert "这不是不予批准的决定" in text
    assert "坚持申请" in text


def test_public_sheet_prints_nothing_but_the_allowed_fields(renderer):
    board = document_text(printed(renderer, sample("W26", "board")).pdf)
    web = document_text(printed(renderer, sample("W26", "web")).pdf)

    assert "案号" not in board + web
    assert "赵䶮喆" in board
    assert "赵䶮喆" not in web
    assert "赵*" in web


@pytest.mark.parametrize("content", SAMPLES, ids=sample_name)
def test_no_paper_asks_for_one_of_the_five_proofs(renderer, content):
    assert find_forbidden_proofs(document_text(printed(renderer, content).pdf)) == ()
    assert forbidden_proofs_in(content) == ()


def test_content_asking_for_a_forbidden_proof_is_named():
    notice = sample("W11")
    gap = replace(notice.gaps[0], name="村委会开具的收入证明")

    assert forbidden_proofs_in(replace(notice, gaps=(gap,))) == ("gaps[1].name",)


def test_template_digest_follows_template_and_library(renderer, tmp_path):
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    changed = Renderer(read_fonts(rare_folder=None), folder)
    library = folder / "lib.typ"
    library.write_text(library.read_text() + "\n// changed\n")

    before, after = (printed(each, sample("W46")).template_digest for each in (renderer, changed))

    assert before != after
    assert before != printed(renderer, sample("W04")).template_digest


def test_office_font_folder_is_used_only_when_it_exists(tmp_path):
    folders = font_folders(tmp_path, tmp_path / "absent")

    assert folders[1:] == (tmp_path,)
    assert read_fonts(tmp_path, None).body == ("Noto Serif SC",)


def test_process_renders_with_one_compiler():
    content = sample("W46")

    first = render("W46", content, issued_on=ISSUED_ON)

    assert first == render("W46", content, issued_on=ISSUED_ON)
