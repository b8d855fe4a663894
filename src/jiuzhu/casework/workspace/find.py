"""Read what somebody typed into the search box: a number, a name, initials, last four."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from jiuzhu.casework.cases.models import CaseMember
from jiuzhu.infra import keys
from jiuzhu.kernel.contact import parse_phone
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import parse_identity_number
from jiuzhu.kernel.names import match_key
from jiuzhu.registers.households.models import IdentityDocument, Person

PROGRESS_CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}")
LAST_FOUR = re.compile(r"[0-9]{3}[0-9X]")
CASE_NUMBER = re.compile(r"[0-9]{12,22}")
LETTERS = re.compile(r"[A-Z]{1,10}")
IDENTITY = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
# A beginning is looked up as a range: LIKE may not use an index under row-level security.
LAST_CHARACTER = "\U0010ffff"
PHONE = re.compile(r"1[0-9]{10}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: the filter, and words without the personal number itself."""

    condition: Q
    label: str = ""
    typed: str = ""

    @property
    def words(self) -> str:
        """Say what is looked for, as the trace keeps it."""
        return self.label % {"typed": self.typed} if self.label else ""


def wish_of(text: str) -> Wish:
    """Return the filter on cases for a typed text; rows outside the area are never in it."""
    typed = " ".join(text.split())
    compact = typed.upper().replace(" ", "")
    if not compact:
        return Wish(Q())
    for pattern, read in READERS:
        if pattern.fullmatch(compact) and (found := read(compact)) is not None:
            return found
    key = match_key(typed)[:80]
    named = Person.objects.filter(name_match__gte=key, name_match__lt=key + LAST_CHARACTER)
    return _of_people(named.values("pk"), "姓名 %(typed)s", typed[:40])


def _by_progress_code(compact: str) -> Wish:
    return Wish(Q(progress_code=compact), "查询码 %(typed)s", compact)


def _by_number(compact: str) -> Wish:
    return Wish(Q(number__range=(compact, compact.ljust(40, "9"))), "案件编号 %(typed)s", compact)


def _by_last_four(compact: str) -> Wish:
    people = IdentityDocument.objects.filter(last_four=compact, effective_to__isnull=True)
    return _of_people(people.values("person_id"), "证件号末四位 %(typed)s", compact)


def _by_initials(compact: str) -> Wish:
    people = RawSQL("SELECT jiuzhu_people_by_initials(%s)", [compact.lower()])
    return _of_people(people, "姓名首字母 %(typed)s", compact)


def _by_identity(compact: str) -> Wish | None:
    try:
        number = parse_identity_number(compact, seen_on_paper=True).number
    except Refused:
        return None
    index = keys.blind_index(number, kind="identity")
    people = IdentityDocument.objects.filter(number_index=index, effective_to__isnull=True)
    return _of_people(people.values("person_id"), "证件号（末四位 %(typed)s）", number[-4:])


def _by_phone(compact: str) -> Wish | None:
    try:
        number = parse_phone(compact).number
    except Refused:
        return None
    index = keys.blind_index(number, kind="phone")
    people = Person.objects.filter(phone_index=index)
    return _of_people(people.values("pk"), "手机（末四位 %(typed)s）", number[-4:])


def _of_people(people: Any, label: str, typed: str) -> Wish:
    of_case = CaseMember.objects.filter(person_id__in=people).values("case_id")
    return Wish(Q(pk__in=of_case), label, typed)


READERS: tuple[tuple[re.Pattern[str], Callable[[str], Wish | None]], ...] = (
    (PROGRESS_CODE, _by_progress_code),
    (IDENTITY, _by_identity),
    (PHONE, _by_phone),
    (CASE_NUMBER, _by_number),
    (LAST_FOUR, _by_last_four),
    (LETTERS, _by_initials),
)
