"""Use cases of applications, one file each."""
