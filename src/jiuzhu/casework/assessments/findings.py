"""What a home visit or an inquiry found: typed, and brought into the facts of the household.

A finding never deletes what a register holds: a found car is cleared or waived with evidence that
the rule of the pack names (57号 art. 14, 18); only an open question can be settled as absent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.facts import (
    AssetFacts,
    Grade,
    HouseholdFacts,
    IncomeItem,
    MemberFacts,
    SupporterFacts,
)
from jiuzhu.policy.pack_rows import AssetRule
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.scheme_facts import ObligorFacts, TekunClaim
from jiuzhu.policy.scheme_terms import Identity, Incapacity


class AssetOutcome(StrEnum):
    """Say what the visit found about one kind of asset of one person."""

    FOUND = "FOUND"
    ABSENT = "ABSENT"
    CLEARED = "CLEARED"
    WAIVED = "WAIVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFinding:
    """One kind of asset of one member; `ground` is a clearing or waiver that the rule names."""

    person_key: str
    kind: str
    outcome: AssetOutcome
    evidence: str
    ground: str = ""
    value_fen: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeFinding:
    """One income of one member as it was found; it replaces what was declared of its kind."""

    person_key: str
    kind: str
    amount_fen: int
    months: int
    evidence: str
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterFinding:
    """What an inquiry found about an obligor; None leaves what was declared."""

    person_key: str
    evidence: str
    family_income_fen: int | None = None
    family_size: int | None = None
    supported_persons: int | None = None
    received_fen: int | None = None
    exempt_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligorFinding:
    """What an interview found about an obligor of a tekun case; None leaves what was declared.

    `own_income_fen` is the monthly income of the obligor alone.
    """

    person_key: str
    evidence: str
    own_income_fen: int | None = None
    property_within: bool | None = None
    benefit: Identity | None = None
    status: Incapacity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How one difference between declaration and register came about."""

    person_key: str
    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything found that changes figures or explains a difference."""

    income: tuple[IncomeFinding, ...] = ()
    assets: tuple[AssetFinding, ...] = ()
    supporters: tuple[SupporterFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    gone: tuple[str, ...] = ()
    obligors: tuple[ObligorFinding, ...] = ()


NOTHING_FOUND = Findings()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFound:
    """What the visit saw of one member."""

    person_key: str
    present: bool
    work: str = ""
    health: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DwellingFound:
    """The home as it was seen."""

    kind: str
    ownership: str
    area: str
    rooms: str
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingFound:
    """Something of value or use that was seen."""

    name: str
    quantity: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingFound:
    """One outlay of the household."""

    label: str
    monthly_fen: int
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFindings:
    """The whole record of one home visit (57号 art. 18)."""

    dwelling: DwellingFound
    summary: str
    members: tuple[MemberFound, ...] = ()
    things: tuple[ThingFound, ...] = ()
    spending: tuple[SpendingFound, ...] = ()
    work: str = ""
    illness: str = ""
    crops: str = ""
    accompanied_by: str = ""
    findings: Findings = NOTHING_FOUND


def apply_findings(
    facts: HouseholdFacts, findings: Findings, pack: Pack, on: date
) -> HouseholdFacts:
    """Bring findings into the facts of a household.

    Raises: Refused `finding.person`, `finding.evidence`, `finding.ground`, `finding.no_asset`.
    """
    _check_people(facts, findings)
    merged = _without_gone(facts, findings.gone)
    for income in findings.income:
        merged = _with_income(merged, income)
    for asset in findings.assets:
        merged = _with_asset(merged, asset, pack, on)
    for supporter in findings.supporters:
        merged = _with_supporter(merged, supporter)
    return merged


def apply_to_claim(claim: TekunClaim, findings: Findings) -> TekunClaim:
    """Bring what obligors' interviews found into what tekun asks about a person.

    Raises: Refused `finding.person`, `finding.evidence`.
    """
    known = {one.key for one in claim.obligors or ()}
    for found in findings.obligors:
        if found.person_key not in known:
            raise Refused(
                "finding.person", "走访的义务人不在登记的名单里。请核对。", field="obligors"
            )
        if not found.evidence.strip():
            raise Refused(
                "finding.evidence", "请写明走访义务人了解到情况的依据。", field="obligors"
            )
    by_key = {found.person_key: found for found in findings.obligors}
    return replace(
        claim,
        obligors=None
        if claim.obligors is None
        else tuple(_seen(one, by_key.get(one.key)) for one in claim.obligors),
    )


def as_surveyed(claim: TekunClaim) -> TekunClaim:
    """Give the claim with an open question while an obligor was not interviewed (K3)."""
    if all(one.grade is Grade.VERIFIED for one in claim.obligors or ()):
        return claim
    return replace(claim, obligors=None)


def _seen(one: ObligorFacts, found: ObligorFinding | None) -> ObligorFacts:
    if found is None:
        return one
    answers = {
        name: value
        for name in ("own_income_fen", "property_within", "benefit", "status")
        if (value := getattr(found, name)) is not None
    }
    return replace(one, grade=Grade.VERIFIED, evidence=found.evidence, **answers)


def _check_people(facts: HouseholdFacts, findings: Findings) -> None:
    members = {member.key for member in facts.members}
    supporters = {one.key for one in facts.supporters}
    named = [
        *(one.person_key for one in findings.income),
        *(one.person_key for one in findings.assets),
        *findings.gone,
    ]
    if not set(named) <= members or not {one.person_key for one in findings.supporters} <= (
        supporters
    ):
        raise Refused(
            "finding.person", "调查记录中有不属于本户的人员。请从名单中选择。", field="findings"
        )
    proofs = [
        *(one.evidence for one in findings.income),
        *(one.evidence for one in findings.assets),
        *(one.evidence for one in findings.supporters),
    ]
    for proof in proofs:
        if not proof.strip():
            raise Refused(
                "finding.evidence",
                "每一项调查发现都要写明依据（看到了什么、谁说的、什么票据）。请补写。",
                field="findings",
            )


def _without_gone(facts: HouseholdFacts, gone: tuple[str, ...]) -> HouseholdFacts:
    """Leave out members who died or left the household, with what they owned."""
    return replace(
        facts,
        members=tuple(member for member in facts.members if member.key not in gone),
        assets=tuple(asset for asset in facts.assets if asset.owner not in gone),
    )


def _with_income(facts: HouseholdFacts, found: IncomeFinding) -> HouseholdFacts:
    item = IncomeItem(
        kind=found.kind,
        amount_fen=found.amount_fen,
        months=found.months,
        grade=Grade.ESTIMATED if found.estimated else Grade.VERIFIED,
        evidence=found.evidence,
    )

    def changed(member: MemberFacts) -> MemberFacts:
        if member.key != found.person_key:
            return member
        kept = tuple(one for one in member.income if one.kind != found.kind)
        return replace(member, income=(*kept, item))

    return replace(facts, members=tuple(changed(member) for member in facts.members))


def _with_asset(facts: HouseholdFacts, found: AssetFinding, pack: Pack, on: date) -> HouseholdFacts:
    mine = [one for one in facts.assets if one.kind == found.kind and one.owner == found.person_key]
    others = tuple(one for one in facts.assets if one not in mine)
    known = tuple(one for one in mine if not one.unknown)
    if found.outcome is AssetOutcome.ABSENT:
        return replace(facts, assets=(*others, *known))
    if found.outcome is AssetOutcome.FOUND:
        seen = AssetFacts(
            kind=found.kind,
            owner=found.person_key,
            value_fen=found.value_fen,
            count=found.count,
            grade=Grade.VERIFIED,
            evidence=found.evidence,
        )
        return replace(facts, assets=(*others, seen))
    if not known:
        raise Refused(
            "finding.no_asset",
            "这个人名下没有登记或申报这一项财产，不需要排除或豁免。请核对。",
            field="findings",
        )
    _check_ground(found, pack, on)
    return replace(facts, assets=(*others, *(_settled(one, found) for one in known)))


def _settled(asset: AssetFacts, found: AssetFinding) -> AssetFacts:
    evidence = f"{asset.evidence}；{found.evidence}".strip("；")
    if found.outcome is AssetOutcome.CLEARED:
        return replace(asset, cleared_by=found.ground, evidence=evidence)
    return replace(asset, waived_for=found.ground, evidence=evidence)


def _check_ground(found: AssetFinding, pack: Pack, on: date) -> None:
    """Refuse a ground that no rule about this kind names."""
    rules = [rule for rule in pack.rows(AssetRule, on) if found.kind in rule.kinds]
    cleared = found.outcome is AssetOutcome.CLEARED
    allowed = {ground for rule in rules for ground in (rule.clearing if cleared else rule.waivers)}
    if found.ground not in allowed:
        named = "、".join(sorted(allowed)) or "无"
        raise Refused(
            "finding.ground",
            "“%(ground)s”不是规定的%(kind)s情形。可选：%(named)s。",
            values={"ground": found.ground, "kind": "排除" if cleared else "豁免", "named": named},
            field="findings",
        )


def _with_supporter(facts: HouseholdFacts, found: SupporterFinding) -> HouseholdFacts:
    def changed(one: SupporterFacts) -> SupporterFacts:
        if one.key != found.person_key:
            return one
        return replace(
            one,
            family_income_fen=_or(found.family_income_fen, one.family_income_fen),
            family_size=found.family_size or one.family_size,
            supported_persons=found.supported_persons or one.supported_persons,
            received_fen=one.received_fen if found.received_fen is None else found.received_fen,
            exempt_reason=found.exempt_reason or one.exempt_reason,
            grade=Grade.VERIFIED,
            evidence=found.evidence,
        )

    return replace(facts, supporters=tuple(changed(one) for one in facts.supporters))


def _or(found: int | None, before: int | None) -> int | None:
    return before if found is None else found
