"""The stream, in the order a case travels."""
