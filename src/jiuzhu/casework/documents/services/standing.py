"""Put the pack's standing sentences into a paper, and mark what nobody has checked yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.rendering.data import DocumentContent, Head, StandingText
from jiuzhu.policy.standing import bodies_of, key_of, lines_of, standing_values, unchecked
from jiuzhu.policy.values import Value
from jiuzhu.registers.law.queries import confirmed_keys, pack_in_force

Content = TypeVar("Content", bound=DocumentContent)


def standing_texts(kind: str, on: date) -> tuple[StandingText, ...]:
    """Return the sentences that a kind of paper prints on a day.

    Raises: Refused `policy.hole`.
    """
    return tuple(
        StandingText(key=key_of(value), lines=lines_of(value))
        for value in standing_values(pack_in_force(), kind, on)
    )


def mark_unchecked(content: Content, *, case: Case, on: date) -> Content:
    """Return the content with the names of its unchecked sentences and reviewing body."""
    head = getattr(content, "head", None)
    if not isinstance(head, Head):
        return content
    sentences = standing_values(pack_in_force(), content.KIND, on) if content.SAYS else ()
    used = (
        *(value for value in sentences if key_of(value) in content.SAYS),
        *_bodies_named(getattr(content, "remedy", ""), case, on),
    )
    names = unchecked(used, confirmed_keys(organ_id=case.county_id, on=on)) if used else ()
    return replace(content, head=replace(head, unchecked=names)) if names else content  # type: ignore[type-var]


def _bodies_named(remedy: str, case: Case, on: date) -> tuple[Value, ...]:
    """Return the pack's reviewing body where the remedies name it; another was typed in by two."""
    if not remedy:
        return ()
    value = bodies_of(pack_in_force(), case.county.code, on)
    return (value,) if value.items[0] in remedy else ()
