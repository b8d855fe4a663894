"""The platform's own backend, with queries compiled by `compiler` beside this file."""

from __future__ import annotations

from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations

from jiuzhu.infra.database import base


class DatabaseOperations(PostgresOperations):
    """Compile queries with the compilers of the tests."""

    compiler_module = "support.unordered.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose unordered queries keep no habit."""

    ops_class = DatabaseOperations
