"""Contents of publicity, exit, delivery and archive: W21, W26, W27, W32, W46, W50."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from jiuzhu.casework.documents.rendering.data.parts import (
    ONE_FILE_COPY_NOTE,
    DocumentContent,
    Head,
    Officer,
    Party,
    Photo,
    PublicHead,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """Hold the three facts a public sheet may say of a household.

    57号 art. 24. On the board `shown_name` is the adult applicant's full name (a minor or an
    exempted person comes masked); on the web it is always masked.
    """

    shown_name: str
    persons: int
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSheet(DocumentContent):
    """W26 审批结果公示单 for the village board; no field beyond those allowed."""

    KIND: ClassVar[str] = "W26"
    VARIANT: ClassVar[str] = "board"
    TITLE: ClassVar[str] = "最低生活保障审批结果公示单"
    COPY_NOTE: ClassVar[str] = "一式两份：张贴一份，存入案卷一份"

    head: PublicHead
    village: str
    lines: tuple[SheetLine, ...]
    posted_from: date
    posted_to: date
    hotline: str
    township: str
    objection_way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSheet(DocumentContent):
    """W26 审批结果公示 for the web: masked names, gone after seven days."""

    KIND: ClassVar[str] = "W26"
    VARIANT: ClassVar[str] = "web"
    TITLE: ClassVar[str] = "最低生活保障审批结果公示"

    head: PublicHead
    village: str
    lines: tuple[SheetLine, ...]
    posted_from: date
    posted_to: date
    hotline: str
    township: str
    objection_way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionBoardSheet(BoardSheet):
    """W21 初审意见公示单 for the board: the same facts before the decision (57号 art. 19)."""

    KIND: ClassVar[str] = "W21"
    TITLE: ClassVar[str] = "最低生活保障初审意见公示单"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionWebSheet(WebSheet):
    """W21 初审意见公示 for the web: masked names, gone after seven days."""

    KIND: ClassVar[str] = "W21"
    TITLE: ClassVar[str] = "最低生活保障初审意见公示"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingProof(DocumentContent):
    """W27 公示证明: where, from when to when, which photos, who posted."""

    KIND: ClassVar[str] = "W27"
    TITLE: ClassVar[str] = "公示证明"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: PublicHead
    sheet_number: str
    sheet_title: str
    village: str
    place: str
    posted_at: datetime
    taken_down_at: datetime
    full_days: int
    posters: tuple[Officer, ...]
    photos: tuple[Photo, ...]
    objections: int
    objections_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPoint:
    """Keep one point that was explained and what the person said to it."""

    point: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitTalk(DocumentContent):
    """W32 退出谈话记录: points explained, other help offered, the person's own words."""

    KIND: ClassVar[str] = "W32"
    TITLE: ClassVar[str] = "退出谈话（政策说明）记录"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    scheme: str
    person: Party
    talk_at: datetime
    place: str
    officers: tuple[Officer, ...]
    present: tuple[str, ...]
    ground: str
    points: tuple[TalkPoint, ...]
    alternatives: tuple[str, ...]
    own_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReceipt(DocumentContent):
    """W46 送达回证 (民事诉讼法 on service, by analogy); blanks are signed by hand."""

    KIND: ClassVar[str] = "W46"
    TITLE: ClassVar[str] = "送达回证"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    scheme: str
    document_title: str
    document_number: str
    document_issued_on: date
    recipient: Party
    place: str
    method: str
    servers: tuple[Officer, ...]
    served_at: datetime | None = None
    received_by: str = ""
    received_relation: str = ""
    refusal_reason: str = ""
    witnesses: tuple[str, ...] = ()
    proof: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """List one paper of the file."""

    title: str
    responsible: str
    number: str
    dated_on: date | None
    pages: int
    first_page: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPaper:
    """Name a paper that the file lacks, and who let it pass and why."""

    title: str
    reason: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContents(DocumentContent):
    """W50 卷内文件目录 with the closing note 备考表."""

    KIND: ClassVar[str] = "W50"
    TITLE: ClassVar[str] = "卷内文件目录"
    COPY_NOTE: ClassVar[str] = ONE_FILE_COPY_NOTE

    head: Head
    scheme: str
    household: Party
    file_number: str
    fonds: str
    category: str
    year: int
    retention: str
    security: str
    opened_on: date
    closed_on: date
    entries: tuple[FileEntry, ...]
    missing: tuple[MissingPaper, ...]
    closing_note: str
    archivist: Officer
    checker: Officer
    trace_digest: str = ""
