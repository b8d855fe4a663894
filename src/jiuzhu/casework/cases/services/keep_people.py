"""Let go of the people of a case that has ended, or take them up again."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from jiuzhu.casework.cases.enums import ONE_OFF, MemberPart
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.kernel.errors import Conflict


def release_people(case: Case) -> None:
    """Free the members of an ended case, so that they may ask for help again (57号 art. 4)."""
    CaseMember.objects.filter(case=case, part=MemberPart.MEMBER).update(is_live=False)


def claim_people(case: Case) -> None:
    """Take the members up again, for a case that goes on after it was closed.

    Raises: Conflict `member.live_case` where somebody is in another live case by now.
    """
    try:
        with transaction.atomic():
            members = CaseMember.objects.filter(case=case, part=MemberPart.MEMBER)
            members.exclude(case__scheme__in=ONE_OFF).update(is_live=True)
    except IntegrityError as error:
        raise Conflict(
            "member.live_case",
            "家庭成员中有人已在另一件低保案件中。请先查询那一件的办理情况，再决定由哪一件继续办理。",
        ) from error
