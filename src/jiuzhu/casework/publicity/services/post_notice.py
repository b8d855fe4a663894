"""Put a result sheet up on the village board, with a photo that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.publicity.access import notice_to_change
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day, whole_minute
from jiuzhu.infra.models import StoredFile
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.publicity import notice_period
from jiuzhu.registers.law.queries import calendar_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingGiven:
    """The photo of the board with the sheet on it, and where the board is."""

    photo: bytes
    place: str = "村（居）民委员会公示栏"
    photo_name: str = "张贴照片.jpg"
    posted_at: datetime | None = None


@transaction.atomic
def post_notice(*, code: str, given: PostingGiven, actor: Actor, at: datetime) -> PublicNotice:
    """Record that the sheet hangs; the notice starts the next day and lasts seven full days.

    The posting day is not counted; a last day that is a holiday rolls on (民法典 art. 201, 203).
    A photo proves one posting only (P44).

    Raises: NotVisible, Conflict `notice.posted`, Refused `notice.outdated`, `notice.moment`,
    `notice.photo`, `notice.photo_used`, `file.*`.
    """
    notice, case = notice_to_change(code=code, actor=actor)
    if notice.posted_at is not None:
        raise Conflict("notice.posted", "这张公示单已经登记张贴。请刷新页面查看。")
    posted_at = given.posted_at or at
    if not whole_minute(notice.published_at) <= posted_at <= at:
        raise Refused(
            "notice.moment",
            "张贴时间不能早于公示单制作，也不能晚于现在。请更正。",
            field="posted_at",
        )
    posted_on = legal_day(posted_at)
    if posted_on > notice.planned_on:
        raise Refused(
            "notice.outdated",
            "公示单写的是%(day)s张贴，现已过期。请由乡镇（街道）重新制作后再张贴。",
            values={"day": notice.planned_on.isoformat()},
        )
    notice.photo = new_photo(given.photo, given.photo_name, at)
    notice.posted_at = posted_at
    notice.posted_by_id = actor.officer()
    notice.place = clean_text(given.place, max_length=80)
    # The period that the paper on the board names holds, also when it hangs a day earlier.
    notice.starts_on, _ = notice_period(posted_on)
    _, notice.ends_on = notice_period(notice.planned_on, calendar_in_force())
    save_once(notice, "photo", "posted_at", "posted_by", "place", "starts_on", "ends_on")
    record_act(
        case=case,
        action="post_notice",
        actor=actor,
        at=at,
        summary=f"张贴公示，{notice.starts_on:%m月%d日}至{notice.ends_on:%m月%d日}",
        detail={"notice": notice.code, "photo": bytes(notice.photo.digest).hex()},
    )
    return notice


def new_photo(content: bytes, name: str, at: datetime) -> StoredFile:
    """Store a photo that proves no other posting.

    Raises: Refused `notice.photo` for what is no photo, `notice.photo_used`, `file.*`.
    """
    if not content:
        raise Refused("notice.photo", "请上传公示栏照片，照片中应能看清公示单。", field="photo")
    stored = store_upload(content, shown_name=name, at=at)
    if not stored.media_type.startswith("image/"):
        raise Refused("notice.photo", "张贴证明须是照片（JPG 或 PNG）。请现场拍照。", field="photo")
    if PublicNotice.objects.filter(Q(photo=stored) | Q(last_photo=stored)).exists():
        raise _used()
    return stored


def save_once(notice: PublicNotice, *fields: str) -> None:
    """Save a notice; a photo that proves a notice of another township is refused as well.

    Raises: Refused `notice.photo_used`.
    """
    try:
        with transaction.atomic():
            notice.save(update_fields=list(fields))
    except IntegrityError as error:
        if "photo_once" not in str(error):
            raise
        raise _used() from error


def _used() -> Refused:
    return Refused(
        "notice.photo_used",
        "这张照片已经用作其他公示的证明。请到现场重新拍照后上传。",
        field="photo",
    )
