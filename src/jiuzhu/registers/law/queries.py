"""What is in force: the calendar, the procedure of a unit, confirmed values."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from jiuzhu.infra.reading import page_read
from jiuzhu.infra.revisions import law_revision
from jiuzhu.infra.together import Read
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.amendments import Amendment, Circumstance, amended, settled
from jiuzhu.policy.code_words import code_words
from jiuzhu.policy.packs import Pack, load_pack, read_pack
from jiuzhu.policy.procedures import DEFAULT_PROCEDURE, DEFAULT_PROCEDURES
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.values import Unit
from jiuzhu.registers.law.models import (
    CalendarDay,
    CalendarVersion,
    ConfirmedValue,
    LawActivation,
    LawChange,
    PackText,
    ProcedureInForce,
)


def place_in_force() -> str:
    """Return whose law this installation applies."""
    return str(settings.JIUZHU_PLACE)


def pack_in_force() -> Pack:
    """Return the law as it stands: the shipped pack and every change activated since.

    Costs no statement where a scope is set: the state of the law was read with it.

    Raises: Refused `amendment.…` where an activated change does not fit the shipped pack.
    """
    return _pack_at(place_in_force(), law_revision())


def code_words_in_force() -> Mapping[str, str]:
    """Return the words of the codes that stand in the law as it is."""
    return _words_at(place_in_force(), law_revision())


@lru_cache(maxsize=8)
def _words_at(place: str, revision: int) -> Mapping[str, str]:
    return code_words(_pack_at(place, revision))


@lru_cache(maxsize=8)
def _pack_at(place: str, revision: int) -> Pack:
    """Build the law of one revision once a process; a revision never comes twice."""
    shipped = load_pack(place)
    if not revision:
        return shipped
    return amended(shipped, settled(shipped, activated_amendments(place, revision)))


def activated_amendments(place: str, revision: int) -> tuple[Amendment, ...]:
    """Return the values that officers have put into force up to a revision, in their order."""
    rows = LawActivation.objects.filter(place=place, pk__lte=revision).order_by("pk")
    return tuple(
        from_plain(Amendment, one)
        for listed in rows.values_list("amendments", flat=True)
        for one in listed
    )


def amendments_of(change: LawChange) -> tuple[Amendment, ...]:
    """Return the values of a change as the rules of amending read them."""
    rows = change.entries.filter(removed_at__isnull=True).order_by("position")
    return tuple(
        Amendment(
            key=row.key,
            where=tuple(from_plain(Circumstance, one) for one in row.where),
            unit=Unit(row.unit),
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            amount=row.amount,
            text=row.text,
            items=tuple(row.items),
            document=change.document_number,
            article=row.article,
            still_valid_on=max(change.document_on, row.effective_from),
            replaces=row.replaces,
        )
        for row in rows
    )


def pack_of(place: str, digest: str) -> Pack:
    """Return the very law a stored computation was made with, by its digest.

    Raises: Refused `policy.place`, `policy.pack`.
    """
    current = pack_in_force()
    if digest == current.digest:
        return current
    return _stored_pack(place, digest)


@lru_cache(maxsize=32)
def _stored_pack(place: str, digest: str) -> Pack:
    """Rebuild a former law: from the activation that made it, on the files it was made of.

    A computation older than the keeping of files is read with the shipped pack; whether it comes
    out the same, its own digest says.
    """
    activation = LawActivation.objects.filter(place=place, digest=digest).order_by("pk").first()
    if activation is None:
        return _pack_from_files(place, digest)
    base = _pack_from_files(place, activation.base_digest)
    return amended(base, settled(base, activated_amendments(place, activation.pk)))


def _pack_from_files(place: str, digest: str) -> Pack:
    """Read a shipped pack of then from its kept files."""
    kept = PackText.objects.filter(place=place, digest=digest).first()
    if kept is None or load_pack(place).digest == digest:
        return load_pack(place)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in kept.files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return read_pack(Path(folder))


@lru_cache(maxsize=8)
def _calendar(code: str, known_from: date, known_to: date, version_id: int) -> WorkCalendar:
    overrides = dict(
        CalendarDay.objects.filter(version_id=version_id).values_list("day", "is_workday")
    )
    return WorkCalendar(version=code, overrides=overrides, known_from=known_from, known_to=known_to)


def calendar_in_force() -> WorkCalendar:
    """Return the newest calendar version.

    Raises: Refused `calendar.none` when none was loaded.
    """
    version = newest_calendar().first
    if version is None:
        raise Refused("calendar.none", "还没有载入工作日历。请管理员运行 ./jiuzhu up 或载入日历。")
    return _calendar(version.code, version.known_from, version.known_to, version.pk)


def newest_calendar() -> Read[CalendarVersion]:
    """Return the read of the newest calendar."""
    return page_read("calendar", lambda: CalendarVersion.objects.order_by("-id")[:1])


def calendar_versions() -> tuple[tuple[str, date, str], ...]:
    """Return every version of the calendar (code, last decided day, source), the newest first."""
    rows = CalendarVersion.objects.order_by("-id").values_list("code", "known_to", "source")
    return tuple(rows)


def procedure_in_force(*, organ_id: int, scheme: str, on: date) -> str:
    """Return the procedure version that a county unit runs on a day.

    Raises: Refused `procedure.none`.
    """
    row = (
        ProcedureInForce.objects.filter(organ_id=organ_id, scheme=scheme, effective_from__lte=on)
        .exclude(effective_to__lte=on)
        .first()
    )
    if row is None:
        raise Refused("procedure.none", f"{on:%Y-%m-%d} 这个单位没有启用办理流程。请联系管理员。")
    return row.procedure


def procedures_in_use() -> tuple[str, ...]:
    """Return the procedure versions that a unit runs, ran or will run, the default first."""
    found = {*procedures_read(), *DEFAULT_PROCEDURES}
    return tuple(sorted(found, key=lambda code: (code != DEFAULT_PROCEDURE, code)))


def procedures_read() -> Read[str]:
    """Return the read of the procedure versions that units run, in no order."""
    return page_read("procedures", _procedures)


def _procedures() -> QuerySet[ProcedureInForce, str]:
    return ProcedureInForce.objects.values_list("procedure", flat=True).distinct()


def confirmed_keys(*, organ_id: int, on: date) -> frozenset[str]:
    """Return the unverified values that this unit has confirmed with two officers."""
    return frozenset(
        ConfirmedValue.objects.filter(
            organ_id=organ_id, effective_from__lte=on, second_by__isnull=False
        ).values_list("key", flat=True)
    )
