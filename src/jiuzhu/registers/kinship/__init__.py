"""Officials' declared relatives (a vault)."""
