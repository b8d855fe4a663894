"""Parts that several documents share: head, people, reasons, copies."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, Self, cast

from jiuzhu.casework.documents.rendering.data.serialization import decode, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHead:
    """Name the organ, the number and the way to check; all that a public sheet may carry."""

    organ: str
    number: str = ""
    check_url: str = ""
    check_code: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingText:
    """Keep one standing sentence or list of a paper as the policy pack worded it that day."""

    key: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(PublicHead):
    """Add the case number, the standing sentences and which of them nobody has checked."""

    case_number: str = ""
    standing: tuple[StandingText, ...] = ()
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Say where and when a person can ask."""

    organ: str
    phone: str
    address: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Name one person on a signed paper; whatever is unknown stays empty."""

    name: str
    identity_number: str = ""
    sex: str = ""
    born_on: date | None = None
    phone: str = ""
    address: str = ""
    hukou_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """Name who acts for the applicant, in which relation and on which mandate."""

    name: str
    relation: str
    identity_number: str = ""
    phone: str = ""
    mandate_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Name an officer and the post held that day."""

    name: str
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Bind one sentence of reason to the rule and the article it rests on.

    行政复议法、行政诉讼法: an unfavourable decision states facts, basis and reasons.
    """

    rule_id: str
    text: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuery:
    """Say which source is asked for which items, and what for (个人信息保护法 art. 17)."""

    source: str
    items: str
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectronicSigning:
    """Keep how a person signed on a screen: method, moment, digest of the text agreed to."""

    method: str
    signed_at: datetime
    text_digest: str
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """Name one photo kept in the file by subject, moment and digest."""

    subject: str
    taken_at: datetime
    taken_by: str = ""
    digest: str = ""


class SignerCapacity(Enum):
    """In what right the signer signs (民法典 art. 23, 31, 32, 34)."""

    SELF = "本人"
    GUARDIAN = "法定监护人"
    ENTRUSTED = "受托代理人"
    VILLAGE_GUARDIAN = "村（居）民委员会担任监护人"
    TEMPORARY_CARER = "临时生活照料人"


# What stands in a title of dibao, and what in its place for another scheme.
WORDS_OF_SCHEMES = {
    "特困人员救助供养": (
        ("最低生活保障", "特困人员救助供养"),
        ("申请低保", "申请特困人员救助供养"),
        ("低保金停发", "特困人员救助供养终止"),
        ("低保金", "特困人员救助供养金"),
    ),
}


class DocumentContent:
    """Be the only data that reaches the template of one kind of document."""

    __slots__ = ()

    KIND: ClassVar[str] = ""
    VARIANT: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    COPIES: ClassVar[tuple[str, ...]] = ()
    """Marks of the copies printed one after the other in one PDF; empty: a single copy."""
    COPY_NOTE: ClassVar[str] = ""
    """Mark of a single copy of which several are signed, for example 一式两份."""
    SAYS: ClassVar[tuple[str, ...]] = ()
    """Keys of the pack's standing sentences that its template prints."""

    @property
    def title(self) -> str:
        """Give the title in the words of the scheme; the titles are those of dibao."""
        shown = self.TITLE
        for dibao, own in WORDS_OF_SCHEMES.get(getattr(self, "scheme", ""), ()):
            shown = shown.replace(dibao, own)
        return shown

    def to_json(self) -> dict[str, Any]:
        """Return what is stored beside the document: kind, variant and every field."""
        return {"kind": self.KIND, "variant": self.VARIANT, "content": encode(self)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return the content that `to_json` stored.

        Raises ValueError for another kind of document, KeyError or TypeError for a bad field.
        """
        if (stored["kind"], stored["variant"]) != (cls.KIND, cls.VARIANT):
            raise ValueError(f"stored content is a {stored['kind']} {stored['variant']}".rstrip())
        return cast("Self", decode(cls, stored["content"]))


DELIVERED_COPIES = ("正本（送达当事人）", "存根（存入案卷）")
TWO_COPIES_NOTE = "一式两份：一份存入案卷，一份由本人留存"
ONE_FILE_COPY_NOTE = "一份，存入案卷"
