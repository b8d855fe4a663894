"""Use cases of households, one file each."""
