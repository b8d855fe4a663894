"""Write the remedy text of an unfavourable decision (救济途径).

行政复议法 art. 20: 60 days from knowing; 行政诉讼法 art. 46: six months. In whose name, against
whom, before which body and which court is the confirmed remedy effect of the delegation order,
never read off a word. Since 2024-01-01 (行政复议法 2023 art. 11(12), 23(3)) whether a refusal must
first go to review is disputed: the text carries both lines and a lawyer decides per city.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.errors import Refused

REVIEW_DAYS = 60
SUIT_MONTHS = 6
REVIEW_FIRST_SINCE = date(2024, 1, 1)


class DecisionKind(StrEnum):
    """Name the decisions that carry remedies."""

    GRANT = "GRANT"
    REFUSE = "REFUSE"
    ADJUST = "ADJUST"
    STOP = "STOP"
    SUSPEND = "SUSPEND"
    TERMINATE = "TERMINATE"


# A decision not to pay at all may be read as "not paying dibao", where review comes before suit.
REVIEW_MAY_COME_FIRST = frozenset(
    {DecisionKind.REFUSE, DecisionKind.STOP, DecisionKind.SUSPEND, DecisionKind.TERMINATE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyEffect:
    """Hold the confirmed remedy effect: name, respondent, reviewing body, its address, court."""

    name_on_decision: str
    respondent: str
    reviewing_body: str
    reviewing_address: str
    court: str


def remedy_text(effect: RemedyEffect, kind: str, on: date, *, online: bool = False) -> str:
    """Write the remedy text for a decision of a day; `online` when it is served over the Internet.

    Raises: Refused('remedy.effect') when any part of the effect is not confirmed (there is no
    default), Refused('remedy.kind') for a kind that is no decision.
    """
    if kind not in DecisionKind.__members__:
        raise Refused("remedy.kind", f"“{kind}”不是决定种类，请从列表中选择。")
    _check(effect)
    address = f"（地址：{effect.reviewing_address}）"
    review = (
        f"如不服本决定，可以自知道本决定之日起{REVIEW_DAYS}日内，"
        f"以{effect.respondent}为被申请人，向{effect.reviewing_body}申请行政复议{address}"
    )
    suit = (
        f"自知道本决定之日起{SUIT_MONTHS}个月内，以{effect.respondent}为被告，"
        f"向{effect.court}提起行政诉讼"
    )
    text = f"{review}；也可以{suit}。"
    if on >= REVIEW_FIRST_SINCE and DecisionKind[kind] in REVIEW_MAY_COME_FIRST:
        text += (
            "认为行政机关未依法支付最低生活保障待遇的，应当先申请行政复议；"
            "对行政复议决定不服的，可以再依法提起行政诉讼。"
        )
    if online:
        text += "本决定通过互联网送达，您也可以通过行政复议机关的网上渠道申请行政复议。"
    return text


def _check(effect: RemedyEffect) -> None:
    """Refuse a remedy text with a gap: a wrong body or court voids the notice."""
    gaps = {
        "决定署名机关": effect.name_on_decision,
        "被申请人": effect.respondent,
        "复议机关": effect.reviewing_body,
        "复议机关地址": effect.reviewing_address,
        "管辖法院": effect.court,
    }
    missing = [name for name, text in gaps.items() if not text.strip()]
    if missing:
        raise Refused(
            "remedy.effect",
            f"救济途径缺少{'、'.join(missing)}，请先在审批权下放文件中由两人确认后再出具决定。",
        )
