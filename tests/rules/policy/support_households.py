"""Draw random households from a seed, with every fact the dibao rules read."""

from dataclasses import replace
from datetime import date
from random import Random

from support_packs import changed_folder

from jiuzhu.policy.facts import (
    AssetFacts,
    Category,
    ExpenseItem,
    FarmItem,
    HouseholdFacts,
    IncomeItem,
    MemberFacts,
    SupporterFacts,
)
from jiuzhu.policy.packs import Pack, read_pack

ON = date(2020, 9, 15)
TRAITS = ("SEVERE_DISABILITY", "SERIOUS_ILLNESS", "SINGLE_PARENT", "ELDERLY")
COUNTED = ("WAGES", "ODD_JOBS", "PENSION", "RENT", "FARM_REVENUE", "BUSINESS_REVENUE", "GIFTS")
TAKEN_OFF = ("JOB_COST", "BUSINESS_COST", "SOCIAL_CONTRIBUTIONS", "SUPPORT_PAID")
LEFT_OUT = ("SCHOLARSHIP", "GOVERNMENT_AID", "AUXILIARY_WAGES", "OLD_AGE_ALLOWANCE")
VALUED = ("DEPOSIT", "SECURITIES", "INSURANCE_CASH_VALUE")
OWNED = ("CAR", "HOME", "NON_RESIDENTIAL", "OPERATING_FIRM", "MOTORCYCLE")
GROUNDS = ("ON_ASSISTANCE", "AGED_LOW_INCOME", "NOT_OBLIGED")
SWITCHES = {
    "top_ups.yaml": ("top_up.enabled",),
    "income.yaml": ("income.imputed", "expenses.enabled", "expenses.ceiling_enabled"),
    "standards.yaml": ("dibao.tiers", "dibao.minimum", "dibao.single", "exit.enabled"),
    "support.yaml": ("support.many_enabled",),
}
# What the law of another place may say where Tai'an's says nothing or something else.
OTHER_LAW = (
    (
        "income.yaml",
        "{effective_from: 2012-12-12, hole: 本市上年度居民人均可支配收入没有登记}",
        '{provision: sample, amount: "1200.00"}',
    ),
    (
        "income.yaml",
        "treatment: DEDUCTED, provision: sample",
        "treatment: DEDUCTED, cap: 3000, cap_unit: MINIMUM_WAGE_RATE, provision: sample",
    ),
    (
        "assets.yaml",
        "    limit: 36\n",
        (
            "    limit: 24\n    comparator: BELOW\n    raised_limit: 48\n"
            "    raised_for: [SERIOUS_ILLNESS]\n"
        ),
    ),
    ("standards.yaml", "effective_from: 2021-07-01", "effective_from: 2014-05-01"),
)


def full_pack(tmp_path, *more: tuple[str, str, str], without: tuple[str, ...] = ()) -> Pack:
    """Read Tai'an's pack with every optional rule switched on."""
    for file, old, new in (*OTHER_LAW, *more):
        folder = changed_folder(tmp_path, file, (old, new))
    for file, keys in SWITCHES.items():
        path = folder / file
        lines = path.read_text(encoding="utf-8").split("\n")
        for key in set(keys) - set(without):
            (number,) = [n for n, line in enumerate(lines) if f"key: {key}," in line]
            assert "switch: no" in lines[number]
            lines[number] = lines[number].replace("switch: no", "switch: yes")
        path.write_text("\n".join(lines), encoding="utf-8")
    return read_pack(folder)


def households(seed: int, count: int) -> list[HouseholdFacts]:
    """Draw so many households."""
    draw = Random(seed)
    return [_household(draw) for _ in range(count)]


def _household(draw: Random) -> HouseholdFacts:
    """Draw one household."""
    size = draw.choice((1, 1, 2, 2, 3, 3, 4, 5, 15))
    scale = draw.choice((2_000, 20_000, 60_000, 150_000))
    members = tuple(_member(draw, f"m{number}", scale) for number in range(size))
    members = (replace(members[0], counts_for_income=True, died_on=None), *members[1:])
    alone = members[draw.randrange(size)].key if draw.random() < 0.1 else ""
    return HouseholdFacts(
        category=draw.choice(tuple(Category)),
        members=members,
        assets=tuple(_asset(draw, size) for _ in range(draw.choice((0, 0, 1, 2, 5)))),
        supporters=tuple(
            _supporter(draw, f"s{number}") for number in range(draw.choice((0, 0, 0, 1, 2)))
        ),
        single_person=alone,
    )


def _member(draw: Random, key: str, scale: int) -> MemberFacts:
    """Draw one person."""
    counts = draw.random() < 0.9
    items = tuple(
        IncomeItem(kind=kind, amount_fen=draw.randrange(scale * 12), months=months)
        if (months := draw.choice((1, 3, 12))) == 12
        else IncomeItem(kind=kind, amount_fen=draw.randrange(scale), months=months)
        for kind in draw.sample(COUNTED + TAKEN_OFF + LEFT_OUT, draw.choice((0, 0, 1, 2, 4)))
    )
    spent = tuple(
        ExpenseItem(kind=kind, amount_fen=draw.randrange(1_500_000))
        for kind in draw.sample(("MEDICAL", "EDUCATION", "DISABILITY_CARE"), draw.choice((0, 0, 1)))
    )
    grown = tuple(
        FarmItem(kind=kind, quantity=draw.randrange(900))
        for kind in draw.sample(("WHEAT", "MAIZE", "PIG"), draw.choice((0, 0, 1, 2)))
    )
    return MemberFacts(
        key=key,
        born_on=date(draw.randrange(1935, 2020), draw.randrange(1, 13), draw.randrange(1, 29)),
        counts_for_income=counts,
        counts_for_benefit=counts and draw.random() < 0.9,
        income=items,
        traits=tuple(draw.sample(TRAITS, draw.choice((0, 0, 1, 2)))),
        expenses=spent,
        farm=grown,
        labour=draw.choice(("", "", "", "FULL", "PARTIAL")),
        labour_waived_for=draw.choice(("", "", "照料重病家属")),
        died_on=draw.choice((None,) * 9 + (date(2020, 8, 31), date(2020, 9, 1))),
    )


def _asset(draw: Random, size: int) -> AssetFacts:
    """Draw one asset."""
    kind = draw.choice(VALUED + OWNED)
    return AssetFacts(
        kind=kind,
        value_fen=draw.randrange(6_000_000) if kind in VALUED else 0,
        count=1,
        owner=f"m{draw.randrange(size)}" if draw.random() < 0.7 else "",
        cleared_by=draw.choice(("", "", "", "已报废")),
        waived_for=draw.choice(("", "", "", "唯一谋生工具")),
        unknown=draw.random() < 0.1,
    )


def _supporter(draw: Random, key: str) -> SupporterFacts:
    """Draw one obligor."""
    return SupporterFacts(
        key=key,
        family_income_fen=draw.choice((None, draw.randrange(1_500_000))),
        family_size=draw.randrange(1, 6),
        supported_persons=draw.randrange(1, 4),
        minor_children=draw.randrange(1, 4),
        children=draw.randrange(1, 6),
        agreed_fen=draw.choice((None, None, draw.randrange(80_000))),
        agreement_unfair=draw.random() < 0.2,
        enforcement_failed=draw.random() < 0.2,
        received_fen=draw.choice((0, 0, draw.randrange(80_000))),
        exempt_reason=draw.choice(("", "", "", *GROUNDS)),
    )
