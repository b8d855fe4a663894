"""Forms of verification: most are a single binding button with its reason."""

from __future__ import annotations

from typing import Any

from django import forms

from jiuzhu.interfaces.web.parts.forms import CodeField, PlainTextField, SubmitForm, TickField

OTHER = "OTHER"
PURPOSES = (
    ("ASSESS", "办理本户的调查、审核、审批"),
    ("EXPLAIN", "向本户说明核对结果"),
    ("OBJECTION", "处理本户对核对结果的异议"),
    ("REVIEW", "本户的定期复核"),
    (OTHER, "其他（写在下面）"),
)
SHORTEST = 4


class FileForm(SubmitForm):
    """File a request."""

    confirm = TickField(label="名单、授权和诚信声明已逐项核对，本人与该户没有近亲属关系")


class AcceptForm(SubmitForm):
    """Accept a request."""

    confirm = TickField(label="授权书已看，同意接收")


class AskForm(SubmitForm):
    """Ask the departments."""

    confirm = TickField(label="确为办理本案需要，向上列部门查询")


class ReturnForm(SubmitForm):
    """Return a request."""

    reason = PlainTextField(
        label="退回的原因",
        max_length=180,
        rows=2,
        no_forbidden_proofs=True,
        help_text="写清缺什么、怎么补，例如：缺配偶的授权书，请补签后再提请",
    )


class ReleaseForm(SubmitForm):
    """Release a report."""

    mark_unanswered = TickField(label="没有答复的项目注明“未答复”，不再等", required=False)
    confirm = TickField(label="结论和各项结果已看，现在出具报告")


class PurposeForm(SubmitForm):
    """Say what a report is opened for."""

    kind = CodeField(label="查看的用途", codes=PURPOSES, style="radio")
    text = PlainTextField(
        label="补充说明", required=False, max_length=120, help_text="选“其他”的必填，至少4个字"
    )

    def clean(self) -> dict[str, Any] | None:
        """Ask for words where the purpose is not on the list."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == OTHER and len(cleaned.get("text") or "") < SHORTEST:
            self.add_error(
                "text", forms.ValidationError("请写明用途，至少4个字。", code="report.purpose")
            )
        return cleaned

    @property
    def purpose(self) -> str:
        """Return the purpose in words, as it is kept."""
        label = (
            "" if self.cleaned_data["kind"] == OTHER else dict(PURPOSES)[self.cleaned_data["kind"]]
        )
        text = self.cleaned_data["text"] or ""
        return "：".join(part for part in (label, text) if part)


class InviteForm(SubmitForm):
    """Invite to apply."""

    confirm = TickField(label="已看过结论，现在出具告知书并通知本人")


class DraftForm(SubmitForm):
    """Draft the reasons; a draft binds nothing before a second officer has read it."""


class CheckForm(SubmitForm):
    """Check the reasons; who may tell them as well does both in one go."""

    confirm = TickField(label="每条理由都有依据，语言通俗，没有泄露他人情况")
    tell = TickField(
        label="复核通过后同时出具告知书；送达时当面说明本人可以坚持申请",
        required=False,
        initial=True,
    )


class ExplainForm(SubmitForm):
    """Tell the reasons."""

    confirm = TickField(label="现在出具告知书；送达时当面说明本人可以坚持申请")
