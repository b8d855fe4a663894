"""Every page in English: no Chinese but names, records and law; and it sends the same values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from django.core.cache import cache
from django.test import Client
from django.utils.translation import gettext, trans_real
from django.utils.translation import override as override_language
from typing_extensions import override

from jiuzhu import policy
from jiuzhu.interfaces.web.access_rows import ANYBODY, STAFF, Access
from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from jiuzhu.interfaces.web.parts.help import clauses
from support.areas import Areas
from support.records import Records, look_up
from support.visitors import VISITORS, Visitor, client_of
from support.world import COUNTY, ZHUYANG

pytestmark = pytest.mark.django_db(databases=["default", "aside"])

CHINESE = re.compile(r"[\u3001-\u3002\u4e00-\u9fff\uff08-\uff09\uff0c\uff1a\uff1b]+")
HOME = (ZHUYANG, COUNTY, f"{COUNTY}HD", f"{ZHUYANG}/0", "own", "")
CITY = "3709"  # where nobody at home may read an address
MOVED = {301, 302}
# Made-up people for those who write pages; the lines of a computation, kept as evidence.
NOT_READ = {"ui_catalogue", "desk:computation"}
FRAGMENTS = {"desk:signatures"}  # put into a page that names its language
BEGIN, END = "\u27e6", "\u27e7"
INNERMOST = re.compile(f"{BEGIN}[^{BEGIN}{END}]*{END}")
MAIN_PAGES = frozenset(
    (
        "public:start",
        "public:apply",
        "public:assess",
        "public:policy",
        "public:places",
        "citizen:follow",
        "citizen:case",
        "citizen:receipt",
        "village:home",
        "village:helping",
        "village:case",
        "desk:tasks",
        "desk:cases",
        "desk:case",
        "desk:register_intent",
        "desk:verification",
        "desk:grant",
        "desk:payroll",
        "desk:trace",
        "desk:notices",
        "desk:jobs",
    )
)
# What the database holds: names, numbers of documents, what people wrote, what the trace says.
DATA = (
    "SELECT name FROM organs_organ",
    "SELECT short_name FROM organs_organ",
    "SELECT name FROM organs_officer",
    "SELECT number FROM documents_document",
    "SELECT title FROM documents_document",
    "SELECT summary FROM cases_caseevent",
    "SELECT query FROM infra_accessevent",
    "SELECT purpose FROM infra_accessevent",
    "SELECT reason FROM cases_casehold",
    "SELECT category_ground FROM cases_case",
    "SELECT need FROM intents_intent",
    "SELECT text FROM assessments_opinion",
    "SELECT relation FROM kinship_declaredrelative",
    "SELECT source FROM law_calendarversion",
    "SELECT document_number FROM organs_delegationdraft",
)
TEST_PEOPLE = re.compile(r"测试\d号|测试\w?|测[A-Z_]+|测\*+\w?")
# The name of the language; the sign between names; a decree and its days as they are written.
STAYS = (
    "中文",
    "Separate several with 、",
    "e.g. 国办发明电〔2026〕8号",
    "As in the document, for example 岱政发〔2020〕9号",
    "As the document has it, for example 泰民发〔2021〕9号",
    "Money in yuan, such as 719.00; 是 or 否 for a switch; one line for each item of a list.",
    (
        "One day a line: 2027-01-01 休 元旦. Several days: 2027-02-05..2027-02-11 休 春节."
        " 班 is a make-up working day, 平 an ordinary day again. You may paste from a spreadsheet."
    ),
)


MINUTE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d):\d\d$")  # it may pass between two pages


class Page(HTMLParser):
    """Texts that a person sees or hears, and values that go back to the server."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.sent: list[tuple[str, str, str]] = []
        self.language = ""
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.language = given["lang"] if tag == "html" else self.language
        self.texts += [
            given.get(name, "")
            for name in ("aria-label", "title", "alt", "placeholder", "data-label")
        ]
        if given.get("name") not in {"csrfmiddlewaretoken", "idempotency_key", "language"}:
            self.sent += [
                (given.get("name", ""), held, MINUTE.sub(r"\1", given[held]))
                for held in ("value", "href", "action")
                if held in given
            ]

    @override
    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(autouse=True)
def _one_connection() -> None:
    """Do without the single connection of the other page tests: here there are really two."""
    cache.clear()


def quoted(node: object) -> Iterator[str]:
    """Yield every text of a policy pack: the law is quoted as it stands."""
    if isinstance(node, Mapping):
        for value in node.values():
            yield from quoted(value)
    elif isinstance(node, list):
        for value in node:
            yield from quoted(value)
    elif isinstance(node, str):
        yield node


@pytest.fixture(scope="module")
def records(areas: Areas) -> Records:
    """Look up what the addresses name, as the owner."""
    return look_up(areas)


@pytest.fixture
def data(areas: Areas) -> tuple[str, ...]:
    """Return what stays Chinese on an English page, longest first: also what was opened before."""
    packs = Path(policy.__path__[0]).glob("packs/**/*.yaml")
    found = {text for path in packs for text in quoted(yaml.safe_load(path.read_text()))}
    with areas.connect("jiuzhu_owner") as asking:
        for sql in DATA:
            found |= {row[0] for row in asking.execute(sql).fetchall() if row[0] != "测试"}
    found |= {"泰民〔2019〕14号", "14号", *STAYS}
    found |= {one.text for one in clauses().values()}
    return tuple(
        sorted((text for text in found if CHINESE.search(text or "")), key=len, reverse=True)
    )


