"""Every template compiles, also in the branches that no test renders, and names what there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import Environment, StrictUndefined, TemplateAssertionError, nodes

from jiuzhu.interfaces.web.access_table import ACCESS_TABLE

ENVIRONMENT: Environment = engines["jinja2"].env
TEMPLATES = sorted(ENVIRONMENT.list_templates())
ROUTES = {row.route for row in ACCESS_TABLE}


def faults(source: str) -> Iterator[str]:
    """Yield every name in a template that stands for nothing."""
    try:
        ENVIRONMENT.compile(source)
    except TemplateAssertionError as error:
        yield str(error)
    tree = ENVIRONMENT.parse(source)
    for one in tree.find_all((nodes.Filter, nodes.Test)):
        known = ENVIRONMENT.filters if isinstance(one, nodes.Filter) else ENVIRONMENT.tests
        if one.name not in known:
            yield f"{type(one).__name__} {one.name}"
    for part in tree.find_all(nodes.Getattr):
        is_part = isinstance(part.node, nodes.Name) and part.node.name == "ui"
        if is_part and not hasattr(ENVIRONMENT.globals["ui"], part.attr):
            yield f"part {part.attr}"
    for call in tree.find_all(nodes.Call):
        is_url = isinstance(call.node, nodes.Name) and call.node.name == "url"
        name = call.args[0] if is_url else None
        if isinstance(name, nodes.Const) and name.value not in ROUTES:
            yield f"address {name.value}"
    for other in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        if isinstance(other.template, nodes.Const) and other.template.value not in TEMPLATES:
            yield f"template {other.template.value}"


def test_an_undefined_variable_fails() -> None:
    assert ENVIRONMENT.undefined is StrictUndefined
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_names_what_there_is(name: str) -> None:
    assert list(faults(_source(name))) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("{% if never %}{{ 1|nothing }}{% endif %}", "Filter nothing"),
        ("{% if never is nothing %}{% endif %}", "Test nothing"),
        ("{{ ui.nothing() }}", "part nothing"),
        ("{{ url('desk:nothing') }}", "address desk:nothing"),
        ("{% include 'nothing.html' %}", "template nothing.html"),
    ],
)
def test_a_name_for_nothing_is_found(source: str, fault: str) -> None:
    assert fault in list(faults(source))


def _source(name: str) -> str:
    assert ENVIRONMENT.loader is not None
    source, path, _ = ENVIRONMENT.loader.get_source(ENVIRONMENT, name)
    assert Path(str(path)).suffix in {".html", ".txt", ".xml"}, name
    return source
