"""Anticipated refusals: a stable code and a Chinese sentence that says what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from types import MappingProxyType
from typing import ClassVar


class Refused(Exception):  # noqa: N818 - the name is binding (style.md §6)
    """Refuse an act for a reason that the reader is meant to see; shown, never alerted.

    A sentence with `%(name)s` takes its `values`; a page may put both into another language. A
    value may be a refusal itself: the reason inside the reason.
    """

    status: ClassVar[int] = 400

    def __init__(
        self,
        code: str,
        message: str,
        *,
        field: str | None = None,
        values: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        self.sentence = message
        self.values = values
        self.message = message % values if values else message
        super().__init__(code, self.message)
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.message!r}, field={self.field!r})"

    def at_field(self, field: str) -> "FieldError":
        """Return the same refusal as the error of one form field."""
        return FieldError(field=field, code=self.code, message=self.message, cause=self)


class Forbidden(Refused):
    """Refuse because this actor may not do this act (403)."""

    status = 403


class NotVisible(Refused):
    """Refuse as if the thing did not exist (404): absent and hidden answer alike."""

    status = 404


class Conflict(Refused):
    """Refuse because the record has moved on since it was shown (409)."""

    status = 409


@dataclass(frozen=True, slots=True)
class FieldError:
    """Hold one refusal that belongs to one field of a form; the cause says it in any language."""

    field: str
    code: str
    message: str
    cause: Refused | None = dataclass_field(default=None, compare=False)


class InvalidInput(Refused):
    """Refuse a form as a whole, with every wrong field named (422)."""

    status = 422

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        if not errors:
            raise ValueError("InvalidInput needs at least one field error")
        count = len(errors)
        super().__init__(
            "input.invalid",
            "有 %(count)s 处填写需要更正，请按各栏提示修改后再提交。",
            values={"count": count},
        )
        self.errors = errors
