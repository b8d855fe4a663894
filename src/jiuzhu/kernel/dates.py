"""Legal days as people and spreadsheets write them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from jiuzhu.kernel.errors import Refused

EARLIEST = date(1850, 1, 1)
LATEST = date(2099, 12, 31)
PLACEHOLDERS = frozenset({date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31)})

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_OTHER = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)", re.ASCII
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_SERIAL = re.compile(r"([1-9][0-9]{4})(?:\.0+)?", re.ASCII)
_LUNAR = re.compile(
    r"民国|农历|阴历|旧历|闰|正月|冬月|腊月|初[一二三四五六七八九十]|廿|康熙|光绪|宣统"
)
_SERIAL_START = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """Hold a day and the sentences that tell what was changed to read it."""

    value: date
    changes: tuple[str, ...] = ()


def parse_legal_date(text: str, *, not_after: date | None = None) -> ParsedDate:
    """Read a day; 2026/2/3, 2026年2月3日, 20260203 and Excel serials are normalised and told.

    Raises Refused: date.empty, date.lunar, date.format, date.impossible, date.placeholder,
    date.range, date.future.
    """
    stripped = unicodedata.normalize("NFKC", text).strip(" \t")
    if not stripped:
        raise Refused("date.empty", "没有填写日期，请按 2020-09-01 的样式填写。")
    if _LUNAR.search(stripped):
        raise Refused(
            "date.lunar", "请换算成公历日期填写，如 2020-09-01；农历、民国纪年不能直接使用。"
        )
    parsed = _read(stripped)
    _refuse_unlikely(parsed.value, not_after)
    if parsed.changes or stripped == text:
        return parsed
    return ParsedDate(parsed.value, (_told(parsed.value),))


def _read(text: str) -> ParsedDate:
    if match := _ISO.fullmatch(text):
        return ParsedDate(_day(*match.groups()))
    match = _OTHER.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        value = _day(*(part for part in match.groups() if part is not None))
        return ParsedDate(value, (_told(value),))
    if serial := _SERIAL.fullmatch(text):
        value = _SERIAL_START + timedelta(days=int(serial[1]))
        return ParsedDate(value, (f"表格中的日期序号 {serial[1]} 已换算为 {value}，请核对。",))
    raise Refused("date.format", "看不懂这个日期，请按 2020-09-01 的样式填写年、月、日。")


def _told(value: date) -> str:
    return f"日期已统一写成 {value}，请核对。"


def _day(year: str, month: str, day: str) -> date:
    if (year, month.zfill(2), day.zfill(2)) == ("9999", "12", "31") or year == "0000":
        raise _placeholder()
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Refused("date.impossible", "日历上没有这一天，请对照证件更正。") from None


def _placeholder() -> Refused:
    return Refused(
        "date.placeholder", "这是系统占位日期，不是真实日期；请填写真实日期，不知道就留空。"
    )


def _refuse_unlikely(value: date, not_after: date | None) -> None:
    if value in PLACEHOLDERS:
        raise _placeholder()
    if not EARLIEST <= value <= LATEST:
        raise Refused("date.range", "年份不在合理范围内，请核对年份后更正。")
    if not_after is not None and value > not_after:
        raise Refused(
            "date.future",
            "日期不能晚于 %(not_after)s，请核对后更正。",
            values={"not_after": not_after},
        )
