"""Show pages in the language that a person chose; papers and records stay Chinese.

Chinese text is the key of the catalogue. Labels, sentences and refusals come to a template as
plain Chinese, and every text that a template writes is looked up here, whole or not at all: so no
use case knows of languages, and nothing translated can reach a record.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, override
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.phrases import Phrase

_CHINESE: ContextVar[bool | None] = ContextVar("the_page_is_chinese", default=None)


class LanguageMiddleware:
    """Answer in the chosen language; a browser that asks for another one chooses nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the choice from the cookie."""
        with override(chosen_language(request)):
            response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        return response


def chosen_language(request: HttpRequest) -> str:
    """Return the language of the cookie, if it is one of ours."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def html_language(code: str = "") -> str:
    """Return what the root element says: the writing, not our code for it."""
    return {"zh-hans": "zh-CN"}.get(found := code or str(get_language()), found)


def phrase(text: str, /, **values: object) -> str:
    """Return a sentence with its values; a value that is itself a text of ours is looked up too."""
    return spoken(text) % {name: _looked_up(value) for name, value in values.items()}


def later(text: str, /, **values: object) -> str:
    """Return a phrase that is put into words when a page shows it, for choices of a module."""
    return lazy(phrase, str)(text, **values)


def said(refusal: Refused) -> str:
    """Return why something was refused, in the language of the reader."""
    return phrase(refusal.sentence, **refusal.values) if refusal.values else spoken(refusal.message)


def joined(texts: Sequence[str], sign: str = "、") -> str:
    """Return texts of ours in one line, each looked up, with the sign of the language between."""
    return phrase(sign).join(str(_looked_up(text)) for text in texts)


@pass_eval_context
def in_words_of_reader(_context: EvalContext, value: object) -> object:
    """Look up what a template is about to write.

    Takes the context so that Jinja2 does not fold a constant in the language of the first reader.
    """
    return _looked_up(value)


@contextmanager
def one_language() -> Iterator[None]:
    """Ask once which language is read while a page is written: a page looks up hundreds of texts.

    Django keeps it where threads and tasks find it, which costs as much as the look-up.
    """
    token = _CHINESE.set(get_language() == settings.LANGUAGE_CODE)
    try:
        yield
    finally:
        _CHINESE.reset(token)


def spoken(text: str) -> str:
    """Return a text of ours in the language of the reader; Chinese texts are their own keys."""
    return text if _is_chinese() else gettext(text)


def _is_chinese() -> bool:
    known = _CHINESE.get()
    return get_language() == settings.LANGUAGE_CODE if known is None else known


def _looked_up(value: object) -> object:
    if type(value) is str:
        return spoken(value) if value else value
    if isinstance(value, Refused):
        return said(value)
    if isinstance(value, Phrase):
        return phrase(value.sentence, **value.values)
    return value


def as_typed(value: str) -> Markup:
    """Escape the value of an input: it goes back to the server and is nobody's to translate."""
    return Markup.escape(value)
