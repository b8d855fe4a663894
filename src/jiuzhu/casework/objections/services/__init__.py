"""Use cases of objections and appraisals, one file each."""
