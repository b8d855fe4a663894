"""Check a whole workbook of households from an older system before anything is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.decisions.legacy_columns import (
    BY_CODE,
    BY_LABEL,
    COLUMNS,
    ERROR_LABEL,
    RESULT_LABEL,
    YES,
    LegacyColumn,
)
from jiuzhu.infra.sheets import Cell, Line, Sheet
from jiuzhu.kernel.contact import parse_bank_account, parse_phone
from jiuzhu.kernel.dates import parse_legal_date
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import parse_identity_number
from jiuzhu.kernel.money import parse_yuan
from jiuzhu.kernel.names import clean_name
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.households.enums import Relation

MOST_TITLES = 10
ENOUGH_HEADS = 3
LONGEST_SOURCE = 40
LONGEST_HOLE = 30
RELATIONS = {str(label): value for value, label in Relation.choices}
CATEGORIES = {str(label): value for value, label in Category.choices}
SPLIT = re.compile(r"[、，,；;]+")
FORMULA = "单元格里是公式，请复制后“选择性粘贴为数值”再上传。"
BROKEN = "单元格是错误值，请改为实际内容。"
AS_NUMBER = "存成了数字（文件里是 %(text)s），末几位已经丢失。请把这一列设为“文本”，重新填写。"


@dataclass(frozen=True, slots=True)
class CellError:
    """One wrong cell: row as the program shows it, column, cause, and what to do."""

    line: int
    column: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyPerson:
    """One row that was read."""

    line: int
    name: str
    identity: str
    relation: str
    receives: bool
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyHousehold:
    """One household that was read; the applicant stands first."""

    source: str
    people: tuple[LegacyPerson, ...]
    village: str
    category: str
    amount_fen: int
    dated_on: date
    account: str
    holder: str
    holes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyTable:
    """What a workbook says: where its head stands, what is wrong, the households if nothing is."""

    sheet: Sheet
    head: Line
    places: Mapping[str, int]
    unknown: tuple[str, ...]
    errors: tuple[CellError, ...]
    households: tuple[LegacyHousehold, ...]


@dataclass(slots=True)
class _Row:
    line: int
    values: dict[str, object] = field(default_factory=dict)


def read_legacy_table(*, sheet: Sheet, villages: Mapping[str, str], on: date) -> LegacyTable:
    """Read every row and name everything that is wrong, all in one pass.

    `villages` are the places (code to name) of whoever imports.

    Raises: Refused `legacy.no_head`, `legacy.columns`, `legacy.twice`, `legacy.merged`,
    `legacy.no_rows`.
    """
    head = _head_of(sheet)
    places, unknown = _places(head)
    _refuse_merged(sheet, head)
    body = [line for line in sheet.lines if line.number > head.number]
    body = [
        line
        for line in body
        if any(line.cell(at).text or _is_odd(line.cell(at)) for at in places.values())
    ]
    if not body:
        raise Refused("legacy.no_rows", "表头下面没有数据。请填写后再上传。", field="file")
    readers = _readers(villages, on)
    errors: list[CellError] = []
    rows = [_read(line, places, readers, errors) for line in body]
    _same_person_twice(rows, errors)
    households = _households(rows, errors)
    return LegacyTable(
        sheet=sheet,
        head=head,
        places=places,
        unknown=unknown,
        errors=tuple(sorted(errors, key=lambda one: one.line)),
        households=() if errors else households,
    )


def _is_odd(cell: Cell) -> bool:
    return cell.kind in {"formula", "error"}


def _label(cell: Cell) -> str:
    return re.sub(r"[\s*＊]", "", cell.text)


def _head_of(sheet: Sheet) -> Line:
    """Return the row with the heads; titles may stand above it."""
    for line in sheet.lines[: MOST_TITLES + 1]:
        if sum(_label(cell) in BY_LABEL for cell in line.cells) >= ENOUGH_HEADS:
            return line
    raise Refused(
        "legacy.no_head",
        "没有找到表头。请用下载的模板，表头可以在标题下面，但列名不要改。",
        field="file",
    )


def _places(head: Line) -> tuple[dict[str, int], tuple[str, ...]]:
    places: dict[str, int] = {}
    unknown = []
    for at, cell in enumerate(head.cells):
        label = _label(cell)
        column = BY_LABEL.get(label)
        if column is None:
            if label and label not in {ERROR_LABEL, RESULT_LABEL}:
                unknown.append(label)
        elif column.code in places:
            raise Refused(
                "legacy.twice",
                "“%(label)s”列出现两次，不知道以哪一列为准。请删去一列。",
                field="file",
                values={"label": label},
            )
        else:
            places[column.code] = at
    missing = [one.label for one in COLUMNS if one.is_needed and one.code not in places]
    if missing:
        raise Refused(
            "legacy.columns",
            "缺少这些列：%(labels)s。请用下载的模板，列名不要改。",
            field="file",
            values={"labels": "、".join(missing)},
        )
    return places, tuple(unknown)


def _refuse_merged(sheet: Sheet, head: Line) -> None:
    inside = [area for area, last in sheet.merged if last >= head.number]
    if inside:
        raise Refused(
            "legacy.merged",
            "表头和数据里有合并的单元格：%(areas)s。请取消合并，每一行都填完整，再上传。",
            field="file",
            values={"areas": "、".join(inside[:5])},
        )


Reader = Callable[[str], object]


def _readers(villages: Mapping[str, str], on: date) -> dict[str, Reader]:
    """Return how each column is read; every reader refuses in words."""
    return {
        "source": lambda text: clean_text(text, max_length=LONGEST_SOURCE),
        "name": clean_name,
        "identity": _identity,
        "relation": lambda text: _one_of(text, RELATIONS),
        "receives": lambda text: _one_of(text, {"是": True, "否": False}),
        "village": lambda text: _village(text, villages),
        "category": lambda text: _one_of(text, CATEGORIES),
        "amount": _amount,
        "dated": lambda text: parse_legal_date(text, not_after=on).value,
        "phone": lambda text: parse_phone(text).number,
        "account": parse_bank_account,
        "holder": clean_name,
        "holes": _holes,
    }


def _identity(text: str) -> str:
    return parse_identity_number(text).number


def _amount(text: str) -> int:
    fen = parse_yuan(text)
    if fen <= 0:
        raise Refused("legacy.amount", "月保障金额应大于 0。")
    return fen


def _one_of(text: str, known: Mapping[str, object]) -> object:
    if text not in known:
        raise Refused(
            "legacy.choice", "只能填：%(choices)s。", values={"choices": "、".join(known)}
        )
    return known[text]


def _village(text: str, villages: Mapping[str, str]) -> str:
    code = text.split(maxsplit=1)[0]
    if code in villages:
        return code
    named = [code for code, name in villages.items() if name == text]
    if len(named) != 1:
        raise Refused("legacy.village", "不是您辖区的村（居），或有同名。请从模板的下拉中选。")
    return named[0]


def _holes(text: str) -> tuple[str, ...]:
    return tuple(
        clean_text(part, max_length=LONGEST_HOLE) for part in SPLIT.split(text) if part.strip()
    )


def _read(
    line: Line, places: Mapping[str, int], readers: Mapping[str, Reader], errors: list[CellError]
) -> _Row:
    row = _Row(line.number)
    for code, at in places.items():
        column, cell = BY_CODE[code], line.cell(at)
        try:
            value = _value(column, cell, readers[code])
        except Refused as refusal:
            errors.append(CellError(line.number, code, refusal.code, refusal.message))
            continue
        if value is not None:
            row.values[code] = value
    return row


def _value(column: LegacyColumn, cell: Cell, read: Reader) -> object | None:
    if cell.kind == "formula":
        raise Refused("legacy.formula", FORMULA)
    if cell.kind == "error":
        raise Refused("legacy.error_value", BROKEN)
    if not cell.text:
        if column.is_needed and not column.of_household:
            raise Refused("legacy.needed", "没有填写。")
        return None
    if column.is_digits and cell.kind == "number":
        raise Refused("legacy.as_number", AS_NUMBER, values={"text": cell.text})
    return read(cell.text)


def _same_person_twice(rows: list[_Row], errors: list[CellError]) -> None:
    first: dict[object, int] = {}
    for row in rows:
        number = row.values.get("identity")
        if number is None:
            continue
        if number in first:
            said = f"这个证件号码在第 {first[number]} 行已经有了。"
            errors.append(CellError(row.line, "identity", "legacy.same_person", said))
        first.setdefault(number, row.line)


def _households(rows: list[_Row], errors: list[CellError]) -> tuple[LegacyHousehold, ...]:
    groups: dict[object, list[_Row]] = defaultdict(list)
    for row in rows:
        if "source" in row.values:
            groups[row.values["source"]].append(row)
    broken = {error.line for error in errors}
    found = []
    for source, members in groups.items():
        before = len(errors)
        applicant = _applicant(members, errors)
        if applicant is None:
            continue
        shared = _shared(applicant, members, errors, broken)
        if not any(row.values.get("receives") for row in members) and not broken & {
            row.line for row in members
        }:
            said = f"这一户没有保障对象，“{BY_CODE['receives'].label}”至少一人为“{YES}”。"
            errors.append(CellError(applicant.line, "receives", "legacy.nobody", said))
        if not errors and len(errors) == before:
            found.append(_household(str(source), applicant, members, shared))
    return tuple(found)


def _applicant(members: list[_Row], errors: list[CellError]) -> _Row | None:
    selves = [row for row in members if row.values.get("relation") == Relation.SELF.value]
    if len(selves) == 1:
        return selves[0]
    if all("relation" in row.values for row in members):
        said = f"每一户有且只有一个“本人”，这一户有 {len(selves)} 个。"
        errors.append(CellError(members[0].line, "relation", "legacy.applicant", said))
    return None


def _shared(
    applicant: _Row, members: list[_Row], errors: list[CellError], broken: set[int]
) -> dict[str, object]:
    """Return what the household has once, from the applicant; others agree or leave it empty."""
    shared: dict[str, object] = {}
    for column in COLUMNS:
        if not column.of_household:
            continue
        own = applicant.values.get(column.code)
        if own is None and column.is_needed and applicant.line not in broken:
            errors.append(
                CellError(applicant.line, column.code, "legacy.needed_self", "“本人”这一行要填写。")
            )
        for row in members:
            other = row.values.get(column.code)
            if other is not None and own is not None and other != own:
                said = "同一户填得与“本人”那一行不一样，请改成一致或留空。"
                errors.append(CellError(row.line, column.code, "legacy.differs", said))
        if own is not None:
            shared[column.code] = own
    return shared


def _household(
    source: str, applicant: _Row, members: list[_Row], shared: dict[str, object]
) -> LegacyHousehold:
    ordered = [applicant, *(row for row in members if row is not applicant)]
    dated, holes, amount = shared["dated"], shared.get("holes", ()), shared["amount"]
    assert isinstance(dated, date) and isinstance(holes, tuple) and isinstance(amount, int)  # noqa: PT018, S101
    return LegacyHousehold(
        source=source,
        people=tuple(
            LegacyPerson(
                line=row.line,
                name=str(row.values["name"]),
                identity=str(row.values["identity"]),
                relation=str(row.values["relation"]),
                receives=bool(row.values["receives"]),
                phone=str(row.values.get("phone", "")),
            )
            for row in ordered
        ),
        village=str(shared["village"]),
        category=str(shared["category"]),
        amount_fen=amount,
        dated_on=dated,
        account=str(shared.get("account", "")),
        holder=str(shared.get("holder", "")),
        holes=holes,
    )
