"""Model fields and constraint helpers that every app shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from typing_extensions import override

from jiuzhu.infra import keys
from jiuzhu.kernel.text import clean_text

if TYPE_CHECKING:
    CharBase = models.CharField[Any, Any]
    BinaryBase = models.Field[Any, Any]
else:
    CharBase = models.CharField
    BinaryBase = models.BinaryField


def enum_check(field: str, enum: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """Return the constraint that lets the database know the legal values of an enum field."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": enum.values}), name=name)


def pair_check(moment: str, person: str, name: str) -> models.CheckConstraint:
    """Return the constraint that a who/when pair is complete or absent."""
    both = models.Q(**{f"{moment}__isnull": False, f"{person}__isnull": False})
    none = models.Q(**{f"{moment}__isnull": True, f"{person}__isnull": True})
    return models.CheckConstraint(condition=both | none, name=name)


def order_check(first: str, last: str, name: str) -> models.CheckConstraint:
    """Return the constraint that an (exclusive, nullable) end lies after its start."""
    condition = models.Q(**{f"{last}__isnull": True}) | models.Q(**{f"{last}__gt": models.F(first)})
    return models.CheckConstraint(condition=condition, name=name)


class PlainTextField(CharBase):
    """A text that refuses NUL, control, bidi and private-use characters."""

    @override
    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        if isinstance(prepared, str) and prepared:
            return clean_text(prepared, max_length=self.max_length or 4000, multiline=True)
        return prepared


class EncryptedTextField(BinaryBase):
    """A text kept encrypted (AEAD, key id in every ciphertext); read and written as str."""

    def from_db_value(self, value: Any, expression: object, connection: object) -> str | None:
        """Decrypt what the database returned."""
        del expression, connection
        return None if value is None else keys.decrypt(bytes(value))

    @override
    def to_python(self, value: Any) -> Any:
        return value

    @override
    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = keys.encrypt(value)
        return super().get_db_prep_value(value, connection, prepared)
