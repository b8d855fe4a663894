"""What the tests of bad inputs type: an ordinary wish for help, with one field changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.kernel.identity import make_identity_number
from jiuzhu.registers.households.models import Person
from jiuzhu.registers.households.services.register_person import PersonGiven
from support.browser import Browser, as_owner
from support.world import World

NUMBER = make_identity_number("370911", date(1965, 5, 20), 871)
WRONG = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
SEEN = "户口簿、身份证原件上就是这个号码，派出所早年编错"
NEW = "/w/intents/new/"
BrowserAs = Callable[..., Browser]


def values(world: World, **changes: str) -> dict[str, str]:
    """Return what the window types for an ordinary wish for help."""
    return {
        "name": "测试甲",
        "identity_number": NUMBER,
        "village": world.village.code,
        "household_size": "3",
        "category": "RURAL",
        "category_ground": "有承包地",
        "need": "户主患病，收入减少",
        "channel": "COUNTER",
        "identity_checked": "on",
        "purpose_told": "on",
        **changes,
    }


def register(world: World, given: PersonGiven) -> Person:
    """Register a person in 祝阳镇 with the wish for help."""
    wish = IntentGiven(
        applicant=given,
        village_code=world.village.code,
        category=Category.RURAL,
        category_ground="有承包地",
        need="户主患病，收入减少",
        channel=Channel.COUNTER,
        identity_checked=True,
        purpose_told=True,
    )
    return register_intent(given=wish, actor=world.as_("shouli"), at=world.at).applicant


def broken(make: Callable[[], object]) -> str:
    """Return the constraint that stops a row, written by the owner whom no policy stops."""
    with as_owner(), pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return str(error.value)
