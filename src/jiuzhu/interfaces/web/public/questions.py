"""The questions of the self-assessment: one a page, in plain words."""

from __future__ import annotations

import unicodedata

from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    CodesField,
    KernelField,
    PageForm,
    Read,
    YuanField,
)
from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.facts import Category
from jiuzhu.policy.self_assessment import OWNED, SECOND_HOME, Situation

MOST_PERSONS = 20
NAMES = ("category", "persons", "income", "savings", "owned", "situations")
OWNED_LABELS = {
    "CAR": "汽车（残疾人代步的除外）",
    "SHIP_MACHINE": "船、大型农机、工程机械",
    SECOND_HOME: "两套或更多住房",
    "NON_RESIDENTIAL": "门面房、厂房等不住人的房子",
    "OPERATING_FIRM": "正在经营的公司、企业",
}
SITUATION_LABELS = {
    Situation.ALONE: "没有劳动能力，也没有能赡养的人",
    Situation.ACCIDENT: "刚遇到火灾、车祸、急病等急事",
    Situation.COSTS: "看病、上学花钱太多，过不下去",
}


class PersonsField(KernelField):
    """Ask for a number of people."""

    width = "short"
    inputmode = "numeric"
    unit = "人"

    def read(self, text: str) -> Read:
        """Read a number from 1 on; full-width digits are read too."""
        plain = unicodedata.normalize("NFKC", text).strip()
        if not (plain.isascii() and plain.isdigit() and 1 <= int(plain[:4]) <= MOST_PERSONS):
            raise Refused("persons.number", "请填家里几口人，写数字，1到20。")
        return Read(int(plain))


class Question(PageForm):
    """One page of the self-assessment; the other answers travel with it."""

    also_posted = (*NAMES, "at", "back")
    title = ""
    why = ""


class WhereQuestion(Question):
    """In the town or in the country."""

    title = "您家在城里还是农村？"
    why = "城市和农村的低保标准不一样。"
    category = CodeField(
        label="选一个",
        codes=((Category.URBAN.value, "城市"), (Category.RURAL.value, "农村")),
        style="radio",
    )


class PersonsQuestion(Question):
    """How many live together."""

    title = "一起过日子的有几口人？"
    why = "算您自己、配偶、没成家的孩子，还有常年一起吃住的人。"
    persons = PersonsField(label="几口人")


class IncomeQuestion(Question):
    """What the family has a month."""

    title = "全家一个月收入多少？"
    why = "工资、种地、做买卖、养老金、孩子给的钱，加在一起。大概的数就行，没有的填0。"
    income = YuanField(label="全家一个月")


class SavingsQuestion(Question):
    """What the family has put by."""

    title = "全家有多少存款？"
    why = "存折、理财、股票，加在一起。大概的数就行，没有的填0。"
    savings = YuanField(label="全家存款")


class OwnedQuestion(Question):
    """What the family owns."""

    title = "家里有下面这些吗？"
    why = "有的打勾，没有的直接点下一步。"
    owned = CodesField(
        label="家里有的", codes=tuple((kind, OWNED_LABELS[kind]) for kind in OWNED), required=False
    )


class SituationQuestion(Question):
    """What else has happened."""

    title = "有下面这些情况吗？"
    why = "有的打勾，没有的直接点看结果。"
    situations = CodesField(
        label="家里的情况",
        codes=tuple((one.value, SITUATION_LABELS[one]) for one in Situation),
        required=False,
    )


QUESTIONS: tuple[type[Question], ...] = (
    WhereQuestion,
    PersonsQuestion,
    IncomeQuestion,
    SavingsQuestion,
    OwnedQuestion,
    SituationQuestion,
)
