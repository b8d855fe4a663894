"""The gate of translations: complete, compiled, and no text of a template without a mark."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def script(tmp_path: Path) -> ModuleType:
    """Return the script over a copy of the catalogue and the templates, to be spoilt."""
    place = ROOT / "scripts/collect_texts.py"
    spec = importlib.util.spec_from_file_location("collect_texts", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shutil.copytree(module.CATALOGUE.parent, tmp_path / "catalogue")
    shutil.copytree(module.TEMPLATES, tmp_path / "src/templates")
    module.CATALOGUE = tmp_path / "catalogue/django.po"
    module.TEMPLATES = tmp_path / "src/templates"
    module.ROOT = tmp_path
    return module


def texts_of(script: ModuleType) -> dict[str, set[str]]:
    return {one.id: {"here"} for one in script._catalogue() if one.id}


def test_the_shipped_catalogue_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("shipped", ROOT / "scripts/collect_texts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (module.main(["--check"]), capsys.readouterr().out) == (0, "")


def test_a_text_without_translation_is_named(script: ModuleType) -> None:
    texts = {**texts_of(script), "没有译文的句子": {"here.py"}}
    assert list(script.check(texts)) == ["no translation: 没有译文的句子 (here.py)"]


def test_a_text_no_longer_shown_is_named(script: ModuleType) -> None:
    texts = texts_of(script)
    texts.pop("文书")
    assert list(script.check(texts)) == ["no longer shown: 文书"]


def test_a_catalogue_that_was_not_compiled_is_named(script: ModuleType) -> None:
    written = script.CATALOGUE.read_text(encoding="utf-8")
    spoilt = written.replace('msgstr "Documents"', 'msgstr "Documents and more"')
    assert spoilt != written
    script.CATALOGUE.write_text(spoilt, encoding="utf-8")
    assert list(script.check(texts_of(script))) == ["django.mo is not the compiled django.po"]


def test_a_translation_that_loses_a_value_is_named(script: ModuleType) -> None:
    written = script.CATALOGUE.read_text(encoding="utf-8")
    spoilt = written.replace('msgstr "No. %(number)s"', 'msgstr "No. %(nmber)s"')
    assert spoilt != written
    script.CATALOGUE.write_text(spoilt, encoding="utf-8")
    assert "other values: 编号 %(number)s" in list(script.check(texts_of(script)))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("<p>没有标记</p>", True),
        ('<p title="{{ a ~ "：" }}">x</p>', True),
        ('<p>{{ _("有标记") }}</p>', False),
        ('<p>{{ phrase("共%(n)s件", n=n) }}</p>', False),
        ("{# 注释不算 #}", False),
    ],
)
def test_chinese_without_a_mark_is_found(script: ModuleType, line: str, *, fault: bool) -> None:
    (script.TEMPLATES / "new.html").write_text(line + "\n", encoding="utf-8")
    found = list(script.unmarked())
    assert found == ([f"without a mark: src/templates/new.html:1: {line}"] if fault else [])


def test_what_is_collected(script: ModuleType) -> None:
    """Refusals by name, by choice and with their values; labels of packs; columns one by one."""
    script.ROOT = ROOT
    script.TEMPLATES = script.SOURCE / "interfaces/web/templates"
    found = script.collect()
    for text in (
        "有困难，找救助",  # a mark in a template
        "没有找到这个地方。请从“村里公示”逐级选择。",  # a name of the module
        "验证码或证件号码后四位不对，还可以试%(left)s次。请核对短信里的6位数字。",  # a choice
        "豁免",  # a value of a refusal
        "核对不符合",  # a state of the procedure table
        "最低生活保障批准通知书",  # a document
        "金额（元）",  # a column written with its kind
    ):
        assert text in found
    assert "一式两份：存入案卷一份，报县级民政部门一份" not in found  # stands on paper only
