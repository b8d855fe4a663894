"""Bind ports to gateways, once, at start."""

from __future__ import annotations


def bind_ports() -> None:
    """Put the department client and the text-message sender behind their ports."""
