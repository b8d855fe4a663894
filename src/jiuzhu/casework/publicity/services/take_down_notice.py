"""Take a result sheet down after its seven full days, and prove that it hung (W27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import named_officer, officer_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.publicity.access import notice_to_change
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.post_notice import new_photo, save_once
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.models import StoredFile
from jiuzhu.kernel.errors import Conflict, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingDownGiven:
    """The photo of the sheet still hanging on the last visit, and the objections received."""

    photo: bytes
    photo_name: str = "撤下前照片.jpg"
    objections: int = 0


@transaction.atomic
def take_down_notice(
    *, code: str, given: TakingDownGiven, actor: Actor, at: datetime
) -> PublicNotice:
    """Take the sheet down after its last day and issue the proof W27.

    Raises: NotVisible, Conflict `notice.down`, Refused `notice.not_posted`, `notice.too_early`,
    `notice.objections`, `notice.photo`, `notice.photo_used`, `file.*`.
    """
    notice, case = notice_to_change(code=code, actor=actor)
    _check(notice, given, at)
    notice.last_photo = new_photo(given.photo, given.photo_name, at)
    notice.taken_down_at = at
    notice.taken_down_by_id = actor.officer()
    notice.objections = given.objections
    notice.proof = _proof(case, notice, notice.last_photo, actor, at)
    save_once(notice, "last_photo", "taken_down_at", "taken_down_by", "objections", "proof")
    record_act(
        case=case,
        action="take_down_notice",
        actor=actor,
        at=at,
        summary="撤下公示，出具公示证明",
        detail={"notice": notice.code, "photo": bytes(notice.last_photo.digest).hex()},
    )
    return notice


def _check(notice: PublicNotice, given: TakingDownGiven, at: datetime) -> None:
    if notice.posted_at is None or notice.ends_on is None:
        raise Refused("notice.not_posted", "这张公示单还没有登记张贴。请先张贴并拍照。")
    if notice.taken_down_at is not None:
        raise Conflict("notice.down", "这张公示单已经撤下。请刷新页面查看。")
    if legal_day(at) <= notice.ends_on:
        first = notice.ends_on + timedelta(days=1)
        raise Refused(
            "notice.too_early",
            "公示还没有满7个整日，%(day)s起才能撤下。请期满后办理。",
            values={"day": first.isoformat()},
        )
    if given.objections < 0:
        raise Refused("notice.objections", "异议件数不能是负数。请更正。", field="objections")


def _proof(
    case: Case, notice: PublicNotice, last_photo: StoredFile, actor: Actor, at: datetime
) -> Document:
    posted_at, starts_on, ends_on = notice.posted_at, notice.starts_on, notice.ends_on
    if not (posted_at and starts_on and ends_on and notice.posted_by and notice.photo):
        raise LookupError(f"notice {notice.code} is not posted")
    poster = named_officer(notice.posted_by)
    remover = officer_of(actor)
    photos = (
        _photo("张贴时", posted_at, poster.name, notice.photo),
        _photo("撤下前", at, remover.name, last_photo),
    )
    return issue_document(
        kind="W27",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.PostingProof(
            head=papers.PublicHead(
                organ=head.organ,
                number=head.number,
                check_url=head.check_url,
                check_code=head.check_code,
                demo=head.demo,
            ),
            sheet_number=notice.document.number,
            sheet_title=notice.document.title,
            village=notice.village.name,
            place=notice.place,
            posted_at=posted_at,
            taken_down_at=at,
            full_days=(ends_on - starts_on).days + 1,
            posters=(poster, remover),
            photos=photos,
            objections=notice.objections,
            objections_text="公示期内收到的异议已登记。" if notice.objections else "",
        ),
    )


def _photo(subject: str, at: datetime, by: str, stored: StoredFile) -> papers.Photo:
    return papers.Photo(
        subject=subject, taken_at=at, taken_by=by, digest=bytes(stored.digest).hex()
    )
