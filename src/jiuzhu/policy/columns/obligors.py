"""Compute the support of a chunk of a population in the order of the law, all obligors at once."""

from typing import Any

import numpy as np

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.arithmetic import most, support_f1, support_f2, support_f3, support_f4
from jiuzhu.policy.columns.people import Chunk
from jiuzhu.policy.columns.population import NOT_KNOWN, Bools, Ints, Supporters
from jiuzhu.policy.pack_rows import ExemptGround
from jiuzhu.policy.results import HitStatus
from jiuzhu.policy.support import RECEIVED, STEPS


def monthly_support(chunk: Chunk) -> Ints | None:
    """Give the support per month by household; None where nobody has an obligor."""
    every = chunk.population.supporters
    if every is None or not len(every.received):
        return None
    order = chunk.law.value("support.order").items
    base = _owed(chunk, every, order)
    if RECEIVED in order:
        base = most(base, every.received)
    sums = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(base)))
    total: Ints = sums[every.starts[1:]] - sums[every.starts[:-1]]
    return total


def _homes_of(every: Supporters, where: Bools) -> Bools:
    """Say which households have an obligor of whom something holds."""
    sums: Ints = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(where, dtype=np.int64)))
    found: Bools = sums[every.starts[1:]] > sums[every.starts[:-1]]
    return found


def _owed(chunk: Chunk, every: Supporters, order: tuple[str, ...]) -> Ints:
    """Give what each obligor owes apart from what was received."""
    owed = np.zeros(len(every.received), dtype=np.int64)
    open_still = np.ones(len(owed), dtype=np.bool_)
    for step in order:
        if step == "AGREEMENT":
            agreed = open_still & (every.agreed != NOT_KNOWN)
            fair = agreed & ~every.enforcement_failed & ~every.agreement_unfair
            owed = owed + every.agreed * fair
            open_still = open_still & ~fair & ~(agreed & every.enforcement_failed)
        elif step == "EXEMPT":
            exempt = open_still & (every.exempt != 0)
            _refuse_grounds(chunk, every, exempt)
            open_still = open_still & ~exempt
        elif step == "FORMULA":
            unknown = open_still & (every.family_income == NOT_KNOWN)
            chunk.reasons.add("support.unknown", HitStatus.UNKNOWN, _homes_of(every, unknown))
            owed = owed + _formula(chunk, every, open_still & ~unknown)
            break
        elif step not in STEPS and open_still.any():
            chunk.reasons.refuse("policy.hole", _homes_of(every, open_still))
    return owed


def _refuse_grounds(chunk: Chunk, every: Supporters, exempt: Bools) -> None:
    """Refuse households with a ground of exemption that the pack does not know."""
    known = chunk.law.by_code(ExemptGround)
    for number, code in enumerate(every.grounds, 1):
        if code not in known:
            wrong = exempt & (every.exempt == number)
            chunk.reasons.refuse("support.exempt", _homes_of(every, wrong))


def _formula(chunk: Chunk, every: Supporters, asked: Bools) -> Any:
    """Apply the formula in force to those whom it reaches; a hole refuses their households."""
    if not asked.any():
        return 0
    try:
        amount = _by_formula(chunk, every, asked)
    except Refused as refusal:
        chunk.reasons.refuse(refusal.code, _homes_of(every, asked))
        return 0
    return amount * asked


def _by_formula(chunk: Chunk, every: Supporters, asked: Bools) -> Ints:
    """Apply the formula in force.

    Raises: Refused('policy.hole').
    """
    law = chunk.law
    formula = law.value("support.formula").text
    income = most(every.family_income, 0)
    amount: Ints
    if formula == "F3":
        line = law.value("support.low_income_line").amount
        amount = support_f3(income, every.family_size, line, law.value("support.line_rate").amount)
    elif formula == "F4":
        rate, cap = law.value("support.child_rate"), law.value("support.child_cap")
        amount = support_f4(income, every.minor_children, rate.amount, cap.amount)
    elif formula in {"F1", "F2"}:
        apply = support_f1 if formula == "F1" else support_f2
        k = law.value("support.k").amount
        spread: Any = every.supported_persons if law.value("support.spread").is_on else 1
        standard = _line_standard(chunk, every, asked)
        amount = apply(income, every.family_size, spread, standard, k, _rate(chunk, every))
    else:
        raise Refused("policy.hole", f"赡养费核算公式“{formula}”没有定义。")
    return amount


def _rate(chunk: Chunk, every: Supporters) -> Any:
    """Give the share of the surplus: a lower one where many children carry the support."""
    rate = chunk.law.value("support.rate").amount
    if not chunk.law.is_on("support.many_enabled"):
        return rate
    many = chunk.law.value("support.many_children").amount
    lower = chunk.law.value("support.rate_many").amount
    return np.where(every.children >= many, lower, rate)


def _line_standard(chunk: Chunk, every: Supporters, asked: Bools) -> Ints:
    """Give the standard of the line: the applicant's, or the obligor's own."""
    if not chunk.law.is_on("support.own_standard"):
        return np.repeat(chunk.standard, np.diff(every.starts))
    missing = asked & (every.own_standard == NOT_KNOWN)
    chunk.reasons.refuse("support.standard", _homes_of(every, missing))
    own: Ints = most(every.own_standard, 0)
    return own
