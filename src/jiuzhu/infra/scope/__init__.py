"""Area scope in the database: who is asking, set for one transaction; the policies read it."""

from jiuzhu.infra.scope.setting import apply_scope, clear_scope, phone_in_scope, scope_of
from jiuzhu.infra.scope.tables import (
    TABLES_WITHOUT_SCOPE,
    enable,
    enable_by_case,
    narrow,
    open_table,
)

__all__ = [
    "TABLES_WITHOUT_SCOPE",
    "apply_scope",
    "clear_scope",
    "enable",
    "enable_by_case",
    "narrow",
    "open_table",
    "phone_in_scope",
    "scope_of",
]
