"""Pages of the parts alone: no database, no session, the routes of the parts."""

from typing import Any

import pytest
from django.test import RequestFactory


@pytest.fixture(autouse=True)
def _own_routes(settings: Any) -> None:
    settings.ROOT_URLCONF = "jiuzhu.interfaces.web.parts.urls"


@pytest.fixture
def rf() -> RequestFactory:
    return RequestFactory()


@pytest.fixture
def render() -> Any:
    """Render a snippet of a template with the house's environment."""
    from django.template import engines

    def _render(source: str, **context: Any) -> str:
        return str(engines["jinja2"].env.from_string(source).render(**context))

    return _render
