"""Shared fixtures in code: the offices of the tests and synthetic people."""
