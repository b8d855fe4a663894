"""Use cases of assessments, one file each."""
