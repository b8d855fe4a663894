"""Use cases of cases, one file each."""
