"""Type the files of a pack: dated values and rows, refused with file, line and reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import Rounding, divide, format_yuan, parse_yuan
from jiuzhu.policy.pack_yaml import bad, refuse_unknown
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.values import Hole, Series, Source, Unit, Value

T = TypeVar("T")
YEARLY = "yuan_per_person_year"
MONEY_UNITS = {
    "yuan_per_person_month": Unit.FEN_PER_PERSON_MONTH,
    YEARLY: Unit.FEN_PER_PERSON_MONTH,
    "yuan": Unit.FEN,
}
# A text that chooses a rule names one that is written in the program: a formula is never code.
CHOICES = {
    "support.formula": ("F1", "F2", "F3", "F4"),
    "dibao.rounding": ("UP", "DOWN", "HALF_UP"),
    "age.reached_on": ("BIRTHDAY", "DAY_AFTER"),
    "temporary_aid.standard_category": ("URBAN", "RURAL", "OWN"),
}


def read_rows(file: str, found: object, cls: type[T], where: str) -> tuple[T, ...]:
    """Read a list of typed rows.

    Raises: Refused('policy.pack') naming the file and the row that does not fit.
    """
    if not isinstance(found, list):
        raise bad(file, f"{where}应为列表")
    rows = []
    for number, row in enumerate(found, 1):
        try:
            rows.append(from_plain(cls, row, where=f"{where}第{number}项"))
        except Refused as problem:
            raise bad(file, str(problem.message).split("。")[0], row) from None
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold one dated entry as it stands in a file."""

    effective_from: date
    effective_to: date | None = None
    amount: str = ""
    number: int | None = None
    switch: bool | None = None
    text: str = ""
    items: tuple[str, ...] = ()
    hole: str = ""
    document: str = ""
    article: str = ""
    verified: bool = False
    still_valid_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMonth:
    """Hold how a yearly amount becomes a monthly one: rounded once, to a step in yuan."""

    rounding: Rounding
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """Hold what stands above the history of a value."""

    file: str
    key: str
    label: str
    unit: Unit
    dims: tuple[tuple[str, tuple[str, ...]], ...]
    to_month: ToMonth | None


def read_series(file: str, found: object) -> tuple[Series, ...]:
    """Read the `values:` of a file.

    Raises: Refused('policy.pack') naming file and key when anything does not fit.
    """
    if not isinstance(found, list):
        raise bad(file, "values 应为列表")
    return tuple(_one_series(file, row) for row in found)


def _one_series(file: str, row: object) -> Series:
    """Read one value with its history."""
    if not isinstance(row, dict) or not isinstance(row.get("key"), str):
        raise bad(file, "values 中有一项没有 key", row)
    head = _head(file, row)
    history = row.get("history", [])
    entries = read_rows(file, history, Entry, head.key)
    if not entries:
        raise bad(file, f"{head.key} 没有 history", row)
    for earlier, later, at in zip(entries, entries[1:], history[1:], strict=False):
        if later.effective_from <= earlier.effective_from:
            raise bad(file, f"{head.key} 的生效日期重复或未按先后排列", at)
    ends = [*(entry.effective_from for entry in entries[1:]), None]
    built = tuple(
        _built(head, entry, end, at) for entry, end, at in zip(entries, ends, history, strict=True)
    )
    return Series(
        key=head.key, label=head.label, unit=head.unit, dims=head.dims, entries=built, file=file
    )


def _head(file: str, row: dict[str, Any]) -> _Head:
    """Read what stands above the history."""
    key, label, unit = row["key"], row.get("label"), row.get("unit")
    refuse_unknown(file, row, {"key", "label", "unit", "where", "history", "to_month"}, key)
    known = _unit(unit)
    if known is None:
        raise bad(file, f"{key} 的单位“{unit}”不认识", row)
    if not isinstance(label, str) or not label:
        raise bad(file, f"{key} 没有 label", row)
    if ("to_month" in row) != (unit == YEARLY):
        raise bad(file, f"{key} 按年的金额要写 to_month（取整办法），其他单位不写", row)
    return _Head(
        file=file,
        key=key,
        label=label,
        unit=known,
        dims=_dims(file, key, row.get("where", {}), row),
        to_month=_to_month(file, key, row) if "to_month" in row else None,
    )


