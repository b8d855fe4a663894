"""Put one application into the right scheme (一次申请、分类认定; 国办发〔2023〕39号).

The candidates are tried in the order of the pack; each carries its state and the reasons. A person
who is tekun does not receive dibao; a family has one identity; one-off aid may come beside it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.edge import assess_low_income, assess_rigid
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.records import from_plain, to_plain
from jiuzhu.policy.results import DibaoResult, Eligibility, Reason
from jiuzhu.policy.scheme_facts import AidFacts, ApplicationFacts, EdgeFacts, TekunClaim, TekunFacts
from jiuzhu.policy.scheme_results import SchemeResult
from jiuzhu.policy.scheme_terms import AidKind, Identity
from jiuzhu.policy.tekun import assess_tekun
from jiuzhu.policy.temporary_aid import assess_aid

TEKUN, DIBAO, AID = "tekun", "dibao", "temporary_aid"
HOLE = "policy.hole"
HELD = {
    TEKUN: Identity.TEKUN,
    DIBAO: Identity.DIBAO,
    "low_income": Identity.LOW_INCOME,
    "rigid": Identity.RIGID,
}


class State(StrEnum):
    """Say where a candidate stands."""

    CHOSEN = "CHOSEN"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    UNDECIDABLE = "UNDECIDABLE"
    SUPERSEDED = "SUPERSEDED"
    NO_LAW = "NO_LAW"


STATE_TEXTS: dict[State, str] = {
    State.CHOSEN: "符合条件",
    State.NOT_ELIGIBLE: "不符合条件",
    State.UNDECIDABLE: "有问题尚待查清，暂不能认定",
    State.SUPERSEDED: "已有在先的认定，不再重复",
    State.NO_LAW: "当日没有可用的规定",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Hold one scheme that was tried for the family, or for one person of it."""

    scheme: str
    person: str
    state: State
    text: str
    amount_fen: int
    reasons: tuple[Reason, ...]

    @property
    def name(self) -> str:
        """Name the scheme and the person it is for."""
        return f"{self.scheme}.{self.person}" if self.person else self.scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """Hold all candidates in the order in which they were tried."""

    candidates: tuple[Candidate, ...]
    place: str
    on: date

    @property
    def chosen(self) -> tuple[str, ...]:
        """Name what the application is put into."""
        return tuple(one.name for one in self.candidates if one.state is State.CHOSEN)

    @property
    def is_open(self) -> bool:
        """Say whether something has to be found out first."""
        return any(one.state is State.UNDECIDABLE for one in self.candidates)

    def to_record(self) -> dict[str, object]:
        """Give the classification as plain JSON values."""
        record: dict[str, object] = to_plain(self)
        return record

    @classmethod
    def from_record(cls, record: object) -> "Classification":
        """Read a classification back from plain JSON values.

        Raises: Refused('policy.record') when the record does not have this shape.
        """
        return from_plain(cls, record)


@dataclass(slots=True)
class _Attempt:
    """Hold one application while its candidates are tried."""

    facts: ApplicationFacts
    pack: Pack
    on: date
    candidates: list[Candidate]

    def persons(self, state: State) -> frozenset[str]:
        """Name the persons whose tekun came out in one way."""
        return frozenset(
            one.person for one in self.candidates if one.scheme == TEKUN and one.state is state
        )

    def family_states(self) -> frozenset[State]:
        """Give the states of the identities tried for the family so far."""
        return frozenset(
            one.state for one in self.candidates if not one.person and one.scheme in HELD
        )

    @property
    def waits(self) -> bool:
        """Say whether something earlier must be found out before an identity can be chosen."""
        return any(
            one.state is State.UNDECIDABLE or (one.scheme == DIBAO and one.state is State.NO_LAW)
            for one in self.candidates
        )

    def holds(self) -> tuple[Identity, ...]:
        """Give the identities that were chosen."""
        chosen = {one.scheme for one in self.candidates if one.state is State.CHOSEN}
        return tuple(HELD[scheme] for scheme in HELD if scheme in chosen)


def classify(facts: ApplicationFacts, pack: Pack, on: date) -> Classification:
    """Try the schemes in the order of the pack and say which the application belongs to.

    Raises: Refused('policy.hole') without an order, Refused('facts.…') and the like for facts that
    cannot be. A scheme without law on the day is a candidate in the state NO_LAW.
    """
    _check(facts)
    attempt = _Attempt(facts=facts, pack=pack, on=on, candidates=[])
    for scheme in pack.value("classification.order", on).items:
        if scheme == TEKUN:
            attempt.candidates.extend(_persons(attempt))
        elif scheme == AID:
            attempt.candidates.extend(_aid(attempt))
        else:
            attempt.candidates.append(_family(scheme, attempt))
    return Classification(candidates=tuple(attempt.candidates), place=pack.place, on=on)


