"""Which household goes how far: a mix of every state a county has at any moment."""

from __future__ import annotations

from collections.abc import Callable

from jiuzhu.demo import later_stages as later
from jiuzhu.demo import other_schemes as other
from jiuzhu.demo.stages import Road

Plan = Callable[[Road, int], None]


def intent_only(road: Road, index: int) -> None:
    """Stop after the wish for help."""
    del index
    road.intent()


def authorising(road: Road, index: int) -> None:
    """Stop while signatures are being collected."""
    intent_only(road, index)
    road.family()


def filed(road: Road, index: int) -> None:
    """Stop at the county centre's desk."""
    authorising(road, index)
    road.signatures()
    road.filed()


def asked(road: Road, index: int) -> None:
    """Stop with questions in the queue: the simulator answers them in its own time."""
    filed(road, index)
    road.asked()


def verified(road: Road, index: int) -> None:
    """Stop with a report that nobody has answered to yet."""
    filed(road, index)
    road.verified()


def answered(road: Road, index: int) -> bool:
    """Invite or explain, as the report says; tell whether the family was invited."""
    filed(road, index)
    if road.verified() == "VERIFIED_OK":
        road.invited()
        return True
    road.explained()
    return False


def answered_only(road: Road, index: int) -> None:
    """Stop after the answer."""
    answered(road, index)


def applied(road: Road, index: int) -> None:
    """Stop with an application; a family whose report did not fit insists."""
    if answered(road, index):
        road.applied()
    else:
        road.insisted()


def accepted(road: Road, index: int) -> None:
    """Stop after acceptance; with the clock at September these are late."""
    applied(road, index)
    road.accepted()


def visited(road: Road, index: int) -> None:
    """Stop after the home visit."""
    accepted(road, index)
    road.visited()


def assessed(road: Road, index: int) -> None:
    """Stop at the decision desk."""
    visited(road, index)
    road.assessed()


def decided(road: Road, index: int) -> str:
    """Go on to the decision and its notice."""
    assessed(road, index)
    return later.decided(road)


def decided_only(road: Road, index: int) -> None:
    """Stop after the decision."""
    decided(road, index)


def on_the_board(road: Road, index: int) -> None:
    """Stop while the sheet hangs; a refusal ends before."""
    if decided(road, index) == "DECIDED_YES":
        later.published(road)
        later.posted(road)


def paid(road: Road, index: int) -> None:
    """Go on into payment; a refusal ends before."""
    if decided(road, index) == "DECIDED_YES":
        later.published(road)
        later.posted(road)
        later.taken_down(road)
        later.entered(road)


def tekun(road: Road, index: int) -> bool:
    """Carry a person alone to the decision desk of tekun; other families ask for dibao."""
    if not other.is_tekun(road):
        accepted(road, index)
        return False
    visited(road, index)
    if road.seen(lambda: road.stored().state) != "SURVEY":
        return False
    other.self_care(road, index)
    return road.assessed()


def tekun_assessed(road: Road, index: int) -> None:
    """Stop at the decision desk."""
    tekun(road, index)


def tekun_paid(road: Road, index: int) -> None:
    """Go on into payment; a refusal ends before."""
    if tekun(road, index) and later.decided(road) == "DECIDED_YES":
        later.published(road)
        later.posted(road)
        later.taken_down(road)
        later.entered(road)


def aid_accepted(road: Road, index: int) -> None:
    """Stop with the bills of a family that has dibao."""
    other.accepted_with_bills(road, index)


def aid_paid(road: Road, index: int) -> None:
    """Publish the opinion, decide, file with the county and go on into payment."""
    aid_accepted(road, index)
    road.visited()
    if not road.assessed():
        return
    other.opinion_published(road)
    later.posted(road)
    later.taken_down(road)
    other.publicity_concluded(road)
    later.decided(road)
    other.filed_with_county(road)
    later.entered(road)


def withdrawn(road: Road, index: int) -> None:
    """Withdraw after the family was written down."""
    authorising(road, index)
    later.withdrawn(road)


def taken_over(road: Road, index: int) -> None:
    """Come from the older system."""
    later.taken_over(road, index)


# How often in a hundred; the order is fixed, so that the same index always goes the same way.
SHARES: tuple[tuple[Plan, int], ...] = (
    (taken_over, 24),
    (paid, 12),
    (on_the_board, 5),
    (decided_only, 5),
    (assessed, 6),
    (visited, 5),
    (accepted, 5),
    (applied, 4),
    (answered_only, 6),
    (verified, 4),
    (asked, 4),
    (filed, 4),
    (authorising, 4),
    (intent_only, 4),
    (withdrawn, 2),
    (tekun_paid, 2),
    (tekun_assessed, 1),
    (aid_paid, 2),
    (aid_accepted, 1),
)
LAST_WEEK = 36  # 25 August, the applications follow within the week
CYCLE = 37  # coprime to 100: neighbours go different ways


def plan_of(index: int) -> Plan:
    """Return the plan of a household."""
    place = index * CYCLE % 100
    for plan, share in SHARES:
        if place < share:
            return plan
        place -= share
    raise LookupError("the shares do not add up to a hundred")


def first_day_of(index: int) -> int:
    """Return on which working day from the start a household comes; all end before September.

    An application comes last: unanswered for two working days it would count as accepted.
    """
    return LAST_WEEK if plan_of(index) is applied else index % 18
