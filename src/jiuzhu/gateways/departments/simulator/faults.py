"""Name the faults that can be ordered, and spoil an answer as one of them says.

Faults of asking strike before a question is taken; faults of answering are fixed to the question at
acceptance, so that a restart changes nothing. A spoiled answer that the receiver refuses is sent
once; the next attempt is sound, as when a department corrects itself.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

Content = dict[str, Any]

ASK_FAULTS = frozenset(
    {"latency", "timeout", "reset", "error_500", "garbage", "html_login", "redirect"}
    | {"oversized", "slow_drip", "other_receipt"}
)
DEATHS = frozenset({"die_unacknowledged", "die_halfway"})
REFUSED_FAULTS = frozenset(
    {"wrong_person", "forged", "stale", "gbk", "garbage_answer", "truncated"}
)
ANSWER_FAULTS = REFUSED_FAULTS | frozenset(
    {"late", "drop", "duplicate", "mismatch", "extra_fields", "ten_fold", "bad_types"}
)
FAULTS = ASK_FAULTS | DEATHS | ANSWER_FAULTS

OTHER_PERSON = "370902195001010011"
_OWNERS = ("SFZMHM", "QLRZJH", "AAC002")
_BAD_ROWS: Mapping[str, tuple[Content, ...]] = {
    "vehicles": (
        {"HPHM": 12345, "CLLX": "K", "CLPP1": "x", "SYXZ": "x", "CCDJRQ": "2015-01-01", "ZT": "A"},
        {"HPHM": "鲁J00001", "CLLX": "K", "CLPP1": "x", "SYXZ": "x", "CCDJRQ": "2999-01-01"},
        {"HPHM": "鲁J00002", "CLLX": "?", "CLPP1": "x", "SYXZ": "x", "CCDJRQ": "2015-01-01"},
    ),
    "real_estate": (
        {"BDCQZH": "x", "ZL": "x", "GHYT": "10", "JZMJ": "-3.00", "QLBL": "1/1"},
        {"BDCQZH": "x", "ZL": "x", "GHYT": "10", "JZMJ": 89.5, "QLBL": "1/1"},
        {"BDCQZH": "x", "ZL": "x", "GHYT": "10", "JZMJ": "NaN", "QLBL": "1/1"},
    ),
    "social_insurance": (
        {"AAE140": "110", "AAC008": "1", "AAB004": "x", "AAE180": "NaN", "AAE201": 3},
        {"AAE140": "110", "AAC008": "1", "AAB004": "x", "AAE180": "-1.00", "AAE201": 3},
        {"AAE140": "110", "AAC008": "1", "AAB004": "x", "AAE180": 3500.5, "AAE201": True},
    ),
}


def spoil(content: Content, faults: Collection[str]) -> Content:
    """Return the content of an answer as the ordered faults leave it."""
    for name, change in _CHANGES.items():
        if name in faults:
            content = change(content)
    return content


def _wrong_person(content: Content) -> Content:
    rows = [
        {name: OTHER_PERSON if name in _OWNERS else value for name, value in row.items()}
        for row in content["SJ"]
    ]
    return {**content, "ZJHM": OTHER_PERSON, "SJ": rows}


def _mismatch(content: Content) -> Content:
    return {**content, "JG": "2", "SJ": [], "SJTS": 0}


def _extra_fields(content: Content) -> Content:
    rows = [{**row, "SJHM": "13800000000", "HYZK": "已婚", "备注": "x"} for row in content["SJ"]]
    return {**content, "SJ": rows, "CXRY": "x", "MZ": "汉族"}


def _ten_fold(content: Content) -> Content:
    rows = content["SJ"] * 10
    return {**content, "SJ": rows, "SJTS": len(rows)}


def _bad_types(content: Content) -> Content:
    owner = dict.fromkeys(_OWNERS, content["ZJHM"])
    rows = content["SJ"] + [{**owner, **row} for row in _BAD_ROWS[content["LY"]]]
    return {**content, "JG": "1", "SJ": rows, "SJTS": len(rows)}


def _truncated(content: Content) -> Content:
    return {**content, "SJTS": len(content["SJ"]) + 3}


_CHANGES: Mapping[str, Callable[[Content], Content]] = {
    "wrong_person": _wrong_person,
    "mismatch": _mismatch,
    "extra_fields": _extra_fields,
    "ten_fold": _ten_fold,
    "bad_types": _bad_types,
    "truncated": _truncated,
}
