"""The code at the foot: what stands on paper is the code of the address, module by module."""

import io
from dataclasses import replace
from datetime import date
from json import dumps

import segno
from PIL import Image

from jiuzhu.casework.documents.rendering.compiler import template_path
from jiuzhu.casework.documents.rendering.qr import MASK, qr_matrix, qr_svg
from jiuzhu.casework.documents.rendering.view import template_data
from unit.documents.samples import sample

PPI = 400
MM = PPI / 25.4


def page_image(renderer, content):
    """Return the first page as grey picture; the mark 演示 is off, it crosses the code."""
    data = template_data(content, issued_on=date(2020, 9, 25))
    pages = renderer._compiler.compile(
        input=str(template_path(content)),
        format="png",
        ppi=PPI,
        sys_inputs={"doc": dumps(data), "fonts": renderer._fonts},
    )
    first = pages[0] if isinstance(pages, list) else pages
    return Image.open(io.BytesIO(first)).convert("L")


def modules_on_paper(image, size):
    """Read the square of 18 mm at the foot's left edge, one sample per module."""
    left, side = 28 * MM, 18 * MM
    column = [
        y for y in range(int(265 * MM), image.height) if image.getpixel((int(left) + 4, y)) < 96
    ]
    top, step = column[0], side / size
    return tuple(
        tuple(
            int(image.getpixel((int(left + (x + 0.5) * step), int(top + (y + 0.5) * step))) < 128)
            for x in range(size)
        )
        for y in range(size)
    )


def test_code_on_paper_is_the_code_of_the_address(renderer):
    content = sample("W46")
    content = replace(content, head=replace(content.head, demo=False))
    matrix = qr_matrix(content.head.check_url)

    assert modules_on_paper(page_image(renderer, content), len(matrix)) == matrix


def test_code_is_a_standard_one_for_exactly_this_address():
    url = "https://jiuzhu.example/check/7KQ2M9XD4T"
    standard = segno.make_qr(url, error="m", boost_error=False, mask=MASK)

    assert qr_matrix(url) == tuple(tuple(int(bit) for bit in row) for row in standard.matrix)
    assert qr_matrix(url) != qr_matrix(url + "x")


def test_paper_without_an_address_has_no_code(renderer):
    content = sample("W46")
    content = replace(content, head=replace(content.head, demo=False, check_url=""))

    image = page_image(renderer, content)

    area = image.crop((int(28 * MM), int(268 * MM), int(46 * MM), int(285 * MM)))
    assert qr_svg("") == ""
    assert area.getextrema()[0] > 64
