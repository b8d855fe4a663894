"""List the schemes that can be computed from a record: facts in, result with explanation out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from types import MappingProxyType
from typing import get_args, get_type_hints

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import parse_yuan
from jiuzhu.policy.classify import Classification, classify
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.edge import assess_low_income, assess_rigid
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.records import Declared, from_plain
from jiuzhu.policy.results import DibaoResult
from jiuzhu.policy.scheme_facts import AidFacts, ApplicationFacts, EdgeFacts, TekunFacts
from jiuzhu.policy.scheme_results import SchemeResult
from jiuzhu.policy.tekun import assess_tekun
from jiuzhu.policy.temporary_aid import assess_aid

IN_FEN = "_fen"
Computed = DibaoResult | SchemeResult | Classification


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Hold a scheme: what it is called, the shape of its facts, and how it is computed."""

    code: str
    label: str
    facts: type
    assess: Callable[[object, Pack, date], Computed]


def money_names(kind: Declared) -> frozenset[str]:
    """Name the money of a facts class and of everything in it, without `_fen`."""
    names: set[str] = set()
    for part in get_args(kind):
        names |= money_names(part)
    if is_dataclass(kind):
        for name, inner in get_type_hints(kind).items():
            names |= {name.removesuffix(IN_FEN)} if name.endswith(IN_FEN) else money_names(inner)
    return frozenset(names)


def in_fen(record: object, names: frozenset[str]) -> object:
    """Give yuan in quoted text as fen: `amount: "630.00"` becomes `amount_fen: 63000`.

    Raises: Refused('money.…') for text that is no amount.
    """
    if isinstance(record, list):
        return [in_fen(item, names) for item in record]
    if not isinstance(record, dict):
        return record
    return dict(
        (f"{key}{IN_FEN}", parse_yuan(item))
        if key in names and isinstance(item, str)
        else (key, in_fen(item, names))
        for key, item in record.items()
    )


def _scheme(code: str, label: str, facts: type, assess: Callable[..., Computed]) -> Scheme:
    """Read the facts of a scheme from a record, money in fen or as yuan in text; assess them."""
    names = money_names(facts)

    def run(record: object, pack: Pack, on: date) -> Computed:
        return assess(from_plain(facts, in_fen(record, names)), pack, on)

    return Scheme(code=code, label=label, facts=facts, assess=run)


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        one.code: one
        for one in (
            _scheme("dibao", "最低生活保障", HouseholdFacts, assess_dibao),
            _scheme("tekun", "特困人员救助供养", TekunFacts, assess_tekun),
            _scheme("low_income", "低保边缘家庭认定", EdgeFacts, assess_low_income),
            _scheme("rigid", "刚性支出困难家庭认定", EdgeFacts, assess_rigid),
            _scheme("temporary_aid", "临时救助", AidFacts, assess_aid),
            _scheme("classify", "一次申请、分类认定", ApplicationFacts, classify),
        )
    }
)


def scheme_of(code: str) -> Scheme:
    """Give a scheme by its code.

    Raises: Refused('scheme.unknown') naming those there are.
    """
    if code not in SCHEMES:
        known = "、".join(f"{one.code}（{one.label}）" for one in SCHEMES.values())
        raise Refused("scheme.unknown", f"没有“{code}”这个事项。可以计算的有：{known}。")
    return SCHEMES[code]
