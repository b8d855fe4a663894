"""Open connections on which a statement seen before is not parsed and planned again.

Row-level security rewrites every statement: parsing and planning cost the server more than running
it. The few hundred statements of the stream are prepared per connection; a generic plan reads the
scope anew at each run, so it never carries one officer's sight to the next.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

KEPT_STATEMENTS = 1000


class DatabaseWrapper(base.DatabaseWrapper):
    """Keep more prepared statements on a connection than the driver's hundred."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection."""
        opened = super().get_new_connection(conn_params)
        opened.prepared_max = KEPT_STATEMENTS
        return opened