def _check(facts: ApplicationFacts) -> None:
    """Refuse a claim for somebody who is not in the household, and two for one person."""
    keys = [claim.key for claim in facts.tekun]
    members = {member.key for member in facts.household.members}
    if len(set(keys)) != len(keys) or not set(keys) <= members:
        raise Refused(
            "classify.person", "特困认定的人重复，或者不在家庭成员里，请核对。", field="tekun"
        )


def _persons(attempt: _Attempt) -> Iterator[Candidate]:
    """Try tekun for every person it is asked for."""
    for claim in attempt.facts.tekun:
        own = _tekun_facts(claim, attempt.facts)
        yield _tried(TEKUN, claim.key, partial(assess_tekun, own, attempt.pack, attempt.on))


def _tekun_facts(claim: TekunClaim, facts: ApplicationFacts) -> TekunFacts:
    """Give a member with the assets that are theirs; alone in the household, all of them are."""
    household = facts.household
    person = next(member for member in household.members if member.key == claim.key)
    alone = len(household.members) == 1
    return TekunFacts(
        category=household.category,
        person=person,
        claim=claim,
        assets=tuple(one for one in household.assets if alone or one.owner == claim.key),
        unit=household.unit,
    )


def _family(scheme: str, attempt: _Attempt) -> Candidate:
    """Try one identity for the family, unless an earlier one stands or is still open."""
    covered = attempt.persons(State.CHOSEN)
    members = attempt.facts.household.members
    if State.CHOSEN in attempt.family_states() or all(one.key in covered for one in members):
        return _stands(scheme, State.SUPERSEDED)
    found = _tried(scheme, "", partial(_assessed, scheme, covered, attempt))
    if found.state is State.CHOSEN and attempt.waits:
        text = "要等在先的事项查清后再认定"
        return replace(found, state=State.UNDECIDABLE, text=text)
    return found


def _assessed(
    scheme: str, covered: frozenset[str], attempt: _Attempt
) -> DibaoResult | SchemeResult:
    """Assess the family for an identity; who is tekun counts, but does not receive.

    Raises: Refused('policy.hole') for a scheme that no rule computes.
    """
    household = attempt.facts.household
    members = tuple(
        replace(one, counts_for_benefit=one.counts_for_benefit and one.key not in covered)
        for one in household.members
    )
    household = replace(household, members=members)
    if scheme == DIBAO:
        return assess_dibao(household, attempt.pack, attempt.on)
    edge = EdgeFacts(household=household, outlays=attempt.facts.outlays)
    if scheme == "low_income":
        return assess_low_income(edge, attempt.pack, attempt.on)
    if scheme == "rigid":
        return assess_rigid(edge, attempt.pack, attempt.on)
    raise Refused(HOLE, f"认定顺序中的“{scheme}”没有计算规则，请由政策管理员改正政策包。")


def _aid(attempt: _Attempt) -> Iterator[Candidate]:
    """Try expense-based aid beside the identity, when a cause is told."""
    if not attempt.facts.cause:
        return
    asked = AidFacts(
        kind=AidKind.EXPENSE,
        cause=attempt.facts.cause,
        household=attempt.facts.household,
        holds=attempt.holds(),
        outlays=attempt.facts.outlays,
    )
    yield _tried(AID, "", partial(assess_aid, asked, attempt.pack, attempt.on))


def _tried(scheme: str, person: str, assess: Callable[[], DibaoResult | SchemeResult]) -> Candidate:
    """Run the rules of a scheme; no law on that day is a state, not an end."""
    try:
        result = assess()
    except Refused as refusal:
        if refusal.code != HOLE:
            raise
        return replace(_stands(scheme, State.NO_LAW), person=person, text=refusal.message)
    states = {
        Eligibility.ELIGIBLE: State.CHOSEN,
        Eligibility.NOT_ELIGIBLE: State.NOT_ELIGIBLE,
        Eligibility.UNDECIDABLE: State.UNDECIDABLE,
    }
    state = states[result.eligible]
    return Candidate(
        scheme=scheme,
        person=person,
        state=state,
        text="；".join(reason.text for reason in result.reasons) or STATE_TEXTS[state],
        amount_fen=result.amount_fen,
        reasons=result.reasons,
    )


def _stands(scheme: str, state: State) -> Candidate:
    """Give a candidate that was not computed."""
    return Candidate(
        scheme=scheme,
        person="",
        state=state,
        text=STATE_TEXTS[state],
        amount_fen=0,
        reasons=(),
    )
