"""Say what may be made public, where, for how long, and how names are masked.

57号 art. 24 and the seed (二)(二) ask for publicity; PIPL art. 25–28 and 未成年人保护法 limit it.
Village board: full name of an adult applicant, number of persons, amount, hotline. Web: masked and
gone after seven days; in the long run counts only. Never anywhere: identity number, address,
phone, account, illness, disability, income, property, a child's name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from types import MappingProxyType

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import mask_name
from jiuzhu.kernel.periods import years_between
from jiuzhu.kernel.text import find_personal_data
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.packs import Pack

_HIDDEN = re.compile(r"<input[^>]*type=.hidden.[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"=\"([^\"]*)\"")
_TAG = re.compile(r"<[^>]*>")
_APART = "|\n"
_SEPARATE_ATTRIBUTE = r" > \1 <"
FULL_DAYS = 7
ADULT = 18
BOARD_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "applicant_name": "申请人",
        "persons": "保障人数",
        "monthly_amount": "月保障金额（元）",
        "village": "村（居）",
        "hotline": "监督电话",
        "posted_on": "公示起始",
        "ends_on": "公示截止",
        "sheet_number": "编号",
        "organ": "公示单位",
    }
)
WEB_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "masked_name": "申请人",
        "persons": "保障人数",
        "monthly_amount": "月保障金额（元）",
        "township": "乡镇（街道）",
        "hotline": "监督电话",
        "posted_on": "公示起始",
        "ends_on": "公示截止",
        "sheet_number": "编号",
        "organ": "公示单位",
    }
)
# A word in a published text that must never stand there, whatever field it came by.
FORBIDDEN_WORDS: tuple[str, ...] = (
    *("身份证", "银行", "账号", "卡号", "残疾", "病", "艾滋", "家暴", "收养", "刑满", "戒毒"),
    *("存款", "房产", "车辆", "人均收入", "核对", "家庭住址", "手机号"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Hold one thing that must not be published."""

    field: str
    text: str


def board_fields(pack: Pack, on: date) -> tuple[str, ...]:
    """Give the fields a place allows on the village board; a pack may narrow, never widen.

    Raises: Refused('publicity.field') when the pack allows what the law does not.
    """
    return _narrowed(pack.value("publicity.board_fields", on).items, BOARD_FIELDS)


def web_fields(pack: Pack, on: date) -> tuple[str, ...]:
    """Give the fields a place allows on the web; a pack may narrow, never widen.

    Raises: Refused('publicity.field') when the pack allows what the law does not.
    """
    return _narrowed(pack.value("publicity.web_fields", on).items, WEB_FIELDS)


def _narrowed(asked: tuple[str, ...], allowed: Mapping[str, str]) -> tuple[str, ...]:
    """Refuse a field nobody may publish."""
    beyond = [field for field in asked if field not in allowed]
    if beyond:
        raise Refused(
            "publicity.field",
            "政策包允许公开的内容“%(names)s”超出法定范围，请由政策管理员改正。",
            values={"names": "、".join(beyond)},
        )
    return asked


def notice_period(posted_on: date, calendar: WorkCalendar | None = None) -> tuple[date, date]:
    """Give first and last day of a notice: seven full days, the posting day not counted.

    With a calendar, a last day that is a holiday rolls on to the next working day (民法典 art.
    203). It is taken down after the last day.
    """
    ends_on = posted_on + timedelta(days=FULL_DAYS)
    if calendar is not None:
        ends_on = calendar.roll_to_workday(ends_on).on
    return posted_on + timedelta(days=1), ends_on


def is_over(posted_on: date, on: date, calendar: WorkCalendar | None = None) -> bool:
    """Say whether the seven full days have passed."""
    return on > notice_period(posted_on, calendar)[1]


def is_minor(born_on: date, on: date) -> bool:
    """Say whether a person is under eighteen on a day."""
    return years_between(born_on, on) < ADULT


def board_name(name: str, born_on: date, on: date, *, exempt: bool = False) -> str:
    """Give the name for the village board: full for an adult, family name for a child, or none.

    A household with an approved exemption (a child alone, violence at home, adoption) is not named.
    """
    if exempt:
        return "（依规定不公开姓名）"
    return f"{name[:1]}某某（未成年）" if is_minor(born_on, on) else name


def web_name(name: str, born_on: date, on: date, *, exempt: bool = False) -> str:
    """Give the name for the web: masked for an adult, none for a child or an exempt household."""
    if exempt or is_minor(born_on, on):
        return "（依规定不公开姓名）"
    return mask_name(name)


def leaks_in(fields: Mapping[str, str], allowed: Mapping[str, str]) -> tuple[Leak, ...]:
    """Find what must not be published: fields nobody allowed, numbers of persons, private words."""
    found = [
        Leak(field=field, text="不在允许公开的内容之内") for field in fields if field not in allowed
    ]
    for field, text in fields.items():
        if field != "hotline":
            found.extend(Leak(field=field, text=one.text) for one in find_personal_data(text))
        found.extend(Leak(field=field, text=word) for word in FORBIDDEN_WORDS if word in text)
    return tuple(found)


def leaks_in_page(html: str, *, hotlines: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Find numbers of persons in a page as it leaves: its texts and its attributes.

    Marks made by chance for the form itself (`value` of hidden fields) are no text of anybody; the
    hotlines of offices are public whatever their shape.
    """
    plain = unescape(_ATTRIBUTE.sub(_SEPARATE_ATTRIBUTE, _HIDDEN.sub("", html)))
    plain = _TAG.sub(_APART, plain)
    for hotline in hotlines:
        plain = plain.replace(hotline, _APART)
    return tuple(found.text for found in find_personal_data(plain))


def refuse_leaks(fields: Mapping[str, str], allowed: Mapping[str, str]) -> None:
    """Refuse a sheet that would publish what it must not.

    Raises: Refused('publicity.leak') naming the field.
    """
    found = leaks_in(fields, allowed)
    if found:
        names = "、".join(sorted({leak.field for leak in found}))
        raise Refused(
            "publicity.leak",
            "公示内容含有不允许公开的信息（%(names)s），请删去后再发布。",
            values={"names": names},
        )
