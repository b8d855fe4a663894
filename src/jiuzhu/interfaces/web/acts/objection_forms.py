"""Forms of objections and appraisals, shared by the desk and the assistant's phone."""

from __future__ import annotations

from typing import Any

from jiuzhu.casework.objections.enums import (
    AnswerWay,
    Ballot,
    Finding,
    ObjectionChannel,
    Seat,
    Wording,
)
from jiuzhu.casework.objections.services.answer_objection import DeliveredGiven
from jiuzhu.casework.objections.services.call_appraisal import CallGiven
from jiuzhu.casework.objections.services.conclude_appraisal import MinutesGiven, SeatTaken
from jiuzhu.casework.objections.services.register_objection import LONGEST, ObjectionGiven
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.moments import MomentField
from jiuzhu.interfaces.web.parts.rows import RowForm
from jiuzhu.interfaces.web.parts.uploads import PhotoField, UploadField, UploadForm

BY_HAND = tuple(
    (one.value, one.label) for one in ObjectionChannel if one is not ObjectionChannel.WEB
)
SPLIT = str.maketrans({"、": " ", "，": " ", ",": " ", "；": " ", ";": " "})


class ObjectionForm(UploadForm):
    """Write an objection down; a name is never required."""

    text = PlainTextField(
        label="反映的内容", max_length=LONGEST, rows=5, help_text="按本人说的写，写完念给本人听"
    )
    channel = CodeField(label="怎么反映的", codes=BY_HAND, style="radio")
    received_at = MomentField(label="什么时候提出的")
    wording = CodeField(
        label="记录方式",
        codes=tuple(Wording.choices),
        style="radio",
        initial=Wording.READ_BACK.value,
    )
    refusal_note = PlainTextField(
        label="不愿签字的情形", max_length=200, required=False, help_text="写明在场的是谁"
    )
    name = PlainTextField(
        label="反映人姓名", max_length=40, required=False, help_text="不愿留姓名的，不填"
    )
    contact = PlainTextField(
        label="联系电话或地址", max_length=120, required=False, help_text="留了姓名的要填，好送答复"
    )
    against = PlainTextField(
        label="涉及的工作人员工号",
        max_length=120,
        required=False,
        help_text="填了的人看不到这件异议；多人用顿号隔开",
    )
    county_only = TickField(label="反映的是乡镇（街道）人员，交县级办理", required=False)
    signed_paper = UploadField(label="本人写的或签字的纸", required=False)

    def given(self) -> ObjectionGiven:
        """Return what was said."""
        values = self.cleaned_data
        paper = values.get("signed_paper")
        return ObjectionGiven(
            channel=ObjectionChannel(values["channel"]),
            wording=Wording(values["wording"]),
            text=values["text"],
            received_at=values["received_at"],
            name=values["name"] or "",
            contact=values["contact"] or "",
            refusal_note=values["refusal_note"] or "",
            signed_paper=paper.content if paper else b"",
            paper_name=paper.name if paper else "异议.jpg",
            against=tuple((values["against"] or "").translate(SPLIT).split()),
            county_only=bool(values["county_only"]),
        )


class TakeUpForm(SubmitForm):
    """Confirm that a web objection is taken up."""


class RelabelForm(SubmitForm):
    """Say why it is not about the published result."""

    reason = PlainTextField(label="为什么与公示结果无关", max_length=200, rows=2)


class AgreeForm(SubmitForm):
    """Agree as the second person."""

    sure = TickField(label="已看过内容，确与公示结果无关")


class AnswerForm(SubmitForm):
    """What is told to who objected; nothing of the household's figures."""

    text = PlainTextField(
        label="办理情况", max_length=800, rows=4, help_text="不写收入、财产、病情，不写是谁说的"
    )


class DeliveredForm(UploadForm):
    """How the answer reached who objected."""

    way = CodeField(label="怎么送到的", codes=tuple(AnswerWay.choices), style="radio")
    delivered_at = MomentField(label="送到的时间")
    proof = PhotoField(label="签收凭证照片")

    def given(self) -> DeliveredGiven:
        """Return the proof."""
        values = self.cleaned_data
        return DeliveredGiven(
            way=AnswerWay(values["way"]),
            delivered_at=values["delivered_at"],
            proof=values["proof"].content,
            proof_name=values["proof"].name,
        )


class CallForm(SubmitForm):
    """What is to be appraised, when and where."""

    question = PlainTextField(
        label="评议事项", max_length=400, rows=3, help_text="只问看得见、能核实的，不写是谁提的"
    )
    meets_at = MomentField(label="会议时间")
    place = PlainTextField(label="会议地点", max_length=80)

    def given(self) -> CallGiven:
        """Return the call."""
        values = self.cleaned_data
        return CallGiven(
            question=values["question"], meets_at=values["meets_at"], place=values["place"]
        )


class PersonRow(RowForm):
    """One person who came."""

    name = PlainTextField(label="姓名", max_length=40)
    seat = CodeField(label="身份", codes=(("", "请选择"), *Seat.choices))
    staff_number = PlainTextField(label="工号（镇干部填）", max_length=20, required=False)
    statement = PlainTextField(label="发言", max_length=400, required=False)
    ballot = CodeField(
        label="表决",
        codes=(("", "不表决"), *((b.value, b.label) for b in Ballot if b is not Ballot.NONE)),
        required=False,
    )


class MinutesForm(SubmitForm):
    """What the meeting found."""

    also_posted = ("people-", "rows")

    finding = CodeField(label="结论", codes=tuple(Finding.choices), style="radio")
    fact = PlainTextField(
        label="可以核实的事实",
        max_length=400,
        rows=3,
        required=False,
        help_text="认定异议属实的必填；只有意见没有事实的，不改变结果",
    )
    declared_unrelated = TickField(label="到会人员逐一声明与申请家庭没有近亲属关系")

    def given(self, people: tuple[dict[str, Any], ...]) -> MinutesGiven:
        """Return the minutes."""
        values = self.cleaned_data
        return MinutesGiven(
            people=tuple(
                SeatTaken(
                    name=row["name"],
                    seat=Seat(row["seat"]),
                    staff_number=row["staff_number"] or "",
                    statement=row["statement"] or "",
                    ballot=Ballot(row["ballot"] or Ballot.NONE),
                )
                for row in people
            ),
            finding=Finding(values["finding"]),
            fact=values["fact"] or "",
            declared_unrelated=bool(values["declared_unrelated"]),
        )


class ReviewObjectionForm(SubmitForm):
    """Confirm that the review begins."""

    sure = TickField(label="已看过签字的评议记录")
