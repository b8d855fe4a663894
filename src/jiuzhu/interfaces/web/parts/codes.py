"""The field for the code of a text message."""

from __future__ import annotations

import unicodedata

from jiuzhu.interfaces.web.parts.forms import KernelField, Read
from jiuzhu.kernel.errors import Refused

DIGITS = 6


class CodeDigitsField(KernelField):
    """Ask for the six digits of a text message."""

    width = "short"
    inputmode = "numeric"
    autocomplete = "one-time-code"

    def read(self, text: str) -> Read:
        """Read six digits; full-width ones and blanks between them do not matter."""
        digits = "".join(unicodedata.normalize("NFKC", text).split())
        if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
            raise Refused("code.format", "验证码是6位数字，请照短信填写。")
        return Read(digits)
