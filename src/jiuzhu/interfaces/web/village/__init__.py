"""Pages of the village assistant's phone."""
