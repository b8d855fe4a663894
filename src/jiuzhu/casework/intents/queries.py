"""Named reads of intents: what was declared, who still has to sign."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.intents.models import Authorization, Declaration, HonestyStatement
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.records import from_plain
from jiuzhu.policy.scheme_facts import TekunClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyDeclared:
    """One possession in the family's own words."""

    person_key: str
    kind: str
    description: str
    value_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredHousehold:
    """What the family declared and signed; member keys are person ids as text.

    `claim` is what tekun asks about the person.
    """

    facts: HouseholdFacts
    cause: str
    claim: TekunClaim | None = None
    properties: tuple[PropertyDeclared, ...] = ()
    account_holder: str = ""
    account_bank: str = ""
    account_number: str = ""
    kin_statement: str = ""


def declared(case: Case) -> DeclaredHousehold:
    """Return the signed declaration of a case."""
    return content_of(Declaration.objects.get(case=case))


def content_of(declaration: Declaration) -> DeclaredHousehold:
    """Return what a declaration holds."""
    return from_plain(DeclaredHousehold, json.loads(declaration.content))


def standing() -> Q:
    """Return the filter for authorizations that were neither taken back nor signed anew."""
    return Q(withdrawn_at__isnull=True, replaced_at__isnull=True)


def live_on(on: date) -> Q:
    """Return the filter for authorizations that cover a day."""
    return standing() & Q(effective_from__lte=on, effective_to__gt=on)


def live_authorization(
    *, case: Case, person_id: int, source: str, on: date
) -> Authorization | None:
    """Return that very person's authorization for a source on a day (S6)."""
    return Authorization.objects.filter(
        live_on(on), case=case, person_id=person_id, sources__contains=[source]
    ).first()


def live_authorizations(*, case: Case, on: date) -> dict[tuple[int, str], Authorization]:
    """Return the authorization that covers the day, for each person and source that has one."""
    found: dict[tuple[int, str], Authorization] = {}
    for row in Authorization.objects.filter(live_on(on), case=case).order_by("pk"):
        for source in row.sources:
            found.setdefault((row.person_id, source), row)
    return found


def people_without_authorization(case: Case, on: date) -> tuple[CaseMember, ...]:
    """Return everybody of the case who has not signed a mandate that covers the day."""
    return tuple(unsigned_read(case, on))


def unsigned_read(case: Case, on: date) -> Read[CaseMember]:
    """Return the read of everybody without a mandate on a day."""
    return page_read("unsigned", _unsigned, case.pk, on)


def _unsigned(case: int, on: date) -> QuerySet[CaseMember]:
    signed = Authorization.objects.filter(live_on(on), case_id=case).values("person_id")
    unsigned = CaseMember.objects.filter(case_id=case).exclude(person_id__in=signed)
    return unsigned.select_related("person").order_by("pk")


def is_complete(case: Case, on: date) -> bool:
    """Tell whether every counted member has signed; supporters never block."""
    return not any(
        member.part == MemberPart.MEMBER for member in people_without_authorization(case, on)
    )


def statement_signed(case: Case) -> bool:
    """Tell whether the applicant signed the honesty statement."""
    return bool(statement_read(case))


def statement_read(case: Case) -> Read[tuple[int]]:
    """Return the read of the applicant's honesty statement."""
    return page_read("statement", _signed_by, case.pk, case.applicant_id)


def _signed_by(case: int, person: int) -> QuerySet[HonestyStatement, tuple[int]]:
    signed = HonestyStatement.objects.filter(case_id=case, person_id=person)
    return signed.values_list("pk")[:1]
