"""A shipped pack amended by dated values: what was in force ends, a clash is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.amendments import (
    Amendment,
    amended,
    circumstances,
    read_content,
    series_of,
    settled,
)
from jiuzhu.policy.packs import Pack, load_pack
from jiuzhu.policy.records import from_plain, to_plain
from jiuzhu.policy.values import Unit

PACK = load_pack("taian")
URBAN = (("category", ("URBAN",)),)
RISE = Amendment(
    key="dibao.standard",
    where=circumstances(URBAN),
    unit=Unit.FEN_PER_PERSON_MONTH,
    effective_from=date(2021, 1, 1),
    amount=71900,
    document="泰民〔2021〕1号",
    article="第一条",
    still_valid_on=date(2021, 4, 1),
)


def standard(pack: Pack, on: date, category: str = "URBAN") -> int:
    return pack.value("dibao.standard", on, category=category).amount


def refusal(amendment: Amendment) -> Refused:
    with pytest.raises(Refused) as caught:
        amended(PACK, [amendment])
    return caught.value


def test_a_rise_fills_the_hole_from_its_first_day_on() -> None:
    pack = amended(PACK, [RISE])
    assert standard(pack, date(2020, 12, 31)) == 63000
    assert standard(pack, date(2021, 1, 1)) == standard(pack, date(2026, 1, 1)) == 71900
    assert pack.value("dibao.standard", date(2021, 1, 1), category="URBAN").verified
    with pytest.raises(Refused, match="没有可用的规定"):
        standard(pack, date(2021, 1, 1), "RURAL")


def test_the_shipped_pack_stays_as_it_is() -> None:
    amended(PACK, [RISE])
    with pytest.raises(Refused, match="没有可用的规定"):
        standard(PACK, date(2021, 1, 1))


def test_a_change_inside_a_period_ends_what_was_in_force() -> None:
    pack = amended(PACK, [replace(RISE, effective_from=date(2020, 10, 1))])
    assert standard(pack, date(2020, 9, 30)) == 63000
    assert standard(pack, date(2020, 10, 1)) == 71900


def test_a_value_before_a_known_one_ends_where_that_begins() -> None:
    pack = amended(PACK, [replace(RISE, effective_from=date(2019, 7, 1), amount=56000)])
    assert standard(pack, date(2020, 6, 30)) == 56000
    assert standard(pack, date(2020, 7, 1)) == 63000


def test_after_its_last_day_nothing_is_known() -> None:
    pack = amended(PACK, [replace(RISE, effective_to=date(2022, 1, 1))])
    assert standard(pack, date(2021, 12, 31)) == 71900
    with pytest.raises(Refused, match="只到2022-01-01"):
        standard(pack, date(2022, 1, 1))


def test_two_amendments_follow_each_other() -> None:
    later = replace(RISE, effective_from=date(2022, 1, 1), amount=88000)
    pack = amended(PACK, [RISE, later])
    assert standard(pack, date(2021, 12, 31)) == 71900
    assert standard(pack, date(2022, 1, 1)) == 88000


def test_the_digest_names_exactly_this_law() -> None:
    again = amended(PACK, [RISE])
    assert amended(PACK, [RISE]).digest == again.digest != PACK.digest
    assert amended(PACK, [replace(RISE, amount=71901)]).digest != again.digest
    assert amended(PACK, []) is PACK


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": "dibao.nothing"}, "amendment.key"),
        ({"where": ()}, "amendment.key"),
        ({"where": circumstances((("category", ("MOON",)),))}, "amendment.key"),
        ({"unit": Unit.FEN}, "amendment.unit"),
        ({"document": " "}, "amendment.grounds"),
        ({"article": ""}, "amendment.grounds"),
        ({"amount": -1}, "amendment.value"),
        ({"amount": 10**12}, "amendment.value"),
        ({"text": "七百"}, "amendment.value"),
        ({"items": ("七百",)}, "amendment.value"),
        ({"effective_to": date(2021, 1, 1)}, "amendment.dates"),
        ({"effective_from": date(2020, 7, 1)}, "amendment.overlap"),
        ({"replaces": True}, "amendment.overlap"),
        (
            {"effective_from": date(2020, 1, 1), "effective_to": date(2020, 8, 1)},
            "amendment.overlap",
        ),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refusal(replace(RISE, **changes)).code == code


def test_a_mistake_is_put_right_on_its_own_day_only() -> None:
    right = replace(RISE, effective_from=date(2020, 7, 1), amount=63100, replaces=True)
    pack = amended(PACK, [right])
    assert standard(pack, date(2020, 7, 1)) == 63100
    assert standard(pack, date(2020, 12, 31)) == 63100


def test_what_officers_activated_wins_over_a_later_release() -> None:
    """A newer shipped pack may bring the same notice; the office's own entry stays."""
    released = amended(PACK, [replace(RISE, amount=70000)])
    assert refusal_on(released, RISE).code == "amendment.overlap"
    assert standard(amended(released, settled(released, [RISE])), date(2021, 2, 1)) == 71900


