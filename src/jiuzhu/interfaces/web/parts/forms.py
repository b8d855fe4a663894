"""Typed form fields over the kernel's parsers: same codes, same sentences, nothing lost."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from jiuzhu.interfaces.web.parts.language import joined, phrase, said
from jiuzhu.kernel.contact import Phone, PhoneKind, parse_bank_account, parse_phone
from jiuzhu.kernel.dates import parse_legal_date
from jiuzhu.kernel.errors import InvalidInput, Refused
from jiuzhu.kernel.identity import IdentityNumber, parse_identity_number
from jiuzhu.kernel.money import format_yuan, parse_yuan
from jiuzhu.kernel.names import check_name
from jiuzhu.kernel.text import clean_text, find_forbidden_proofs

REQUIRED = _("这一项必须填写。")
NOT_ON_LIST = _("所选的值不在列表中，请重新选择。")
ALWAYS_POSTED = frozenset({"csrfmiddlewaretoken", "next"})


@dataclass(frozen=True, slots=True)
class Change:
    """Tell what was changed in, or is doubtful about, a value that a person typed."""

    field: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Read:
    """Hold what a parser made of a text."""

    value: Any
    changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class KernelField(forms.Field):
    """Read one line of text with a parser of the kernel; refusals become errors of the field."""

    widget = forms.TextInput
    kind: ClassVar[str] = "text"
    inputmode: ClassVar[str] = ""
    autocomplete: ClassVar[str] = "off"
    width: str = "medium"
    unit: ClassVar[str] = ""

    def __init__(self, *, width: str = "", **options: Any) -> None:
        options.setdefault("error_messages", {"required": REQUIRED})
        super().__init__(**options)
        self.width = width or self.width
        self.changes: tuple[str, ...] = ()
        self.warnings: tuple[str, ...] = ()

    def read(self, text: str) -> Read:
        """Turn the text into a value with what was changed and what is doubtful."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        """Read a submitted value; an empty one is None.

        Raises ValidationError with the code and the sentence of the kernel's refusal.
        """
        self.changes = self.warnings = ()
        if value is None or not str(value).strip():
            return None
        read = self._read(str(value))
        self.changes, self.warnings = read.changes, read.warnings
        return read.value

    def validate(self, value: Any) -> None:
        """Refuse an empty required field in the parser's own words, if it has any.

        Raises ValidationError.
        """
        if value is None and self.required:
            self._read("")
        super().validate(value)

    def _read(self, text: str) -> Read:
        try:
            return self.read(text)
        except Refused as refusal:
            raise ValidationError(said(refusal), code=refusal.code) from refusal


class IdentityNumberField(KernelField):
    """Ask for an identity number; the value is a kernel `IdentityNumber`."""

    width = "medium"

    def read(self, text: str) -> Read:
        """Read 18 or 15 characters."""
        number: IdentityNumber = parse_identity_number(text)
        return Read(number, number.changes, number.warnings)

    def prepare_value(self, value: Any) -> Any:
        """Show the number of a parsed value."""
        return value.number if isinstance(value, IdentityNumber) else value


class PaperReasonField(KernelField):
    """Ask why a number whose check digit is wrong stands; blank where there is no such number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label="号码疑点说明", required=False, **options)

    def read(self, text: str) -> Read:
        """Read one line."""
        return Read(clean_text(text, max_length=120))


class PersonNameField(KernelField):
    """Ask for a name as it stands on the paper."""

    def read(self, text: str) -> Read:
        """Keep the given form, rare characters included."""
        name = check_name(text)
        return Read(name.value, name.changes, name.warnings)


