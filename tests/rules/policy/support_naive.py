"""Compute dibao once more in Decimal, from the words of the law, with nothing of the product's.

The law is that of `full_pack`: Tai'an's standards of 2020, every optional rule on. Amounts: yuan.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, getcontext

from jiuzhu.policy.facts import HouseholdFacts, MemberFacts, SupporterFacts

getcontext().prec = 60
FEN, YUAN = Decimal("0.01"), Decimal(1)
STANDARDS = {"URBAN": Decimal(630), "RURAL": Decimal(475)}
MINIMUM_WAGE, CEILING = Decimal(1730), Decimal(1200)
COUNTED = {
    "WAGE": ("WAGES", "ODD_JOBS"),
    "BUSINESS": ("BUSINESS_REVENUE", "FARM_REVENUE"),
    "PROPERTY": ("RENT", "INTEREST_DIVIDENDS"),
    "TRANSFER": ("PENSION", "GIFTS"),
}
DEDUCTED = {
    "BUSINESS": ("BUSINESS_COST",),
    "TRANSFER": ("SOCIAL_CONTRIBUTIONS", "SUPPORT_PAID"),
}
LABOUR = {"": Decimal(0), "FULL": Decimal(1), "PARTIAL": Decimal("0.5"), "WEAK": Decimal("0.3")}
FARM = {
    "WHEAT": (Decimal(900), Decimal("1.15"), Decimal(600)),
    "MAIZE": (Decimal(1000), Decimal(1), Decimal(550)),
    "PIG": (Decimal(1), Decimal(2000), Decimal(1500)),
}
FINANCIAL = {"DEPOSIT", "SECURITIES", "INSURANCE_CASH_VALUE", "INTERNET_FINANCE"}
HARD_LIMITS = {"CAR": 0, "HOME": 1, "NON_RESIDENTIAL": 0, "OPERATING_FIRM": 0}
TIERS = ((Decimal("0.75"), Decimal(1)), (Decimal("0.5"), Decimal("0.75")))
LOW_TIERS = ((Decimal("0.25"), Decimal("0.5")), (Decimal(0), Decimal("0.3")))


@dataclass(frozen=True)
class Naive:
    """Hold the answer: outcome, amount and income per head in yuan."""

    eligible: str
    amount: Decimal
    per_head: Decimal


def yuan(fen):
    return Decimal(fen) / 100


def down(amount, step=FEN):
    return (clean(amount) / step).to_integral_value(ROUND_FLOOR) * step


def up(amount, step):
    return (clean(amount) / step).to_integral_value(ROUND_CEILING) * step


def clean(amount):
    """Drop the error of the sixtieth digit, so that a whole number is one."""
    return amount.quantize(Decimal(1).scaleb(-30))


def naive(facts: HouseholdFacts, on) -> Naive:
    standard = STANDARDS[facts.category.value]
    there = [one for one in facts.members if lives(one, on)]
    counting = [one for one in there if one.counts_for_income]
    heads = len(counting)
    total = sum((income_of(one, standard) for one in counting), Decimal(0))
    total += 12 * sum((support_of(one, standard) for one in facts.supporters), Decimal(0))
    total = max(total, Decimal(0))
    if total / 12 / heads <= CEILING:
        total = max(total - outlay_of(counting, standard), Decimal(0))
    head = total / 12 / heads
    receiving = [one for one in there if one.counts_for_benefit]
    line, least = standard, standard / 5
    refused = False
    if facts.single_person:
        alone = [one for one in there if one.key == facts.single_person]
        receiving = [one for one in alone if one.counts_for_benefit]
        line, least = standard * Decimal("1.5"), standard * Decimal("0.7")
        refused = not any(has(one, "SEVERE_DISABILITY", "SERIOUS_ILLNESS") for one in alone)
    too_rich, asked = property_of(facts, there, standard * heads)
    if refused or too_rich or not receiving or clean(head - line) >= 0:
        return Naive("NOT_ELIGIBLE", Decimal(0), down(head))
    each = max(standard - head, least)
    if facts.category.value == "RURAL" and not facts.single_person:
        gap = clean((standard - head) / standard)
        each = standard * next(pays for edge, pays in TIERS + LOW_TIERS if gap >= edge)
    extra = standard * sum((top_up_of(one, on) for one in receiving), Decimal(0))
    amount = min(
        up(each * len(receiving) + extra, YUAN), standard * len(receiving) + up(extra, FEN)
    )
    return Naive("UNDECIDABLE" if asked else "ELIGIBLE", amount, down(head))


def lives(one: MemberFacts, on):
    return one.died_on is None or (one.died_on.year, one.died_on.month) >= (on.year, on.month)


def has(one: MemberFacts, *traits):
    return any(trait in one.traits for trait in traits)


def earned(one: MemberFacts, kinds):
    return sum(
        (yuan(item.amount_fen) * 12 / item.months for item in one.income if item.kind in kinds),
        Decimal(0),
    )


def income_of(one: MemberFacts, standard):
    auxiliary = earned(one, ("AUXILIARY_WAGES",))
    free = standard * 12 if has(one, "SEVERE_DISABILITY") else Decimal(0)
    wages = earned(one, COUNTED["WAGE"]) + max(auxiliary - free, Decimal(0))
    if one.labour and not one.labour_waived_for:
        wages = max(wages, MINIMUM_WAGE * LABOUR[one.labour] * 12)
    job_cost = min(earned(one, ("JOB_COST",)), MINIMUM_WAGE * 12 * 3 / 10)
    gross = cost = Decimal(0)
    for item in one.farm:
        crop, price, outlay = FARM[item.kind]
        gross += down(yuan(item.quantity) * crop * price)
        cost += down(yuan(item.quantity) * outlay)
    business = earned(one, COUNTED["BUSINESS"]) + gross
    business -= earned(one, DEDUCTED["BUSINESS"]) + cost
    transfer = earned(one, COUNTED["TRANSFER"]) - earned(one, DEDUCTED["TRANSFER"])
    groups = (wages - job_cost, business, earned(one, COUNTED["PROPERTY"]))
    return sum((max(group, Decimal(0)) for group in groups), transfer)


def outlay_of(counting, standard):
    def spent(one, kind):
        return sum(
            (
                yuan(item.amount_fen) * 12 / item.months
                for item in one.expenses
                if item.kind == kind
            ),
            Decimal(0),
        )

    medical = min(sum(spent(one, "MEDICAL") for one in counting), standard * 48)
    school = sum(min(spent(one, "EDUCATION"), standard * 12) for one in counting)
    care = sum(
        min(spent(one, "DISABILITY_CARE"), standard * 12)
        for one in counting
        if has(one, "SEVERE_DISABILITY")
    )
    return medical + school + care


def support_of(one: SupporterFacts, standard):
    received = yuan(one.received_fen)
    if one.agreed_fen is not None and one.enforcement_failed:
        return received
    if one.agreed_fen is not None and not one.agreement_unfair:
        return max(yuan(one.agreed_fen), received)
    if one.exempt_reason or one.family_income_fen is None:
        return received
    above = max(yuan(one.family_income_fen) / one.family_size - 2 * standard, Decimal(0))
    rate = Decimal("0.4") if one.children >= 3 else Decimal("0.5")
    return max(down(above * rate / one.supported_persons), received)


def property_of(facts: HouseholdFacts, there, standard_heads):
    """Say whether property excludes, and whether something is still to be asked."""
    left = [one for one in facts.assets if not one.cleared_by and not one.waived_for]
    known = [one for one in left if not one.unknown]
    months = 48 if any(has(one, "SERIOUS_ILLNESS") for one in there) else 24
    money = sum(yuan(one.value_fen) for one in known if one.kind in FINANCIAL)
    too_rich = money >= months * standard_heads
    asked = not too_rich and any(one.unknown and one.kind in FINANCIAL for one in left)
    for kind, limit in HARD_LIMITS.items():
        owners = {one.owner if kind in {"CAR", "OPERATING_FIRM"} else "" for one in known}
        counts = [
            sum(
                one.count
                for one in known
                if one.kind == kind and (kind not in {"CAR", "OPERATING_FIRM"} or one.owner == who)
            )
            for who in owners
        ]
        hit = max(counts, default=0) > limit
        too_rich = too_rich or hit
        asked = asked or (not hit and any(one.unknown and one.kind == kind for one in left))
    return too_rich, asked


def top_up_of(one: MemberFacts, on):
    birthday = (on.month, on.day) >= (one.born_on.month, one.born_on.day)
    age = on.year - one.born_on.year - (0 if birthday else 1)
    rates = [Decimal("0.3")] * has(one, "SEVERE_DISABILITY", "SERIOUS_ILLNESS")
    rates += [Decimal("0.2")] * (age >= 70) + [Decimal("0.15")] * (age < 18)
    rates += [Decimal("0.1")] * has(one, "SINGLE_PARENT")
    return max(rates, default=Decimal(0))
