"""Check the rules of a pack as regions: can anybody be in one, do two claim the same, is one left.

`regions.yaml` writes the income conditions of the identities as linear conditions on amounts per
head and month; the factors are the pack's own values, so the check follows the law. What it finds
holds for every standard and every household, not for some that were tried.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.linear import Condition, Example, Proof, solve
from jiuzhu.policy.pack_checks import Problem, Severity
from jiuzhu.policy.pack_files import read_rows
from jiuzhu.policy.pack_yaml import bad, read_yaml, refuse_unknown
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.values import Unit, Value

FILE = "regions.yaml"
RATE_BASE = 10_000
NAMES: dict[str, str] = {
    "income": "收入",
    "rigid": "必需支出",
    "standard": "低保标准",
    "disposable": "人均可支配收入",
}
DOMAIN = (
    Condition({"income": Fraction(1)}, strict=False, text="收入 >= 0"),
    Condition({"rigid": Fraction(1)}, strict=False, text="必需支出 >= 0"),
    Condition({"standard": Fraction(1)}, strict=True, text="低保标准 > 0"),
    Condition({"disposable": Fraction(1)}, strict=True, text="人均可支配收入 > 0"),
)
_SIDES = re.compile(r"([^<>=]+)(<=|>=|<|>)([^<>=]+)\Z")
_TERM = re.compile(r"([+-]?)\s*(?:(\d+)(?:/(\d+))?(%?)\s+|\{([a-z_.]+)\}\s+)?([a-z]+|0)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Hold one rule as conditions that must all hold; a draft is proposed, not in force."""

    code: str
    label: str
    group: str
    when: tuple[str, ...]
    document: str
    article: str
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hold rules that part all households among them (`complete`), or that an order settles."""

    code: str
    label: str
    complete: bool = False
    order: str = ""


def check_regions(folder: Path, pack: Pack, on: date | None) -> tuple[Problem, ...]:
    """Report rules nobody can meet, and households that two rules claim or none does.

    Without a day, every day is looked at on which a value that a rule names begins to hold.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        groups, regions = _read(path)
        days = (on,) if on is not None else _days(regions, pack)
        found = [problem for day in days for problem in _on_day(groups, regions, pack, day)]
    except Refused as problem:
        return (
            Problem(
                severity=Severity.ERROR, kind="unreadable", where=FILE, text=str(problem.message)
            ),
        )
    return tuple(dict.fromkeys(found))


def _read(path: Path) -> tuple[tuple[Group, ...], tuple[Region, ...]]:
    found = read_yaml(path)
    refuse_unknown(path.name, found, {"groups", "regions"}, "")
    groups = read_rows(path.name, found.get("groups", []), Group, "groups")
    regions = read_rows(path.name, found.get("regions", []), Region, "regions")
    known = {group.code for group in groups}
    for region in regions:
        if region.group not in known:
            raise bad(path.name, f"规则 {region.code} 的 group “{region.group}”没有定义")
        if not region.document or not region.article:
            raise bad(path.name, f"规则 {region.code} 缺少 document 或 article")
        if not region.when:
            raise bad(path.name, f"规则 {region.code} 没有条件")
    return groups, regions


def _days(regions: Sequence[Region], pack: Pack) -> tuple[date, ...]:
    """List the days on which a value named by a rule begins to hold; one day where none is."""
    keys = {key for one in regions for text in one.when for key in re.findall(r"\{(.+?)\}", text)}
    days = {
        entry.effective_from
        for key in keys
        for series in pack.series.get(key, ())
        for entry in series.entries
    }
    return tuple(sorted(days)) or (date.max,)


def _on_day(
    groups: Sequence[Group], regions: Sequence[Region], pack: Pack, on: date
) -> Iterator[Problem]:
    """Check the rules whose values are all known on a day."""
    read = {
        region.code: conditions
        for region in regions
        if (conditions := _conditions(region, pack, on)) is not None
    }
    alive = [region for region in regions if region.code in read]
    for region in alive:
        yield from _empty(region, read[region.code])
    for group in groups:
        mine = [one for one in alive if one.group == group.code and not one.draft]
        yield from _claimed_twice(group, mine, read)
        whole = all(one.code in read for one in regions if one.group == group.code)
        if group.complete and whole and mine:
            yield from _claimed_by_none(group, [read[one.code] for one in mine])


def _empty(region: Region, conditions: Sequence[Condition]) -> Iterator[Problem]:
    every = (*DOMAIN, *conditions)
    found = solve(every)
    if isinstance(found, Proof):
        yield Problem(
            severity=Severity.WARNING if region.draft else Severity.ERROR,
            kind="empty",
            where=f"{FILE} {region.code}",
            text=f"{region.label}：没有任何家庭能符合（{region.document}{region.article}）。"
            f"证明：{_sum_in_words(every, found)}",
        )


