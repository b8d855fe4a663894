"""Forms of reviews."""

from __future__ import annotations

from typing import Any

from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.casework.reviews.services.hold_exit_talk import TalkGiven
from jiuzhu.casework.reviews.services.open_review import ReviewGiven
from jiuzhu.interfaces.web.parts.forms import (
    BankAccountField,
    CodeField,
    CodesField,
    IdentityNumberField,
    LegalDateField,
    PersonNameField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.moments import MomentField
from jiuzhu.interfaces.web.parts.rows import RowForm

TEXT, LONG, SHORT = 200, 400, 60
TOLD = (
    "停发的原因和计算过程",
    "从哪个月起停发，以前的照常发放",
    "不服的，怎样申请行政复议、提起诉讼",
    "以后又有困难的，随时可以再申请",
)
OFFERED = ("支出型临时救助", "急难型临时救助", "医疗救助", "就业帮扶", "残疾人两项补贴", "慈善帮扶")
SPLIT = str.maketrans({"，": "、", ",": "、", "；": "、", ";": "、"})
# A review that an objection leads to is opened from the objection, after its appraisal.
OPENED_BY_HAND = tuple(
    (ground.value, ground.label) for ground in ReviewGround if ground is not ReviewGround.OBJECTED
)


class ReviewForm(SubmitForm):
    """Say what changed, since when, and who says so."""

    ground = CodeField(label="事由", codes=OPENED_BY_HAND, style="radio")
    change = PlainTextField(label="变化情况", max_length=LONG, rows=3)
    changed_on = LegalDateField(label="变化日期", past=True, required=False)

    def given(self) -> ReviewGiven:
        """Return why the review is opened."""
        values = self.cleaned_data
        return ReviewGiven(
            ground=ReviewGround(values["ground"]),
            change=values["change"],
            changed_on=values["changed_on"],
        )


class WordsForm(SubmitForm):
    """The decider's own words."""

    text = PlainTextField(label="审批意见", max_length=TEXT, rows=2)


class StopForm(SubmitForm):
    """The rules on which the stop rests, and the decider's own words."""

    rule_ids = CodesField(label="理由（只能从规则命中的选）", codes=())
    text = PlainTextField(label="审批意见", max_length=TEXT, rows=2, initial="同意停发")


class TalkForm(SubmitForm):
    """Write down the talk at the end of help."""

    also_posted = ("points-", "rows")

    held_at = MomentField(label="谈话时间")
    place = PlainTextField(label="谈话地点", max_length=SHORT)
    present = PlainTextField(
        label="在场的人", max_length=120, required=False, help_text="多人用顿号隔开"
    )
    offered = CodesField(label="告知了哪些其他救助", codes=tuple((one, one) for one in OFFERED))
    own_words = PlainTextField(label="本人的话", max_length=LONG, rows=3, required=False)

    def given(self, points: tuple[dict[str, Any], ...]) -> TalkGiven:
        """Return what was said."""
        values = self.cleaned_data
        names = (values["present"] or "").translate(SPLIT).split("、")
        return TalkGiven(
            points=tuple((row["point"], row["answer"] or "") for row in points),
            offered=tuple(values["offered"]),
            place=values["place"],
            present=tuple(name.strip() for name in names if name.strip()),
            own_words=values["own_words"] or "",
            held_at=values["held_at"],
        )


class PointRow(RowForm):
    """One thing that was explained, and what the person said to it."""

    point = PlainTextField(label="说明的内容", max_length=SHORT)
    answer = PlainTextField(label="本人怎么说", max_length=SHORT, required=False)


class CureForm(SubmitForm):
    """Say how the gaps of a taken-over case were filled."""

    how = PlainTextField(label="每一项缺的资料怎样补齐的", max_length=TEXT, rows=3)


class PoliceLetterForm(SubmitForm):
    """Say which police office is asked whose number it is."""

    addressee = PlainTextField(
        label="收函的公安机关", max_length=60, help_text="例如：户籍所在地派出所的全称"
    )


class PoliceForm(SubmitForm):
    """What the police wrote about a number that stands under two names."""

    paper = PlainTextField(label="公安机关答复的文号", max_length=80)
    dated_on = LegalDateField(label="答复日期", past=True)
    right_number = IdentityNumberField(
        label="更正后的证件号码", required=False, help_text="号码就是本人的，留空"
    )


class AccountForm(SubmitForm):
    """The account as it stands on the card."""

    number = BankAccountField(label="新的收款账号")
    holder_name = PersonNameField(label="户名")
    sure = TickField(label="已看过银行卡或存折原件，户名与本人一致")
