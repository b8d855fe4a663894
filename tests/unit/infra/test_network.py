"""The suite cannot reach anything outside this machine."""

from __future__ import annotations

import socket

import httpx
import pytest

ELSEWHERE = ("192.0.2.1", 80)
REFUSED = "do not use the network"


@pytest.mark.parametrize("way", ["connect", "connect_ex"])
def test_no_connection_leaves_the_machine(way: str) -> None:
    with socket.socket() as outside, pytest.raises(PermissionError, match=REFUSED):
        getattr(outside, way)(ELSEWHERE)


def test_no_packet_leaves_the_machine() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as outside,
        pytest.raises(PermissionError, match=REFUSED),
    ):
        outside.sendto(b"", ELSEWHERE)


def test_a_client_of_http_stays_inside() -> None:
    with pytest.raises(httpx.ConnectError, match=REFUSED):
        httpx.get(f"http://{ELSEWHERE[0]}/", trust_env=False)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
