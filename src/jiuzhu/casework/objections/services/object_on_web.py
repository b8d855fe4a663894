"""Take an objection from the public page: anybody, named or not, at any hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from jiuzhu.casework.objections.services.register_objection import (
    HELD,
    LONGEST,
    Registered,
    due_of,
    new_number,
)
from jiuzhu.infra import keys
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import clean_name
from jiuzhu.kernel.text import clean_text

OBJECT = "SELECT jiuzhu_object(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebObjection:
    """What was typed; `about_staff` keeps it from the township."""

    text: str
    name: str = ""
    contact: str = ""
    about_staff: bool = False


@transaction.atomic
def object_on_web(*, code: str, given: WebObjection, at: datetime) -> Registered:
    """Keep the objection to a running notice; the case is held from this moment.

    One function of the database does it, as nobody is signed in: it writes one row and the hold,
    and reads nothing back. It waits for whoever changes the case, and they for it.

    Raises: Refused `objection.empty`, `objection.contact`, `objection.over`.
    """
    text = clean_text(given.text, max_length=LONGEST, multiline=True)
    if not text:
        raise Refused("objection.empty", "请写明您反映的情况。", field="text")
    name = clean_name(given.name) if given.name.strip() else None
    contact = clean_text(given.contact, max_length=120) or None
    if name is not None and contact is None:
        raise Refused(
            "objection.contact", "留了姓名的，请同时留电话或地址，我们好答复您。", field="contact"
        )
    number, due = new_number(), due_of(at)
    arguments = (
        *(code, number, keys.encrypt(text)),
        None if name is None else keys.encrypt(name),
        None if contact is None else keys.encrypt(contact),
        *(given.about_staff, at, legal_day(at), due.on, due.provisional, HELD),
    )
    with connection.cursor() as cursor:
        cursor.execute(OBJECT, arguments)
        (is_kept,) = cursor.fetchone()
    if not is_kept:
        raise Refused(
            "objection.over",
            "这张公示单不在公示期内，网上不再接收异议。仍要反映的，请拨打监督电话，按投诉办理。",
        )
    return Registered(number=number, is_late=False, due_on=due.on)
