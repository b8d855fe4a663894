"""Ask for a photo or a scan; what was sent once is kept when the form is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from jiuzhu.infra.storage import LARGEST, kind_of, read_bytes, store_upload
from jiuzhu.interfaces.web.parts.forms import REQUIRED, SubmitForm
from jiuzhu.kernel.errors import Refused

SALT = "jiuzhu.uploads"
KEPT_FOR = 8 * 3600
TOO_LARGE = "文件超过 20 MB。请降低分辨率后再上传。"


@dataclass(frozen=True, slots=True)
class Upload:
    """Hold one uploaded file: its name is only shown, its bytes are judged."""

    name: str
    content: bytes

    def __str__(self) -> str:
        """Return what tells two uploads apart."""
        return sha256(self.content).hexdigest()


class UploadField(forms.FileField):
    """Ask for one file; the value is an `Upload`, or None where nothing was chosen."""

    kind = "file"
    widget = forms.FileInput
    is_picture: ClassVar[bool] = True
    accept: ClassVar[str] = "application/pdf,image/jpeg,image/png"

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "error_messages",
            {
                "required": REQUIRED,
                "empty": "文件是空的。请重新拍照或扫描后再上传。",
                "invalid": "没有收到文件，请重新选择后再提交。",
            },
        )
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        """Leave it to the form whether a file is missing: it may have been sent before."""


class UploadForm(SubmitForm):
    """Base of forms with files; each file field has a hidden twin that remembers what was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.uploads = tuple(n for n, f in self.fields.items() if isinstance(f, UploadField))
        for name in self.uploads:
            self.fields[_twin(name)] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        """Read every file, or the one that was kept; a required one has to be there."""
        cleaned = super().clean()
        for name in self.uploads:
            self._read(name)
        return cleaned

    def keep(self, at: datetime) -> None:
        """Keep the files of a refused form, so that nobody has to choose them twice."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        for name in self.uploads:
            upload = self.cleaned_data.get(name)
            if isinstance(upload, Upload) and _is_picture(self.fields[name]):
                stored = store_upload(upload.content, shown_name=upload.name, at=at)
                data[_twin(name)] = signing.dumps(
                    [bytes(stored.digest).hex(), upload.name], salt=SALT
                )
                self[name].help_text = f"已收到“{upload.name}”，不用重选；要换请另选。"
        self.data = data

    def field_of(self, named: str | None) -> str | None:
        """Return the field that a refusal means: storage only knows that it was the file."""
        return self.uploads[0] if named == "file" and self.uploads else named

    def _read(self, name: str) -> None:
        field = self.fields[name]
        sent = self.cleaned_data.get(name)
        try:
            upload = self._sent(name, sent)
        except Refused as refusal:
            self.add_error(name, ValidationError(refusal.message, code=refusal.code))
            return
        if upload is None and field.required and name not in self.errors:
            self.add_error(name, ValidationError(REQUIRED, code="required"))
        self.cleaned_data[name] = upload
        self.cleaned_data.pop(_twin(name), None)

    def _sent(self, name: str, sent: Any) -> Upload | None:
        if not isinstance(sent, UploadedFile):
            return self._kept(name)
        upload = _opened(sent)
        if _is_picture(self.fields[name]):
            kind_of(upload.content)
        return upload

    def _kept(self, name: str) -> Upload | None:
        token = self.cleaned_data.get(_twin(name))
        if not token:
            return None
        try:
            digest, shown = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature as error:
            raise Refused("file.kept", "先前的文件已失效，请重新选择。") from error
        return Upload(name=shown, content=read_bytes(bytes.fromhex(digest)))


class TableField(UploadField):
    """Ask for a table of a bank or a finance office; its use case reads and judges it."""

    is_picture = False
    accept = ".csv,text/csv,text/plain"


class PhotoField(UploadField):
    """Ask for a photo; a phone opens its camera."""

    accept = "image/jpeg,image/png"


def _opened(sent: UploadedFile[Any]) -> Upload:
    if (sent.size or 0) > LARGEST:
        raise Refused("file.too_large", TOO_LARGE)
    sent.seek(0)
    return Upload(name=sent.name or "文件", content=sent.read())


def _is_picture(field: forms.Field) -> bool:
    return isinstance(field, UploadField) and field.is_picture


def _twin(name: str) -> str:
    return f"{name}_kept"
