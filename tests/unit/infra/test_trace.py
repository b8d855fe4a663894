"""The trace proves itself: any change, deletion or cut is found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from jiuzhu.infra.trace.export import export_trace
from jiuzhu.infra.trace.merkle import root_of
from jiuzhu.infra.trace.seal import seal_trace
from jiuzhu.infra.trace.verify import verify_trace
from support.stream import to_authorising, to_intent
from support.world import World

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "verify_trace.py"


def as_owner(sql: str, *, triggers: bool = False) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if not triggers:
            cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE infra_accessevent DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE infra_traceleaf DISABLE TRIGGER USER")
        cursor.execute(sql)


@pytest.fixture
def sealed(world: World) -> World:
    """Two cases with sealed events."""
    to_authorising(world)
    world.later(hours=1)
    to_intent(world, name="测试戊")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    seal_trace(at=world.at)
    return world


def test_untouched_trace_is_intact(sealed: World) -> None:
    report = verify_trace()
    assert report.findings == []
    assert (report.cases, report.checkpoints) == (2, 1)
    assert report.case_events == report.leaves >= 3


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        (
            "UPDATE cases_caseevent SET body = replace(body, '2019', '2018') WHERE sequence = 1",
            "摘要不符",
        ),
        ("UPDATE cases_caseevent SET actor_user = 999 WHERE sequence = 1", "不一致"),
        ("DELETE FROM cases_caseevent WHERE sequence = 1", "不相连"),
        ("DELETE FROM cases_caseevent WHERE id = (SELECT max(id) FROM cases_caseevent)", "链头"),
        (
            "UPDATE cases_case SET state = 'STOPPED' WHERE id = (SELECT min(id) FROM cases_case)",
            "状态",
        ),
        (
            "UPDATE infra_traceleaf SET digest = sha256('x'::bytea) WHERE position = 0",
            "与封存时不同",
        ),
        ("DELETE FROM infra_traceleaf WHERE position = 0", "序位不连续"),
    ],
)
def test_tampering_is_found(sealed: World, sql: str, word: str) -> None:
    as_owner(sql)
    findings = verify_trace().findings
    assert any(word in finding for finding in findings), findings


def test_recomputed_chain_is_found_by_the_signed_root(sealed: World) -> None:
    as_owner(
        "UPDATE cases_caseevent SET summary = summary, body = replace(body, '登记', '登録'),"
        " digest = sha256(coalesce(previous, decode(repeat('00', 32), 'hex'))"
        " || sha256(convert_to(replace(body, '登记', '登録'), 'UTF8')))"
        " WHERE id = (SELECT max(id) FROM cases_caseevent);"
        " UPDATE cases_case c SET trace_head = (SELECT digest FROM cases_caseevent e"
        " WHERE e.case_id = c.id ORDER BY sequence DESC LIMIT 1)"
    )
    findings = verify_trace().findings
    assert any("检查点" in finding for finding in findings), findings


def test_web_role_cannot_change_an_event(world: World) -> None:
    to_intent(world)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_caseevent SET body = 'x'")


def test_owner_is_stopped_by_the_trigger(world: World) -> None:
    to_intent(world)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("DELETE FROM cases_caseevent", triggers=True)


def test_truncate_is_refused(world: World) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        as_owner("TRUNCATE infra_accessevent", triggers=True)


def test_stand_alone_verifier_agrees(sealed: World, tmp_path: Path) -> None:
    export = tmp_path / "trace.jsonl"
    export_trace(export)
    good = subprocess.run([sys.executable, SCRIPT, export], capture_output=True, check=False)
    assert good.returncode == 0, good.stdout
    export.write_text(export.read_text("utf-8").replace("登记", "登録", 1), "utf-8")
    bad = subprocess.run([sys.executable, SCRIPT, export], capture_output=True, check=False)
    assert bad.returncode == 1


def test_cut_trace_is_found_by_the_witness(sealed: World, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    witness.write_text(f"9999 {root_of([b'x']).hex()} 00 00 2020\n", "ascii")
    findings = verify_trace(witness=witness).findings
    assert any("外存检查点" in finding for finding in findings)
