"""Use cases of verification, one file each."""
