"""Queries only: my tasks, case workspace, timeline."""
