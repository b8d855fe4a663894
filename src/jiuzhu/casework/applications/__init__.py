"""Formal application, supplement (once), acceptance."""
