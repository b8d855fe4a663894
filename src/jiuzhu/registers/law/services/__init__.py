"""Use cases of law, one file each."""
