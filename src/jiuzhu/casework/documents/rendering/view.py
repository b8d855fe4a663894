"""Write the contents of a document as the strings that a template prints."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from typing import Final

from jiuzhu.casework.documents.rendering.data import DocumentContent
from jiuzhu.casework.documents.rendering.qr import qr_svg
from jiuzhu.kernel.money import format_yuan, yuan_in_words
from jiuzhu.kernel.periods import Month

CHINA: Final = timezone(timedelta(hours=8))
"""China keeps one legal time without summer time; the summers of 1986 to 1991 print no hour."""
MONEY_SUFFIX: Final = "_fen"


def template_data(
    content: DocumentContent, *, issued_on: date, viewer_mark: str = ""
) -> dict[str, object]:
    """Return everything the template of this content may print, as JSON values."""
    shown = printed(content)
    head = getattr(content, "head")  # noqa: B009
    return {
        "kind": content.KIND,
        "variant": content.VARIANT,
        "title": content.title,
        "copies": list(content.COPIES),
        "copy_note": content.COPY_NOTE,
        "issued_on": chinese_date(issued_on),
        "issued": [issued_on.year, issued_on.month, issued_on.day],
        "qr": qr_svg(head.check_url),
        "viewer_mark": viewer_mark,
        "c": shown,
    }


def printed(value: object) -> object:
    """Return a value as templates print it: Chinese dates, yuan in figures and in words."""
    match value:
        case Enum():
            return {"code": value.name, "label": value.value}
        case None | bool() | int() | str():
            return value
        case date():
            return chinese_moment(value) if isinstance(value, datetime) else chinese_date(value)
        case Month():
            return f"{value.year}年{value.month}月"
        case tuple():
            return [printed(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _printed_record(value)
        case _:
            raise TypeError(f"no template prints a {type(value).__name__}")


def _printed_record(record: object) -> dict[str, object]:
    """Return the fields of a dataclass, money fields without their suffix."""
    shown: dict[str, object] = {}
    for field in fields(record):  # type: ignore[arg-type]  # the caller checked it is one
        value = getattr(record, field.name)
        if field.name.endswith(MONEY_SUFFIX):
            shown[field.name.removesuffix(MONEY_SUFFIX)] = _printed_money(value)
        else:
            shown[field.name] = printed(value)
    return shown


def _printed_money(fen: int | None) -> dict[str, str] | None:
    """Return an amount in figures and in words."""
    if fen is None:
        return None
    return {"yuan": format_yuan(fen), "words": yuan_in_words(fen)}


def chinese_date(on: date) -> str:
    """Return a day as official paper writes it: no leading zeros (GB/T 9704)."""
    return f"{on.year}年{on.month}月{on.day}日"


def chinese_moment(at: datetime) -> str:
    """Return a moment in China's time, to the minute."""
    local = at.astimezone(CHINA)
    return f"{chinese_date(local)}{local.hour}时{local.minute:02d}分"
