"""A sentence with values: Chinese wherever it is kept, the language of the reader on a page."""

from __future__ import annotations

import json

from django.template import engines
from django.utils.translation import override

from jiuzhu.interfaces.web.parts.forms import PageForm, apply_refusal
from jiuzhu.interfaces.web.parts.language import said
from jiuzhu.kernel.errors import InvalidInput, Refused
from jiuzhu.kernel.phrases import Phrase, together

MISSING = Phrase("缺少第%(step)s步。", step=3)
CELLS = Refused("return.cells", "金额不是整数分。")
IN_LINE = Refused(
    "return.line",
    "回盘文件第%(position)s行有误，整份没有导入。请向银行重新索取。原因：%(why)s",
    values={"position": 4, "why": CELLS},
)


def shown(value: object) -> str:
    page: str = engines["jinja2"].env.from_string("{{ value }}").render(value=value)
    return page


def test_a_phrase_is_its_chinese_sentence_until_a_page_shows_it() -> None:
    assert MISSING == "缺少第3步。"
    assert json.loads(json.dumps([MISSING], ensure_ascii=False)) == ["缺少第3步。"]
    assert shown(MISSING) == "缺少第3步。"
    with override("en"):
        assert shown(MISSING) == "Step 3 is missing."
        assert f"{MISSING}" == "缺少第3步。"


def test_phrases_together_are_each_put_into_the_language() -> None:
    both = together((MISSING, "未送达"))
    assert both == "缺少第3步。；未送达"
    with override("en"):
        assert shown(both) == "Step 3 is missing.；Not delivered"


def test_what_somebody_wrote_is_escaped_and_left_alone() -> None:
    with override("en"):
        words = shown(Phrase("办结期限%(day)s", day="<b>文"))
    assert words == "To be finished by &lt;b&gt;文"


def test_the_reason_inside_a_reason_is_put_into_the_language_too() -> None:
    assert IN_LINE.message.endswith("原因：金额不是整数分。")
    with override("en"):
        words = said(IN_LINE)
    assert words.startswith("Line 4 of the bank return is wrong")
    assert words.endswith("The amount is no whole number of fen.")


def test_each_error_of_a_form_is_said_in_the_language() -> None:
    form = PageForm({})
    with override("en"):
        apply_refusal(form, InvalidInput((CELLS.at_field("file"),)))
        assert form.non_field_errors() == ["The amount is no whole number of fen."]
