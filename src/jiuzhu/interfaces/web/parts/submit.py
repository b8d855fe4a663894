"""Run a submitted form once: a double click, the back button and a second tab get one result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest

from jiuzhu.infra.idempotency import submit_once
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import Change, SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.rows import Rows
from jiuzhu.kernel.contact import Phone
from jiuzhu.kernel.digests import sha256
from jiuzhu.kernel.identity import IdentityNumber

LONGEST_ROUTE = 120
NOT_CONTENT = frozenset({"idempotency_key", "seen"})


def submit(
    request: HttpRequest,
    form: SubmitForm,
    act: Callable[[], dict[str, Any]],
    *,
    rows: Iterable[Rows] = (),
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Run `act` for a valid form, or return what the first submit of the same form returned.

    All that `act` does is undone when it is refused, so that several use cases in one form are
    kept together or not at all. `more` is further content that the page posts beside the form.

    Raises: Conflict `form.other_content`, and whatever `act` refuses with.
    """
    here = asked(request)
    content = {name: _plain(value) for name, value in form.cleaned_data.items()}
    for name in NOT_CONTENT:
        content.pop(name, None)
    for table in rows:
        content[f"rows:{table.prefix}"] = [_plain(row) for row in table.cleaned]
    content.update({f"more:{name}": _plain(value) for name, value in (more or {}).items()})
    with transaction.atomic():
        return submit_once(
            key=form.cleaned_data["idempotency_key"],
            user_id=here.actor.user_id,
            route=request.path[:LONGEST_ROUTE],
            content=content,
            at=here.at,
            act=act,
        )


def tell(request: HttpRequest, sentence: str, changes: Iterable[Change] = ()) -> None:
    """Keep a sentence for the next page, with what was normalised on the way."""
    messages.success(request, sentence)
    for change in changes:
        messages.warning(
            request, phrase("%(label)s：%(sentence)s", label=change.label, sentence=change.sentence)
        )


def told(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Return the sentences kept for this page as (tone, sentence); they are shown once."""
    tones = {"success": "ok", "warning": "warn"}
    return tuple(
        (tones.get(each.level_tag, "info"), str(each.message))
        for each in messages.get_messages(request)
    )


def _plain(value: Any) -> Any:
    """Turn a cleaned value into what a digest can be taken of."""
    plain: Any = str(value)
    match value:
        case None | bool() | int() | str():
            plain = value
        case Enum():
            plain = _plain(value.value)
        case IdentityNumber() | Phone():
            plain = value.number
        case UploadedFile():
            value.seek(0)
            plain = sha256(value.read()).hex()
            value.seek(0)
        case Mapping():
            plain = {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            plain = [_plain(item) for item in value]
        case _:
            pass
    return plain
