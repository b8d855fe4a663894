"""Contents of objections and democratic appraisals: W20, W22.

None of them names who objected or quotes what was said: they lie in the household's file, which
the applicant and the officers named in an objection may read.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.parts import (
    ONE_FILE_COPY_NOTE,
    Contact,
    DocumentContent,
    Head,
    Officer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionSheet(DocumentContent):
    """W22 异议登记表: that an objection came, when and how; the words are kept sealed."""

    KIND: ClassVar[str] = "W22"
    VARIANT: ClassVar[str] = "sheet"
    TITLE: ClassVar[str] = "公示异议登记表"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    objection: str
    sheet_number: str
    channel: str
    wording: str
    is_named: bool
    received_at: datetime
    due_on: date
    digest: str
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswer(DocumentContent):
    """W22 异议处理答复: what was found and done, without the household's figures."""

    KIND: ClassVar[str] = "W22"
    VARIANT: ClassVar[str] = "answer"
    TITLE: ClassVar[str] = "异议处理答复"

    head: Head
    objection: str
    sheet_number: str
    received_on: date
    result: str
    text: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalNotice(DocumentContent):
    """W20 民主评议通知: what is to be appraised, when, where, by how many."""

    KIND: ClassVar[str] = "W20"
    VARIANT: ClassVar[str] = "notice"
    TITLE: ClassVar[str] = "民主评议通知"

    head: Head
    village: str
    sheet_number: str
    question: str
    meets_at: datetime
    place: str
    composition: str
    may_be_told: tuple[str, ...]
    never_told: tuple[str, ...]
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class SatDown:
    """Keep one person of the meeting: who, in which capacity, what was said and voted."""

    name: str
    seat: str
    statement: str
    ballot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalRecord(DocumentContent):
    """W20 民主评议签到表、记录和结论: signed by everybody who sat in it."""

    KIND: ClassVar[str] = "W20"
    VARIANT: ClassVar[str] = "record"
    TITLE: ClassVar[str] = "民主评议记录"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    village: str
    question: str
    objections: int
    met_at: datetime
    place: str
    people: tuple[SatDown, ...]
    representatives: int
    composition: str
    has_votes: bool
    finding: str
    fact: str
    recorder: Officer
