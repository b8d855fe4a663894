"""Use cases of publicity, one file each."""
