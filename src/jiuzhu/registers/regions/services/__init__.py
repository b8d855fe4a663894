"""Use cases of regions, one file each."""
