"""Forms of urgent relief, shared by the desk and the village phone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings

from jiuzhu.casework.relief.enums import LateCause, ReliefForm, ReportSource
from jiuzhu.casework.relief.services.complete_relief import FactsGiven
from jiuzhu.casework.relief.services.deny_relief import DenialGiven
from jiuzhu.casework.relief.services.give_relief import ReliefGiven
from jiuzhu.casework.relief.services.report_emergency import EmergencyGiven
from jiuzhu.casework.relief.services.settle_person import IdentityGiven
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    IdentityNumberField,
    PersonNameField,
    PhoneField,
    PlainTextField,
    SubmitForm,
    TickField,
    YuanField,
)
from jiuzhu.interfaces.web.parts.moments import MomentField
from jiuzhu.policy.urgent_relief import urgent_causes
from jiuzhu.registers.law.queries import pack_in_force

NOT_YET = "NOT_YET"
LATE = (("", "没有超时"), *LateCause.choices)
DESK_FORMS = (*ReliefForm.choices, (NOT_YET, "还没有救助，先登记"))
PHONE_FORMS = (
    (NOT_YET, "还没有救助，报镇里"),
    (ReliefForm.ADVANCE.value, "村里先垫了钱"),
    (ReliefForm.GOODS.value, "村里先给了东西"),
)


class HandedOverForm(SubmitForm):
    """What was handed over; what is rarely asked stands below, folded."""

    FOLDED: ClassVar[tuple[str, ...]] = (
        "given_to",
        "witness",
        "relieved_at",
        "late_cause",
        "county_word",
    )

    form = CodeField(label="怎么救助", codes=DESK_FORMS, style="radio")
    amount = YuanField(label="救助金额", required=False, help_text="实物按价值折算")
    given_to = PlainTextField(label="给了什么，付给哪家医院", required=False, max_length=120)
    witness = PersonNameField(label="在场的第二人", required=False)
    relieved_at = MomentField(label="救助时间", required=False, help_text="不填就是现在")
    late_cause = CodeField(label="超过24小时的原因", codes=LATE, required=False)
    county_word = PlainTextField(
        label="县级同意的情况",
        required=False,
        max_length=120,
        help_text="金额到了县级审批数、或同一件事再次救助的：谁、几点、怎么同意的",
    )

    def clean(self) -> dict[str, Any] | None:
        """Ask for the amount where something was given."""
        cleaned = super().clean() or {}
        gives = cleaned.get("form") not in {"", None, NOT_YET}
        if gives and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", "请填写救助金额；实物按价值折算。")
        return cleaned

    @property
    def is_unfolded(self) -> bool:
        """Tell whether something in the folded part was typed or is wrong."""
        return any(self[name].value() or name in self.errors for name in self.FOLDED)

    def relief(self, at: datetime) -> ReliefGiven | None:
        """Return what was handed over; None where nothing was yet."""
        values = self.cleaned_data
        if values["form"] == NOT_YET:
            return None
        return ReliefGiven(
            form=ReliefForm(values["form"]),
            amount_fen=values["amount"],
            relieved_at=values.get("relieved_at") or at,
            given_to=values.get("given_to") or "",
            witness=values.get("witness") or "",
            late_cause=values.get("late_cause") or "",
            county_word=values.get("county_word") or "",
        )


class UrgentForm(HandedOverForm):
    """One screen for an emergency: what happened, to whom, what was given."""

    FOLDED: ClassVar[tuple[str, ...]] = (
        "phone",
        "is_other",
        *HandedOverForm.FOLDED,
    )

    field_order = (
        "village",
        "cause",
        "happened",
        "name",
        "seen_as",
        "identity_number",
        "learned_at",
        "form",
        "amount",
    )

    village = CodeField(label="急难发生在哪个村（居）", codes=())
    cause = CodeField(label="出了什么事", codes=(), style="radio")
    happened = PlainTextField(
        label="一句话说明", max_length=200, help_text="例如：夜里灶间起火，没有地方住"
    )
    name = PersonNameField(label="姓名", required=False)
    seen_as = PlainTextField(
        label="问不到姓名的，怎么认出来",
        required=False,
        max_length=120,
        help_text="例如：老人，约七十岁，穿蓝棉袄",
    )
    identity_number = IdentityNumberField(
        label="证件号码", required=False, help_text="没有带、说不出的先空着，以后补登"
    )
    learned_at = MomentField(label="什么时候得知的", help_text="24小时从这时算起，夜里、节假日都算")
    phone = PhoneField(label="联系电话", required=False)
    is_other = TickField(label="是另一个人或另一件事（已和登记过的核对）", required=False)

    def choose(self, villages: tuple[tuple[str, str], ...], at: datetime, on: Any) -> None:
        """Fill in what can be chosen here, and the moment of now."""
        places = villages if len(villages) == 1 else (("", "请选择"), *villages)
        self.fields["village"].choices = list(places)  # type: ignore[attr-defined]
        self.fields["cause"].choices = list(urgent_causes(pack_in_force(), on))  # type: ignore[attr-defined]
        self.fields["learned_at"].initial = at
        if len(villages) == 1:
            self.fields["village"].initial = villages[0][0]
            self.fields["village"].widget = forms.HiddenInput()

    def emergency(self, source: ReportSource) -> EmergencyGiven:
        """Return what is known of the emergency."""
        values = self.cleaned_data
        number, phone = values["identity_number"], values["phone"]
        return EmergencyGiven(
            village_code=values["village"],
            cause=values["cause"],
            happened=values["happened"],
            learned_at=values["learned_at"],
            name=values["name"] or "",
            identity_number="" if number is None else number.number,
            seen_as=values["seen_as"] or "",
            phone="" if phone is None else phone.number,
            source=source,
            claimed_amount_fen=values["amount"],
            is_other=values["is_other"],
            is_test=settings.JIUZHU_DEMO,
        )


class PhoneUrgentForm(UrgentForm):
    """The same on a phone: six things to see, the rest folded."""

    FOLDED: ClassVar[tuple[str, ...]] = (
        "identity_number",
        "learned_at",
        "given_to",
        "witness",
        "phone",
        "is_other",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("relieved_at", "late_cause", "county_word"):
            del self.fields[name]
        self.fields["form"].choices = list(PHONE_FORMS)  # type: ignore[attr-defined]

    @property
    def is_unfolded(self) -> bool:
        """Tell whether something in the folded part was typed or is wrong; the moment always is."""
        return any(
            name in self.errors or (name != "learned_at" and self[name].value())
            for name in self.FOLDED
        )


class GiveForm(HandedOverForm):
    """Give relief for an emergency that was reported before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = list(ReliefForm.choices)  # type: ignore[attr-defined]


