"""Tell a member of staff something, beside the bell of the pages."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.infra.insert import insert_unseen
from jiuzhu.registers.accounts.enums import NoticeKind
from jiuzhu.registers.accounts.models import Notice

LONGEST_TEXT = 200


def notify_account(
    *, account: int, kind: NoticeKind, text: str, url: str, at: datetime, key: str = ""
) -> None:
    """Write a notice to an account; the writer need not be able to read it.

    `account` is the id of the account (queries.account_of_officer finds it), `url` is a path of the
    house that shows the row meant. A notice with a `key` is written once for an account, however
    often it is asked for. A kind that the addressee muted is written too: it only does not ring.

    Raises: ValueError for an address outside the house.
    """
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"a notice links into the house, not to {url}")
    notice = Notice(
        account_id=account, kind=kind, text=text[:LONGEST_TEXT], url=url, key=key, at=at
    )
    insert_unseen([notice], once=True)
