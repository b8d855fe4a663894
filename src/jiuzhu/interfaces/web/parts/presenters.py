"""Carry facts from a view to a template: frozen, already decided, no model instances."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from markupsafe import Markup

from jiuzhu.kernel.periods import Month

Tone = Literal[
    "overdue",
    "near",
    "soon",
    "calm",
    "paused",
    "todo",
    "doing",
    "waiting",
    "done",
    "stopped",
    "unknown",
]
Kind = Literal[
    "text",
    "code",
    "head",
    "money",
    "number",
    "date",
    "moment",
    "month",
    "chip",
    "link",
    "links",
    "basis",
]
Sorted = Literal["ascending", "descending", "none"]


@dataclass(frozen=True, slots=True)
class Chip:
    """Say a deadline or a state in a sign and words; colour only repeats them."""

    tone: Tone
    words: str
    sign: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Name an address."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Offer one act; `blocked` shows it as text with the reason, not as a dead button."""

    label: str
    url: str
    method: Literal["get", "post"] = "get"
    primary: bool = False
    danger: bool = False
    blocked: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """Say in a sentence why a list is empty and where to go instead."""

    sentence: str
    links: tuple[Link, ...] = ()


Cell = str | int | date | datetime | Month | Chip | Link | tuple[Link, ...] | Markup | None


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column; `sort_url` makes its header a link and `sorted` tells the direction."""

    label: str
    kind: Kind = "text"
    sort_url: str = ""
    sorted: Sorted = "none"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the cells of one row in the order of the columns; `url` is what the row opens.

    `key` is what its box sends, `name` what its box is called.
    """

    cells: tuple[Cell, ...]
    url: str = ""
    key: str = ""
    returned: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Step through a list by key: there is no total, only before and after."""

    previous_url: str = ""
    next_url: str = ""
    words: str = ""
    sizes: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Describe a whole list; `select` names the boxes of a bulk form, `wide` pins two columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Empty
    select: str = ""
    wide: bool = False
    keys: bool = False
    totals: tuple[Cell, ...] = ()
    pager: Pager | None = None
    as_of: datetime | None = None
    hide_caption: bool = False


@dataclass(frozen=True, slots=True)
class Unverified:
    """Say that a value is a sample nobody has checked against its source yet."""

    source: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """State one fact of a definition list, with the article or source it rests on."""

    label: str
    value: Cell
    kind: Kind = "text"
    source: str = ""
    unverified: Unverified | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Name one stage of the way."""

    label: str
    state: Literal["done", "current", "todo", "skipped"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Show one value before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Tell one event of the timeline."""

    at: datetime
    title: str
    by: str = ""
    body: str = ""
    links: tuple[Link, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """List one document: number, state, delivery and what can be done with it."""

    title: str
    number: str = ""
    state: Chip | None = None
    issued_on: date | None = None
    delivery: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Show a file in place; `kind` is what the server found in it, not what its name says."""

    title: str
    url: str
    kind: Literal["pdf", "image"]
    download_url: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Show what somebody else changed while this page was open."""

    by: str
    at: datetime | None
    differences: tuple[Difference, ...]
    reload_url: str = ""
    typed: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Show a running, finished or failed job with the person who owns it."""

    title: str
    done: int
    total: int
    state: Literal["waiting", "running", "stalled", "done", "failed", "cancelled"]
    owner: str = ""
    rate: str = ""
    left: str = ""
    errors: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """Offer one of the four large choices of the village phone."""

    label: str
    url: str
    icon: Literal["find", "proxy", "house", "people", "camera", "paper", "phone", "search"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Describe a binding act before it is done: what will happen, in counts and amounts."""

    title: str
    effects: tuple[Fact, ...]
    excluded: tuple[str, ...] = ()
    danger: bool = False
    back_url: str = ""
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What stands on the slip that a family takes home; the name on it is masked."""

    code: str
    applicant: str
    scheme: str
    headline: str
    todo: str
    organ: str
    telephone: str
    address: str
    sign: Markup
    printed_at: datetime
    back_url: str