class FactsForm(SubmitForm):
    """What was found on the spot."""

    facts = PlainTextField(
        label="核实情况",
        max_length=400,
        rows=4,
        no_forbidden_proofs=True,
        help_text="谁、什么时候到现场，看到什么，谁证明，和报告的是否一致",
    )
    unknown_reason = PlainTextField(
        label="身份查不明的原因",
        required=False,
        max_length=120,
        help_text="例如：派出所查无此人，已送救助管理站。查明了的，用“补登身份”",
    )

    def given(self) -> FactsGiven:
        """Return what was found."""
        return FactsGiven(
            facts=self.cleaned_data["facts"],
            unknown_reason=self.cleaned_data.get("unknown_reason") or "",
        )


class PersonForm(SubmitForm):
    """Who was helped."""

    name = PersonNameField(label="姓名")
    identity_number = IdentityNumberField(label="证件号码")

    def given(self) -> IdentityGiven:
        """Return the name and the number."""
        return IdentityGiven(
            name=self.cleaned_data["name"],
            identity_number=self.cleaned_data["identity_number"].number,
        )


class CompleteForm(SubmitForm):
    """Confirm that the papers are complete."""

    sure = TickField(label="已看过登记单、收条和核实情况，同意补办")


class AnswerForm(SubmitForm):
    """Take a report up."""

    sure = TickField(label="由我办，24小时内把救助送到")


class DenialForm(SubmitForm):
    """What was found to be false."""

    facts = PlainTextField(label="不实的事实", max_length=400, rows=4)
    basis = PlainTextField(
        label="依据", max_length=120, help_text="例如：社会救助暂行办法第六十八条"
    )

    def given(self) -> DenialGiven:
        """Return what was found and on what it rests."""
        return DenialGiven(facts=self.cleaned_data["facts"], basis=self.cleaned_data["basis"])


class EscalateForm(SubmitForm):
    """Why relief is not enough."""

    reason = PlainTextField(
        label="为什么还不够，转哪一种", max_length=200, help_text="例如：住院费用大，转支出型"
    )
