"""What every app stands on: scope, trace, ports, keys, clock, storage, PostgreSQL launcher."""
