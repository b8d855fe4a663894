"""Say the codes that stand in the values of a pack: nobody reads AGREEMENT or URBAN."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jiuzhu.policy.packs import Pack
from jiuzhu.policy.publicity import BOARD_FIELDS, WEB_FIELDS
from jiuzhu.policy.scheme_terms import AID_LABELS, IDENTITY_LABELS

# Words of the rules themselves, which no table of a pack names.
OWN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "AGREEMENT": "协议、裁判约定的数额",
        "RECEIVED": "实际收到的数额",
        "EXEMPT": "不计赡养（抚养、扶养）费的情形",
        "FORMULA": "按公式计算",
        "F1": "义务人家庭收入高出标准若干倍的部分，按比例（F1）",
        "F2": "义务人家庭人均收入高出标准若干倍的部分，按比例（F2）",
        "F3": "义务人家庭收入高出低收入线的部分，按比例（F3）",
        "F4": "按义务人收入的比例，多名子女合计封顶（F4）",
        "OWN": "按户籍",
        "UP": "向上进位",
        "DOWN": "舍去",
        "HALF_UP": "四舍五入",
        "BIRTHDAY": "生日当天",
        "DAY_AFTER": "生日次日",
        "tekun": "特困",
        "dibao": "低保",
        "low_income": "低保边缘",
        "rigid": "刚性支出困难",
        "temporary_aid": "临时救助",
        "households": "保障户数",
        "month": "月份",
    }
)


def code_words(pack: Pack) -> Mapping[str, str]:
    """Return the Chinese word of every code that a value of a pack may hold."""
    tables = (*pack.code_tables.values(), *pack.tables.values())
    rows = [row for found in tables for row in found]
    named = {
        code: label
        for row in reversed(rows)
        if (code := getattr(row, "code", None)) and (label := getattr(row, "label", None))
    }
    kinds = {str(kind): label for kind, label in (*AID_LABELS.items(), *IDENTITY_LABELS.items())}
    return MappingProxyType({**named, **kinds, **WEB_FIELDS, **BOARD_FIELDS, **OWN_WORDS})
