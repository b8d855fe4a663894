"""Forms of publicity, shared by the township's desk and the assistant's phone."""

from __future__ import annotations

from typing import Any

from jiuzhu.casework.publicity.services.make_notice import SheetGiven
from jiuzhu.casework.publicity.services.post_notice import PostingGiven
from jiuzhu.casework.publicity.services.take_down_notice import TakingDownGiven
from jiuzhu.interfaces.web.acts.finding_forms import CountField
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    LegalDateField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.moments import MomentField
from jiuzhu.interfaces.web.parts.uploads import PhotoField, UploadForm

BOARD = "村（居）民委员会公示栏"


class SheetForm(SubmitForm):
    """When the sheet will be put up, and whether the household is not named."""

    planned_on = LegalDateField(
        label="计划张贴日", help_text="公示单上印的起止日期按这一天计算，张贴当日不算"
    )
    exempted_by = CodeField(
        label="依规定不公开姓名的，谁批准", codes=(("", "公开姓名"),), required=False
    )

    def __init__(self, *args: Any, deciders: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exempted_by"].choices = [("", "公开姓名"), *deciders]  # type: ignore[attr-defined]

    def given(self) -> SheetGiven:
        """Return the plan."""
        values = self.cleaned_data
        return SheetGiven(planned_on=values["planned_on"], exempted_by=values["exempted_by"] or "")


class RenewForm(SubmitForm):
    """The new day of the plan."""

    planned_on = LegalDateField(label="新的张贴日")


class PostForm(UploadForm):
    """The photo of the board with the sheet on it, and where the board is."""

    photo = PhotoField(label="公示栏照片", help_text="照片里要看得清公示单")
    place = PlainTextField(label="贴在哪里", max_length=80, initial=BOARD)
    posted_at = MomentField(label="张贴时间")

    def given(self) -> PostingGiven:
        """Return what was posted."""
        values = self.cleaned_data
        return PostingGiven(
            photo=values["photo"].content,
            place=values["place"],
            photo_name=values["photo"].name,
            posted_at=values["posted_at"],
        )


class TakeDownForm(UploadForm):
    """The photo of the sheet still hanging, and the objections that came."""

    photo = PhotoField(label="撤下前的照片", help_text="拍下公示单还贴着的样子，再撤下")
    objections = CountField(label="公示期间收到几件异议", initial=0)

    def given(self) -> TakingDownGiven:
        """Return what was seen."""
        values = self.cleaned_data
        return TakingDownGiven(
            photo=values["photo"].content,
            photo_name=values["photo"].name,
            objections=values["objections"],
        )


class EnterForm(SubmitForm):
    """Confirm that the case enters payment."""

    sure = TickField(label="已核对公示证明和收款账户")
