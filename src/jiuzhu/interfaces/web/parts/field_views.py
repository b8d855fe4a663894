"""Lay out a bound form field for the `field` component, so that no Django template runs."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from jiuzhu.interfaces.web.parts.language import as_typed, phrase


@dataclass(frozen=True, slots=True)
class Option:
    """Offer one choice."""

    value: str
    label: str
    chosen: bool
    id: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """Hold all that the `field` component writes."""

    id: str
    name: str
    label: str
    kind: str
    value: str
    hint: str
    errors: tuple[str, ...]
    changes: tuple[str, ...]
    options: tuple[Option, ...]
    required: bool
    inputmode: str
    autocomplete: str
    width: str
    unit: str
    rows: int
    accept: str = ""
    kept: str = ""

    @property
    def described_by(self) -> str:
        """List the ids that explain the input: its error first, then hint and changes."""
        parts = (
            f"{self.id}-error" if self.errors else "",
            f"{self.id}-hint" if self.hint else "",
            f"{self.id}-changed" if self.changes else "",
            f"{self.id}-kept" if self.kept else "",
        )
        return " ".join(part for part in parts if part)

    @property
    def focus_id(self) -> str:
        """Name the element that an error link leads to."""
        grouped = self.kind in {"radio", "checkboxes"} and self.options
        return self.options[0].id if grouped else self.id


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """Hold one line of the error summary; without `focus_id` it concerns the whole form."""

    sentence: str
    code: str
    label: str = ""
    focus_id: str = ""


def field_view(bound: BoundField) -> FieldView:
    """Describe a bound field with the value as it was typed."""
    field = bound.field
    kind = _kind(field)
    value = bound.value()
    told = (*getattr(field, "changes", ()), *getattr(field, "warnings", ()))
    return FieldView(
        id=bound.auto_id or bound.html_name,
        name=bound.html_name,
        label=str(bound.label),
        kind=kind,
        value=as_typed(_shown(kind, value)),
        hint=str(bound.help_text or ""),
        errors=tuple(str(error) for error in bound.errors),
        changes=told,
        options=_options(bound, value),
        required=field.required,
        inputmode=getattr(field, "inputmode", ""),
        autocomplete=getattr(field, "autocomplete", "")
        or str(field.widget.attrs.get("autocomplete", "off")),
        width=getattr(field, "width", "medium"),
        unit=getattr(field, "unit", ""),
        rows=getattr(field, "rows", 0) or 3,
        accept=getattr(field, "accept", ""),
        kept=getattr(field, "kept", ""),
    )


def _kind(field: forms.Field) -> str:
    own = getattr(field, "kind", None)
    widget = field.widget
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if own is not None:
        return str(own)
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    return str(getattr(widget, "input_type", "text"))


def _shown(kind: str, value: Any) -> str:
    if kind == "checkbox":
        return "on" if value in {True, "on", "True", "true", "1"} else ""
    if kind in {"password", "file"} or value is None or isinstance(value, list | tuple):
        return ""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _options(bound: BoundField, value: Any) -> tuple[Option, ...]:
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return ()
    chosen = {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}
    return tuple(
        Option(as_typed(str(code)), str(label), str(code) in chosen, f"{bound.auto_id}_{place}")
        for place, (code, label) in enumerate(choices)
    )


def form_errors(form: forms.BaseForm, *, row: str = "") -> tuple[ErrorLine, ...]:
    """List every error of a form in the order of its fields, with where to go for each."""
    whole = [
        ErrorLine(
            phrase("%(row)s%(sentence)s", row=row, sentence=error.messages[0]),
            str(error.code or ""),
        )
        for error in form.errors.get("__all__", forms.utils.ErrorList()).as_data()
    ]
    return (*whole, *(line for name in form.fields for line in _lines(form, name, row)))


def _lines(form: forms.BaseForm, name: str, row: str) -> list[ErrorLine]:
    if name not in form.errors:
        return []
    view = field_view(form[name])
    hidden = form[name].is_hidden
    return [
        ErrorLine(
            sentence=str(error.messages[0]),
            code=str(error.code or ""),
            label="" if hidden else phrase("%(row)s%(label)s", row=row, label=view.label),
            focus_id="" if hidden else view.focus_id,
        )
        for error in form.errors[name].as_data()
    ]


def hidden_fields(form: forms.BaseForm) -> tuple[FieldView, ...]:
    """List the hidden fields of a form, the idempotency key among them."""
    return tuple(field_view(bound) for bound in form.hidden_fields())
