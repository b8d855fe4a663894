"""What a stolen copy of the database tells: no identity number, no phone, no bank account."""

from __future__ import annotations

import json
import re
from typing import Any

import psycopg
import pytest

from jiuzhu.casework.documents.models import Document
from jiuzhu.infra import keys
from jiuzhu.registers.households.models import BankAccount, IdentityDocument, Person
from support.areas import Areas, key_columns
from support.stream import ACCOUNT
from support.world import ZHUYANG

pytestmark = pytest.mark.django_db

EIGHTEEN = re.compile(rb"(?<![0-9a-fA-F])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9a-fA-F])")


@pytest.fixture(scope="module")
def secrets_of(areas: Areas, django_db_blocker: Any) -> frozenset[str]:
    """Decrypt every number that the cases brought with them."""
    with django_db_blocker.unblock(), areas.entered("jiuzhu_owner"):
        found = {
            *IdentityDocument.objects.values_list("number", flat=True),
            *Person.objects.exclude(phone=None).values_list("phone", flat=True),
            *BankAccount.objects.values_list("number", flat=True),
        }
    assert ACCOUNT in found
    assert len(found) > 12
    return frozenset(str(value) for value in found)


def stored(asking: psycopg.Connection[Any], table: str) -> list[tuple[str, bytes]]:
    """Return every stored value as a dump shows it, byte columns as the bytes they hold."""
    cursor = asking.execute(f'SELECT * FROM "{table}"')  # noqa: S608
    names = [column.name for column in cursor.description or ()]
    return [
        (name, _plain(value))
        for row in cursor.fetchall()
        for name, value in zip(names, row, strict=True)
        if value is not None
    ]


def _plain(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str).encode()
    return str(value).encode()


def hits(areas: Areas, wanted: frozenset[str]) -> set[tuple[str, str]]:
    """Return where one of the values stands in the clear."""
    needles = [value.encode() for value in wanted]
    with areas.connect("jiuzhu_owner") as asking:
        return {
            (table, column)
            for table in key_columns(asking)
            for column, held in stored(asking, table)
            if any(needle in held for needle in needles)
        }


def test_no_number_stands_in_the_clear(areas: Areas, secrets_of: frozenset[str]) -> None:
    assert hits(areas, secrets_of) == set()


def test_the_search_would_find_one(areas: Areas) -> None:
    """It finds what is meant to be readable, in text and inside stored answers."""
    number = areas.cases[ZHUYANG, "ACCEPTED"]
    found = hits(areas, frozenset({number}))
    assert ("cases_case", "number") in found
    assert ("cases_caseevent", "body") in found


def test_nothing_that_looks_like_an_identity_number_stands_anywhere(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        found = {
            (table, column)
            for table in key_columns(asking)
            for column, held in stored(asking, table)
            if EIGHTEEN.search(held)
        }
    assert found == set()
    assert EIGHTEEN.search(b'"370911196505200016"')


def test_the_same_number_is_never_the_same_bytes_twice(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        rows = asking.execute("SELECT number, number_index FROM households_bankaccount").fetchall()
    assert len(rows) > 1
    assert len({bytes(number) for number, _ in rows}) == len(rows)
    assert len({bytes(index) for _, index in rows}) == 1
    assert {keys.decrypt(bytes(number)) for number, _ in rows} == {ACCOUNT}


def test_a_blind_index_of_one_kind_says_nothing_of_another() -> None:
    kinds = ("identity", "phone", "account")
    assert len({keys.blind_index(ACCOUNT, kind=kind) for kind in kinds}) == len(kinds)


def test_documents_and_reports_are_kept_encrypted(areas: Areas) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        kept = asking.execute("SELECT content FROM documents_document").fetchall()
        name = "测试甲".encode()
        assert kept
        assert not any(name in bytes(content) for (content,) in kept)
    with areas.entered("jiuzhu_owner"):
        assert any("测试甲" in str(row.content) for row in Document.objects.all()[:5])


def test_jobs_and_messages_carry_ids_and_sealed_content(
    areas: Areas, secrets_of: frozenset[str]
) -> None:
    with areas.connect("jiuzhu_owner") as asking:
        jobs = asking.execute("SELECT args::text FROM procrastinate_jobs").fetchall()
        names = asking.execute("SELECT DISTINCT name FROM households_person").fetchall()
        messages = asking.execute("SELECT content::text FROM infra_outboxmessage").fetchall()
    assert jobs
    assert messages
    for (text,) in (*jobs, *messages):
        assert not any(value in text for value in (*secrets_of, *(name for (name,) in names)))
