"""How a notice was served, as desk and village phone write it down."""

from __future__ import annotations

from jiuzhu.casework.documents.enums import DeliveryMethod
from jiuzhu.casework.documents.services.record_delivery import DeliveryGiven
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    PersonNameField,
    PlainTextField,
    TickField,
)
from jiuzhu.interfaces.web.parts.moments import MomentField
from jiuzhu.interfaces.web.parts.uploads import UploadField, UploadForm

WAYS = {
    DeliveryMethod.DIRECT: "直接送达：当面交给本人或同住的成年家属",
    DeliveryMethod.LEFT: "留置送达：拒收的，留在家里，两人见证或拍照",
    DeliveryMethod.POST: "邮寄送达：凭邮寄回执",
    DeliveryMethod.ELECTRONIC: "电子送达：本人书面同意的",
    DeliveryMethod.VILLAGE: "村（居）代表见证送达",
}
REPRESENTATIVES = (("", "本人或同住的成年家属"), ("监护人", "监护人"), ("代办人", "代办人"))
SPLIT = str.maketrans({"，": "、", ",": "、", "；": "、", ";": "、", " ": "、", "\u3000": "、"})


class DeliverForm(UploadForm):
    """Say how, when, where and to whom a notice was served."""

    method = CodeField(label="送达方式", style="radio", codes=tuple(WAYS.items()))
    recipient = PersonNameField(label="签收人")
    relation = CodeField(label="签收人身份", codes=REPRESENTATIVES, required=False)
    place = PlainTextField(label="送达地点", max_length=120)
    delivered_at = MomentField(label="送达时间", help_text="期限从这一天起算，按送达回证填写")
    collected = TickField(label="群众到窗口领取的", required=False)
    witnesses = PlainTextField(
        label="见证人",
        max_length=120,
        required=False,
        help_text="留置送达两名，村（居）代表见证的写代表姓名；多人用顿号隔开",
    )
    refusal_reason = PlainTextField(label="拒收的理由和情形", max_length=200, required=False)
    evidence = UploadField(label="凭证（照片、邮寄回执、同意书、委托或监护凭证）", required=False)

    def given(self) -> DeliveryGiven:
        """Return what the server of the notice reports."""
        values = self.cleaned_data
        evidence = values["evidence"]
        names = (values["witnesses"] or "").translate(SPLIT).split("、")
        return DeliveryGiven(
            method=DeliveryMethod(values["method"]),
            recipient=values["recipient"],
            place=values["place"],
            delivered_at=values["delivered_at"],
            relation=values["relation"] or "",
            witnesses=tuple(name for name in names if name),
            refusal_reason=values["refusal_reason"] or "",
            evidence=b"" if evidence is None else evidence.content,
            evidence_name="送达凭证" if evidence is None else evidence.name,
            collected=values.get("collected", False),
        )
