"""Sentences with values: Chinese text everywhere, and a page may put it into another language."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Self


class Phrase(str):
    """Hold a sentence with its values; as a text it is the Chinese sentence.

    A record, a paper or a job that keeps it keeps the Chinese; only a page asks for the parts.
    """

    __slots__ = ("sentence", "values")

    sentence: str
    values: Mapping[str, object]

    def __new__(cls, sentence: str, /, **values: object) -> Self:
        """Put the values into the sentence; `%(name)s` marks their places."""
        made = super().__new__(cls, sentence % values)
        made.sentence = sentence
        made.values = MappingProxyType(values)
        return made


def together(sentences: Iterable[str], sign: str = "；") -> Phrase:
    """Return sentences in one line; each can still be put into another language."""
    values = {f"part{place}": sentence for place, sentence in enumerate(sentences)}
    return Phrase(sign.join(f"%({name})s" for name in values), **values)
