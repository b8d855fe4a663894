"""What is asked when a power moves down or comes back."""

from __future__ import annotations

from typing import Any

from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    CodesField,
    LegalDateField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.uploads import PhotoField, UploadField, UploadForm
from jiuzhu.registers.organs.enums import DelegationMode, OpenCases, Power

CHOOSE = ("", "请选择")


class PdfField(UploadField):
    """Ask for the document as a PDF."""

    accept = "application/pdf"


class DelegationForm(SubmitForm):
    """One power for one township: the document, the remedy effect, what open cases do."""

    to_organ = CodeField(label="承接的乡镇（街道）", codes=())
    power = CodeField(label="权力事项", codes=(CHOOSE, *Power.choices))
    batch = PlainTextField(label="批次", max_length=20, help_text="例如：第一批")
    document_title = PlainTextField(label="授权文件", max_length=120)
    document_number = PlainTextField(
        label="文号", max_length=40, help_text="照文件写，例如：岱政发〔2020〕9号"
    )
    effective_from = LegalDateField(label="生效日期", help_text="不能早于今天。")
    mode = CodeField(label="文件中的说法", codes=(CHOOSE, *DelegationMode.choices))
    name_on_decision = CodeField(
        label="决定以谁的名义", codes=(), help_text="印章和文书随之：以谁的名义，盖谁的章。"
    )
    respondent = PlainTextField(label="被申请人（被告）", max_length=80)
    reviewing_body = PlainTextField(label="复议机关", max_length=80)
    reviewing_address = PlainTextField(label="复议机关地址", max_length=120)
    court = PlainTextField(label="管辖法院", max_length=80)
    open_cases_at_start = CodeField(
        label="生效前已受理、还没有决定的案件", codes=(CHOOSE, *OpenCases.choices)
    )
    open_cases_at_end = CodeField(
        label="将来收回时，已受理、还没有决定的案件", codes=(CHOOSE, *OpenCases.choices)
    )

    def __init__(
        self,
        *args: Any,
        townships: tuple[tuple[str, str], ...],
        names: tuple[str, ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_organ"].choices = (CHOOSE, *townships)  # type: ignore[attr-defined]
        chosen = ((name, name) for name in names)
        self.fields["name_on_decision"].choices = (CHOOSE, *chosen)  # type: ignore[attr-defined]


class PaperForm(UploadForm):
    """The authorising document itself."""

    file = PdfField(label="授权文件原文（PDF）")


class ConfirmForm(SubmitForm):
    """Nothing to fill in: one act, confirmed."""


class ActivateForm(SubmitForm):
    """The second officer has read the document and confirms the remedy effect."""

    compared = TickField(label="我已对照授权文件，核对事项、日期和救济途径")


class WithdrawForm(SubmitForm):
    """From when the power is taken back, why, by which document."""

    effective_to = LegalDateField(label="收回日期", help_text="从这一天起不能再审批；可以是今天。")
    ground = PlainTextField(label="收回原因", max_length=200, rows=2)
    document = PlainTextField(label="依据的文件和文号", max_length=120)


class TrainingForm(SubmitForm):
    """One class that people of a township attended."""

    topic = PlainTextField(label="培训内容", max_length=80)
    attended_on = LegalDateField(label="培训日期", past=True)
    officers = CodesField(label="参加人员", codes=())

    def __init__(self, *args: Any, people: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officers"].choices = people  # type: ignore[attr-defined]


class SealForm(UploadForm):
    """The seal of a township with a scan of its print."""

    name = PlainTextField(label="印章名称", max_length=80, help_text="照印文写。")
    effective_from = LegalDateField(label="启用日期")
    file = PhotoField(label="印模扫描件（JPG 或 PNG）")
