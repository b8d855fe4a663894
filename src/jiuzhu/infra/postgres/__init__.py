"""Run the platform's own PostgreSQL and prepare any other: no Django in here."""

from jiuzhu.infra.postgres.errors import DatabaseProblem, UnsafeDatabase
from jiuzhu.infra.postgres.launcher import (
    Server,
    connection_parameters,
    ensure_running,
    is_running,
    prepare_outside,
    stop,
)
from jiuzhu.infra.postgres.provision import Provisioned, provision
from jiuzhu.infra.postgres.roles import (
    SignIn,
    connection_parameters_from_state,
    sign_in_from_state,
)
from jiuzhu.infra.postgres.safety import refuse_unsafe

__all__ = [
    "DatabaseProblem",
    "Provisioned",
    "Server",
    "SignIn",
    "UnsafeDatabase",
    "connection_parameters",
    "connection_parameters_from_state",
    "ensure_running",
    "is_running",
    "prepare_outside",
    "provision",
    "refuse_unsafe",
    "sign_in_from_state",
    "stop",
]
