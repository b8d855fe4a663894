"""Declare an official's relative in the vault, which no role of the application may write."""

from __future__ import annotations

from datetime import date

from django.db import connection

from jiuzhu.casework.documents.services.describe import identity_number_of
from jiuzhu.infra import keys
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.kinship.models import DeclaredRelative
from jiuzhu.registers.organs.models import Officer


def declare_kin(officer: Officer, person: Person, *, relation: str = "侄子") -> None:
    """Write the row as the owner of the vault, then go on as the web role."""
    number = identity_number_of(person)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        DeclaredRelative.objects.create(
            officer=officer,
            relation=relation,
            name=person.name,
            number_index=keys.blind_index(number, kind="identity"),
            declared_on=date(2020, 1, 2),
        )
        cursor.execute("SET LOCAL ROLE jiuzhu_web")
