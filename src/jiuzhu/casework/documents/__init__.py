"""Catalogue, numbers, rendering, delivery (送达)."""
