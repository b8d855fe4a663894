"""Draw the code that leads from paper to the page that says genuine or withdrawn."""

import io

import segno

MASK = 3
"""Any of the eight masks is legal; trying all of them costs ten times the drawing itself."""


def qr_matrix(url: str) -> tuple[tuple[int, ...], ...]:
    """Return the modules of the code without its quiet zone; 1 is dark."""
    return tuple(tuple(int(bit) for bit in row) for row in _code(url).matrix)


def qr_svg(url: str) -> str:
    """Return the code as SVG text, black on nothing; empty without an address."""
    if not url:
        return ""
    out = io.BytesIO()
    _code(url).save(out, kind="svg", border=0, xmldecl=False, omitsize=True, dark="#000")
    return out.getvalue().decode()


def qr_picture(url: str) -> str:
    """Return the code as an address that a page shows as a picture, with its quiet zone."""
    found: str = _code(url).svg_data_uri(border=2, dark="#000", light="#fff", omitsize=True)
    return found


def _code(url: str) -> segno.QRCode:
    """Return the code with enough redundancy to survive a photocopy."""
    return segno.make(url, error="m", micro=False, boost_error=False, mask=MASK)
