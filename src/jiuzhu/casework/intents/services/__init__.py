"""Use cases of intents, one file each."""
