"""List what nobody has checked against the gazette, each by the name that a unit confirms."""

from collections.abc import Iterator
from datetime import date

from jiuzhu.policy.pack_rows import (
    AssetRule,
    ExemptGround,
    ExitStep,
    ExpenseKind,
    FarmKind,
    IncomeGroup,
    LabourGrade,
    Provision,
    Tier,
    TopUp,
    use_of,
)
from jiuzhu.policy.packs import Pack, use_value
from jiuzhu.policy.results import ValueUse
from jiuzhu.policy.scheme_rows import (
    AbilityRule,
    AidBand,
    AidCause,
    AidLimit,
    CareGrade,
    UnableRule,
    UrgentTier,
)
from jiuzhu.policy.values import Value

# How the rules name a row of each table when a result rests on it.
PREFIXES: dict[type[Provision], str] = {
    AssetRule: "",
    IncomeGroup: "income.groups.",
    LabourGrade: "income.labour_grades.",
    FarmKind: "income.farm_kinds.",
    ExpenseKind: "income.expenses.",
    ExemptGround: "support.exempt_grounds.",
    TopUp: "top_ups.",
    Tier: "tiers.",
    ExitStep: "exit_steps.",
    AbilityRule: "tekun.no_ability.",
    UnableRule: "tekun.unable.",
    CareGrade: "tekun.care_grade.",
    AidCause: "aid.causes.",
    AidBand: "aid.bands.",
    AidLimit: "aid.limits.",
    UrgentTier: "aid.urgent.",
}


def unverified_uses(pack: Pack, on: date) -> tuple[ValueUse, ...]:
    """Give every unverified value and row in force on a day, in the order of the files."""
    return (*_values(pack, on), *_rows(pack, on))


def _values(pack: Pack, on: date) -> Iterator[ValueUse]:
    for found in pack.series.values():
        for one in found:
            entry = one.at(on)
            if isinstance(entry, Value) and not entry.verified:
                yield use_value(entry)


def _rows(pack: Pack, on: date) -> Iterator[ValueUse]:
    for cls, prefix in PREFIXES.items():
        for row in pack.rows(cls, on):
            if not row.verified:
                name = str(getattr(row, "rule_id", "") or getattr(row, "code", ""))
                yield use_of(row, f"{prefix}{name}", str(getattr(row, "label", name)))
