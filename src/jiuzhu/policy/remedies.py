"""Write the remedy text of an unfavourable decision (救济途径).

The periods (行政复议法, 行政诉讼法) and the sentence on review before suit come from the pack. In
whose name, against whom, before which body and which court is the confirmed remedy effect of the
delegation order, never read off a word. Where the pack has the sentence (since 2024-01-01,
行政复议法 2023 art. 11(12), 23(3)), whether a refusal must first go to review is disputed: the text
carries both lines and a lawyer decides per city.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.packs import Pack

REVIEW_PERIOD = "remedy.review"
SUIT_PERIOD = "remedy.suit"
REVIEW_FIRST = "text.remedy.review_first"


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


def review_days(pack: Pack, on: date) -> int:
    """Return the calendar days from knowing a decision within which review may be asked for.

    Raises: Refused('policy.hole').
    """
    return pack.value(REVIEW_PERIOD, on).amount


def remedy_text(
    effect: RemedyEffect, kind: str, on: date, *, pack: Pack, online: bool = False
) -> str:
    """Write the remedy text for a decision of a day; `online` when it is served over the Internet.

    Raises: Refused('remedy.effect') when any part of the effect is not confirmed (there is no
    default), Refused('remedy.kind') for a kind that is no decision, Refused('policy.hole').
    """
    if kind not in DecisionKind.__members__:
        raise Refused("remedy.kind", f"“{kind}”不是决定种类，请从列表中选择。")
    _check(effect)
    address = f"（地址：{effect.reviewing_address}）"
    review = (
        f"如不服本决定，可以自知道本决定之日起{review_days(pack, on)}日内，"
        f"以{effect.respondent}为被申请人，向{effect.reviewing_body}申请行政复议{address}"
    )
    months = pack.value(SUIT_PERIOD, on).amount
    suit = (
        f"自知道本决定之日起{months}个月内，以{effect.respondent}为被告，"
        f"向{effect.court}提起行政诉讼"
    )
    text = f"{review}；也可以{suit}。"
    first = pack.known(REVIEW_FIRST, on)
    if first is not None and DecisionKind[kind] in REVIEW_MAY_COME_FIRST:
        text += first.text
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
