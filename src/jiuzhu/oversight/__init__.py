"""Quality, inspection, integrity, statistics."""