def refusal_on(pack: Pack, amendment: Amendment) -> Refused:
    with pytest.raises(Refused) as caught:
        amended(pack, [amendment])
    return caught.value


def test_a_correction_of_an_activated_change_is_applied_after_it() -> None:
    right = replace(RISE, amount=72000)
    pack = amended(PACK, settled(PACK, [RISE, right]))
    assert standard(pack, date(2021, 2, 1)) == 72000


@pytest.mark.parametrize(
    ("unit", "typed", "read"),
    [
        (Unit.FEN_PER_PERSON_MONTH, "719.50", (71950, "", ())),
        (Unit.FEN, "0", (0, "", ())),
        (Unit.PER_TEN_THOUSAND, "2000", (2000, "", ())),
        (Unit.SWITCH, "是", (1, "", ())),
        (Unit.SWITCH, "否", (0, "", ())),
        (Unit.TEXT, "F1", (0, "F1", ())),
        (Unit.LIST, "甲\n\n 乙 ", (0, "", ("甲", "乙"))),
    ],
)
def test_a_value_is_read_by_its_unit(unit: Unit, typed: str, read: Any) -> None:
    assert read_content(unit, typed) == read


@pytest.mark.parametrize(
    ("unit", "typed"),
    [
        (Unit.FEN, ""),
        (Unit.FEN, "-1"),
        (Unit.FEN, "NaN"),
        (Unit.FEN, "1e3"),
        (Unit.SWITCH, "也许"),
        (Unit.COUNT, "1.5"),
        (Unit.COUNT, "inf"),
        (Unit.COUNT, "-3"),
        (Unit.COUNT, "1000000000000"),
        (Unit.COUNT, "１２"),
    ],
)
def test_nonsense_is_refused_at_the_field(unit: Unit, typed: str) -> None:
    with pytest.raises(Refused):
        read_content(unit, typed)


def test_every_kind_of_value_can_be_amended() -> None:
    """A switch, a number, a text and a list are entered as money is."""
    shown = {"text": "F1", "items": ("一",), "amount": 1}
    for key, found in PACK.series.items():
        unit = found[0].unit
        name = {Unit.TEXT: "text", Unit.LIST: "items"}.get(unit, "amount")
        one = replace(
            RISE,
            key=key,
            where=circumstances(found[0].dims),
            unit=unit,
            effective_from=date(2030, 1, 1),
            **{"amount": 0, name: shown[name]},
        )
        dims = {where: allowed[0] for where, allowed in found[0].dims}
        value = amended(PACK, [one]).value(key, date(2030, 1, 1), **dims)
        assert getattr(value, name) == shown[name]


def test_an_amendment_survives_its_record() -> None:
    assert from_plain(Amendment, to_plain(RISE)) == RISE


def test_the_parameter_is_found_by_its_exact_circumstances() -> None:
    assert series_of(PACK, "dibao.standard", URBAN).label == "城市低保标准"
