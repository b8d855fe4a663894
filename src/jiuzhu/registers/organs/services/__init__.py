"""Use cases of organs, one file each."""
