"""Give a new case its number and its progress code."""

from __future__ import annotations

import secrets

from django.db import connection

from jiuzhu.registers.regions.models import Region

SCHEME_DIGIT = {"dibao": "1", "tekun": "2", "temporary": "3"}
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LEGACY_DIGITS = 12


def next_case_number(*, region: Region, scheme: str, year: int) -> str:
    """Return county 6 + township 3 + village 3 + scheme 1 + year 4 + serial 5; never reused."""
    prefix = f"{region.code}{SCHEME_DIGIT[scheme]}{year}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casenumber AS n (prefix, last) VALUES (%s, 1)"
            " ON CONFLICT (prefix) DO UPDATE SET last = n.last + 1 RETURNING last",
            [prefix],
        )
        (serial,) = cursor.fetchone()
    return f"{prefix}{serial:05d}"


def new_progress_code() -> str:
    """Return a random code with which the family follows its case."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
    return f"{code[:4]}-{code[4:]}"
