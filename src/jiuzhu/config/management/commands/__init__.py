"""Commands that manage.py and the launcher call."""
