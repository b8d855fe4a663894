"""Read the YAML files of a pack strictly: no doubles, no anchors, no fractions, no unknown keys."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import parse_yuan
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.values import Hole, Series, Source, Unit, Value

T = TypeVar("T")
MOST_BYTES = 1_000_000
MONEY_UNITS = {
    "yuan_per_person_month": Unit.FEN_PER_PERSON_MONTH,
    "yuan": Unit.FEN,
}


class StrictLoader(yaml.CSafeLoader):
    """Read YAML without double keys or fractions."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the signature of PyYAML
        """Keep keys as they are written (`no` is a word here) and refuse one written twice."""
        found: dict[Hashable, Any] = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in found:
                raise yaml.constructor.ConstructorError(
                    None, None, f"键“{key.value}”重复或不是文字", key.start_mark
                )
            found[key.value] = self.construct_object(item, deep=True)
        return found


def _refuse_fraction(_: StrictLoader, node: yaml.ScalarNode) -> NoReturn:
    """Refuse a fraction: money is quoted text, rates are whole ten-thousandths."""
    raise yaml.constructor.ConstructorError(
        None, None, f"不允许小数 {node.value}，金额请加引号", node.start_mark
    )


StrictLoader.add_constructor("tag:yaml.org,2002:float", _refuse_fraction)
BOOL_TAG = "tag:yaml.org,2002:bool"
# YAML 1.1 reads `on` and `off` as truth values; here they are words.
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != BOOL_TAG]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver(BOOL_TAG, re.compile(r"(?:yes|no|true|false)\Z"), list("ynft"))


def bad(file: str, what: str) -> Refused:
    """Say which file of a pack is wrong, where, and what to do."""
    return Refused(
        "policy.pack", f"政策包文件 {file}：{what}。请改正该文件后重试，现用政策包不变。"
    )


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one file of a pack as a mapping.

    Raises: Refused('policy.pack') when it is missing, too large, broken or not a mapping.
    """
    if not path.is_file():
        raise bad(path.name, "文件不存在")
    raw = path.read_bytes()
    if len(raw) > MOST_BYTES:
        raise bad(path.name, "文件超过 1 MB")
    try:
        _refuse_aliases(raw.decode())
        found = yaml.load(raw.decode(), Loader=StrictLoader)  # noqa: S506 - a SafeLoader made stricter
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise bad(path.name, f"无法读取（{' '.join(str(problem).split())}）") from None
    if not isinstance(found, dict):
        raise bad(path.name, "最外层应为键值")
    return found


def _refuse_aliases(text: str) -> None:
    """Refuse aliases before one is followed: a bomb needs them."""
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.constructor.ConstructorError(None, None, "不允许引用（*）", None)


def refuse_unknown(file: str, found: dict[str, Any], allowed: set[str], where: str) -> None:
    """Refuse keys nobody reads: a misspelt key would silently change nothing.

    Raises: Refused('policy.pack') naming the file and the key.
    """
    unknown = sorted(str(key) for key in found if key not in allowed)
    if unknown:
        raise bad(file, f"{where}有不认识的键“{'、'.join(unknown)}”")


def read_rows(file: str, found: object, cls: type[T], where: str) -> tuple[T, ...]:
    """Read a list of typed rows.

    Raises: Refused('policy.pack') naming the file and the row that does not fit.
    """
    if not isinstance(found, list):
        raise bad(file, f"{where}应为列表")
    rows = []
    for number, row in enumerate(found, 1):
        try:
            rows.append(from_plain(cls, row, where=f"{where}第{number}行"))
        except Refused as problem:
            raise bad(file, str(problem.message).split("。")[0]) from None
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
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
        raise bad(file, "values 中有一项没有 key")
    key = row["key"]
    refuse_unknown(file, row, {"key", "label", "unit", "where", "history"}, key)
    unit = _unit(file, key, row.get("unit"))
    label = row.get("label")
    if not isinstance(label, str) or not label:
        raise bad(file, f"{key} 没有 label")
    dims = _dims(file, key, row.get("where", {}))
    entries = read_rows(file, row.get("history", []), _Entry, key)
    if not entries:
        raise bad(file, f"{key} 没有 history")
    starts = [entry.effective_from for entry in entries]
    if starts != sorted(set(starts)):
        raise bad(file, f"{key} 的生效日期重复或未按先后排列")
    ends = [*starts[1:], None]
    built = tuple(
        _built(file, key, label, unit, dims, entry, end)
        for entry, end in zip(entries, ends, strict=True)
    )
    return Series(key=key, label=label, unit=unit, dims=dims, entries=built, file=file)


def _unit(file: str, key: str, found: object) -> Unit:
    """Read a unit; money is written in yuan and held in fen."""
    if isinstance(found, str):
        if found in MONEY_UNITS:
            return MONEY_UNITS[found]
        if found.upper() in Unit.__members__ and not found.upper().startswith("FEN"):
            return Unit[found.upper()]
    raise bad(file, f"{key} 的单位“{found}”不认识")


def _dims(file: str, key: str, found: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read the circumstances a value holds for."""
    if not isinstance(found, dict):
        raise bad(file, f"{key} 的 where 应为键值")
    dims = []
    for name, allowed in sorted(found.items()):
        listed = allowed if isinstance(allowed, list) else [allowed]
        if not listed or not all(isinstance(one, str) for one in listed):
            raise bad(file, f"{key} 的 where.{name} 应为文字或文字列表")
        dims.append((str(name), tuple(listed)))
    return tuple(dims)


