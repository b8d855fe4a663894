"""What is in force: packs, calendars, procedure versions."""
