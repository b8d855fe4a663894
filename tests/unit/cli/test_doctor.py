"""Each check tells good from bad and says how to mend it."""

import json
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest

from jiuzhu.infra.postgres import stop
from jiuzhu.interfaces.cli import database_checks, doctor, machine_checks, main, status
from jiuzhu.interfaces.cli.finding import Finding, Level
from jiuzhu.policy.packs import load_pack
from rules.policy.support_packs import changed_pack
from unit.infra.postgres.conftest import connect


def bad(finding: Finding) -> bool:
    return finding.level is Level.FAULT and finding.cure != ""


@pytest.mark.parametrize(("version", "faulty"), [((3, 11, 0), False), ((3, 10, 9), True)])
def test_python(version: tuple[int, ...], faulty: bool) -> None:
    assert bad(machine_checks.python_version(version)) is faulty


def test_packages_are_those_of_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        f"psycopg=={psycopg.__version__} \\\n    --hash=sha256:0\nabsent==1 ; a == 'b'\n"
    )
    assert machine_checks.locked_packages(lock).level is Level.OK
    lock.write_text("psycopg==0.1 \\\nno-such-package==2\n")
    finding = machine_checks.locked_packages(lock)
    assert bad(finding)
    assert "psycopg==0.1" in finding.detail
    assert "no-such-package==2" in finding.detail


@pytest.mark.parametrize(
    ("free", "level"),
    [(10**8, Level.FAULT), (10**9, Level.WARNING), (10**10, Level.OK)],
)
def test_disk(free: int, level: Level) -> None:
    assert machine_checks.disk(free).level is level


def test_rare_characters_need_their_font(tmp_path: Path) -> None:
    assert "fonts-hanazono" in machine_checks.rare_font(tmp_path).cure
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "HanaMinB.ttf").touch()
    assert machine_checks.rare_font(tmp_path).level is Level.OK


def test_readable_keys_are_a_fault(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.touch(mode=0o600)
    assert machine_checks.file_rights(tmp_path).level is Level.OK
    keys.chmod(0o640)
    assert f"chmod 600 '{keys}'" in machine_checks.file_rights(tmp_path).cure


def test_a_witness_beside_the_database_proves_nothing(
    quiet_state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JIUZHU_WITNESS_FILE", raising=False)
    finding = machine_checks.witness(quiet_state)
    assert finding.level is Level.WARNING
    assert "证明不了" in finding.detail
    assert "JIUZHU_WITNESS_FILE=" in finding.cure
    status.main([])
    assert "JIUZHU_WITNESS_FILE=" in capsys.readouterr().out
    monkeypatch.setenv("JIUZHU_WITNESS_FILE", str(quiet_state.parent / "elsewhere"))
    assert "同一块盘" in machine_checks.witness(quiet_state).detail


def test_a_witness_on_another_disk_must_take_what_is_written(
    quiet_state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        file = Path(other) / "checkpoints"
        monkeypatch.setenv("JIUZHU_WITNESS_FILE", str(file))
        assert machine_checks.witness(quiet_state).level is Level.OK
        assert status.reminders() == ()
        assert not file.exists()
        file.touch()
        monkeypatch.setenv("JIUZHU_WITNESS_FILE", str(file / "below"))
        assert bad(machine_checks.witness(quiet_state))


def test_wordings_that_no_lawyer_checked_are_named(tmp_path: Path) -> None:
    finding = machine_checks.wordings_checked(load_pack("taian"))
    assert finding.level is Level.WARNING
    for name in ("个人信息处理告知书（7处）", "高新区的复议机关", "泰山景区的复议机关"):
        assert name in finding.detail
    assert "texts.yaml" in finding.cure
    checked = changed_pack(tmp_path, "texts.yaml", ("verified: no", "verified: yes"))
    assert machine_checks.wordings_checked(checked).level is Level.OK


@pytest.fixture
def owner(served_state: Path) -> Iterator[psycopg.Connection]:
    with connect(served_state, "owner") as connection:
        yield connection


def test_safe_server(owner: psycopg.Connection) -> None:
    assert database_checks.safety(owner).level is Level.OK


def test_powerful_page_role_is_a_fault(served_state: Path) -> None:
    assert database_checks.role_rights("web").level is Level.OK
    with connect(served_state, "admin") as admin:
        admin.execute("ALTER ROLE jiuzhu_web BYPASSRLS")
        assert bad(database_checks.role_rights("web"))
        admin.execute("ALTER ROLE jiuzhu_web NOBYPASSRLS")


def test_page_role_that_owns_a_table_is_a_fault(served_state: Path) -> None:
    with connect(served_state, "admin", dbname="jiuzhu") as admin:
        admin.execute("CREATE TABLE stray (number int); ALTER TABLE stray OWNER TO jiuzhu_worker")
        assert "REASSIGN" in database_checks.role_rights("worker").cure
        admin.execute("DROP TABLE stray")
    assert database_checks.role_rights("worker").level is Level.OK


def test_locked_out_role_is_a_fault(served_state: Path) -> None:
    with connect(served_state, "admin") as admin:
        admin.execute("ALTER ROLE jiuzhu_web NOLOGIN")
        assert bad(database_checks.role_rights("web"))
        admin.execute("ALTER ROLE jiuzhu_web LOGIN")


def test_clocks_agree_on_one_machine(owner: psycopg.Connection) -> None:
    assert database_checks.clock_skew(owner).level is Level.OK


def test_moved_demo_clock_is_shown(owner: psycopg.Connection) -> None:
    assert database_checks.clock_offset(owner).level is Level.OK
    with owner.transaction(force_rollback=True):
        owner.execute("CREATE TABLE infra_clockoffset (seconds bigint)")
        owner.execute("INSERT INTO infra_clockoffset VALUES (-864000)")
        finding = database_checks.clock_offset(owner)
    assert finding.level is Level.WARNING
    assert "-10.0 天" in finding.detail


def test_jobs(owner: psycopg.Connection) -> None:
    assert bad(database_checks.stuck_jobs(owner))
    schema = (files("procrastinate") / "sql" / "schema.sql").read_text()
    job = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
        " VALUES ('papers', 'render', %s, now() - interval '1 hour')"
    )
    with owner.transaction(force_rollback=True):
        owner.execute(schema)
        assert database_checks.stuck_jobs(owner).level is Level.OK
        with owner.transaction(force_rollback=True):
            owner.execute(job, ["doing"])
            assert database_checks.stuck_jobs(owner).level is Level.WARNING
        owner.execute(job, ["todo"])
        assert bad(database_checks.stuck_jobs(owner))
        owner.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        assert database_checks.stuck_jobs(owner).level is Level.OK


def test_stopped_database_is_one_fault_with_its_cure(
    served_state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stop(served_state)
    findings = list(database_checks.examine())
    assert [finding.code for finding in findings] == ["database"]
    assert "./jiuzhu up" in findings[0].cure
    assert main.main(["doctor"]) == main.FAILED
    assert "办法：" in capsys.readouterr().out


def test_machine_readable_form(quiet_state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.main(["--json"]) == main.FAILED
    rows = json.loads(capsys.readouterr().out)
    assert {"code", "name", "level", "detail", "cure"} == set(rows[0])
    assert any(row["code"] == "database" and row["level"] == "FAULT" for row in rows)


def test_nothing_is_created_by_looking(quiet_state: Path) -> None:
    doctor.examine()
    assert not quiet_state.exists()
