"""Job entry points, one file a stage."""
