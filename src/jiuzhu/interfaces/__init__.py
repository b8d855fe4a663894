"""Web, API, command line and job entry points."""
