"""救助意愿, authorization per person, honesty statement, one-time notice."""
