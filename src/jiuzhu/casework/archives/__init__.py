"""One household one file."""
