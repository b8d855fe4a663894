"""Use cases of accounts, one file each."""
