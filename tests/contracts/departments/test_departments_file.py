"""What only the drop folder has: half deliveries, changed files, and what was settled."""

import json

import pytest
from departments_harness import OWNER, machine_now, wait_until

from jiuzhu.casework.verification.ports import SourceRefused, SourceUnavailable
from jiuzhu.gateways.departments.file import FileDepartments


@pytest.fixture
def delivered(roads):
    """A road with one sound answer lying in its folder, not collected yet."""
    road = roads["file"]
    road.collected()
    question = road.question(OWNER)
    road.ask(question)
    folder = road.drop / "vehicles" / "in"
    wait_until(lambda: list(folder.glob("*.manifest.json")))
    return road, question, next(folder.glob("*.manifest.json"))


def data_of(manifest):
    return manifest.with_name(manifest.name.replace(".manifest.json", ".jsonl"))


def collect(road):
    (delivery,) = road.departments().collect(received_at=machine_now())
    return delivery


def test_collect_leaves_a_delivery_until_it_is_settled(delivered):
    road, question, manifest = delivered
    first, second = collect(road), collect(road)
    assert first == second
    assert first.lines[0].answer.query_id == question.query_id
    road.departments().settle(first)
    assert road.departments().collect(received_at=machine_now()) == ()
    done = road.drop / "vehicles" / "done"
    assert (done / manifest.name).exists()
    assert (done / data_of(manifest).name).exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sha256": "0" * 64}, "delivery.digest"),
        ({"rows": 2}, "delivery.row_count"),
        ({"rows": "1"}, "delivery.row_count"),
        ({"source": "real_estate"}, "delivery.unsigned"),
        ({"signature": None}, "delivery.unsigned"),
        ({"signature": "x"}, "callback.signature"),
        ({"nonce": "0" * 32}, "callback.signature"),
        ({"key_id": "other"}, "callback.unknown_key"),
    ],
)
def test_collect_refuses_a_changed_manifest(delivered, change, code):
    road, _, manifest = delivered
    facts = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**facts, **change}))
    delivery = collect(road)
    assert (delivery.refusal.code, delivery.lines) == (code, ())
    road.departments().settle(delivery)
    assert (road.drop / "vehicles" / "refused" / manifest.name).exists()


def test_collect_refuses_changed_data(delivered):
    road, _, manifest = delivered
    data = data_of(manifest)
    data.write_bytes(data.read_bytes().replace("鲁J12345".encode(), "鲁J12346".encode()))
    assert collect(road).refusal.code == "delivery.digest"


def test_collect_refuses_a_manifest_without_data(delivered):
    road, _, manifest = delivered
    data_of(manifest).unlink()
    delivery = collect(road)
    assert delivery.refusal.code == "delivery.manifest"
    road.departments().settle(delivery)


def test_collect_refuses_a_link_for_data(delivered, tmp_path):
    road, _, manifest = delivered
    data = data_of(manifest)
    (tmp_path / "elsewhere").write_bytes(data.read_bytes())
    data.unlink()
    data.symlink_to(tmp_path / "elsewhere")
    assert collect(road).refusal.code == "delivery.manifest"


def test_collect_does_not_see_half_a_delivery(delivered):
    road, _, manifest = delivered
    manifest.unlink()
    assert road.departments().collect(received_at=machine_now()) == ()
    data_of(manifest).unlink()


def test_ask_again_while_it_lies_there_changes_nothing(tmp_path, http):
    departments = FileDepartments(
        tmp_path, sources=("vehicles",), keys_path=http.simulator.keys_path
    )
    question = http.question(OWNER)
    receipt = departments.ask(question, sent_at=machine_now())
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.rglob("*.json*"))
    assert departments.ask(question, sent_at=machine_now()) == receipt
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.rglob("*.json*")) == before
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.json*")} == {0o600}


def test_ask_same_id_with_other_content_is_refused(tmp_path, http):
    departments = FileDepartments(
        tmp_path, sources=("vehicles",), keys_path=http.simulator.keys_path
    )
    question = http.question(OWNER)
    departments.ask(question, sent_at=machine_now())
    other = http.question(OWNER, query_id=question.query_id, purpose="另一目的")
    with pytest.raises(SourceRefused) as refusal:
        departments.ask(other, sent_at=machine_now())
    assert refusal.value.code == "source.other_content"


def test_ask_where_the_folder_cannot_be_made(tmp_path, http):
    (tmp_path / "vehicles").write_text("a file where the folder should be")
    departments = FileDepartments(
        tmp_path, sources=("vehicles",), keys_path=http.simulator.keys_path
    )
    with pytest.raises(SourceUnavailable) as fault:
        departments.ask(http.question(OWNER), sent_at=machine_now())
    assert fault.value.code == "source.folder"


def test_simulator_lays_aside_a_question_it_does_not_take(roads):
    road = roads["file"]
    question = road.question(OWNER, items=("pensions",))
    receipt = road.ask(question)
    aside = road.drop / "vehicles" / "not_taken"
    wait_until((aside / f"{receipt.receipt_number}.manifest.json").exists)
    known = {entry["query_id"] for entry in road.simulator.control.questions()}
    assert question.query_id not in known
