"""The suite cannot reach anything outside this machine."""

from __future__ import annotations

import socket

import pytest


def test_network_is_blocked() -> None:
    with socket.socket() as outside, pytest.raises(PermissionError, match="do not use the network"):
        outside.connect(("192.0.2.1", 80))


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
