"""Use cases of reviews, one file each."""
