"""Order faults of a running simulator and look at its questions: for tests and demonstrations."""

import http.client
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jiuzhu.gateways.departments.simulator.server import TOKEN_HEADER

TOKEN_FILE = "control.token"  # noqa: S105 - the name of a file
ADDRESS_FILE = "address"


class ControlError(RuntimeError):
    """Say that the simulator did not do as ordered."""


class Control:
    """Speak to the simulator whose state lies in a directory."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def order(
        self, kind: str, *, source: str = "*", times: int | None = 1, seconds: int = 0
    ) -> None:
        """Order a fault, so many times or (None) until cleared.

        Raises ControlError.
        """
        fault = {"kind": kind, "source": source, "times": times, "seconds": seconds}
        self._call("POST", "/control/faults", fault)

    def clear(self) -> None:
        """Clear all ordered faults; late answers become due.

        Raises ControlError.
        """
        self._call("DELETE", "/control/faults", None)

    def questions(self) -> list[dict[str, Any]]:
        """List the questions: id, source, state, attempts.

        Raises ControlError.
        """
        return list(self._call("GET", "/control/questions", None))

    def faults(self) -> list[dict[str, Any]]:
        """List the faults still to come.

        Raises ControlError.
        """
        return list(self._call("GET", "/control/faults", None))

    def _call(self, method: str, path: str, value: object) -> Any:
        host, port = (self._state / ADDRESS_FILE).read_text("ascii").split()
        token = (self._state / TOKEN_FILE).read_text("ascii")
        connection = http.client.HTTPConnection(host, int(port), timeout=5)
        try:
            body = None if value is None else json.dumps(value).encode()
            connection.request(method, path, body, {TOKEN_HEADER: token})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise ControlError(f"the simulator does not answer: {error}") from error
        finally:
            connection.close()
        if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            raise ControlError(f"{method} {path}: {response.status}")
        return json.loads(content or b"null")