class PhoneField(KernelField):
    """Ask for a telephone number; the value is a kernel `Phone`."""

    inputmode = "tel"

    def __init__(self, *, mobile_only: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.mobile_only = mobile_only

    def read(self, text: str) -> Read:
        """Read a mobile number or a landline with its area code."""
        phone = parse_phone(text)
        if self.mobile_only and phone.kind is not PhoneKind.MOBILE:
            raise Refused("phone.mobile_only", "这里要能收短信的手机号，请填写 11 位手机号。")
        return Read(phone, phone.changes)

    def prepare_value(self, value: Any) -> Any:
        """Show the number of a parsed value."""
        return value.number if isinstance(value, Phone) else value


class BankAccountField(KernelField):
    """Ask for a bank account and tell when blanks were removed."""

    inputmode = "numeric"

    def read(self, text: str) -> Read:
        """Read 16 to 19 digits with their check digit."""
        account = parse_bank_account(text)
        return Read(account, () if account == text else ("账号中的空格、连字符已去掉，请核对。",))


class YuanField(KernelField):
    """Ask for an amount in yuan; the value is integer fen."""

    kind = "money"
    inputmode = "decimal"
    width = "short"
    unit = "元"

    def read(self, text: str) -> Read:
        """Read an amount without rounding it."""
        fen = parse_yuan(text)
        told = (
            (phrase("金额读作 %(fen)s 元，请核对。", fen=format_yuan(fen)),) if "," in text else ()
        )
        return Read(fen, told)


class LegalDateField(KernelField):
    """Ask for a day; `past` refuses days after the form's `on`."""

    kind = "date"
    width = "short"

    def __init__(self, *, past: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.past = past
        self.not_after: date | None = None

    def read(self, text: str) -> Read:
        """Read 2020-09-01 and the other ways in which offices write a day."""
        parsed = parse_legal_date(text, not_after=self.not_after)
        return Read(parsed.value, parsed.changes)

    def prepare_value(self, value: Any) -> Any:
        """Show a day in ISO form."""
        return value.isoformat() if isinstance(value, date) else value


class PlainTextField(KernelField):
    """Ask for plain text; `rows` makes it a field of several lines."""

    width = "long"

    def __init__(
        self, *, max_length: int, rows: int = 0, no_forbidden_proofs: bool = False, **options: Any
    ) -> None:
        if rows:
            options.setdefault("widget", forms.Textarea)
        super().__init__(**options)
        self.max_length = max_length
        self.rows = rows
        self.no_forbidden_proofs = no_forbidden_proofs

    def read(self, text: str) -> Read:
        """Clean the text; refuse the five proofs that may not be asked for where it matters.

        泰民〔2019〕14号: 不再要求申请人提供的五项证明.
        """
        cleaned = clean_text(text, max_length=self.max_length, multiline=bool(self.rows))
        found = find_forbidden_proofs(cleaned) if self.no_forbidden_proofs else ()
        if found:
            names = joined(found)
            raise Refused(
                "proof.forbidden",
                phrase("不得要求群众提供%(names)s，请删去，由系统核对取得。", names=names),
            )
        told = ("内容中的制表符已换成空格。",) if "\t" in text.strip() else ()
        return Read(cleaned, told)


class CodeField(forms.ChoiceField):
    """Ask for one code of a table; `style` is select or radio."""

    def __init__(
        self, *, codes: tuple[tuple[str, str], ...], style: str = "select", **options: Any
    ) -> None:
        options.setdefault("error_messages", {"required": REQUIRED, "invalid_choice": NOT_ON_LIST})
        super().__init__(choices=codes, **options)
        self.kind = style


class CodesField(forms.MultipleChoiceField):
    """Ask for any number of codes of a table, as checkboxes."""

    kind = "checkboxes"

    def __init__(self, *, codes: tuple[tuple[str, str], ...], **options: Any) -> None:
        messages = {
            "required": REQUIRED,
            "invalid_choice": NOT_ON_LIST,
            "invalid_list": NOT_ON_LIST,
        }
        options.setdefault("error_messages", messages)
        super().__init__(choices=codes, **options)


class TickField(forms.BooleanField):
    """Ask for a tick; a required one has to be set."""

    kind = "checkbox"

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"required": _("请先勾选确认，再提交。")})
        super().__init__(**options)


class IdempotencyKeyField(forms.UUIDField):
    """Carry the key minted when the form was shown, so that a second submit is the same submit."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        stale = _("页面缺少防重复标记，请重新打开本页后再提交。")
        options.setdefault("initial", uuid4)
        options.setdefault("error_messages", {"required": stale, "invalid": stale})
        super().__init__(**options)


class PageForm(forms.Form):
    """Base of all forms: dates know today, doubled and unknown parameters are refused."""

    also_posted: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        for field in self.fields.values():
            if isinstance(field, LegalDateField) and field.past:
                field.not_after = on

    @property
    def changes(self) -> tuple[Change, ...]:
        """Collect what was normalised, to be shown to the person who typed it."""
        return self._told("changes")

    @property
    def warnings(self) -> tuple[Change, ...]:
        """Collect doubts that a person has to look at; none of them refuses."""
        return self._told("warnings")

    def _told(self, attribute: str) -> tuple[Change, ...]:
        return tuple(
            Change(name, str(self[name].label), sentence)
            for name, field in self.fields.items()
            for sentence in getattr(field, attribute, ())
        )

    def clean(self) -> dict[str, Any] | None:
        """Refuse parameters that this form never showed, and values sent twice."""
        if self.prefix is None and isinstance(self.data, MultiValueDict):
            self._refuse_unknown(self.data)
            self._refuse_doubled(self.data)
        return super().clean()

    def _refuse_unknown(self, data: MultiValueDict[str, Any]) -> None:
        known = ALWAYS_POSTED | set(self.fields)
        extra = [
            k for k in data if k not in known and not k.startswith(self.also_posted or ("\0",))
        ]
        if extra:
            self.add_error(
                None,
                ValidationError(
                    "提交中有本页没有的内容，未予保存；请重新打开本页后再填。", code="input.unknown"
                ),
            )

    def _refuse_doubled(self, data: MultiValueDict[str, Any]) -> None:
        for name, field in self.fields.items():
            if not isinstance(field, forms.MultipleChoiceField) and len(data.getlist(name)) > 1:
                message = "同一项收到了两个值，请重新打开本页后再填。"
                self.add_error(name, ValidationError(message, code="input.doubled"))


def accept_number_of_paper(form: PageForm) -> None:
    """Take a number whose check digit is wrong where the form says why; the field shows a warning.

    The rows and forms that call it hold `identity_number` and `paper_reason`.
    """
    if not form.has_error("identity_number", "identity.check_digit"):
        return
    if not form.cleaned_data.get("paper_reason"):
        return
    number = parse_identity_number(str(form["identity_number"].value()), seen_on_paper=True)
    del form.errors["identity_number"]
    form.cleaned_data["identity_number"] = number
    form.fields["identity_number"].changes = number.changes  # type: ignore[attr-defined]
    form.fields["identity_number"].warnings = number.warnings  # type: ignore[attr-defined]


class SubmitForm(PageForm):
    """Base of forms that change something: carries the idempotency key."""

    idempotency_key = IdempotencyKeyField()


def apply_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Put a refusal of a use case onto the form, at the fields it names."""
    single = refusal.at_field(refusal.field or "")
    errors = refusal.errors if isinstance(refusal, InvalidInput) else (single,)
    for error in errors:
        name = error.field if error.field in form.fields else None
        sentence = said(error.cause) if error.cause else error.message
        form.add_error(name, ValidationError(sentence, code=error.code))
