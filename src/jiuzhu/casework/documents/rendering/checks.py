"""Check contents before they become paper: characters that print, fields that may be public."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Final

from jiuzhu.casework.documents.rendering.data import (
    BoardSheet,
    DocumentContent,
    Head,
    PostingProof,
    WebSheet,
)
from jiuzhu.kernel.characters import invisible_problem, real_character
from jiuzhu.kernel.disclosure import Finding, FindingKind, find_personal_data
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import find_forbidden_proofs

MASK: Final = "*＊某×"
OWN_GLYPH: Final = (
    "文书中的旧系统自造字（%(code)s）没有统一编码，无法打印。请在人员信息中改用国家标准编码的同一个字；"
    "确无此字的，登记为“系统外字”并附图片后再出文书。"
)
OWN_GLYPH_KNOWN: Final = (
    "文书中的旧系统自造字（%(code)s）没有统一编码，无法打印。请在人员信息中改为标准字“%(real)s”；"
    "确无此字的，登记为“系统外字”并附图片后再出文书。"
)
NO_GLYPH: Final = (
    "文书中的字符“%(character)s”（%(code)s）现有字库无法打印。请核对是否录错；"
    "确系姓名、地名用字的，请系统管理员加装生僻字字库（运行 jiuzhu doctor 查看办法）后重试。"
)
INVISIBLE: Final = (
    "文书中的不可见字符（%(code)s）现有字库无法打印。请核对是否录错；"
    "确系姓名、地名用字的，请系统管理员加装生僻字字库（运行 jiuzhu doctor 查看办法）后重试。"
)


@dataclass(frozen=True, slots=True)
class PublicFinding:
    """Name the field of a public sheet that says too much, and what was found there."""

    field: str
    kind: str


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string of a content with the path of its field."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value, start=1):
            yield from texts(item, f"{path}[{index}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))


def refuse_unprintable(content: DocumentContent) -> None:
    """Refuse a character that no font may draw, naming it and its field.

    Raises Refused `document.glyph`.
    """
    for path, text in texts(content):
        for character in text:
            if character != "\n" and invisible_problem(character):
                raise unprintable(character, path)


def unprintable(character: str, path: str = "") -> Refused:
    """Return the refusal that names the character, its code and the way out."""
    code = f"U+{ord(character):04X}"
    if unicodedata.category(character) == "Co":
        real = real_character(character)
        return Refused(
            "document.glyph",
            OWN_GLYPH_KNOWN if real else OWN_GLYPH,
            field=path or None,
            values={"code": code, "real": real},
        )
    return Refused(
        "document.glyph",
        NO_GLYPH if character.isprintable() else INVISIBLE,
        field=path or None,
        values={"code": code, "character": character},
    )


def forbidden_in_public(content: DocumentContent) -> tuple[PublicFinding, ...]:
    """Return what a board or web sheet says beyond the allowed fields; empty is clean.

    57号 art. 24; 649号 art. 61: name, number of persons, amount, hotline, dates; nothing else.
    Raises TypeError for a content that is not made for the public.
    """
    match content:
        case BoardSheet() | WebSheet():
            pass
        case PostingProof():
            return _personal_data(content)
        case _:
            raise TypeError(f"{content.KIND} is not made for the public")
    found = list(_personal_data(content))
    if isinstance(content.head, Head):
        found.append(PublicFinding("head", "case_number"))
    if isinstance(content, WebSheet):
        found.extend(_unmasked_names(content))
    return tuple(found)


def _personal_data(content: DocumentContent) -> tuple[PublicFinding, ...]:
    """Return identity numbers, accounts and private telephones in any text of the content."""
    return tuple(
        PublicFinding(path, finding.kind)
        for path, text in texts(content)
        for finding in find_personal_data(text)
        if not _is_public_number(path, finding)
    )


def _is_public_number(path: str, finding: Finding) -> bool:
    """Tell whether the number is public by its place: an office's mobile, a digest, a check."""
    if path == "hotline":
        return finding.kind is FindingKind.MOBILE_PHONE
    return path.endswith(("head.check_url", "head.check_code", ".digest"))


def _unmasked_names(sheet: WebSheet) -> Iterator[PublicFinding]:
    """Yield each name of a web sheet that carries no mask."""
    for index, line in enumerate(sheet.lines, start=1):
        if not any(mark in line.shown_name for mark in MASK):
            yield PublicFinding(f"lines[{index}].shown_name", "unmasked_name")


def forbidden_proofs_in(content: DocumentContent) -> tuple[str, ...]:
    """Return the fields that ask for one of the five proofs (泰民〔2019〕14号 三)."""
    return tuple(path for path, text in texts(content) if find_forbidden_proofs(text))
