"""Ask for a photo or a scan; what was sent once is kept when the form is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.drafts import keep_draft, kept_draft
from jiuzhu.infra.storage import LARGEST, kind_of
from jiuzhu.interfaces.web.parts.forms import REQUIRED, PageForm, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase, said
from jiuzhu.kernel.errors import Refused

TOO_LARGE = "文件超过 20 MB。请降低分辨率后再上传。"


@dataclass(frozen=True, slots=True)
class Upload:
    """Hold one uploaded file: its name is only shown, its bytes are judged.

    `token` is the draft from which it came, where the browser did not send it anew.
    """

    name: str
    content: bytes
    token: str = ""

    def __str__(self) -> str:
        """Return what tells two uploads apart."""
        return sha256(self.content).hexdigest()


class UploadField(forms.FileField):
    """Ask for one file; the value is an `Upload`, or None where nothing was chosen."""

    kind = "file"
    widget = forms.FileInput
    is_picture: ClassVar[bool] = True
    kept: str = ""
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


class KeepsUploads(PageForm):
    """Give a form with files a hidden twin for each, which remembers what was sent."""

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

    def keep(self, actor: Actor, at: datetime, *, but: str | None = None) -> None:
        """Keep the files of a refused form, so that nobody has to choose them twice.

        `but` names the field that was refused: a file that is wrong itself is chosen anew.
        """
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        for name in self.uploads:
            upload, field = self.cleaned_data.get(name), self.fields[name]
            if not isinstance(upload, Upload) or not isinstance(field, UploadField):
                continue
            if name == but or actor.user_id is None:
                continue
            token = upload.token or keep_draft(
                content=upload.content, shown_name=upload.name, owner=actor.user_id, at=at
            )
            data[self.add_prefix(_twin(name))] = token
            field.kept = phrase("已保留：%(name)s。不用重选；要换请另选。", name=upload.name)
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
            self.add_error(name, ValidationError(said(refusal), code=refusal.code))
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
        draft = kept_draft(token, at=clock.now())
        return Upload(name=draft.name, content=draft.content, token=token)


class UploadForm(KeepsUploads, SubmitForm):
    """Base of submitted forms with files."""


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
