"""Authorities, posts, people in office, delegation orders, agreements."""
