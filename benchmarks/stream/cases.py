"""The twelve steps of one dibao case, intent to payment, through the use cases of the platform.

A step is one change of state of the procedure table with the acts that belong to it. Each step is
one transaction, as with the peer and the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TypeVar

from django.db import transaction
from typing_extensions import override

from jiuzhu.casework.documents.rendering.compiler import RenderedDocument
from jiuzhu.casework.documents.services import issue_document
from jiuzhu.demo import later_stages as later
from jiuzhu.demo.departments import TruthDepartments
from jiuzhu.demo.desks import Desks
from jiuzhu.demo.people import Profile, Story, SyntheticHousehold, SyntheticIncome, SyntheticPerson
from jiuzhu.demo.stages import Road
from jiuzhu.infra import storage
from jiuzhu.infra.scope import apply_scope
from jiuzhu.kernel.contact import luhn_digit
from jiuzhu.kernel.identity import make_identity_number
from jiuzhu.registers.organs.models import Organ

T = TypeVar("T")
IN_OFFICE_SINCE = date(2020, 1, 1)
STARTS_AT = datetime(2020, 7, 6, 1, 10, tzinfo=UTC)
BORN = {"甲": date(1960, 1, 1), "乙": date(1961, 1, 1), "丙": date(2006, 1, 1)}
PLACES = 1500


def signed_and_filed(road: Road) -> None:
    """Let the family sign and file with the centre."""
    road.signatures()
    road.filed()


def verified(road: Road) -> None:
    """Let the centre ask, the departments answer and the centre release the report."""
    if road.verified() != "VERIFIED_OK":
        raise AssertionError("the household of the benchmark fits")


def assessed(road: Road) -> None:
    """Compute and give the opinion."""
    if not road.assessed():
        raise AssertionError("the household of the benchmark is eligible")


def published(road: Road) -> None:
    """Make the sheets and put them up."""
    later.published(road)
    later.posted(road)


def paid(road: Road) -> None:
    """Take the sheet down after its seven days and enter payment."""
    later.taken_down(road)
    later.entered(road)


STEPS: tuple[tuple[str, Callable[[Road], object]], ...] = (
    ("register_intent", Road.intent),
    ("open_authorization", Road.family),
    ("file_verification", signed_and_filed),
    ("release_fit", verified),
    ("invite", Road.invited),
    ("submit_application", Road.applied),
    ("accept_application", Road.accepted),
    ("record_home_visit", Road.visited),
    ("give_opinion", assessed),
    ("grant", later.decided),
    ("publish_result", published),
    ("enter_payment", paid),
)


class StepDesks(Desks):
    """Officers whose acts belong to the transaction of the step: no savepoint of their own."""

    @override
    def act(
        self,
        organ: Organ,
        seat: str,
        at: datetime,
        use_case: Callable[..., T],
        **facts: object,
    ) -> T:
        """Call one use case as this officer, with the officer's scope."""
        actor = self.actor(organ, seat)
        apply_scope(actor)
        return use_case(actor=actor, at=at, **facts)


def new_road(index: int, *, village: Organ, desks: Desks) -> Road:
    """Return the road of household number `index`: father, mother and a child, all invented."""
    return Road(
        household(index, village.code),
        desks=desks,
        departments=TruthDepartments(()),
        village=village,
        starts_at=STARTS_AT + timedelta(minutes=index % 60),
    )


def household(index: int, village_code: str) -> SyntheticHousehold:
    """Return a household that fits and is eligible; every index has its own people."""
    people = tuple(_person(index, place, village_code) for place in range(len(BORN)))
    return SyntheticHousehold(
        key=f"B{index:06d}",
        village_code=village_code,
        category="RURAL",
        profile=Profile.COUPLE_WITH_CHILDREN,
        story=Story.AGREES,
        members=people,
        supporters=(),
        assets=(),
    )


def walk(road: Road, *, after: Callable[[str], None] = lambda _: None) -> None:
    """Take all twelve steps, one transaction each."""
    for name, step in STEPS:
        with transaction.atomic():
            step(road)
        after(name)


@contextmanager
def no_documents() -> Iterator[None]:
    """Leave out the rendering and the files of the documents; all their rows stay."""
    render, write = issue_document.render, storage._write  # noqa: SLF001
    serial = count()

    def blank(kind: str, content: object, **_: object) -> RenderedDocument:
        del content
        pdf = f"{kind} {next(serial)} {datetime.now(UTC)}".encode()  # noqa: TID251 -- unlike bytes
        return RenderedDocument(pdf=pdf, template_digest="0" * 64, pages=1)

    issue_document.render = blank
    storage._write = lambda path, content: None  # noqa: SLF001, ARG005
    try:
        yield
    finally:
        issue_document.render, storage._write = render, write  # noqa: SLF001


def _person(index: int, place: int, village_code: str) -> SyntheticPerson:
    letter, born = tuple(BORN.items())[place]
    born_on = born + timedelta(days=index % PLACES)
    serial = 1 + place + 4 * (index // PLACES)  # odd for men; no two of a family share one
    account = f"620000{index:011d}{place}"
    return SyntheticPerson(
        key=f"B{index:06d}-{place}",
        name=f"测试{letter}",
        sex="F" if letter == "乙" else "M",
        born_on=born_on,
        identity_number=make_identity_number("370911", born_on, serial),
        birth_certificate="",
        relation=("SELF", "SPOUSE", "SON")[place],
        parents=(),
        phone="19900000000",
        bank_account=account + luhn_digit(account),
        village_code=village_code,
        address="测试地址",
        incomes=(SyntheticIncome("ODD_JOBS", 360_000, 12, "零工"),) if place == 0 else (),
    )
