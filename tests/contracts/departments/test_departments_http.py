"""What only the HTTP road has: faults of asking, bounds, circuit, keys, and callbacks that fail."""

import hashlib
import http.client
import json
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from departments_harness import (
    OWNER,
    PATIENCE,
    SRC,
    HttpExchange,
    Simulator,
    machine_now,
    wait_until,
)

from jiuzhu.casework.verification.ports import SourceRefused, SourceUnavailable
from jiuzhu.gateways.departments.circuit import Circuit
from jiuzhu.gateways.departments.client import HttpDepartments
from jiuzhu.gateways.departments.simulator.control import Control, ControlError
from jiuzhu.gateways.departments.transport import Limits

SHORT = Limits(connect_seconds=0.5, total_seconds=0.5)


@pytest.mark.parametrize(
    ("fault", "seconds", "code"),
    [
        ("timeout", 2, "source.timeout"),
        ("slow_drip", 2, "source.timeout"),
        ("reset", 0, "source.broken_off"),
        ("error_500", 0, "source.failing"),
        ("garbage", 0, "source.unreadable"),
        ("html_login", 0, "source.unreadable"),
        ("other_receipt", 0, "source.unreadable"),
        ("oversized", 0, "source.too_large"),
    ],
)
def test_ask_fault_is_unavailable_and_asking_again_works(http, fault, seconds, code):
    http.limits = SHORT if fault in {"timeout", "slow_drip"} else Limits()
    http.simulator.control.order(fault, source="vehicles", seconds=seconds)
    question = http.question(OWNER)
    with pytest.raises(SourceUnavailable) as fault_met:
        http.ask(question)
    assert fault_met.value.code == code
    assert fault_met.value.retryable
    http.limits = Limits()
    assert http.answer_to(question).records


def test_ask_does_not_follow_a_redirect(http):
    http.simulator.control.order("redirect", source="vehicles")
    with pytest.raises(SourceRefused) as refusal:
        http.ask(http.question(OWNER))
    assert refusal.value.code == "source.redirect"
    assert not refusal.value.retryable


def test_ask_failing_source_says_when_to_come_back(http):
    http.simulator.control.order("error_500", source="vehicles")
    with pytest.raises(SourceUnavailable) as fault_met:
        http.ask(http.question(OWNER))
    assert fault_met.value.retry_after_seconds == 7


def test_ask_latency_within_bounds_is_no_fault(http):
    http.simulator.control.order("latency", source="vehicles", seconds=1)
    assert http.answer_to(http.question(OWNER)).records


def test_ask_where_nobody_listens(http, unused_port):
    connections = http.connections(urls=f"vehicles=http://127.0.0.1:{unused_port}")
    with pytest.raises(SourceUnavailable) as fault_met:
        HttpDepartments(connections).ask(http.question(OWNER), sent_at=machine_now())
    assert fault_met.value.code == "source.unreachable"


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_ask_same_id_with_other_content_is_refused(http):
    question = http.question(OWNER)
    http.answer_to(question)
    with pytest.raises(SourceRefused) as refusal:
        http.ask(replace(question, purpose="另一目的"))
    assert refusal.value.code == "source.other_content"


def test_ask_again_uses_up_no_ordered_fault(http):
    question = http.question(OWNER)
    http.answer_to(question)
    http.simulator.control.order("mismatch", source="vehicles")
    http.ask(question)
    assert [fault["kind"] for fault in http.simulator.control.faults()] == ["mismatch"]


def test_circuit_spares_a_failing_source_and_no_other(http):
    now = [1000.0]
    http.circuit = Circuit(limit=3, pause_seconds=60, monotonic=lambda: now[0])
    http.simulator.control.order("error_500", source="vehicles", times=5)
    codes = []
    for _ in range(5):
        with pytest.raises(SourceUnavailable) as fault_met:
            http.ask(http.question(OWNER))
        codes.append(fault_met.value.code)
    assert codes == ["source.failing"] * 3 + ["source.paused"] * 2
    assert [fault["times"] for fault in http.simulator.control.faults()] == [2]
    assert http.answer_to(http.question(OWNER, "real_estate")).records
    http.simulator.control.clear()
    now[0] += 60
    assert http.answer_to(http.question(OWNER)).records


def test_callback_is_repeated_until_taken(http):
    http.receiver.down_for = 3
    question = http.question(OWNER)
    assert http.answer_to(question).records
    assert http.receiver.down_for == 0
    wait_until(lambda: http.simulator.state_of(question) == "DELIVERED")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("stale", "callback.stale"),
        ("forged", "callback.signature"),
        ("wrong_person", "test.wrong_person"),
        ("truncated", "callback.row_count"),
    ],
)
def test_refused_answer_is_followed_by_a_sound_one(http, fault, code):
    http.simulator.control.order(fault, source="vehicles")
    question = http.question(OWNER)
    assert http.answer_to(question).person_number == OWNER.number
    assert http.inbox.refusals == [code]


