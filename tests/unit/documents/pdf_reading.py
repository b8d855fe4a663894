"""Read back what a rendered PDF says, through its own character maps."""

import io
import re
from collections.abc import Iterator

import pikepdf

HEX_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>[ ]*<([0-9A-Fa-f]+)>")
HEX_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>[ ]*<([0-9A-Fa-f]+)>[ ]*<([0-9A-Fa-f]+)>")


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def fonts_of(page: pikepdf.Page) -> dict[str, pikepdf.Object]:
    """Return every font of a page, those of its form objects included."""
    found: dict[str, pikepdf.Object] = {}
    for resources in _resources(page.obj):
        found.update({str(name): font for name, font in resources.get("/Font", {}).items()})
    return found


def _resources(holder: pikepdf.Object) -> Iterator[pikepdf.Object]:
    resources = holder.get("/Resources")
    if resources is None:
        return
    yield resources
    for inner in resources.get("/XObject", {}).values():
        yield from _resources(inner)


def page_text(page: pikepdf.Page) -> str:
    """Return the text of a page in the order in which it is drawn, artifacts included."""
    return "".join(_texts(page, page.obj.Resources))


def document_text(pdf: bytes) -> str:
    with opened(pdf) as document:
        return "".join(page_text(page) for page in document.pages)


def _texts(source: pikepdf.Object, resources: pikepdf.Object) -> Iterator[str]:
    fonts = {str(name): _unicode_map(font) for name, font in resources.get("/Font", {}).items()}
    mapping: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(source):
        match str(operator):
            case "Tf":
                mapping = fonts[str(operands[0])]
            case "Tj" | "TJ":
                yield from _shown(operands[0], mapping)
            case "Do":
                inner = resources.XObject[str(operands[0])]
                if inner.get("/Subtype") == "/Form":
                    yield from _texts(inner, inner.get("/Resources", pikepdf.Dictionary()))


def _shown(operand: object, mapping: dict[int, str]) -> Iterator[str]:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    for part in parts:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            for index in range(0, len(codes), 2):
                yield mapping[int.from_bytes(codes[index : index + 2])]


def _unicode_map(font: pikepdf.Object) -> dict[int, str]:
    """Return the map from glyph code to text that the font carries for copying and searching."""
    data = font.ToUnicode.read_bytes()
    mapping: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, text in HEX_PAIR.findall(block):
            mapping[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
        for first, last, text in HEX_TRIPLE.findall(block):
            start = bytes.fromhex(text.decode()).decode("utf-16-be")
            for offset in range(int(last, 16) - int(first, 16) + 1):
                mapping[int(first, 16) + offset] = start[:-1] + chr(ord(start[-1]) + offset)
    return mapping
