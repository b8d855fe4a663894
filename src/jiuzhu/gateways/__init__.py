"""One folder per outside system: client, inbound, simulator, mapping."""
