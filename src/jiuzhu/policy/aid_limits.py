"""Keep temporary aid within its limits: how often, and how much within the window of months."""

from datetime import date

from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.deadlines import months_later
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import HitStatus
from jiuzhu.policy.scheme_facts import AidFacts, PastAid
from jiuzhu.policy.scheme_rows import AidLimit
from jiuzhu.policy.worksheet import Worksheet


def room_left(facts: AidFacts, pack: Pack, sheet: Worksheet) -> int | None:
    """Give the fen that may still be given, None without a limit; write a hit for a full limit."""
    window = sheet.value("temporary_aid.window_months").amount
    recent = tuple(one for one in facts.past if _is_recent(one.on, sheet.on, window))
    rooms = [
        room
        for limit in pack.rows(AidLimit, sheet.on)
        if (not limit.kinds or facts.kind in limit.kinds)
        and (room := _room(limit, recent, facts, sheet)) is not None
    ]
    return min(rooms, default=None)


def _is_recent(given_on: date, on: date, months: int) -> bool:
    """Say whether aid was given within the window; on the same day some months later it is not."""
    return given_on <= on < months_later(given_on, months)


def _room(
    limit: AidLimit, recent: tuple[PastAid, ...], facts: AidFacts, sheet: Worksheet
) -> int | None:
    """Apply one limit."""
    counted = [one for one in recent if not limit.same_cause or one.cause == facts.cause]
    sheet.note(limit, f"aid.limits.{limit.code}", limit.label)
    if limit.most_times and len(counted) >= limit.most_times:
        text = f"{limit.label}：已救助{len(counted)}次，上限{limit.most_times}次"
        sheet.hit("aid.times", HitStatus.HIT, text, limit.citation)
    if not limit.most_months_of_standard:
        return None
    unit = {"unit": facts.household.unit} if facts.household.unit else {}
    own = sheet.value("dibao.standard", category=facts.household.category.value, **unit)
    ceiling = own.amount * limit.most_months_of_standard
    given = sum(one.amount_fen for one in counted)
    sheet.line(
        code=f"aid.limit.{limit.code}",
        label=limit.label,
        formula_text=f"{format_yuan(own.amount)} × {limit.most_months_of_standard} − 已救助 "
        f"{format_yuan(given)}",
        value_fen=max(ceiling - given, 0),
        article=limit.citation,
    )
    if given >= ceiling:
        text = f"{limit.label}：已达到上限{format_yuan(ceiling)}"
        sheet.hit("aid.ceiling", HitStatus.HIT, text, limit.citation)
    return ceiling - given
