"""Read what people copy from a spreadsheet into a table of a form.

Columns are found by their heads, else by what stands in them, else by their order; titles above
the heads and a column of serial numbers are passed over. Nothing is dropped in silence: whatever
has no place is told, and nothing is stored before the form itself is sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.paste_words import HEADS, KIN, SELF, SERIALS
from jiuzhu.kernel.errors import Refused

LONGEST = 60_000
"""Characters of one paste: far more than sixty rows need."""
TITLES = 3
Columns = tuple[str, ...]

_NUMBER = re.compile(r"[0-9]{14,17}[0-9Xx]")
_MOBILE = re.compile(r"(\+?86)?1[0-9]{10}")
_DATE = re.compile(r"[12][0-9]{3}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
_SCIENTIFIC = re.compile(r"[0-9]\.[0-9]+[Ee]\+?[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """The rows that were read, by the names of the fields, and what to know about them."""

    rows: tuple[dict[str, str], ...]
    told: tuple[str, ...]


def read_paste(text: str, form_class: type[forms.Form], *, most: int) -> Pasted:
    """Read a copied block; cells keep what was typed where no code of a list fits.

    Raises: Refused `paste.large`, `paste.rows`, `paste.empty`.
    """
    if len(text) > LONGEST:
        raise Refused(
            "paste.large",
            "粘贴的内容太多（%(n)s个字），一个家庭用不了这么多。请只复制这一户的行，再粘贴。",
            values={"n": len(text)},
        )
    lines = [
        [cell.strip(" \u3000\"'") for cell in line.split("\t")]
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if line.strip()
    ]
    if not lines:
        raise Refused("paste.empty", "没有粘贴到内容。请在表格里选中这一户的行，复制后再粘贴。")
    columns, body, told = _columns(lines, form_class)
    if len(body) > most:
        raise Refused(
            "paste.rows",
            "粘贴了%(n)s行，这张表最多%(most)s行。请分户登记，只复制这一户的行。",
            values={"n": len(body), "most": most},
        )
    return _rows(body, columns, form_class, told)


def _columns(
    lines: list[list[str]], form_class: type[forms.Form]
) -> tuple[Columns, list[list[str]], list[str]]:
    """Return the field of each column (empty: none), the rows below the heads, and what to say."""
    heads = _heads(form_class)
    for place, line in enumerate(lines[: TITLES + 1]):
        named = tuple(heads.get(_plain(cell), "") for cell in line)
        if sum(map(bool, named)) >= 2:  # noqa: PLR2004
            lost = [cell for cell, name in zip(line, named, strict=True) if cell and not name]
            told = [
                phrase("“%(column)s”这一列没有对应的栏，没有填入。", column=cell)
                for cell in lost
                if _plain(cell) not in SERIALS
            ]
            return named, lines[place + 1 :], told
    return _by_content(lines, form_class), lines, []


def _heads(form_class: type[forms.Form]) -> dict[str, str]:
    found = {}
    for name, field in form_class.base_fields.items():
        for head in (str(field.label), *HEADS.get(name, ())):
            found[_plain(head)] = name
    return found


def _by_content(lines: list[list[str]], form_class: type[forms.Form]) -> Columns:
    """Find columns by what stands in them; a table that is not of people goes by its order."""
    names = tuple(form_class.base_fields)
    if "identity_number" not in names:
        return names
    width = max(map(len, lines))
    cells = [[line[at] for line in lines if at < len(line) and line[at]] for at in range(width)]
    looks: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("identity_number", lambda cell: bool(_NUMBER.fullmatch(_digits(cell)))),
        ("phone", lambda cell: bool(_MOBILE.fullmatch(_digits(cell)))),
        ("born_on", lambda cell: bool(_DATE.fullmatch(cell))),
        *((name, _in_list(form_class.base_fields[name])) for name in ("sex", "relation", "trait")
          if name in names),
    )  # fmt: skip
    found = [""] * width
    for name, looks_so in looks:
        for at, column in enumerate(cells):
            if name in names and not found[at] and column and _most(looks_so, column):
                found[at] = name
                break
    if not any(found):
        return names
    for at, column in enumerate(cells):
        if not found[at] and column and not _most(str.isdecimal, column):
            found[at] = "name"
            break
    return tuple(found)


def _most(looks_so: Callable[[str], bool], column: list[str]) -> bool:
    return 2 * sum(map(looks_so, column)) > len(column)


def _in_list(field: forms.Field) -> Callable[[str], bool]:
    return lambda cell: _code(field, cell) is not None or cell in SELF


def _rows(
    body: list[list[str]], columns: Columns, form_class: type[forms.Form], told: list[str]
) -> Pasted:
    rows = []
    for number, line in enumerate(body, start=1):
        row = {name: cell for name, cell in zip(columns, line, strict=False) if name and cell}
        if row.get("relation") in SELF and "relation" in form_class.base_fields:
            told.append(phrase("第%(n)s行是申请人本人，不用再填，已跳过。", n=number))
            continue
        if any(line[len(columns) :]):
            told.append(phrase("第%(n)s行多出来的内容没有填入。", n=number))
        rows.append(_coded(row, number, form_class, told))
    return Pasted(rows=tuple(row for row in rows if row), told=tuple(dict.fromkeys(told)))


def _coded(
    row: dict[str, str], number: int, form_class: type[forms.Form], told: list[str]
) -> dict[str, str]:
    """Put the codes of lists for their words; say where none fits."""
    for name, cell in list(row.items()):
        field = form_class.base_fields[name]
        if isinstance(field, forms.ChoiceField):
            code = _code(field, cell)
            if code is None:
                told.append(
                    phrase(
                        "第%(n)s行%(label)s“%(cell)s”不在列表中，请填入后自己选。",
                        n=number,
                        label=str(field.label),
                        cell=cell,
                    )
                )
            row[name] = code or ""
        elif name == "identity_number" and _SCIENTIFIC.fullmatch(cell):
            told.append(
                phrase(
                    "第%(n)s行的证件号码已被表格软件改成“%(cell)s”，末几位丢了。"
                    "请把该列设为文本格式，重新录入后再复制。",
                    n=number,
                    cell=cell,
                )
            )
    return row


def _code(field: forms.Field, cell: str) -> str | None:
    """Return the code of a word; the words of kinship count where the list has none of its own."""
    codes = _codes(field)
    return codes.get(_plain(cell)) or codes.get(_plain(KIN.get(cell, "")))


def _codes(field: forms.Field) -> dict[str, str]:
    choices: list[Any] = list(getattr(field, "choices", ()))
    listed = [(str(code), str(label)) for code, label in choices if code != ""]
    return {_plain(word): code for code, label in listed for word in (label, code)}


def _plain(text: str) -> str:
    """Return a head without blanks, stars and what stands in brackets."""
    return re.sub(r"[\s*＊:：]|[（(].*?[)）]", "", unicodedata.normalize("NFKC", text))


def _digits(cell: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", cell))
