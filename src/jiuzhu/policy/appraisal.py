"""Say who must sit in a democratic appraisal, and what may be told there.

220号 art. 22: representatives of the villagers are the larger part. An appraisal speaks to the
truth of the survey, not to who deserves help (domain.md §0.2 (7)).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from jiuzhu.policy.packs import Pack

MAY_BE_TOLD: tuple[str, ...] = (
    "家里有几口人，共同生活的是谁",
    "申请时本人申报的情况",
    "入户时看得见的住房和生活状况",
    "公示单上已经公开的内容",
)
NEVER_TOLD: tuple[str, ...] = (
    "核对得到的存款、车辆、房产、工资等数字",
    "病情、残疾类别",
    "赡养、抚养、扶养义务人的收入和能力",
    "邻里访问中谁说了什么",
    "谁提出的异议",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Hold what a place asks of a meeting: representatives are at least `share` of `parts`."""

    share: int
    parts: int
    least: int
    votes: bool
    article: str

    @property
    def text(self) -> str:
        """Write the rule as a person reads it."""
        return (
            f"到会不少于{self.least}人，其中村（居）民代表不少于"
            f"{self.parts}分之{self.share}（{self.article}）"
        )


def composition(pack: Pack, on: date) -> Composition:
    """Give the rule of a day.

    Raises: Refused('policy.hole').
    """
    share = pack.value("publicity.appraisal_representatives", on)
    return Composition(
        share=share.amount,
        parts=pack.value("publicity.appraisal_parts", on).amount,
        least=pack.value("publicity.appraisal_people", on).amount,
        votes=pack.value("publicity.appraisal_votes", on).amount != 0,
        article=str(share.source),
    )


def has_quorum(rule: Composition, *, representatives: int, people: int) -> bool:
    """Say whether those who came may appraise."""
    return people >= rule.least and representatives * rule.parts >= people * rule.share


def earliest_meeting(called_on: date, pack: Pack) -> date:
    """Give the first day on which a meeting called today may be held."""
    return called_on + timedelta(days=pack.value("publicity.appraisal_notice", called_on).amount)
