"""Hold the texts of messages by code, and fill them with values that are checked one by one.

A message is read on a stranger's screen as easily as on one's own: it carries no identity number,
no account, no amount and no reason, only what brings the person to the desk or the page.
"""

import re
from collections.abc import Mapping
from string import Formatter

from jiuzhu.kernel.disclosure import FindingKind, find_personal_data
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text

SIGNATURE = "【社会救助】"

TEMPLATES: Mapping[str, str] = {
    "SIGN_IN_CODE": "您的登录验证码是{code}，{minutes}分钟内有效，请勿告诉任何人。",
    "AUTHORIZATION_CODE": (
        "您的家人正在申请社会救助，需要您本人授权核对。请打开{link}，输入验证码{code}，"
        "{hours}小时内有效。不认识此事请勿操作，可致电{hotline}。"
    ),
    "APPLICATION_CODE": (
        "您正在网上确认提交救助申请，验证码是{code}，{minutes}分钟内有效。不是您本人操作的请勿填写。"
    ),
    "CONFIRMATION_CODE": (
        "请把验证码{code}告诉{organ}经办人员，确认提交您的救助申请，{minutes}分钟内有效。"
        "如非本人意愿请勿提供。"
    ),
    "SUPPLEMENT_ASKED": (
        "您的申请{case_number}需要补充材料，请在{day}前到{organ}办理，咨询{hotline}。"
    ),
    "INVITED_TO_APPLY": "您的救助意愿{case_number}已有答复，请到{organ}或网上查看，咨询{hotline}。",
    "STILL_TO_APPLY": (
        "您的救助意愿{case_number}可以正式申请了，还没有收到您的申请。请到{organ}或找村里协理员办理，"
        "咨询{hotline}。"
    ),
    "VISIT_APPOINTED": "{organ}将于{day}上门了解情况，两名工作人员会出示证件，咨询{hotline}。",
    "DECISION_MADE": "您的申请{case_number}已有决定，决定书将依法送达，咨询{hotline}。",
    "NOTICE_READY": "您有一份文书待领取，请在{day}前到{organ}办理，咨询{hotline}。",
    "PAYMENT_FAILED": "本月救助金没有发放成功，请到{organ}核对账户，咨询{hotline}。",
}

_SHAPES: Mapping[str, tuple[re.Pattern[str], int]] = {
    "code": (re.compile(r"[0-9]{4,8}", re.ASCII), 8),
    "minutes": (re.compile(r"[1-9][0-9]{0,2}", re.ASCII), 3),
    "hours": (re.compile(r"[1-9][0-9]?", re.ASCII), 2),
    "link": (re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/[A-Za-z0-9/_-]*", re.ASCII), 120),
    "case_number": (re.compile(r"[A-Za-z0-9\u4e00-\u9fff〔〕\[\]()（）-]+号?"), 40),
    "day": (re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日", re.ASCII), 11),
    "organ": (re.compile(r"[\u4e00-\u9fff（）()·]+"), 40),
    "hotline": (re.compile(r"[0-9-]{5,13}", re.ASCII), 13),
}
_IDENTITIES = frozenset({FindingKind.IDENTITY_NUMBER, FindingKind.LEGACY_IDENTITY_NUMBER})
_NUMBERS = _IDENTITIES | {FindingKind.BANK_ACCOUNT}


def fields_of(template_code: str) -> frozenset[str]:
    """Return which values a template wants.

    Raises Refused with code sms.template.
    """
    parts = Formatter().parse(_template(template_code))
    return frozenset(name for _, name, _, _ in parts if name)


def render(template_code: str, values: Mapping[str, str]) -> str:
    """Fill a template; every value is wanted, fits its shape and is no number of a person.

    Raises Refused with codes sms.template, sms.values, sms.personal_data.
    """
    wanted = fields_of(template_code)
    if wanted != set(values):
        raise Refused("sms.values", "短信内容与模板要求的项目不一致，未发送；请检查后重发。")
    clean = {name: _checked(name, value) for name, value in values.items()}
    return SIGNATURE + _template(template_code).format_map(clean)


def _template(template_code: str) -> str:
    if template_code not in TEMPLATES:
        raise Refused("sms.template", "没有这个短信模板，未发送；请系统管理员核对模板编号。")
    return TEMPLATES[template_code]


def _checked(name: str, value: str) -> str:
    pattern, length = _SHAPES[name]
    # A random code in a link may well hold sixteen digits in a row: no account for that.
    kinds = _IDENTITIES if name == "link" else _NUMBERS
    if any(finding.kind in kinds for finding in find_personal_data(value)):
        raise Refused(
            "sms.personal_data",
            "短信不得含身份证号或银行账号，未发送；请删去后重发。",
            field=name,
        )
    try:
        clean = clean_text(value, max_length=length)
    except Refused as error:
        raise _wrong(name) from error
    if pattern.fullmatch(clean) is None:
        raise _wrong(name)
    return clean


def _wrong(name: str) -> Refused:
    return Refused("sms.values", "短信中有一项内容格式不对，未发送；请检查后重发。", field=name)
