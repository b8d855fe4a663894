"""Forms of the citizen counter: few fields, one thing at a time."""

from __future__ import annotations

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
        """Read three digits and a digit or X."""
        end = text.strip().upper().replace("Ｘ", "X")
        is_end = end[:-1].isdigit() and (end[-1:].isdigit() or end[-1:] == "X")
        if len(end) != LAST_FOUR or not end.isascii() or not is_end:
            raise Refused("identity.last_four", "请填写身份证号码最后4位，末位是X的写X。")
        return Read(end)


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