def _built(
    file: str,
    key: str,
    label: str,
    unit: Unit,
    dims: tuple[tuple[str, tuple[str, ...]], ...],
    entry: _Entry,
    next_start: date | None,
) -> Value | Hole:
    """Close an entry at the next one and give it its typed content."""
    where = f"{key} {entry.effective_from.isoformat()}"
    end = entry.effective_to or next_start
    if entry.effective_to and (
        entry.effective_to <= entry.effective_from
        or (next_start and entry.effective_to > next_start)
    ):
        raise bad(file, f"{where} 的失效日期与生效日期或下一条重叠")
    if entry.hole:
        return Hole(effective_from=entry.effective_from, effective_to=end, reason=entry.hole)
    if not entry.document or not entry.article or entry.still_valid_on is None:
        raise bad(file, f"{where} 缺少 document、article 或 still_valid_on")
    amount, text, items = _content(file, where, unit, entry)
    return Value(
        key=key,
        label=label,
        unit=unit,
        effective_from=entry.effective_from,
        effective_to=end,
        source=Source(document=entry.document, article=entry.article),
        verified=entry.verified,
        still_valid_on=entry.still_valid_on,
        amount=amount,
        text=text,
        items=items,
        dims=dims,
        note=entry.note,
    )


def _content(file: str, where: str, unit: Unit, entry: _Entry) -> tuple[int, str, tuple[str, ...]]:
    """Read what the unit asks for, and nothing beside it."""
    given = {
        "amount": entry.amount != "",
        "number": entry.number is not None,
        "switch": entry.switch is not None,
        "text": entry.text != "",
        "items": entry.items != (),
    }
    wanted = {Unit.FEN: "amount", Unit.FEN_PER_PERSON_MONTH: "amount", Unit.SWITCH: "switch"} | {
        Unit.TEXT: "text",
        Unit.LIST: "items",
    }
    name = wanted.get(unit, "number")
    if [key for key, present in given.items() if present] != [name]:
        raise bad(file, f"{where} 按单位应只写 {name}")
    if name == "amount":
        return _money(file, where, entry.amount), "", ()
    if name == "number":
        number = entry.number or 0
        if not 0 <= number <= 10**9:
            raise bad(file, f"{where} 的数值 {number} 不合理")
        return number, "", ()
    return int(bool(entry.switch)), entry.text, entry.items


def _money(file: str, where: str, text: str) -> int:
    """Read yuan into fen."""
    try:
        fen = parse_yuan(text)
    except Refused as problem:
        raise bad(file, f"{where} 的金额“{text}”有误：{problem.message}") from None
    if fen < 0:
        raise bad(file, f"{where} 的金额不能为负")
    return fen
