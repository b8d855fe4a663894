"""Django's PostgreSQL backend, with plans that the server keeps."""
