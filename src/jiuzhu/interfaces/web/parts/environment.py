"""The Jinja2 environment of every page: strict, escaped, Chinese first, components under `ui`."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from jinja2 import Environment, StrictUndefined, Template
from typing_extensions import override

from jiuzhu.interfaces.web.parts.field_views import field_view, form_errors, hidden_fields
from jiuzhu.interfaces.web.parts.formats import FILTERS
from jiuzhu.interfaces.web.parts.frame import Frame, frame_of
from jiuzhu.interfaces.web.parts.help import clauses_cited
from jiuzhu.interfaces.web.parts.language import (
    as_typed,
    html_language,
    in_words_of_reader,
    one_language,
    phrase,
    spoken,
)

PART_FILES = (
    "parts/frame.html",
    "parts/data.html",
    "parts/case.html",
    "parts/form.html",
    "parts/slip.html",
    "parts/help.html",
)


class Parts:
    """Find a component by its name in the files of macros: `ui.chip(…)` in any template."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        """Return the macro of this name; a misspelt one fails as an undefined variable does."""
        if name.startswith("_"):
            raise AttributeError(name)
        found = self._find(name)
        if not self._environment.auto_reload:
            setattr(self, name, found)  # found without this method from now on
        return found

    def _find(self, name: str) -> Any:
        for file in PART_FILES:
            module = self._environment.get_template(file).module
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(f"no part is called {name}")


class Page(Template):
    """A template that is written in one language from beginning to end."""

    @override
    def render(self, *args: Any, **kwargs: Any) -> str:
        """Write the page."""
        with one_language():
            return super().render(*args, **kwargs)


class PageEnvironment(Environment):
    """Make pages of templates."""

    template_class = Page


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a named route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def required(value: Any, name: str) -> Any:
    """Return a value that a component cannot do without.

    Raises ValueError when the page forgot to hand it over.
    """
    if not value:
        raise ValueError(f"this component needs {name}")
    return value


def banner(request: HttpRequest) -> dict[str, Frame]:
    """Give every template its frame, also those that a library's own view renders."""
    return {"frame": frame_of(request)}


def environment(**options: Any) -> Environment:
    """Build the environment for Django's Jinja2 backend."""
    options["undefined"] = StrictUndefined
    options["autoescape"] = True
    options["finalize"] = in_words_of_reader
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    extensions = [*options.pop("extensions", ()), "jinja2.ext.i18n"]
    env = PageEnvironment(extensions=extensions, **options)
    env.install_gettext_callables(spoken, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(FILTERS, as_issued=as_typed)
    env.globals.update(
        ui=Parts(env),
        url=url,
        static=static,
        required=required,
        field_view=field_view,
        form_errors=form_errors,
        hidden_fields=hidden_fields,
        get_messages=get_messages,
        phrase=phrase,
        clauses_cited=clauses_cited,
        language=get_language,
        languages=settings.LANGUAGES,
        html_language=html_language,
    )
    return env
