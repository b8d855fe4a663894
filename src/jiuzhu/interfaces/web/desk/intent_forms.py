"""Forms of the first sitting: the wish for help, signatures, links, withdrawals."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

from django import forms

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.intents.enums import Capacity, Channel
from jiuzhu.casework.verification.enums import Source
from jiuzhu.casework.workspace.queries import MemberLine
from jiuzhu.infra.storage import kind_of
from jiuzhu.interfaces.web.acts.case_page import CaseForm
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    CodesField,
    IdentityNumberField,
    LegalDateField,
    PaperReasonField,
    PersonNameField,
    PhoneField,
    PlainTextField,
    SubmitForm,
    TickField,
    accept_number_of_paper,
)
from jiuzhu.interfaces.web.parts.language import later, phrase
from jiuzhu.interfaces.web.parts.rows import RowForm
from jiuzhu.interfaces.web.parts.uploads import KeepsUploads, UploadField
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.households.enums import Relation

MOST_PEOPLE = 20
SEXES = (("", "请选择"), ("MALE", "男"), ("FEMALE", "女"))
SIZES = (("", "请选择"), *((str(n), later("%(n)s人", n=n)) for n in range(1, MOST_PEOPLE + 1)))
CATEGORIES = (("RURAL", "农村"), ("URBAN", "城市"))
SCHEMES = (
    (Scheme.DIBAO.value, "最低生活保障（按户）"),
    (Scheme.TEKUN.value, "特困人员救助供养（按本人）"),
    (Scheme.TEMPORARY.value, "支出型临时救助（按户，一次性）"),
)
CHANNELS = (
    (Channel.COUNTER.value, "本人到窗口"),
    (Channel.VILLAGE.value, "村（居）协理员代办"),
    (Channel.PHONE.value, "电话"),
    (Channel.PAPER.value, "书面来信"),
)
CAPACITIES = (
    (Capacity.SELF.value, "本人签"),
    (Capacity.GUARDIAN.value, "监护人签"),
    (Capacity.VILLAGE_GUARDIAN.value, "村（居）委会或民政部门签（没有监护人的）"),
)
CHILDREN = frozenset({Relation.SON.label, Relation.DAUGHTER.label})
PICTURE = "data:image/png;base64,"
PARENT_GROUND = "父母，民法典第27条"


class IntentForm(SubmitForm):
    """What the window writes down in the first minutes."""

    scheme = CodeField(
        label="想办什么", codes=SCHEMES, style="radio", initial=Scheme.DIBAO.value, required=False
    )
    name = PersonNameField(label="申请人姓名", help_text="按证件填写，生僻字可以粘贴")
    identity_number = IdentityNumberField(
        label="证件号码", required=False, help_text="没有证件的留空，填写下面的性别和出生日期"
    )
    paper_reason = PaperReasonField(
        help_text="号码校验不符、或已登记在别人名下，但证件上确实如此的，写明看过什么证件、为什么"
    )
    sex = CodeField(label="性别", codes=SEXES, required=False)
    born_on = LegalDateField(label="出生日期", past=True, required=False)
    phone = PhoneField(label="联系电话", required=False)
    village = CodeField(label="居住的村（居）", codes=())
    household_size = CodeField(label="家里几口人", codes=SIZES, required=False)
    category = CodeField(label="城乡类别", codes=CATEGORIES, style="radio", initial="RURAL")
    category_ground = PlainTextField(
        label="类别依据", max_length=120, help_text="例如：有承包地；居住在社区，无承包地"
    )
    need = PlainTextField(
        label="困难情况",
        max_length=500,
        rows=3,
        no_forbidden_proofs=True,
        help_text="用他自己的话记：出了什么事，缺什么",
    )
    channel = CodeField(
        label="怎么来的", codes=CHANNELS, style="radio", initial=Channel.COUNTER.value
    )
    proxy_name = PersonNameField(label="代办人姓名", required=False)
    proxy_relation = PlainTextField(label="与申请人关系", required=False, max_length=30)
    by_organisation = TickField(
        label="本人没有能力提出，由村（居）或乡镇主动办理（只用于特困）", required=False
    )
    initiative_ground = PlainTextField(
        label="主动办理的理由",
        required=False,
        max_length=200,
        help_text="本人为什么不能提出，谁发现的。例如：无民事行为能力，没有监护人，村委会走访发现",
    )
    identity_checked = TickField(label="已核验本人证件；没有证件的，已当面核实身份")
    purpose_told = TickField(label="已向本人念过上面的告知内容")

    def clean(self) -> dict[str, Any] | None:
        """Ask for sex and birthday where there is no number, and for a proxy's relation."""
        cleaned = super().clean() or {}
        accept_number_of_paper(self)
        has_number = cleaned.get("identity_number") or "identity_number" in self.errors
        if not has_number:
            for name in ("sex", "born_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _missing("没有证件号码的，请填写这一项。"))
        if cleaned.get("proxy_name") and not cleaned.get("proxy_relation"):
            self.add_error("proxy_relation", _missing("请填写代办人与申请人的关系。"))
        return cleaned


class DrawingField(forms.CharField):
    """Take what was drawn on the pad: a picture as text; the value is its bytes, or nothing."""

    widget = forms.HiddenInput
    LARGEST = 400_000

    def to_python(self, value: Any) -> Any:
        """Read the picture.

        Raises ValidationError for what is none, or none of a pad.
        """
        if not value:
            return b""
        wrong = forms.ValidationError(
            "签名图片没有收到或已损坏。请清除后重签，或改用纸质签字后扫描。", code="drawing.broken"
        )
        text = str(value).removeprefix(PICTURE)
        if text == value or len(text) > self.LARGEST:
            raise wrong
        try:
            content = base64.b64decode(text, validate=True)
            if kind_of(content) != "image/png":
                raise wrong
        except (ValueError, Refused):
            raise wrong from None
        return content

    def prepare_value(self, value: Any) -> Any:
        """Give the picture back as it was posted, so that nobody signs twice."""
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether something was drawn."""
        return bool(data)


class SignForm(CaseForm):
    """How the people of one sitting sign."""

    also_posted = ("sign-",)

    way = CodeField(
        label="怎么签的",
        style="radio",
        codes=(
            (Channel.COUNTER.value, "在窗口当面阅读、当面签（签名板或纸质）"),
            (Channel.PAPER.value, "纸质签字，上传扫描件或照片"),
            (Channel.VILLAGE.value, "在村（居）签，协理员带回"),
        ),
    )
    sources = CodesField(label="授权查询哪些项目", codes=tuple(Source.choices))
    statement = TickField(
        label="成年人已在诚信声明和预填的申请表上签名（一次办完）", required=False
    )


class SignerRow(KeepsUploads, RowForm):
    """One person who signs now."""

    signs = TickField(label="现在签", required=False)
    capacity = CodeField(label="签署身份", codes=CAPACITIES)
    signer_name = PersonNameField(label="签署人姓名")
    signer_ground = PlainTextField(
        label="监护依据", max_length=120, required=False, help_text="监护人签的必填"
    )
    scan = UploadField(label="扫描件或照片", required=False, help_text="纸质签字的，必须上传")
    drawing = DrawingField(label="签名板", required=False)

    @property
    def is_blank(self) -> bool:
        """Who does not sign now does not count, whatever stands beside."""
        return not self["signs"].value()

    def clean(self) -> dict[str, Any] | None:
        """Ask a guardian for the ground (民法典 art. 27–34)."""
        cleaned = super().clean() or {}
        by_guardian = cleaned.get("capacity") not in {"", None, Capacity.SELF.value}
        if by_guardian and not cleaned.get("signer_ground"):
            self.add_error(
                "signer_ground",
                _missing(
                    phrase(
                        "监护人签的，请写明依据，例如“%(parent_ground)s”。",
                        parent_ground=PARENT_GROUND,
                    )
                ),
            )
        return cleaned


class LinkForm(CaseForm):
    """Where the link and the code go."""

    phone = PhoneField(label="他本人的手机", mobile_only=True)


class WithdrawForm(CaseForm):
    """Why a mandate is taken back."""

    reason = PlainTextField(label="撤回的原因", max_length=120, help_text="例如：本人要求")


def signer_rows(
    request_data: Any, files: Any, people: tuple[MemberLine, ...], applicant: str, on: date
) -> tuple[tuple[MemberLine, SignerRow], ...]:
    """Return one row for each person who has not signed, filled in as far as it is plain."""
    return tuple(
        (
            one,
            SignerRow(
                request_data,
                files,
                prefix=f"sign-{one.person_id}",
                initial=_initial(one, applicant),
                on=on,
            ),
        )
        for one in people
    )


def _initial(one: MemberLine, applicant: str) -> dict[str, Any]:
    if not one.is_minor:
        return {"signs": not one.is_obligor, "capacity": "SELF", "signer_name": one.name}
    ground = PARENT_GROUND if one.relation in CHILDREN else ""
    return {
        "signs": True,
        "capacity": "GUARDIAN",
        "signer_name": applicant,
        "signer_ground": ground,
    }


def _missing(sentence: str) -> forms.ValidationError:
    return forms.ValidationError(sentence, code="required")
