"""Render a document: one live Typst compiler in each process, data passed as JSON only."""

import hashlib
import json
import re
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final

import typst

from jiuzhu.casework.documents.rendering import checks
from jiuzhu.casework.documents.rendering.data import DocumentContent
from jiuzhu.casework.documents.rendering.fonts import FontBook, office_font_folder, read_fonts
from jiuzhu.casework.documents.rendering.view import template_data

TEMPLATES: Final = Path(__file__).resolve().parents[1] / "templates"
STANDARDS: Final = ("a-2b", "ua-1")
MISSING_GLYPH: Final = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
PAGE_OBJECT: Final = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """Hold the finished paper, the digest of its template and the number of its pages."""

    pdf: bytes
    template_digest: str
    pages: int


class Renderer:
    """Keep one compiler alive with its fonts scanned once; safe to share between threads."""

    def __init__(self, book: FontBook, templates: Path = TEMPLATES) -> None:
        """Start the compiler on a folder of templates."""
        self._templates = templates
        self._fonts = json.dumps({"body": book.body, "title": book.title, "sans": book.sans})
        self._compiler = typst.Compiler(
            root=str(templates), font_paths=book.fonts, ignore_system_fonts=True
        )
        self._lock = threading.Lock()

    def render(
        self, kind: str, content: DocumentContent, *, issued_on: date, viewer_mark: str = ""
    ) -> RenderedDocument:
        """Return the paper as PDF/A-2b and PDF/UA-1.

        `viewer_mark` prints a reader's name across a copy shown on request (核对报告); the
        original is rendered without one.
        Raises Refused `document.glyph`, ValueError when kind and content differ.
        """
        if kind != content.KIND:
            raise ValueError(f"{kind} cannot print the content of a {content.KIND}")
        checks.refuse_unprintable(content)
        path = template_path(content, self._templates)
        data = template_data(content, issued_on=issued_on, viewer_mark=viewer_mark)
        pdf = self._compile(path, json.dumps(data, ensure_ascii=False), issued_on, content)
        return RenderedDocument(
            pdf=pdf,
            template_digest=template_digest(path, self._templates),
            pages=len(PAGE_OBJECT.findall(pdf)),
        )

    def _compile(self, path: Path, data: str, issued_on: date, content: DocumentContent) -> bytes:
        """Run the compiler under the lock, turning a missing character into a refusal."""
        midnight = datetime(issued_on.year, issued_on.month, issued_on.day, tzinfo=UTC)
        try:
            with self._lock:
                pdf = self._compiler.compile(
                    input=str(path),
                    format="pdf",
                    sys_inputs={"doc": data, "fonts": self._fonts},
                    pdf_standards=list(STANDARDS),
                    timestamp=midnight,
                )
        except typst.TypstError as error:
            raise _refusal(error, content) from error
        if not isinstance(pdf, bytes):
            raise TypeError("the compiler returned no single file")
        return pdf


def _refusal(error: typst.TypstError, content: DocumentContent) -> Exception:
    """Return the refusal for a missing character, or the error itself."""
    match = MISSING_GLYPH.search(error.message)
    if match is None:
        return error
    missing = match["text"][0]
    found = (path for path, text in checks.texts(content) if missing in text)
    return checks.unprintable(missing, next(found, ""))


def template_path(content: DocumentContent, templates: Path = TEMPLATES) -> Path:
    """Return the Typst source of a content: `templates/<kind>/<variant or main>.typ`."""
    return templates / content.KIND / f"{content.VARIANT or 'main'}.typ"


@cache
def template_digest(path: Path, templates: Path = TEMPLATES) -> str:
    """Return the digest of a template together with everything of its kind and the library."""
    digest = hashlib.sha256()
    for source in (templates / "lib.typ", path, *sorted(path.parent.glob("*.typ"))):
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()


@cache
def process_renderer() -> Renderer:
    """Return the one renderer of this process; fonts are scanned at its first use."""
    return Renderer(read_fonts(office_font_folder()))


def render(
    kind: str, content: DocumentContent, *, issued_on: date, viewer_mark: str = ""
) -> RenderedDocument:
    """Render with the process's own compiler; see `Renderer.render`."""
    return process_renderer().render(kind, content, issued_on=issued_on, viewer_mark=viewer_mark)
