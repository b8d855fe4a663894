"""One renderer with the wheel's fonts only, so that every machine prints the same bytes."""

import pytest

from jiuzhu.casework.documents.rendering.compiler import Renderer
from jiuzhu.casework.documents.rendering.fonts import read_fonts


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer(read_fonts(rare_folder=None))
