"""Periodic review and reported changes."""
