"""A table of people in a form: rows that are typed, added or pasted from a spreadsheet."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict

from jiuzhu.interfaces.web.parts.field_views import ErrorLine, FieldView, field_view, form_errors
from jiuzhu.interfaces.web.parts.forms import (
    Change,
    CodeField,
    IdentityNumberField,
    PageForm,
    PersonNameField,
    PhoneField,
)
from jiuzhu.interfaces.web.parts.language import phrase, said
from jiuzhu.interfaces.web.parts.paste import read_paste
from jiuzhu.kernel.errors import Refused

MAX_ROWS = 60
SPARE_ROWS = 3
_ROW = r"{}-([0-9]{{1,3}})-[a-z_]+"


class RowForm(PageForm):
    """Hold one row; a row with nothing typed in it does not count."""

    use_required_attribute = False

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was typed in this row."""
        return not any(str(self[name].value() or "").strip() for name in self.fields)

    def full_clean(self) -> None:
        """Find nothing wrong with a row that does not count: a spare row is no mistake."""
        if self.is_bound and self.is_blank:
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()


class MemberRowForm(RowForm):
    """Hold one member of a household; a page subclasses it with its own table of relations."""

    name = PersonNameField(label="姓名")
    identity_number = IdentityNumberField(label="证件号码", required=False)
    relation = CodeField(
        label="与申请人关系",
        codes=(
            ("", "请选择"),
            ("SPOUSE", "配偶"),
            ("CHILD", "子女"),
            ("PARENT", "父母"),
            ("GRANDCHILD", "孙子女、外孙子女"),
            ("GRANDPARENT", "祖父母、外祖父母"),
            ("SIBLING", "兄弟姐妹"),
            ("OTHER", "其他"),
        ),
    )
    phone = PhoneField(label="电话", required=False)


class Rows:
    """Hold a table of row forms under one prefix, bound or fresh."""

    def __init__(
        self,
        form_class: type[RowForm],
        *,
        prefix: str,
        label: str,
        data: MultiValueDict[str, Any] | None = None,
        initial: Sequence[Mapping[str, Any]] = (),
        on: date | None = None,
        min_rows: int = 0,
        max_rows: int = MAX_ROWS,
    ) -> None:
        self.form_class, self.prefix, self.label, self.on = form_class, prefix, label, on
        self.min_rows, self.max_rows = min_rows, max_rows
        self.data = data
        self.errors: list[ErrorLine] = []
        self.told: tuple[str, ...] = ()
        self.forms = self._fresh(initial) if data is None else self._bound(data)
        if data is not None and self.is_asking:
            self._grow(data)

    @property
    def is_asking(self) -> bool:
        """Tell whether a button of the table was pressed (more rows, paste), not the form's own."""
        return self.data is not None and self.data.get("rows") in self._asks

    @property
    def _asks(self) -> tuple[str, str]:
        return f"{self.prefix}:add", f"{self.prefix}:paste"

    @property
    def filled(self) -> tuple[RowForm, ...]:
        """List the rows in which something was typed."""
        return tuple(form for form in self.forms if not form.is_blank)

    @property
    def columns(self) -> tuple[FieldView, ...]:
        """Describe the columns by their fields."""
        blank = self.form_class(prefix=f"{self.prefix}-x")
        return tuple(field_view(blank[name]) for name in blank.fields)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Collect what was normalised in all rows."""
        return tuple(change for form in self.filled for change in form.changes)

    @property
    def cleaned(self) -> tuple[dict[str, Any], ...]:
        """Return the cleaned rows after `is_valid`."""
        return tuple(form.cleaned_data for form in self.filled)

    def show_as_typed(self) -> None:
        """Show what was typed without complaints: the page was asked for something else."""
        self.forms = self._fresh(self._typed())
        self.errors = []

    def is_valid(self) -> bool:
        """Check all filled rows; every error names its row."""
        self.errors = []
        if len(self.filled) > self.max_rows:
            self._refuse(
                phrase(
                    "%(label)s最多%(max_rows)s行，请分户登记或联系县级核实。",
                    label=self.label,
                    max_rows=self.max_rows,
                ),
                "rows.many",
            )
        if len(self.filled) < self.min_rows:
            self._refuse(
                phrase(
                    "%(label)s至少填写%(min_rows)s行。", label=self.label, min_rows=self.min_rows
                ),
                "rows.few",
            )
        for number, form in enumerate(self.forms, start=1):
            if not form.is_blank and not form.is_valid():
                self.errors.extend(
                    form_errors(
                        form,
                        row=phrase("%(label)s第%(number)s行 ", label=self.label, number=number),
                    )
                )
        return not self.errors

    def _refuse(self, sentence: str, code: str) -> None:
        first = f"id_{self.prefix}-0-{next(iter(self.form_class.base_fields))}"
        self.errors.append(ErrorLine(sentence, code, self.label, first))

    def _fresh(self, initial: Sequence[Mapping[str, Any]]) -> list[RowForm]:
        wanted = len(initial) + SPARE_ROWS
        filled = [dict(one) for one in initial] + [{} for _ in range(SPARE_ROWS)]
        return [self._row(place, initial=filled[place]) for place in range(wanted)]

    def _bound(self, data: MultiValueDict[str, Any]) -> list[RowForm]:
        pattern = re.compile(_ROW.format(re.escape(self.prefix)), re.ASCII)
        places = {int(match[1]) for key in data if (match := pattern.fullmatch(key))}
        typed = [self._row(place, data=data) for place in sorted(places)[: self.max_rows + 1]]
        return [*typed, *(self._row(len(typed) + n) for n in range(0 if typed else SPARE_ROWS))]

    def _grow(self, data: MultiValueDict[str, Any]) -> None:
        pasted: tuple[dict[str, str], ...] = ()
        known = self._typed()
        if data.get("rows") == f"{self.prefix}:paste":
            try:
                read = read_paste(
                    str(data.get(f"{self.prefix}-paste", "")),
                    self.form_class,
                    most=self.max_rows - len(known),
                )
            except Refused as refusal:
                self.told = (said(refusal),)
            else:
                pasted, self.told = read.rows, read.told
        self.forms = self._fresh([*known, *pasted])

    def _typed(self) -> list[dict[str, Any]]:
        return [{name: form[name].value() for name in form.fields} for form in self.filled]

    def _row(
        self,
        place: int,
        *,
        data: MultiValueDict[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> RowForm:
        return self.form_class(
            data, prefix=f"{self.prefix}-{place}", initial=dict(initial or {}), on=self.on
        )
