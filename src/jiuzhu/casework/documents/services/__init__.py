"""Use cases of documents, one file each."""
