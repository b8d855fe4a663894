"""Amend a shipped pack by dated values that a unit has entered: a new pack, the same checks.

An amendment is one value from a day on, with the document and article it rests on. It closes what
was in force before it, fills a hole, and never reaches past a later value that is already known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN, parse_yuan
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.records import to_plain
from jiuzhu.policy.values import UNIT_LABELS, Hole, Series, Source, Unit, Value, in_force

Dims = tuple[tuple[str, tuple[str, ...]], ...]
MOST_NUMBER = 10**9
RATE_BASE = 10_000
MOST_RATE = 10 * RATE_BASE
MONEY = (Unit.FEN, Unit.FEN_PER_PERSON_MONTH)
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """Hold one circumstance that a value is for: its name and what it may be."""

    name: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Hold one value of the law as an officer enters it; `amount` is fen, days, 0/1 of a switch.

    `replaces` says that an entry of the very same first day was wrong and is put right.
    """

    key: str
    where: tuple[Circumstance, ...] = ()
    unit: Unit
    effective_from: date
    effective_to: date | None = None
    amount: int = 0
    text: str = ""
    items: tuple[str, ...] = ()
    document: str
    article: str
    still_valid_on: date
    replaces: bool = False
    note: str = ""

    @property
    def dims(self) -> Dims:
        """Give the circumstances as a series of the pack holds them."""
        return tuple((one.name, one.allowed) for one in self.where)


def circumstances(dims: Dims) -> tuple[Circumstance, ...]:
    """Give the circumstances of a series as an amendment holds them."""
    return tuple(Circumstance(name=name, allowed=allowed) for name, allowed in dims)


def amended(pack: Pack, amendments: Iterable[Amendment]) -> Pack:
    """Give the pack with these amendments, in their order; the digest names exactly this law.

    Raises: Refused('amendment.…') naming the value and what does not fit.
    """
    listed = tuple(amendments)
    if not listed:
        return pack
    series = dict(pack.series)
    for one in listed:
        found = series_of(pack, one.key, one.dims)
        current = next(each for each in series[one.key] if each.dims == found.dims)
        check_content(current, one)
        changed = replace(current, entries=_spliced(current, one))
        series[one.key] = tuple(
            changed if each.dims == found.dims else each for each in series[one.key]
        )
    plain = {"base": pack.digest, "amendments": [to_plain(one) for one in listed]}
    return replace(
        pack, digest=sha256(canonical_json(plain)).hex(), series=MappingProxyType(series)
    )


def series_of(pack: Pack, key: str, dims: Dims) -> Series:
    """Give the value of the pack that is meant: its key and exactly its circumstances.

    Raises: Refused('amendment.key').
    """
    found = [each for each in pack.series.get(key, ()) if each.dims == dims]
    if len(found) != 1:
        raise Refused(
            "amendment.key",
            "政策包“%(title)s”没有“%(key)s”这一项参数，请从参数列表中选择。",
            values={"title": pack.title, "key": key},
            field="parameter",
        )
    return found[0]


def read_content(unit: Unit, typed: str) -> tuple[int, str, tuple[str, ...]]:
    """Read what somebody typed for a unit: money in yuan, whole numbers, yes or no, lines.

    Raises: Refused('amendment.value') and what the money parser says.
    """
    text = typed.strip()
    if not text:
        raise Refused("amendment.value", "没有填写新的数值，请按文件填写。", field="value")
    if unit in MONEY:
        return parse_yuan(text), "", ()
    if unit is Unit.SWITCH:
        if text not in {YES, NO}:
            raise Refused("amendment.value", "这一项只能填“是”或“否”。", field="value")
        return int(text == YES), "", ()
    if unit is Unit.TEXT:
        return 0, text, ()
    if unit is Unit.LIST:
        return 0, "", tuple(line.strip() for line in text.splitlines() if line.strip())
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(MOST_NUMBER)):
        raise Refused(
            "amendment.value",
            "“%(text)s”不是整数；这一项的单位是“%(unit)s”，请填半角整数。",
            values={"text": text[:20], "unit": UNIT_LABELS[unit]},
            field="value",
        )
    return int(text), "", ()


