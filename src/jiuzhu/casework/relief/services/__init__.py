"""Use cases of urgent relief and the reserve fund."""
