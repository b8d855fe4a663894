"""What a stolen dump tells: a real `pg_dump` of a database with cases, read as a thief would."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections

from jiuzhu.infra import keys
from jiuzhu.infra.fields import EncryptedTextField
from jiuzhu.infra.postgres.launcher import client_program
from jiuzhu.registers.households.models import BankAccount, IdentityDocument, Person
from support.areas import Areas
from support.settings import STATE
from support.stream import ACCOUNT
from support.world import ZHUYANG

pytestmark = pytest.mark.django_db

BYTES = re.compile(rb"\\\\x((?:[0-9a-f]{2})+)")
COPY = re.compile(rb"(?ms)^COPY public\.(\w+) \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$")
CAUSE = "失去主要收入"  # stands in what a family declared, and in the papers made of it


@pytest.fixture(scope="module")
def dump(areas: Areas, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Dump the database with the embedded server's own program, as the keeper of backups does."""
    here, file = connections["default"].settings_dict, tmp_path_factory.mktemp("dump") / "all.sql"
    secret = {"PGPASSWORD": here["PASSWORD"]} if here["PASSWORD"] else {}
    subprocess.run(
        [
            client_program(STATE, "pg_dump"),
            *("--format=plain", "--no-password", f"--file={file}", f"--dbname={areas.database}"),
            *(f"--host={here['HOST']}", f"--port={here['PORT']}", f"--username={here['USER']}"),
        ],
        check=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **secret},
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    return Path(file).read_bytes()


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


def found_in(dump: bytes, wanted: str) -> bool:
    """Look for a text as it stands, and inside the bytes that are printed as hex."""
    needle = wanted.encode()
    return needle in dump or any(
        needle in bytes.fromhex(found.group(1).decode()) for found in BYTES.finditer(dump)
    )


def columns_of(dump: bytes) -> dict[tuple[str, str], list[bytes]]:
    """Return the values of every column of every table, as they were dumped."""
    values: dict[tuple[str, str], list[bytes]] = {}
    for table, names, rows in COPY.findall(dump):
        titles = [name.strip().strip('"') for name in names.decode().split(",")]
        for row in rows.splitlines():
            for title, value in zip(titles, row.split(b"\t"), strict=True):
                values.setdefault((table.decode(), title), []).append(value)
    return values


def encrypted_columns() -> set[tuple[str, str]]:
    """Return the columns that the models keep encrypted."""
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }


def test_no_number_stands_in_a_dump(dump: bytes, secrets_of: frozenset[str]) -> None:
    assert {wanted for wanted in secrets_of if found_in(dump, wanted)} == set()


def test_what_a_family_told_stands_in_no_dump(dump: bytes) -> None:
    assert not found_in(dump, CAUSE)


def test_the_dump_is_whole_and_the_search_finds_what_is_there(dump: bytes, areas: Areas) -> None:
    number = areas.cases[ZHUYANG, "ACCEPTED"]
    assert found_in(dump, number)
    assert found_in(dump, "测试甲"), "names are kept readable, they are searched for"
    planted = ACCOUNT.encode()
    assert found_in(dump + planted, ACCOUNT)
    assert found_in(dump + rb"\\x" + planted.hex().encode(), ACCOUNT), "also as plain bytes"


def test_every_value_of_an_encrypted_column_is_a_ciphertext(dump: bytes) -> None:
    """Each opens with the key, says nothing without it, and is never the same bytes twice."""
    columns, wanted = columns_of(dump), encrypted_columns()
    assert len(wanted) > 12
    opened = set()
    for column in wanted:
        values = [value for value in columns.get(column, []) if value != rb"\N"]
        sealed = [bytes.fromhex(value.decode().removeprefix("\\\\x")) for value in values]
        assert len(set(sealed)) == len(sealed), column
        for one in sealed:
            text = keys.decrypt(one)
            assert text.encode() not in one or not text, column
            opened.add(column)
    filled = {column for column in wanted if not column[0].endswith("history")}
    assert filled - opened <= {("households_address", "detail")}, "every one was really looked at"
