"""The page of the first sitting: the wish, the household, what it needs; typed, kept, resumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from jiuzhu.casework.intents.services.register_intent import RIGHTS_TOLD, SOURCES_TOLD
from jiuzhu.casework.workspace.queries import CaseSummary, KnownCase
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.form_drafts import DraftLine, TypedForm, open_form_drafts, typed_form
from jiuzhu.interfaces.web.acts.case_page import Head
from jiuzhu.interfaces.web.desk.family_forms import FamilyTables
from jiuzhu.interfaces.web.desk.trial import Trial
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.field_views import ErrorLine
from jiuzhu.interfaces.web.parts.forms import SubmitForm
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import all_errors
from jiuzhu.kernel.errors import NotVisible
from jiuzhu.policy.materials import CaseFacts, Material, obtained_by_sharing, required_materials
from jiuzhu.registers.law.queries import pack_in_force

SITTING = "desk/intents/sitting.html"
NEEDED = "desk/intents/needed.html"
SOURCES = frozenset({"vehicles", "real_estate", "social_insurance"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How the page keeps what is typed, and the owner's other drafts of the same form."""

    form: str
    key: str
    version: int = 0
    saved_at: datetime | None = None
    others: tuple[DraftLine, ...] = ()
    back_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """The one-time notice: what this household brings, and what we look up ourselves."""

    needed: tuple[Material, ...]
    shared: tuple[Material, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingPage:
    """The dense page; without tables the wish alone, without rights the household alone."""

    form: SubmitForm
    keeping: Keeping
    is_asking: bool
    tables: FamilyTables | None = None
    list: Needed | None = None
    trial: Trial | None = None
    rights: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    known: tuple[KnownCase, ...] = ()
    head: Head | None = None
    case: CaseSummary | None = None

    @property
    def errors(self) -> tuple[ErrorLine, ...]:
        """List what is to be corrected; nothing while the page was only asked for more room."""
        if self.is_asking or not self.form.is_bound:
            return ()
        tables = () if self.tables is None else self.tables.every
        return all_errors(self.form, *(tuple(rows.errors) for rows in tables))


def typed_before(request: HttpRequest, form: str) -> TypedForm | None:
    """Return the draft that the address of a page names.

    Raises: NotVisible `draft.gone`.
    """
    wanted = request.GET.get("draft")
    here = asked(request)
    if request.method == "POST" or not wanted or here.actor.user_id is None:
        return None
    try:
        key = UUID(wanted)
    except ValueError:
        raise NotVisible("draft.gone", "这份草稿的地址不完整。请从登记页重新打开。") from None
    return typed_form(key=key, owner=here.actor.user_id, form=form, at=here.at)


def data_of(request: HttpRequest, draft: TypedForm | None) -> QueryDict | None:
    """Return what the page is filled with: what was posted, or what was kept."""
    if request.method == "POST":
        return request.POST
    return None if draft is None else QueryDict(draft.content)


def keeping_of(
    request: HttpRequest, form: SubmitForm, name: str, draft: TypedForm | None, back_to: str
) -> Keeping:
    """Return how this page keeps what is typed."""
    here = asked(request)
    key = _own_key(form)
    owner = here.actor.user_id or 0
    others = open_form_drafts(owner=owner, form=name, at=here.at)
    mine = next((one for one in others if str(one.key) == key), None)
    return Keeping(
        form=name,
        key=key,
        version=0 if draft is None else draft.version,
        saved_at=None if mine is None else mine.saved_at,
        others=tuple(one for one in others if one is not mine) if request.method != "POST" else (),
        back_to=back_to,
    )


def _own_key(form: SubmitForm) -> str:
    """Return the form's own key; empty where something else was posted in its place."""
    try:
        return str(UUID(str(form["idempotency_key"].value())))
    except ValueError:
        return ""


def needed_for(ticked: list[str], on: date) -> Needed:
    """Return the one-time notice for the situations that are ticked."""
    pack = pack_in_force()
    facts = CaseFacts(circumstances=frozenset(ticked), sources_up=SOURCES)
    return Needed(
        needed=required_materials(facts, pack, on), shared=obtained_by_sharing(facts, pack, on)
    )


def needed_here(request: HttpRequest, form: SubmitForm) -> Needed:
    """Return the one-time notice of a page that asks for the situations."""
    return needed_for(form["circumstances"].value() or [], legal_day(asked(request).at))


def rights_told() -> tuple[str, ...]:
    """Return what is read out about rights before anything is written down."""
    return RIGHTS_TOLD


def sources_told() -> tuple[str, ...]:
    """Return what will be looked up, where and what for, line by line."""
    return tuple(
        phrase(
            "%(source)s：%(items)s（%(purpose)s）",
            source=one.source,
            items=one.items,
            purpose=one.purpose,
        )
        for one in SOURCES_TOLD
    )


def register_url() -> str:
    """Return the address of an empty sitting."""
    return reverse("desk:register_intent")
