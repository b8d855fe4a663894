"""Departments that answer verification questions: HTTP client, drop folder, inbound, simulator."""
