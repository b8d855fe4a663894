"""Use cases of archives, one file each."""