def check_content(current: Series, one: Amendment) -> None:
    """Refuse a wrong unit, an impossible number, missing grounds, dates out of order.

    Raises: Refused('amendment.unit'), ('amendment.value'), ('amendment.grounds'),
    ('amendment.dates').
    """
    names = {"label": current.label}
    if one.unit is not current.unit:
        raise Refused(
            "amendment.unit",
            "“%(label)s”的单位是“%(unit)s”，与填写的单位不同，请核对文件。",
            values={**names, "unit": UNIT_LABELS[current.unit]},
            field="value",
        )
    if not one.document.strip() or not one.article.strip():
        raise Refused(
            "amendment.grounds",
            "“%(label)s”没有写明依据的文件和条款，请补填。",
            values=names,
            field="article",
        )
    if one.effective_to is not None and one.effective_to <= one.effective_from:
        raise Refused(
            "amendment.dates",
            "“%(label)s”的失效日期不晚于生效日期，请核对。",
            values=names,
            field="effective_to",
        )
    if not _fits_unit(one):
        raise Refused(
            "amendment.value",
            "“%(label)s”的数值不合理或没有填写，请核对文件。",
            values=names,
            field="value",
        )


def _fits_unit(one: Amendment) -> bool:
    """Say whether exactly what the unit asks for is there, within sense."""
    if one.unit is Unit.TEXT:
        return bool(one.text.strip()) and not one.items and one.amount == 0
    if one.unit is Unit.LIST:
        return bool(one.items) and not one.text and one.amount == 0
    most = {
        Unit.SWITCH: 1,
        Unit.PER_TEN_THOUSAND: MOST_RATE,
        Unit.FEN: MAX_FEN - 1,
        Unit.FEN_PER_PERSON_MONTH: MAX_FEN - 1,
    }.get(one.unit, MOST_NUMBER)
    return 0 <= one.amount <= most and not one.text and not one.items


def _spliced(current: Series, one: Amendment) -> tuple[Value | Hole, ...]:
    """Put the amendment into the history; what was in force before ends where it begins."""
    start = one.effective_from
    same = [each for each in current.entries if _is_value(each) and each.effective_from == start]
    if same and not one.replaces:
        raise Refused(
            "amendment.overlap",
            "“%(label)s”自%(day)s起已有规定；如果那是登记错误，请勾选“更正原登记”。",
            values=_days(current, start),
            field="effective_from",
        )
    if one.replaces and not same:
        raise Refused(
            "amendment.overlap",
            "“%(label)s”没有自%(day)s起的规定可以更正，请核对生效日期。",
            values=_days(current, start),
            field="effective_from",
        )
    next_start = min(
        (e.effective_from for e in current.entries if _is_value(e) and e.effective_from > start),
        default=None,
    )
    if one.effective_to and next_start and one.effective_to > next_start:
        raise Refused(
            "amendment.overlap",
            "“%(label)s”的失效日期与自%(day)s起的规定重叠，请核对文件。",
            values=_days(current, next_start),
            field="effective_from",
        )
    end = one.effective_to or next_start
    new: list[Value | Hole] = [_value(current, one, end)]
    if one.effective_to and (next_start is None or one.effective_to < next_start):
        reason = f"{one.document}只到{one.effective_to.isoformat()}，其后没有登记规定"
        new.append(Hole(effective_from=one.effective_to, effective_to=next_start, reason=reason))
    kept = [_cut(each, start) for each in current.entries if each.effective_from < start]
    later = [e for e in current.entries if next_start and e.effective_from >= next_start]
    return (*kept, *new, *later)


def _cut(entry: Value | Hole, start: date) -> Value | Hole:
    """End an earlier entry where the new one begins."""
    if in_force(entry.effective_from, entry.effective_to, start):
        return replace(entry, effective_to=start)
    return entry


def _value(current: Series, one: Amendment, end: date | None) -> Value:
    """Give the amendment as a value; two officers and the paper stand for it."""
    return Value(
        key=current.key,
        label=current.label,
        unit=current.unit,
        effective_from=one.effective_from,
        effective_to=end,
        source=Source(document=one.document, article=one.article),
        verified=True,
        still_valid_on=one.still_valid_on,
        amount=one.amount,
        text=one.text,
        items=one.items,
        dims=current.dims,
        note=one.note,
    )


def _is_value(entry: Value | Hole) -> bool:
    return isinstance(entry, Value)


def _days(current: Series, day: date) -> dict[str, str]:
    """Name the value and the day that two entries would both claim."""
    return {"label": current.label, "day": day.isoformat()}


def settled(pack: Pack, amendments: Sequence[Amendment]) -> tuple[Amendment, ...]:
    """Let activated amendments win over an entry that a newer shipped pack brings for that day."""
    found: list[Amendment] = []
    taken: set[tuple[str, Dims, date]] = set()
    for one in amendments:
        series = series_of(pack, one.key, one.dims)
        place = (one.key, one.dims, one.effective_from)
        shipped = any(
            _is_value(e) and e.effective_from == one.effective_from for e in series.entries
        )
        found.append(replace(one, replaces=shipped or place in taken))
        taken.add(place)
    return tuple(found)
