"""Forms of a change of the law."""

from __future__ import annotations

from typing import Any

from jiuzhu.interfaces.web.desk.law_parts import (
    every_series,
    series_name,
)
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    LegalDateField,
    PlainTextField,
    SubmitForm,
    TickField,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.uploads import UploadField, UploadForm
from jiuzhu.policy.values import UNIT_LABELS
from jiuzhu.registers.law.queries import pack_in_force


class PdfField(UploadField):
    """Ask for the document as a PDF."""

    accept = "application/pdf"


class ChangeForm(SubmitForm):
    """Name the document that changes the law."""

    title = PlainTextField(label="变更名称", max_length=120, help_text="例如：提高2021年低保标准")
    number = PlainTextField(
        label="文号", max_length=80, help_text="照文件写，例如：泰民发〔2021〕9号"
    )
    issued_on = LegalDateField(label="发文日期", past=True)


class ValueForm(SubmitForm):
    """One value that the document fixes."""

    parameter = CodeField(label="参数", codes=())
    value = PlainTextField(
        label="新的数值",
        max_length=400,
        rows=2,
        help_text="金额以元为单位，如 719.00；是否类填“是”或“否”；清单一行一项。",
    )
    effective_from = LegalDateField(
        label="生效日期", help_text="可以早于今天：如四月发文、一月起执行。"
    )
    effective_to = LegalDateField(label="失效日期（这一天起不再执行）", required=False)
    article = PlainTextField(label="文件中的条款", max_length=80, help_text="例如：第一条")
    replaces = TickField(label="更正原登记：同一天起的数值登记错了", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = every_series(pack_in_force())
        self.fields["parameter"].choices = (  # type: ignore[attr-defined]
            ("", "请选择"),
            *(
                (
                    code,
                    phrase(
                        "%(name)s（%(unit)s）",
                        name=series_name(one),
                        unit=phrase(UNIT_LABELS[one.unit]),
                    ),
                )
                for code, one in known.items()
            ),
        )


class PaperForm(UploadForm):
    """The document itself."""

    file = PdfField(label="文件原文（PDF）")


class ReasonForm(SubmitForm):
    """Why a change is given up."""

    reason = PlainTextField(label="撤回原因", max_length=200, rows=2)


class ConfirmForm(SubmitForm):
    """Nothing to fill in: one act, confirmed."""


class ActivateForm(SubmitForm):
    """The second officer has compared every value with the paper."""

    compared = TickField(label="我已对照文件原文，逐项核对数值、日期和条款")
