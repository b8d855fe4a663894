"""The environment refuses what is undefined, escapes what is typed and finds its parts."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from jinja2 import UndefinedError

from jiuzhu.interfaces.web.parts.formats import FILTERS
from jiuzhu.interfaces.web.parts.presenters import Action
from jiuzhu.kernel.periods import Month


def test_undefined_name_is_an_error(render: Any) -> None:
    with pytest.raises(UndefinedError):
        render("{{ no_such_name }}")


def test_misspelt_part_is_an_error(render: Any) -> None:
    with pytest.raises((UndefinedError, AttributeError), match="tabel"):
        render("{{ ui.tabel(1) }}")


def test_typed_markup_is_escaped(render: Any) -> None:
    assert render("{{ name }}", name="<b>{{ 7*7 }}</b>") == "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;"


def test_post_button_without_its_token_is_an_error(render: Any) -> None:
    with pytest.raises(ValueError, match="csrf_input"):
        render("{{ ui.button(action) }}", action=Action("批准", "/x/", method="post"))


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("yuan", 63000, "630.00"),
        ("yuan", 120_400_05, "120,400.05"),
        ("yuan", -50, "-0.50"),
        ("yuan", -123_456, "-1,234.56"),
        ("yuan", 0, "0.00"),
        ("yuan", None, "—"),
        ("yuan_words", 63000, "陆佰叁拾元整"),
        ("legal_date", date(2020, 9, 1), "2020-09-01"),
        ("legal_date", None, "—"),
        ("paper_date", date(2020, 9, 1), "2020年9月1日"),
        ("moment", datetime(2020, 8, 31, 16, 5, tzinfo=UTC), "2020-09-01 00:05"),
        ("time_of_day", datetime(2020, 9, 1, 2, 32, tzinfo=UTC), "10:32"),
        ("month", Month(2020, 9), "2020年9月"),
        ("workdays", 3, "3个工作日"),
        ("percent", 9960, "99.60%"),
        ("percent", -5, "-0.05%"),
        ("digits", 1204, "1,204"),
        ("or_nothing", "", "—"),
        ("or_nothing", 0, 0),
        ("mask_id", "37091119500308002X", "370911********002X"),
        ("mask_phone", "19900000001", "199****0001"),
    ],
)
def test_filter(name: str, value: Any, shown: Any) -> None:
    assert FILTERS[name](value) == shown
