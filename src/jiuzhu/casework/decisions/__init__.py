"""Grant, refuse, adjust, stop; the award."""
