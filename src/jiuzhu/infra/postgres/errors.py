"""Name what can go wrong with the database server, with a sentence that says what to do next."""


class DatabaseProblem(Exception):  # noqa: N818 - reads like Refused
    """Say why the database cannot serve, in words for the person at the terminal."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class UnsafeDatabase(DatabaseProblem):
    """Refuse a server whose settings may lose or silently damage what was committed."""