def _claimed_twice(
    group: Group, regions: Sequence[Region], read: dict[str, tuple[Condition, ...]]
) -> Iterator[Problem]:
    for one, other in combinations(regions, 2):
        found = solve((*DOMAIN, *read[one.code], *read[other.code]))
        if isinstance(found, Example):
            settled = f"；按 {group.order} 的先后认定" if group.order else ""
            yield Problem(
                severity=Severity.NOTICE if group.order else Severity.ERROR,
                kind="claimed_twice",
                where=f"{FILE} {group.code}",
                text=f"{one.label}与{other.label}有重合{settled}。例：{_in_words(found)}",
            )


def _claimed_by_none(group: Group, regions: Sequence[tuple[Condition, ...]]) -> Iterator[Problem]:
    left = _outside(DOMAIN, regions)
    if left is not None:
        yield Problem(
            severity=Severity.ERROR,
            kind="claimed_by_none",
            where=f"{FILE} {group.code}",
            text=f"{group.label}有遗漏，没有一条规则管到。例：{_in_words(left)}",
        )


def _outside(
    so_far: Sequence[Condition], regions: Sequence[tuple[Condition, ...]]
) -> Example | None:
    """Find a household outside every region: of each, one condition must fail."""
    found = solve(so_far)
    if isinstance(found, Proof):
        return None
    if not regions:
        return found
    for condition in regions[0]:
        left = _outside((*so_far, condition.negated()), regions[1:])
        if left is not None:
            return left
    return None


def _conditions(region: Region, pack: Pack, on: date) -> tuple[Condition, ...] | None:
    """Read the conditions of a rule with the values of a day; None where one is not known."""
    read = [_condition(region.code, text, pack, on) for text in region.when]
    return tuple(one for one in read if one is not None) if None not in read else None


def _condition(code: str, text: str, pack: Pack, on: date) -> Condition | None:
    """Read `income - rigid >= {some.rate} standard`.

    Raises: Refused('policy.pack') for what is no linear condition: no formula is ever executed.
    """
    sides = _SIDES.match(text)
    if sides is None:
        raise bad(FILE, f"规则 {code} 的条件“{text}”应为“左边 < 右边”")
    left, right = (_side(code, side, pack, on) for side in (sides[1], sides[3]))
    if left is None or right is None:
        return None
    less = sides[2] in {"<", "<="}
    more, fewer = (right, left) if less else (left, right)
    names = more.keys() | fewer.keys()
    terms = {name: more.get(name, Fraction(0)) - fewer.get(name, Fraction(0)) for name in names}
    return Condition(terms, strict=sides[2] in {"<", ">"}, text=text.strip())


def _side(code: str, side: str, pack: Pack, on: date) -> dict[str, Fraction] | None:
    terms: dict[str, Fraction] = {}
    at, text = 0, side.strip()
    while at < len(text):
        found = _TERM.match(text, at)
        if found is None or (at and not found[1]):
            raise bad(FILE, f"规则 {code} 的“{side.strip()}”看不懂")
        sign, number, under, percent, key, name = found.groups()
        at = found.end()
        if name == "0":
            continue
        if name not in NAMES:
            raise bad(FILE, f"规则 {code} 里的“{name}”不认识，可用：{'、'.join(NAMES)}")
        factor = Fraction(1)
        if number:
            if under and int(under) == 0:
                raise bad(FILE, f"规则 {code} 的分母是零")
            factor = Fraction(int(number), int(under or 1) * (100 if percent else 1))
        if key:
            value = _rate(code, key, pack, on)
            if value is None:
                return None
            factor = value
        terms[name] = terms.get(name, Fraction(0)) + (-factor if sign == "-" else factor)
    return terms


def _rate(code: str, key: str, pack: Pack, on: date) -> Fraction | None:
    """Give a rate or number of the pack on a day; None where the law of that day has none."""
    if key not in pack.series:
        raise bad(FILE, f"规则 {code} 引用的参数“{key}”不存在")
    entries = [one.at(on) for one in pack.series[key]]
    values = [one for one in entries if isinstance(one, Value)]
    if len(values) != 1:
        return None
    base = RATE_BASE if values[0].unit is Unit.PER_TEN_THOUSAND else 1
    return Fraction(values[0].amount, base)


def _in_words(example: Example) -> str:
    return "，".join(
        f"{NAMES[name]} {_number(example.values[name])}" for name in NAMES if name in example.values
    )


def _sum_in_words(conditions: Sequence[Condition], proof: Proof) -> str:
    used = [
        f"{_number(factor)} ×（{condition.text}）"
        for condition, factor in zip(conditions, proof.factors, strict=True)
        if factor
    ]
    return f"{' + '.join(used)} 相加，得到 0 > 0，矛盾。"


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(value)
