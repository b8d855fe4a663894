from dataclasses import replace
from datetime import date

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.remedies import RemedyEffect
from jiuzhu.policy.remedies import remedy_text as written

EFFECT = RemedyEffect(
    name_on_decision="泰安市岱岳区民政局",
    respondent="泰安市岱岳区民政局",
    reviewing_body="泰安市岱岳区人民政府",
    reviewing_address="测试路1号",
    court="泰安市岱岳区人民法院",
)
BEFORE, SINCE = date(2023, 12, 31), date(2024, 1, 1)
PACK = load_pack("taian")


def remedy_text(effect, kind, on, **more):
    return written(effect, kind, on, pack=PACK, **more)


def test_body_court_and_periods_are_told():
    text = remedy_text(EFFECT, "REFUSE", date(2020, 9, 1))
    for part in (
        "60日",
        "6个月",
        EFFECT.reviewing_body,
        EFFECT.court,
        "测试路1号",
        EFFECT.respondent,
    ):
        assert part in text


def test_the_delegating_organ_is_the_respondent():
    text = remedy_text(
        replace(EFFECT, name_on_decision="祝阳镇", respondent="区民政局"), "STOP", BEFORE
    )
    assert "以区民政局为被申请人" in text
    assert "以区民政局为被告" in text


@pytest.mark.parametrize("kind", ["REFUSE", "STOP", "SUSPEND", "TERMINATE"])
def test_both_lines_since_2024(kind):
    assert "应当先申请行政复议" not in remedy_text(EFFECT, kind, BEFORE)
    text = remedy_text(EFFECT, kind, SINCE)
    assert "应当先申请行政复议" in text
    assert "也可以自知道" in text


@pytest.mark.parametrize("kind", ["GRANT", "ADJUST"])
def test_a_paid_benefit_is_not_unpaid(kind):
    assert "应当先申请行政复议" not in remedy_text(EFFECT, kind, SINCE)


def test_served_online_names_the_online_way():
    assert "网上渠道" in remedy_text(EFFECT, "STOP", SINCE, online=True)
    assert "网上渠道" not in remedy_text(EFFECT, "STOP", SINCE)


@pytest.mark.parametrize(
    "gap", ["name_on_decision", "respondent", "reviewing_body", "reviewing_address", "court"]
)
def test_a_gap_in_the_effect_is_refused(gap):
    with pytest.raises(Refused) as caught:
        remedy_text(replace(EFFECT, **{gap: " "}), "REFUSE", SINCE)
    assert caught.value.code == "remedy.effect"


def test_an_unknown_kind_is_refused():
    with pytest.raises(Refused) as caught:
        remedy_text(EFFECT, "INVITE", SINCE)
    assert caught.value.code == "remedy.kind"


def test_the_periods_are_the_pack_s():
    longer = {**PACK.series, "remedy.review": _other("remedy.review", 61)}
    text = written(EFFECT, "REFUSE", BEFORE, pack=replace(PACK, series=longer))
    assert "61日" in text
    assert "60日" not in text


def _other(key, amount):
    series = PACK.series[key][0]
    entries = tuple(replace(entry, amount=amount) for entry in series.entries)
    return (replace(series, entries=entries),)