def test_repeated_nonce_is_met_once(http):
    http.simulator.control.order("duplicate", source="vehicles")
    question = http.question(OWNER)
    http.answer_to(question)
    wait_until(lambda: http.simulator.state_of(question) == "DELIVERED")
    assert http.inbox.replays == 1
    assert len(http.inbox.about(question)) == 2


def test_simulator_refuses_a_callback_elsewhere(http):
    question = http.question(OWNER, callback_url="http://example.test:80/answer")
    connections = http.connections(callback_origins="http://example.test")
    with pytest.raises(SourceRefused) as refusal:
        HttpDepartments(connections).ask(question, sent_at=machine_now())
    assert refusal.value.code == "source.question_refused"


def test_client_refuses_a_callback_outside_its_list(http):
    question = http.question(OWNER, callback_url="http://127.0.0.1:1/answer")
    with pytest.raises(SourceRefused) as refusal:
        http.ask(question)
    assert refusal.value.code == "source.callback"
    assert not _is_known(http, question)


def _is_known(exchange, question):
    known = exchange.simulator.control.questions()
    return question.query_id in {entry["query_id"] for entry in known}


def test_simulator_refuses_another_key(http, tmp_path):
    own = json.loads(http.simulator.keys_path.read_text())
    own["vehicles"][0]["secret"] = hashlib.sha256(b"other").hexdigest()
    other = tmp_path / "keys.json"
    other.touch(mode=0o600)
    other.write_text(json.dumps(own))
    departments = HttpDepartments(http.connections(keys_path=other))
    question = http.question(OWNER)
    with pytest.raises(SourceRefused) as refusal:
        departments.ask(question, sent_at=machine_now())
    assert refusal.value.code == "source.key_refused"
    assert not _is_known(http, question)


def test_simulator_refuses_a_question_signed_yesterday(http):
    with pytest.raises(SourceRefused) as refusal:
        http.departments().ask(http.question(OWNER), sent_at=machine_now() - timedelta(days=1))
    assert refusal.value.code == "source.key_refused"


def test_simulator_refuses_an_item_of_another_source(http):
    with pytest.raises(SourceRefused) as refusal:
        http.ask(http.question(OWNER, items=("pensions",)))
    assert refusal.value.code == "source.question_refused"


def test_keys_that_others_can_read_are_refused(http, tmp_path):
    exposed = tmp_path / "keys.json"
    exposed.write_text(http.simulator.keys_path.read_text())
    exposed.chmod(0o640)
    with pytest.raises(SourceRefused) as refusal:
        HttpDepartments(http.connections(keys_path=exposed)).ask(
            http.question(OWNER), sent_at=machine_now()
        )
    assert refusal.value.code == "keys.exposed"


def test_keys_not_made_yet_are_worth_another_try(http, tmp_path):
    with pytest.raises(SourceUnavailable) as fault_met:
        HttpDepartments(http.connections(keys_path=tmp_path / "none.json")).ask(
            http.question(OWNER), sent_at=machine_now()
        )
    assert fault_met.value.code == "keys.missing"


def test_simulator_keeps_keys_and_token_to_itself(http):
    state = http.simulator.state
    assert state.stat().st_mode & 0o777 == 0o700
    for name in ("keys.json", "control.token"):
        assert (state / name).stat().st_mode & 0o777 == 0o600


def test_control_needs_the_token(http, tmp_path):
    (tmp_path / "address").write_text((http.simulator.state / "address").read_text())
    (tmp_path / "control.token").write_text("0" * 32)
    with pytest.raises(ControlError):
        Control(tmp_path).order("drop")
    assert http.simulator.control.faults() == []


def test_health_needs_no_token(http):
    connection = http_client(http)
    try:
        connection.request("GET", "/health")
        facts = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    assert (facts["status"], facts["people"]) == ("ok", 2)


def http_client(exchange):
    return http.client.HTTPConnection("127.0.0.1", exchange.simulator.port, timeout=5)


def test_simulator_second_on_the_same_state_ends(http):
    second = subprocess.run(
        [*http.simulator.command(), "--port", "0"],
        env={"PYTHONPATH": str(SRC)},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert second.returncode == 3


def test_question_stored_before_a_death_is_asked_again_without_harm(tmp_path, receiver):
    simulator = Simulator.at(tmp_path)
    simulator.start()
    receiver.keys_path = simulator.keys_path
    exchange = HttpExchange(simulator, receiver, tmp_path)
    simulator.control.order("die_unacknowledged", source="vehicles")
    question = exchange.question(OWNER)
    with pytest.raises(SourceUnavailable) as fault_met:
        exchange.ask(question)
    assert fault_met.value.code == "source.broken_off"
    assert simulator.ended() == -9
    simulator.start()
    assert exchange.answer_to(question).records
    exchange.answer_to(exchange.question(OWNER))
    assert len(exchange.inbox.about(question)) == 1
    assert simulator.stop() == 0