def _to_month(file: str, key: str, row: dict[str, Any]) -> ToMonth:
    """Read how a yearly amount is rounded to a month."""
    (found,) = read_rows(file, [row["to_month"]], ToMonth, f"{key} 的 to_month")
    if _money(file, f"{key} 的 to_month", found.step, row) < 1:
        raise bad(file, f"{key} 的 to_month.step 应至少为一分", row)
    return found


def _unit(found: object) -> Unit | None:
    """Read a unit; money is written in yuan and held in fen."""
    if not isinstance(found, str):
        return None
    if found.upper() in Unit.__members__ and not found.upper().startswith("FEN"):
        return Unit[found.upper()]
    return MONEY_UNITS.get(found)


def _dims(
    file: str, key: str, found: object, row: dict[str, Any]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read the circumstances a value holds for."""
    if not isinstance(found, dict):
        raise bad(file, f"{key} 的 where 应为键值", row)
    dims = []
    for name, allowed in sorted(found.items()):
        listed = allowed if isinstance(allowed, list) else [allowed]
        if not listed or not all(isinstance(one, str) for one in listed):
            raise bad(file, f"{key} 的 where.{name} 应为文字或文字列表", found)
        dims.append((str(name), tuple(listed)))
    return tuple(dims)


def _built(head: _Head, entry: Entry, next_start: date | None, at: object) -> Value | Hole:
    """Close an entry at the next one and give it its typed content."""
    where = f"{head.key} {entry.effective_from.isoformat()}"
    end = entry.effective_to or next_start
    if entry.effective_to and (
        entry.effective_to <= entry.effective_from
        or (next_start and entry.effective_to > next_start)
    ):
        raise bad(head.file, f"{where} 的失效日期与生效日期或下一条重叠", at)
    if entry.hole:
        return Hole(effective_from=entry.effective_from, effective_to=end, reason=entry.hole)
    if not entry.document or not entry.article or entry.still_valid_on is None:
        raise bad(head.file, f"{where} 缺少 document、article 或 still_valid_on", at)
    amount, text, items = _content(head, where, entry, at)
    return Value(
        key=head.key,
        label=head.label,
        unit=head.unit,
        effective_from=entry.effective_from,
        effective_to=end,
        source=Source(document=entry.document, article=entry.article),
        verified=entry.verified,
        still_valid_on=entry.still_valid_on,
        amount=_monthly(amount, head.to_month) if head.to_month else amount,
        text=text,
        items=items,
        dims=head.dims,
        note=entry.note,
        stated=f"每人每年{format_yuan(amount)}元" if head.to_month else "",
    )


def _content(head: _Head, where: str, entry: Entry, at: object) -> tuple[int, str, tuple[str, ...]]:
    """Read what the unit asks for, and nothing beside it."""
    given = {
        "amount": entry.amount != "",
        "number": entry.number is not None,
        "switch": entry.switch is not None,
        "text": entry.text != "",
        "items": entry.items != (),
    }
    wanted = {
        Unit.FEN: "amount",
        Unit.FEN_PER_PERSON_MONTH: "amount",
        Unit.SWITCH: "switch",
        Unit.TEXT: "text",
        Unit.LIST: "items",
    }
    name = wanted.get(head.unit, "number")
    if [key for key, present in given.items() if present] != [name]:
        raise bad(head.file, f"{where} 按单位应只写 {name}", at)
    if name == "amount":
        return _money(head.file, where, entry.amount, at), "", ()
    if name == "number":
        number = entry.number or 0
        if not 0 <= number <= 10**9:
            raise bad(head.file, f"{where} 的数值 {number} 不合理", at)
        return number, "", ()
    known = CHOICES.get(head.key)
    if name == "text" and known and entry.text not in known:
        choices = "、".join(known)
        raise bad(
            head.file, f"{where} 只能从{choices}中选择，不能自己写公式或代码“{entry.text}”", at
        )
    return int(bool(entry.switch)), entry.text, entry.items


def _monthly(yearly: int, how: ToMonth) -> int:
    """Bring a yearly amount to a month, rounded once as the value says (P18)."""
    return divide(yearly, 12, how.rounding, step=parse_yuan(how.step))


def _money(file: str, where: str, text: str, at: object) -> int:
    """Read yuan into fen."""
    try:
        fen = parse_yuan(text)
    except Refused as problem:
        raise bad(file, f"{where} 的金额“{text}”有误：{problem.message}", at) from None
    return fen
