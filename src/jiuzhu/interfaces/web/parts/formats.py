"""Write values the way an office reads them; every function here is a template filter."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.kernel.contact import mask_account, mask_phone
from jiuzhu.kernel.identity import mask_identity_number
from jiuzhu.kernel.money import format_yuan, yuan_in_words
from jiuzhu.kernel.names import mask_name
from jiuzhu.kernel.periods import Month

NOTHING = "—"
"""What stands in a cell without a value: a dash, never an empty cell that looks forgotten."""


def yuan(fen: int | None) -> str:
    """Write fen as yuan with two decimals and thousands apart: 120400 becomes 1,204.00."""
    if fen is None:
        return NOTHING
    whole, _point, cents = format_yuan(fen).partition(".")
    return f"{int(whole):,}.{cents}" if whole != "-0" else f"-0.{cents}"


def yuan_words(fen: int | None) -> str:
    """Write fen in the characters used on receipts."""
    return NOTHING if fen is None else yuan_in_words(fen)


def legal_date(on: date | None) -> str:
    """Write a legal day for the screen: 2020-09-01."""
    return NOTHING if on is None else on.isoformat()[:10]


def paper_date(on: date | None) -> str:
    """Write a legal day as on paper: 2020年9月1日."""
    return (
        NOTHING
        if on is None
        else phrase("%(year)s年%(month)s月%(day)s日", year=on.year, month=on.month, day=on.day)
    )


def moment(at: datetime | None) -> str:
    """Write a moment in local time to the minute: 2020-09-01 10:32."""
    return NOTHING if at is None else f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def time_of_day(at: datetime | None) -> str:
    """Write the local time of a moment: 10:32."""
    return NOTHING if at is None else f"{timezone.localtime(at):%H:%M}"


def month(value: Month | None) -> str:
    """Write a month in words: 2020年9月."""
    return (
        NOTHING
        if value is None
        else phrase("%(year)s年%(month)s月", year=value.year, month=value.month)
    )


def month_of(on: date | None) -> str:
    """Write the month of a day in words, two digits: 2020年09月."""
    return (
        NOTHING if on is None else phrase("%(year)s年%(month)02d月", year=on.year, month=on.month)
    )


def day_of(on: date | None) -> str:
    """Write a day of this year in words, two digits: 09月01日."""
    return NOTHING if on is None else phrase("%(month)02d月%(day)02d日", month=on.month, day=on.day)


def workdays(days: int) -> str:
    """Write a number of working days in words."""
    return _("%(n)s个工作日") % {"n": days}


def percent(per_ten_thousand: int | None) -> str:
    """Write an integer rate per ten thousand as a percentage: 9960 becomes 99.60%."""
    if per_ten_thousand is None:
        return NOTHING
    whole, rest = divmod(abs(per_ten_thousand), 100)
    return f"{'-' if per_ten_thousand < 0 else ''}{whole}.{rest:02d}%"


def digits(number: int | None) -> str:
    """Write a count with thousands apart."""
    return NOTHING if number is None else f"{number:,}"


def or_nothing(value: object) -> object:
    """Write a dash where a value is absent."""
    return NOTHING if value is None or value == "" else value


FILTERS = {
    "yuan": yuan,
    "yuan_words": yuan_words,
    "legal_date": legal_date,
    "paper_date": paper_date,
    "moment": moment,
    "time_of_day": time_of_day,
    "month": month,
    "workdays": workdays,
    "percent": percent,
    "digits": digits,
    "or_nothing": or_nothing,
    "mask_id": mask_identity_number,
    "mask_name": mask_name,
    "mask_phone": mask_phone,
    "mask_account": mask_account,
}
