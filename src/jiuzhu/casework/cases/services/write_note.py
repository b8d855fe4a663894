"""Write a note among colleagues on a case; whoever it mentions is told."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_see
from jiuzhu.casework.cases.models import CaseNote
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.roles import role
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.queries import account_of_officer
from jiuzhu.registers.accounts.services.notify_account import notify_account
from jiuzhu.registers.organs.models import Officer, Post
from jiuzhu.registers.organs.queries import in_force

LONGEST = 500
MENTION = re.compile(r"[@＠]([^\s@＠，。、；：！？,.;:!?（）()]{1,60})")
SEES = "case.view"


@transaction.atomic
def write_note(*, number: str, text: str, actor: Actor, at: datetime, link: str) -> CaseNote:
    """Keep a note and tell every colleague of the same organ whom it names by `@姓名`.

    `link` is the page of the case's notes, for the notice. A name that nobody of the organ with a
    right to the case bears is refused: a mention that reaches nobody would be taken for told.

    Raises: NotVisible, Forbidden, Refused `note.empty`, `note.nobody`, `text.*`.
    """
    case = case_to_see(number=number, actor=actor)
    author = actor.officer()
    words = clean_text(text, max_length=LONGEST, multiline=True)
    if not words:
        raise Refused("note.empty", "备注是空的。请写明要告诉同事什么。", field="text")
    named = _mentioned(words, actor, legal_day(at))
    note = CaseNote.objects.create(
        case=case, author_id=author, text=words, mentions=sorted(named), written_at=at
    )
    for officer in sorted(named - {author}):
        account = account_of_officer(officer)
        if account is not None:
            notify_account(
                account=account,
                kind=NoticeKind.MENTION,
                text=f"{actor.name}在{case.applicant.name}户的备注里提到您：{words[:80]}",
                url=link,
                at=at,
                key=f"note-{note.pk}",
            )
    return note


def colleagues(*, actor: Actor, on: date) -> tuple[Officer, ...]:
    """Return who else of the actor's organ may see cases on a day, by staff number."""
    if actor.organ_id is None:
        return ()
    posts = Post.objects.filter(in_force(on), organ_id=actor.organ_id).select_related("officer")
    found = {
        post.officer_id: post.officer
        for post in posts
        if SEES in role(post.role).capabilities
        and (post.officer.left_on is None or post.officer.left_on > on)
    }
    return tuple(
        sorted(
            (one for one in found.values() if one.pk != actor.officer_id),
            key=lambda one: one.staff_number,
        )
    )


def _mentioned(text: str, actor: Actor, on: date) -> set[int]:
    """Return the officers named in a text; the longest name that fits wins.

    Raises: Refused `note.nobody`.
    """
    names = MENTION.findall(text)
    if not names:
        return set()
    known = colleagues(actor=actor, on=on)
    found: set[int] = set()
    for name in names:
        fitting = [one for one in known if name.startswith(one.name)]
        if not fitting:
            raise Refused(
                "note.nobody",
                "“@%(name)s”不是本单位能看这个案件的同事，提醒不到。请改成同事的姓名，或去掉“@”。",
                field="text",
                values={"name": name},
            )
        longest = max(len(one.name) for one in fitting)
        found |= {one.pk for one in fitting if len(one.name) == longest}
    return found
