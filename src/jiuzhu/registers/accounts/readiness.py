"""Tell whether a township is ready to take over a power: every missing thing by name (S3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import Month
from jiuzhu.kernel.phrases import Phrase
from jiuzhu.policy.roles import role
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.enums import Employment, Role
from jiuzhu.registers.organs.models import (
    Officer,
    Organ,
    Post,
    SecrecyAgreement,
    Training,
)
from jiuzhu.registers.organs.queries import in_force, seal_of

LEAST_STAFF = "staffing.least"
TRAINED_WITHIN = "staffing.trained_within"
SEES_REPORTS = "report.open"
OUTSOURCED = frozenset({Employment.PURCHASED, Employment.PUBLIC_POST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the checklist: what is asked, what was found, who or what is missing."""

    code: str
    label: str
    found: str
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


def readiness_of(*, organ: Organ, on: date) -> tuple[Item, ...]:
    """Return the checklist of a township on a day; six statements, however many people.

    Raises: Refused `policy.hole`.
    """
    posts = list(
        Post.objects.filter(in_force(on), organ=organ)
        .exclude(officer__left_on__lte=on)
        .select_related("officer")
        .order_by("officer__staff_number", "role")
    )
    people = {post.officer_id: post.officer for post in posts}
    return (
        _staff(people, on),
        _decider(posts),
        _accounts(people),
        _trained(people, on),
        _agreed(posts, people, on),
        _seal(organ, on),
    )


def require_ready(*, organ: Organ, on: date) -> None:
    """Refuse while anything of the checklist is missing, naming each.

    Raises: Refused `delegation.not_ready`.
    """
    gaps = [one for one in readiness_of(organ=organ, on=on) if not one.is_met]
    if gaps:
        raise Refused(
            "delegation.not_ready",
            "%(organ)s还不能承接：%(gaps)s。请补齐后再启用。",
            values={
                "organ": organ.short_name,
                "gaps": "；".join(f"{one.label}（{'、'.join(one.missing)}）" for one in gaps),
            },
        )


def _staff(people: dict[int, Officer], on: date) -> Item:
    least = pack_in_force().value(LEAST_STAFF, on).amount
    missing = Phrase("还差%(n)s人", n=least - len(people))
    return Item(
        code="staff",
        label="工作人员配备",
        found=Phrase("在岗%(n)s人，至少%(least)s人", n=len(people), least=least),
        missing=(missing,) if len(people) < least else (),
    )


def _decider(posts: list[Post]) -> Item:
    own = [
        post.officer.name
        for post in posts
        if post.role == Role.DECIDER and post.officer.employment not in OUTSOURCED
    ]
    return Item(
        code="decider",
        label="在编的审批人",
        found="、".join(own),
        missing=() if own else ("没有人担任审批人",),
    )


def _accounts(people: dict[int, Officer]) -> Item:
    known = set(
        User.objects.filter(officer_id__in=people, is_active=True).values_list(
            "officer_id", flat=True
        )
    )
    return _each("accounts", "系统账号", people, known)


def _trained(people: dict[int, Officer], on: date) -> Item:
    months = pack_in_force().value(TRAINED_WITHIN, on).amount
    since = Month.of(on).plus(-months).first_day
    known = set(
        Training.objects.filter(
            officer_id__in=people, attended_on__gte=since, attended_on__lte=on
        ).values_list("officer_id", flat=True)
    )
    return _each("training", "业务培训", people, known)


def _agreed(posts: list[Post], people: dict[int, Officer], on: date) -> Item:
    bound = {post.officer_id for post in posts if SEES_REPORTS in role(post.role).capabilities}
    known = set(
        SecrecyAgreement.objects.filter(
            officer_id__in=bound, signed_on__lte=on, expires_on__gt=on
        ).values_list("officer_id", flat=True)
    )
    return _each("agreements", "保密协议", {key: people[key] for key in sorted(bound)}, known)


def _seal(organ: Organ, on: date) -> Item:
    seal = seal_of(organ, on=on)
    return Item(
        code="seal",
        label="印章备案",
        found=seal,
        missing=() if seal else ("没有备案的印章",),
    )


def _each(code: str, label: str, people: dict[int, Officer], known: set[int]) -> Item:
    """Ask something of everybody, naming who lacks it; nobody at all is a gap too."""
    missing = tuple(officer.name for key, officer in people.items() if key not in known)
    return Item(
        code=code,
        label=label,
        found=Phrase("%(n)s人中%(have)s人具备", n=len(people), have=len(people) - len(missing)),
        missing=missing if people else ("没有在岗人员",),
    )
