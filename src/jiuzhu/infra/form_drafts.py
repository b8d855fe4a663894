"""Forms that somebody is still typing: encrypted, for their owner alone, never in the trace.

A draft has the key of its form, which is also its idempotency key: a form that was sent has no
draft any more. A draft goes eight hours after it was last saved, and with the day's work at the
latest: the next day begins with nothing left on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from jiuzhu.infra import keys
from jiuzhu.infra.clock import CHINA, legal_day
from jiuzhu.infra.models import FormDraft, SubmittedForm
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused

KEPT_FOR = timedelta(hours=8)
LARGEST = 400_000
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One open draft as its owner sees it in a list."""

    key: UUID
    form: str
    title: str
    saved_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedForm:
    """A draft with all that was typed, as the form posts it."""

    line: DraftLine
    content: str
    version: int


def save_form_draft(
    *, key: UUID, form: str, owner: int, title: str, content: str, version: int, at: datetime
) -> int:
    """Keep what was typed and return its version; `version` is the one the page knows, 0 for none.

    Raises: Refused `draft.large`, `draft.many`, Conflict `draft.newer` where another window has
    saved since, Conflict `draft.sent` where the form was sent.
    """
    if len(content) > LARGEST:
        raise Refused("draft.large", "这一页内容太多，不能自动保存。请先删去粘贴的多余内容。")
    values = {
        "title": title,
        "content": keys.encrypt_bytes(content.encode()),
        "saved_at": at,
        "expires_at": _expires(at),
    }
    mine = FormDraft.objects.filter(key=key, owner=owner, form=form)
    if mine.filter(version=version).update(**values, version=version + 1):
        return version + 1
    newer = mine.first()
    if newer is not None:
        raise Conflict(
            "draft.newer",
            "这份草稿%(at)s在另一个窗口里改过，本页不再自动保存。请只留一个窗口继续填。",
            values={"at": f"{newer.saved_at.astimezone(CHINA):%H:%M}"},
        )
    return _begin(key, form, owner, values)


def _begin(key: UUID, form: str, owner: int, values: dict[str, object]) -> int:
    """Write the first version of a draft."""
    if SubmittedForm.objects.filter(key=key).exists():
        raise Conflict(
            "draft.sent", "这张表已经提交过，不用再填。请从“我的待办”打开案件，看保存的结果。"
        )
    if FormDraft.objects.filter(owner=owner).count() >= MOST:
        raise Refused(
            "draft.many",
            "没办完的草稿已有%(most)s份，请先办完或作废几份，这一份才能自动保存。",
            values={"most": MOST},
        )
    try:
        with transaction.atomic():
            FormDraft(key=key, owner=owner, form=form, **values).save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("draft.taken", "本页标记已用过。请重新打开本页后再填。") from error
    return 1


def open_form_drafts(*, owner: int, form: str, at: datetime) -> tuple[DraftLine, ...]:
    """List an account's drafts of a form that are still kept, the latest first."""
    rows = FormDraft.objects.filter(owner=owner, form=form, expires_at__gt=at)
    return tuple(_line(row) for row in rows.order_by("-saved_at", "key"))


def typed_form(*, key: UUID, owner: int, form: str, at: datetime) -> TypedForm:
    """Return a draft with its content to its owner.

    Raises: NotVisible `draft.gone` for absent, expired and other people's drafts alike.
    """
    row = FormDraft.objects.filter(key=key, owner=owner, form=form, expires_at__gt=at).first()
    if row is None:
        raise NotVisible(
            "draft.gone", "这份草稿已经提交、作废或过期（只保留8小时，不过夜）。请重新填写。"
        )
    content = keys.decrypt_bytes(bytes(row.content)).decode()
    return TypedForm(line=_line(row), content=content, version=row.version)


def drop_form_draft(*, key: UUID, owner: int) -> None:
    """Delete a draft that was sent or is not wanted any more."""
    FormDraft.objects.filter(key=key, owner=owner).delete()


def forget_expired_forms(*, at: datetime) -> int:
    """Delete the drafts whose time is over and return how many there were."""
    count, _ = FormDraft.objects.filter(expires_at__lte=at).delete()
    return count


def _expires(at: datetime) -> datetime:
    """Return when a draft saved now goes: after eight hours, at midnight at the latest."""
    midnight = datetime.combine(legal_day(at) + timedelta(days=1), time(), tzinfo=CHINA)
    return min(at + KEPT_FOR, midnight)


def _line(row: FormDraft) -> DraftLine:
    return DraftLine(
        key=row.key,
        form=row.form,
        title=str(row.title),
        saved_at=row.saved_at,
        expires_at=row.expires_at,
    )
