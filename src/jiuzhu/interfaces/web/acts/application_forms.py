"""Forms of the application stage."""

from __future__ import annotations

from typing import Any

from jiuzhu.casework.applications.enums import Confirmation
from jiuzhu.casework.applications.services.receive_supplement import ReceiptGiven
from jiuzhu.casework.applications.services.write_application import ApplicationGiven, ProxyGiven
from jiuzhu.casework.cases.models import Case
from jiuzhu.infra.actor import Actor
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    CodesField,
    IdentityNumberField,
    PersonNameField,
    PhoneField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.moments import MomentField
from jiuzhu.interfaces.web.parts.rows import RowForm
from jiuzhu.interfaces.web.parts.uploads import UploadField, UploadForm
from jiuzhu.policy.materials import Material
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Officer

TEXT = 200
PROXY = ("proxy_relation", "proxy_identity", "proxy_phone", "proxy_reason", "mandate")


class ApplyForm(UploadForm):
    """Confirm the pre-filled application; a proxy brings a written mandate."""

    confirmation = CodeField(label="怎样确认", codes=(), style="radio")
    confirmed_by_name = PersonNameField(label="确认人姓名")
    note = PlainTextField(label="确认情况", max_length=120, required=False)
    proxy_name = PersonNameField(
        label="代办人姓名", required=False, help_text="本人确认的，下面各项都不用填。"
    )
    proxy_relation = PlainTextField(label="代办人与申请人关系", max_length=30, required=False)
    proxy_identity = IdentityNumberField(label="代办人证件号码", required=False)
    proxy_phone = PhoneField(label="代办人电话", required=False)
    proxy_reason = PlainTextField(label="委托原因", max_length=120, required=False)
    mandate = UploadField(label="委托书（拍照或扫描）", required=False)

    def __init__(self, *args: Any, actor: Actor, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = (
            (Confirmation.ASSISTANT,)
            if actor.organ_kind == OrganKind.VILLAGE
            else (Confirmation.READ_BACK, Confirmation.COUNTER)
        )
        confirmation = self.fields["confirmation"]
        confirmation.choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
        self.fields["confirmed_by_name"].initial = case.applicant.name
        if len(ways) == 1:
            confirmation.initial = ways[0].value

    def clean(self) -> dict[str, Any] | None:
        """Ask for the rest of the proxy where one thing about a proxy was given."""
        cleaned = super().clean()
        values = self.cleaned_data
        if not values.get("proxy_name"):
            if any(values.get(name) for name in PROXY):
                self.add_error("proxy_name", "填写了代办内容的，请填写代办人姓名。")
        elif not values.get("proxy_relation"):
            self.add_error("proxy_relation", "由他人代办的，请填写与申请人的关系。")
        return cleaned

    def given(self) -> ApplicationGiven:
        """Return what was confirmed, how and by whom."""
        values = self.cleaned_data
        return ApplicationGiven(
            confirmation=Confirmation(values["confirmation"]),
            confirmed_by_name=values["confirmed_by_name"],
            proxy=self._proxy(values) if values["proxy_name"] else None,
            note=values["note"] or "",
        )

    @staticmethod
    def _proxy(values: dict[str, Any]) -> ProxyGiven:
        mandate, identity, phone = (
            values["mandate"],
            values["proxy_identity"],
            values["proxy_phone"],
        )
        return ProxyGiven(
            name=values["proxy_name"],
            relation=values["proxy_relation"] or "",
            mandate=b"" if mandate is None else mandate.content,
            mandate_name="委托申请书" if mandate is None else mandate.name,
            identity_number="" if identity is None else identity.number,
            phone="" if phone is None else phone.number,
            reason=values["proxy_reason"] or "本人行动不便",
        )


class SupplementForm(SubmitForm):
    """Ask once; what is asked for stands in the table."""

    also_posted = ("gaps-", "rows")


class GapRow(RowForm):
    """Name one missing paper of the list of this case, why it is needed and how to give it."""

    code = CodeField(label="缺的材料（只能从本案清单选）", codes=())
    why = PlainTextField(label="为什么还需要", max_length=TEXT, no_forbidden_proofs=True)
    how = PlainTextField(label="怎样提供", max_length=TEXT, no_forbidden_proofs=True)

    @classmethod
    def of(cls, materials: tuple[Material, ...]) -> type[GapRow]:
        """Return the row with the papers of one case to choose from."""
        codes = (("", "请选择"), *((item.code, item.name) for item in materials))

        class Row(cls):  # type: ignore[valid-type, misc]
            code = CodeField(label="缺的材料（只能从本案清单选）", codes=codes)

        return Row


class ReceiveForm(SubmitForm):
    """Say what came in and when."""

    codes = CodesField(label="收到的材料", codes=(), required=False)
    received_at = MomentField(label="收到时间")
    in_person = TickField(label="群众专门跑了一趟来送", required=False)

    def __init__(self, *args: Any, items: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = list(items)  # type: ignore[attr-defined]

    def given(self) -> ReceiptGiven:
        """Return what came in."""
        values = self.cleaned_data
        return ReceiptGiven(
            codes=tuple(values["codes"]),
            received_at=values["received_at"],
            in_person=values["in_person"],
        )


class LapseForm(SubmitForm):
    """Confirm that nothing came."""

    sure = TickField(label="已核对：期限内没有收到补正材料，也没有收到延期请求")


class RenewForm(SubmitForm):
    """Confirm that the family was told why it signs again."""

    told = TickField(label="已告诉家庭：报告过期，须重新签署授权，申请权利不受影响")


class ResumeForm(SubmitForm):
    """Confirm that the file goes on."""

    sure = TickField(label="已看过新报告的结论，继续办理")


class AcceptForm(SubmitForm):
    """Tick what was seen in the original."""

    also_posted = ("kin-", "rows")

    originals = CodesField(
        label="今天当面看过原件、收到承诺的（不留复印件）", codes=(), required=False
    )

    def __init__(self, *args: Any, seen: tuple[Material, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if seen:
            self.fields["originals"].choices = [(m.code, m.name) for m in seen]  # type: ignore[attr-defined]
        else:
            self.fields["originals"].choices = []  # type: ignore[attr-defined]
            self.fields["originals"].help_text = "本案没有需要当面核验的材料。"


class KinRow(RowForm):
    """Name one official whom the family's statement names."""

    officer = CodeField(label="工作人员", codes=())
    relation = PlainTextField(label="关系", max_length=30)

    @classmethod
    def of(cls, officers: tuple[tuple[Officer, str], ...]) -> type[KinRow]:
        """Return the row with the officials of these offices to choose from."""
        codes = (
            ("", "请选择"),
            *(
                (str(officer.pk), phrase("%(name)s（%(where)s）", name=officer.name, where=where))
                for officer, where in officers
            ),
        )

        class Row(cls):  # type: ignore[valid-type, misc]
            officer = CodeField(label="工作人员", codes=codes)

        return Row


class WithdrawForm(SubmitForm):
    """Say whose wish it is and how it is proved."""

    wished_by_name = PersonNameField(label="提出撤回的人（须是申请人本人）")
    proof = PlainTextField(
        label="怎样证明是本人意愿", max_length=120, help_text="例如：本人签字；电话录音；见证人姓名"
    )
    reason = PlainTextField(label="原因", max_length=TEXT, rows=3, required=False)
