"""How each bank writes its files: one versioned profile a file; a changed one is a new version.

A profile names the fields in the bank's order. Text files are fixed width (bytes, not letters) or
parted by a sign; a workbook has one sheet. A file that went out keeps the profile it was made by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from jiuzhu.casework.payments.enums import FailureReason, ReturnStatus
from jiuzhu.kernel.errors import Refused

STANDARD = "standard-1"
HEAD_FIELDS = frozenset(
    {
        *("batch", "payer", "agency", "project", "month", "count", "total", "currency"),
        *("made_at", "made_on", "digest", "purpose"),
    }
)
LINE_FIELDS = frozenset(
    {
        *("line", "identity", "name", "holder_identity", "holder", "branch", "account", "amount"),
        *("item", "case", "persons", "purpose", "village", "phone", "month", "agency", "project"),
    }
)
RETURN_FIELDS = frozenset({"line", "amount", "status", "reason", "serial", "value_on", "account"})
RETURN_HEAD = frozenset({"batch", "count", "total"})


class LayoutError(ValueError):
    """Say what is wrong with a profile; it is found at the first use, not in a bank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One field or a fixed text; width and side matter in fixed-width files only."""

    field: str = ""
    text: str = ""
    title: str = ""
    width: int = 0
    side: Literal["left", "right"] = "left"
    fill: str = " "


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLayout:
    """How the bank answers: where the totals stand, where the fields, what its words mean."""

    form: Literal["csv", "fixed", "xlsx"]
    head: tuple[Place, ...]
    line: tuple[Place, ...]
    is_titled: bool
    delimiter: str
    statuses: Mapping[str, ReturnStatus]
    reasons: Mapping[str, FailureReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One version of the files of one bank."""

    code: str
    bank: str
    title: str
    form: Literal["csv", "fixed", "xlsx"]
    encoding: Literal["gbk", "gb18030", "utf-8"]
    unit: Literal["fen", "yuan"]
    head: tuple[Place, ...]
    line: tuple[Place, ...]
    is_titled: bool
    delimiter: str
    is_guarded: bool
    answer: ReturnLayout

    @property
    def suffix(self) -> str:
        """Return how a file of this profile is called at its end."""
        return {"csv": "csv", "fixed": "txt", "xlsx": "xlsx"}[self.form]

    @property
    def media_type(self) -> str:
        """Return the media type of the file."""
        return {
            "csv": "text/csv",
            "fixed": "text/plain",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }[self.form]

    def stops_at(self, name: str) -> str:
        """Return the first character of a name that this bank cannot read; empty for none."""
        try:
            name.encode(self.encoding)
        except UnicodeEncodeError as error:
            return name[error.start]
        return ""


@cache
def layout_codes() -> tuple[tuple[str, str], ...]:
    """Return code and title of every shipped profile."""
    folder = resources.files(__name__)
    codes = sorted(
        entry.name.removesuffix(".yaml")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    )
    return tuple((code, load_layout(code).title) for code in codes)


@cache
def load_layout(code: str) -> Layout:
    """Return a profile by its code.

    Raises: Refused `layout.unknown`, LayoutError for a profile that contradicts itself.
    """
    entry = resources.files(__name__) / f"{code}.yaml"
    if not code.replace("-", "").isalnum() or not entry.is_file():
        raise Refused(
            "layout.unknown", "没有“%(code)s”这个银行文件格式。请重新选择。", values={"code": code}
        )
    return _layout(code, yaml.safe_load(entry.read_text("utf-8")))


def _layout(code: str, raw: dict[str, Any]) -> Layout:
    form = raw["form"]
    answer = raw["return"]
    found = Layout(
        code=code,
        bank=raw["bank"],
        title=raw["title"],
        form=form,
        encoding=raw["encoding"],
        unit=raw["unit"],
        head=_places(raw.get("head", []), HEAD_FIELDS, form),
        line=_places(raw["line"], LINE_FIELDS, form),
        is_titled=raw.get("titled", False),
        delimiter=raw.get("delimiter", ","),
        is_guarded=raw.get("guarded", False),
        answer=ReturnLayout(
            form=answer["form"],
            head=_places(answer.get("head", []), RETURN_HEAD, answer["form"]),
            line=_places(answer["line"], RETURN_FIELDS, answer["form"]),
            is_titled=answer.get("titled", False),
            delimiter=answer.get("delimiter", ","),
            statuses={str(word): ReturnStatus(one) for word, one in answer["statuses"].items()},
            reasons={str(word): FailureReason(one) for word, one in answer["reasons"].items()},
        ),
    )
    _check(found)
    return found


def _places(raw: list[dict[str, Any]], known: frozenset[str], form: str) -> tuple[Place, ...]:
    places = tuple(Place(**one) for one in raw)
    for place in places:
        if place.field and place.field not in known:
            raise LayoutError(f"unknown field {place.field}")
        if form == "fixed" and place.width < 1:
            raise LayoutError(f"{place.field or place.text} has no width")
    return places


def _check(found: Layout) -> None:
    needed = {"line", "amount", "account", "holder"}
    missing = needed - {place.field for place in found.line}
    if missing:
        raise LayoutError(f"{found.code} lacks {sorted(missing)}")
    answered = {place.field for place in found.answer.line}
    if not {"line", "amount", "status"} <= answered:
        raise LayoutError(f"{found.code}: an answer names line, amount and status")
    if {place.field for place in found.answer.head if place.field} != RETURN_HEAD:
        raise LayoutError(f"{found.code}: an answer begins with batch, count and total")
