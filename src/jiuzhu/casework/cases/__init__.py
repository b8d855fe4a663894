"""The case, its events, clocks and holds; advance() is the only writer of a state."""
