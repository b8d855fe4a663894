"""Make the message both variants send: one reference, one message, one provider identifier."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jiuzhu.gateways.sms.templates import render
from jiuzhu.kernel.contact import PhoneKind, parse_phone
from jiuzhu.kernel.errors import Conflict, Refused

_REFERENCE = re.compile(r"[A-Za-z0-9._:-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Message:
    """Hold one message ready to go; number and text stay out of logs."""

    provider_id: str
    phone: str = field(repr=False)
    text: str = field(repr=False)


def make_message(
    phone: str, template_code: str, values: Mapping[str, str], reference: str
) -> Message:
    """Check and write one message.

    Raises Refused with codes sms.phone, sms.reference and those of the templates.
    """
    if _REFERENCE.fullmatch(reference) is None:
        raise Refused("sms.reference", "短信缺少可用的业务编号，未发送；请联系系统管理员。")
    digest = hashlib.sha256(reference.encode("ascii")).hexdigest()
    return Message(
        provider_id=digest[:32], phone=_mobile(phone), text=render(template_code, values)
    )


def other_content() -> Conflict:
    """Make the refusal of a reference that was used for another message."""
    return Conflict("sms.reference", "这个业务编号已发过另一条短信，未重发；请换新的编号。")


def _mobile(phone: str) -> str:
    try:
        parsed = parse_phone(phone)
    except Refused as error:
        raise _phone() from error
    if parsed.kind is not PhoneKind.MOBILE:
        raise _phone()
    return parsed.number


def _phone() -> Refused:
    return Refused("sms.phone", "不是手机号码，收不到短信；请填写 11 位手机号码或改用其他方式。")
