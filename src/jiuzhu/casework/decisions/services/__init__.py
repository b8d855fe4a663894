"""Use cases of decisions, one file each."""
