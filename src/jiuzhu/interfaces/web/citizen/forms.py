"""Forms of the citizen counter: few fields, one thing at a time."""

from __future__ import annotations

import unicodedata

from jiuzhu.casework.cases.services.follow_case import read_progress_code
from jiuzhu.interfaces.web.parts.codes import CodeDigitsField
from jiuzhu.interfaces.web.parts.forms import (
    KernelField,
    PageForm,
    PhoneField,
    Read,
    SubmitForm,
    TickField,
)
from jiuzhu.kernel.errors import Refused

LAST_FOUR = 4


class LastFourField(KernelField):
    """Ask for the last four characters of the identity number."""

    width = "short"

    def read(self, text: str) -> Read:
        """Read three digits and a digit or X; full-width signs and blanks do not matter."""
        end = "".join(unicodedata.normalize("NFKC", text).upper().split())
        is_end = end[:-1].isdigit() and (end[-1:].isdigit() or end[-1:] == "X")
        if len(end) != LAST_FOUR or not end.isascii() or not is_end:
            raise Refused("identity.last_four", "请填写身份证号码最后4位，末位是X的写X。")
        return Read(end)


class ProgressCodeField(KernelField):
    """Ask for the code on the slip."""

    width = "medium"

    def read(self, text: str) -> Read:
        """Read eight letters and digits, however they were typed."""
        return Read(read_progress_code(text))


class FollowForm(PageForm):
    """The code on the slip, and the end of the applicant's identity number."""

    code = ProgressCodeField(label="查询码", help_text="印在回执上，例如 7K3M-92QD")
    last_four = LastFourField(label="申请人身份证号码最后4位", help_text="末位是X的写X")


class PhoneForm(PageForm):
    """The telephone to which the code goes."""

    phone = PhoneField(label="您的手机号", mobile_only=True)


class SignInForm(PageForm):
    """The code, and the end of the identity number."""

    code = CodeDigitsField(label="短信里的6位数字")
    last_four = LastFourField(
        label="身份证号码最后4位", help_text="同一个手机可能几个人用，凭这4位认人"
    )


class ConfirmForm(SubmitForm):
    """Confirm the pre-filled application by code."""

    read = TickField(label="申请表我看过了，内容属实，我要正式申请")
    code = CodeDigitsField(label="短信里的6位数字")
