"""Give every test a running simulator, a listening inbox, and a road between them."""

import pytest
from departments_harness import (
    FileExchange,
    HttpExchange,
    Inbox,
    Receiver,
    Simulator,
    wait_until,
)


@pytest.fixture(scope="session")
def _running(tmp_path_factory):
    root = tmp_path_factory.mktemp("departments")
    simulator = Simulator.at(root, drop=root / "drop")
    simulator.start()
    yield simulator, root / "drop"
    assert simulator.stop() == 0


@pytest.fixture
def receiver():
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def roads(_running, receiver):
    simulator, drop = _running
    receiver.keys_path = simulator.keys_path
    yield {
        "http": HttpExchange(simulator, receiver, drop),
        "file": FileExchange(simulator, receiver, drop),
    }
    simulator.control.clear()
    wait_until(simulator.is_settled)
    roads = FileExchange(simulator, receiver, drop)
    receiver.inbox = Inbox()
    roads.collected()


@pytest.fixture(params=["http", "file"])
def exchange(request, roads):
    return roads[request.param]


@pytest.fixture
def http(roads):
    return roads["http"]


@pytest.fixture(params=["http", "file"])
def mortal(request, tmp_path, receiver):
    """An exchange with a simulator of its own, which may be killed."""
    simulator = Simulator.at(tmp_path, drop=tmp_path / "drop")
    simulator.start()
    receiver.keys_path = simulator.keys_path
    kind = {"http": HttpExchange, "file": FileExchange}[request.param]
    yield kind(simulator, receiver, tmp_path / "drop")
    if simulator.process.poll() is None:
        simulator.stop()
