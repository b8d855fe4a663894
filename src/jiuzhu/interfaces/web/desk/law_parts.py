"""What the pages of the law share: crumbs, chips, how a value is written, the change asked for."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.presenters import Chip, Link, Tone
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.amendments import NO, YES
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.values import UNIT_LABELS, Hole, Series, Unit, Value
from jiuzhu.registers.law.access import not_visible
from jiuzhu.registers.law.enums import ChangeState
from jiuzhu.registers.law.models import LawChange
from jiuzhu.registers.law.queries import code_words_in_force

TONES: dict[str, Tone] = {
    ChangeState.DRAFT: "todo",
    ChangeState.SIMULATED: "doing",
    ChangeState.ACTIVATED: "done",
    ChangeState.WITHDRAWN: "stopped",
}
MONEY = (Unit.FEN, Unit.FEN_PER_PERSON_MONTH)
CATEGORIES = {"URBAN": "城市", "RURAL": "农村"}


def law_crumbs(*after: Link) -> tuple[Link, ...]:
    """Return the way to a page of the law."""
    return (Link("我的待办", reverse("desk:tasks")), Link("政策", reverse("desk:law")), *after)


def change_url(change: LawChange, page: str = "law_change", *more: object) -> str:
    """Return the address of a page of a change."""
    return reverse(f"desk:{page}", args=[change.code, *more])


def change_here(code: str) -> LawChange:
    """Return a change with who prepared it.

    Raises: NotVisible `law.not_visible`.
    """
    found = (
        LawChange.objects.select_related("prepared_by", "organ", "file").filter(code=code).first()
    )
    if found is None:
        raise not_visible()
    return found


def change_chip(change: LawChange) -> Chip:
    """Say where a change stands."""
    return chip(TONES[change.state], ChangeState(change.state).label)


def written(unit: Unit, amount: int, text: str = "", items: Iterable[str] = ()) -> str:
    """Write a value as people read it, with its unit."""
    if unit in MONEY:
        return f"{format_yuan(amount)} {UNIT_LABELS[unit]}"
    if unit is Unit.SWITCH:
        return YES if amount else NO
    if unit is Unit.TEXT:
        return _word(text)
    if unit is Unit.LIST:
        return "；".join(map(_word, items))
    if unit is Unit.PER_TEN_THOUSAND:
        return f"{UNIT_LABELS[unit]}{amount}"
    return f"{amount} {UNIT_LABELS[unit]}"


def _word(item: str) -> str:
    """Say a code in words; a sentence stays as it is."""
    return phrase(code_words_in_force().get(item, item))


def value_words(value: Value) -> str:
    """Write a value of the pack."""
    return written(value.unit, value.amount, value.text, value.items)


def entry_words(entry: Value | Hole | None) -> str:
    """Write what holds on a day, or that nothing does."""
    if isinstance(entry, Value):
        return value_words(entry)
    return phrase("没有规定：%(reason)s", reason=entry.reason) if entry else phrase("没有规定")


def series_name(series: Series) -> str:
    """Name a series with the circumstances that its label does not say; codes say nothing."""
    dims = [one for _, allowed in series.dims for one in allowed if one in CATEGORIES]
    said = [CATEGORIES[one] for one in dims if CATEGORIES[one] not in series.label]
    label = phrase(series.label)
    if not said:
        return label
    return phrase("%(name)s（%(unit)s）", name=label, unit="、".join(map(phrase, said)))


def series_code(series: Series) -> str:
    """Give a series one word for forms and addresses."""
    dims = ";".join(f"{name}={'+'.join(allowed)}" for name, allowed in series.dims)
    return f"{series.key}[{dims}]" if dims else series.key


def every_series(pack: Pack) -> dict[str, Series]:
    """Return all values of a pack by the word of their series, in the order of the files."""
    return {series_code(one): one for found in pack.series.values() for one in found}