def left_over(page: Page, data: tuple[str, ...]) -> list[str]:
    """Return the texts of a page that hold Chinese which is no data."""
    found = []
    for text in page.texts:
        rest = text
        for known in data:
            rest = rest.replace(known, "")
        if CHINESE.search(TEST_PEOPLE.sub("", rest)):
            found.append(text.strip())
    return found


def visitor_of(row: Access) -> Visitor:
    """Return somebody at home who may read an address."""
    readers = [
        one for one in reversed(VISITORS) if one.role in row.get or row.get in (ANYBODY, STAFF)
    ]
    at_home = (one for one in readers if one.organ in HOME)
    return next(at_home, None) or next(one for one in readers if one.organ == CITY)


def pages(
    records: Records, routes: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Page, Page]]:
    """Open every page in Chinese and in English, those of a case for each state of a case."""
    for row in ACCESS_TABLE:
        if not row.get or row.route == "robots" or (routes and row.route not in routes):
            continue
        client = client_of(visitor_of(row), records.people)
        client.raise_request_exception = False
        usual, own = records.path(row), records.number(row)
        for path in {usual.replace(own, number) for number in records.numbers.values()}:
            answers = []
            for language in ("zh-hans", "en"):
                client.cookies["language"] = language
                answers.append(client.get(path))
            shows = answers[0].headers.get("Content-Type", "").startswith("text/html")
            if shows and answers[0].status_code not in MOVED:
                chinese, english = (Page(answer.content.decode()) for answer in answers)
                yield f"{row.route} {answers[0].status_code} {path}", chinese, english


def test_english_pages_hold_no_chinese_and_send_the_same(
    areas: Areas, records: Records, data: tuple[str, ...]
) -> None:
    chinese_left, changed, count = [], [], 0
    with areas.entered():
        for name, chinese, english in pages(records):
            count += 1
            if name.split()[0] not in FRAGMENTS:
                assert (chinese.language, english.language) == ("zh-CN", "en"), name
            if name.split()[0] not in NOT_READ:
                chinese_left += [f"{name}: {text}" for text in left_over(english, data)]
            if chinese.sent != english.sent:
                changed.append((name, set(chinese.sent) ^ set(english.sent)))
    assert count > 150
    assert not changed
    assert not chinese_left, "\n".join(chinese_left)


def test_the_main_pages_write_nothing_past_the_catalogue(
    areas: Areas, records: Records, data: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A language of our own puts every text of the catalogue in brackets: what is outside is data.

    Unlike English it keeps the words, so a text that was glued together, or translated by itself,
    is found where English would look right.
    """
    monkeypatch.setitem(trans_real._translations, "en", Bracketed())
    outside, count, bracketed = [], 0, 0
    with areas.entered():
        for name, _, shown in pages(records, MAIN_PAGES):
            count += 1
            bracketed += sum(BEGIN in text for text in shown.texts)
            shown.texts = [without_brackets(text) for text in shown.texts]
            outside += [f"{name}: {text}" for text in left_over(shown, data)]
    assert count >= len(MAIN_PAGES)
    assert bracketed > 20 * len(MAIN_PAGES)
    assert not outside, "\n".join(outside)


class Bracketed:
    """Answer with the Chinese text itself in brackets, if the catalogue holds it."""

    def __init__(self) -> None:
        self.real = trans_real.DjangoTranslation("en")

    def gettext(self, message: str) -> str:
        found: str = self.real.gettext(message)
        return message if found == message else f"{BEGIN}{message}{END}"

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


def without_brackets(text: str) -> str:
    """Take away what stands in brackets, the inner ones first."""
    rest = INNERMOST.sub("", text)
    return rest if rest == text else without_brackets(rest)


def test_chinese_unless_chosen(client: Client) -> None:
    """A browser that prefers English gets Chinese until somebody chooses; nonsense chooses none."""
    asked = {"HTTP_ACCEPT_LANGUAGE": "en"}
    first = client.get("/", **asked)  # type: ignore[arg-type]
    assert Page(first.content.decode()).language == "zh-CN"
    assert "有困难，找救助" in first.content.decode()
    sent = client.post("/appearance/", {"language": "xx", "next": "/"})
    assert "language" not in sent.cookies
    sent = client.post("/appearance/", {"language": "en", "next": "/gk/"})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/gk/")
    assert Page(client.get("/").content.decode()).language == "en"
    client.cookies["language"] = "fr"
    assert Page(client.get("/").content.decode()).language == "zh-CN"


def test_what_is_typed_is_sent_back_as_typed(client: Client) -> None:
    """A word that is also a label stays what was typed, in the input that goes back."""
    client.cookies["language"] = "en"
    page = Page(client.post("/c/sign-in/", {"phone": "文书"}).content.decode())
    assert gettext_in_english("文书") == "Documents"
    assert ("phone", "value", "文书") in page.sent
    assert "A telephone number has digits only; please remove the other characters." in page.texts


def test_a_refusal_takes_its_values_along(client: Client) -> None:
    client.cookies["language"] = "en"
    page = Page(client.post("/c/sign-in/", {"phone": "1390000"}).content.decode())
    assert left_over(page, ("中文", *(one.text for one in clauses().values()))) == []


def gettext_in_english(text: str) -> str:
    """Look a text up as an English page does."""
    with override_language("en"):
        return gettext(text)
