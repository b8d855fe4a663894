"""Banks that pay a payroll: the client, the file exchange, and a simulator in its own process."""
